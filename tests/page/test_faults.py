"""The switches: each fault is caused for real, and the platform keeps its promises."""

from __future__ import annotations

import re

import pytest
from phone_page import PATIENCE_MS, Phone
from playwright.sync_api import Browser, expect


def test_while_the_api_is_down_the_old_answer_says_its_age(phone: Phone) -> None:
    phone.open("lucia")
    phone.tap("hours")
    phone.answered()
    phone.flip("Logistics API down", on=True)
    phone.tap("hours")
    phone.answered(own=2)

    expect(phone.replies.last).to_contain_text("⚠️", timeout=PATIENCE_MS)
    phone.step(18, "error")
    phone.step(19, "done")
    expect(phone.page.locator(".facts")).to_contain_text("record old")


def test_while_the_model_is_down_phrases_still_work(phone: Phone) -> None:
    phone.open("elena")
    phone.flip("Model down", on=True)
    phone.tap("next")
    phone.answered()

    expect(phone.page.locator(".facts")).to_contain_text("exact phrase")


def test_a_slow_api_is_not_waited_for_longer_than_four_seconds(phone: Phone) -> None:
    phone.open("rachid")
    phone.tap("hours")
    phone.answered()
    phone.flip("Logistics API slow", on=True)
    phone.tap("hours")
    phone.answered(own=2)

    expect(phone.replies.last).to_contain_text("⚠️", timeout=PATIENCE_MS)
    phone.step(18, "error")
    phone.step(19, "done")


def test_a_worker_killed_in_the_middle_leaves_exactly_one_answer(phone: Phone) -> None:
    phone.open("mihai")
    phone.ask("PUT", "openrouter/_control/latency", data={"median_ms": 6000, "p95_ms": 6000})
    phone.tap("free")
    expect(phone.page.locator(".state")).to_have_text("being answered", timeout=PATIENCE_MS)
    phone.page.locator("#switches").get_by_role("button", name="Kill the worker").click()
    phone.ask("PUT", "openrouter/_control/latency", data={"median_ms": 0, "p95_ms": 0})
    expect(phone.page.locator(".state")).to_have_text("answered", timeout=2 * PATIENCE_MS)

    expect(phone.page.locator(".facts")).to_contain_text("worker lost")
    expect(phone.replies).to_have_count(1)
    assert len(phone.ledger()) == 1


def test_while_the_guardrails_are_down_templates_still_answer(phone: Phone) -> None:
    phone.open("zofia")
    phone.flip("Guardrails down", on=True)
    expect(phone.page.locator('.lamp[data-name="guardrails"]')).to_have_attribute(
        "data-state", "down", timeout=PATIENCE_MS
    )
    phone.tap("next")
    phone.answered()
    phone.flip("Guardrails down", on=False)

    expect(phone.replies.first).to_be_visible()


def test_what_meta_throttles_leaves_once_after_it(phone: Phone) -> None:
    phone.open("vasile")
    phone.flip("Meta throttles", on=True)
    phone.tap("next")
    phone.step(24, "done")  # tried, and refused
    assert phone.ledger() == []
    phone.flip("Meta throttles", on=False)
    expect(phone.replies.first).to_be_visible(timeout=2 * PATIENCE_MS)

    bodies = [entry["opaque"] for entry in phone.ledger()]
    assert len(bodies) == len(set(bodies))


def test_while_the_broker_is_paused_meta_gets_its_200(phone: Phone) -> None:
    phone.open("duarte")
    phone.flip("Broker paused", on=True)
    phone.tap("next")
    expect(phone.own.locator("svg[data-ticks]")).to_have_attribute(
        "data-ticks", re.compile("delivered|read"), timeout=PATIENCE_MS
    )
    phone.page.get_by_role("button", name="Undo all").click()
    expect(phone.replies.first).to_be_visible(timeout=2 * PATIENCE_MS)

    expect(phone.page.get_by_role("button", name="Undo all")).to_be_disabled(timeout=PATIENCE_MS)


@pytest.mark.parametrize("name", ["Dead letters", "Audit trail", "Guardrail events"])
def test_lists_are_what_the_commands_print(phone: Phone, name: str) -> None:
    phone.open("joe")
    phone.page.get_by_role("button", name=name).click()

    expect(phone.page.locator("#list .command")).to_contain_text(
        "$ driver-assistant ", timeout=PATIENCE_MS
    )
    expect(phone.page.locator("#list")).not_to_contain_text("It failed")


def test_another_sites_page_can_not_kill_a_worker(phone: Phone, browser: Browser) -> None:
    path = "page/switches/worker-kill"
    other = browser.new_page()
    other.goto("data:text/html,<title>another site</title>")
    read = other.evaluate(
        """async ([url, path]) => {
            const options = {method: "POST", mode: "no-cors", body: '{"on": true}'};
            await fetch(url + path, options).catch(() => "some browsers do not even send it");
            return fetch(url + "page/about").then(() => "read", () => "refused");
        }""",
        [phone.url, path],
    )
    other.close()
    forged = phone.page.request.post(
        f"{phone.url}{path}", data={"on": True}, headers={"Origin": "https://another.example"}
    )
    phone.open("jorge")
    phone.tap("next")
    phone.answered()

    assert read == "refused"
    assert forged.status == 403
    expect(phone.page.locator('.lamp[data-name="worker"]')).to_have_attribute("data-state", "up")
    expect(phone.page.locator(".facts")).not_to_contain_text("worker lost")

"""The chat: what a driver does on the phone, and what comes back."""

from __future__ import annotations

import re

from phone_page import PATIENCE_MS, Phone
from playwright.sync_api import expect


def test_a_question_is_ticked_and_answered(phone: Phone) -> None:
    phone.open("joe")
    phone.tap("next")
    phone.answered()

    expect(phone.own.locator("svg[data-ticks]")).to_have_attribute(
        "data-ticks", "read", timeout=PATIENCE_MS
    )
    expect(phone.replies.first).to_contain_text("Next stop")
    expect(phone.page.get_by_role("img", name=re.compile("Map sketch"))).to_be_visible()
    for number in (1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 16, 22, 23, 24, 25, 26):
        phone.step(number, "done")


def test_a_free_question_shows_what_the_model_cost(phone: Phone) -> None:
    phone.open("suharto")
    phone.tap("free")
    phone.answered()

    expect(phone.page.locator(".facts")).to_contain_text(re.compile(r"model openai/\S+ \$0\.0"))
    expect(phone.page.locator(".facts")).to_contain_text("rows written")
    phone.step(15, "done")


def test_a_button_is_pressed_and_answered_once(phone: Phone) -> None:
    phone.open("sean")
    phone.tap("next")
    phone.answered()
    phone.page.get_by_role("button", name="My route", exact=True).click()
    phone.answered(own=2)

    expect(phone.own.last).to_contain_text("My route")
    expect(phone.own.last.locator(".quote")).to_be_visible()
    expect(phone.page.get_by_role("button", name="My route", exact=True).first).to_be_disabled()


def test_a_row_of_a_list_is_chosen(phone: Phone) -> None:
    phone.open("earl")
    phone.tap("menu")
    phone.answered()
    phone.page.locator(".choices button", has_text="☰").click()
    row = phone.page.locator("#sheet .rows button").first
    title = row.evaluate("row => row.firstChild.textContent")
    row.click()
    phone.answered(own=2)

    expect(phone.own.last).to_contain_text(title)
    expect(phone.page.locator("#sheet")).to_be_hidden()


def test_the_answer_comes_in_the_language_written(phone: Phone) -> None:
    phone.open("tyrone")
    phone.page.get_by_label("Writes in").select_option("de")
    phone.tap("next")
    phone.answered()

    expect(phone.own).to_contain_text("Mein nächster Stopp")
    expect(phone.replies.first).to_contain_text("Nächster")


def test_a_place_is_picked_on_the_map_and_sent(phone: Phone) -> None:
    phone.open("ana")
    phone.page.get_by_label("Attach").click()
    phone.page.get_by_role("menuitem", name="Location").click()
    pick = phone.page.locator("#map svg").first
    before = phone.page.locator("#map output").inner_text()
    pick.press("ArrowRight")
    moved = phone.page.locator("#map output").inner_text()
    phone.page.get_by_role("button", name="Send this place").click()

    assert before != moved
    expect(phone.own).to_contain_text(moved.split(",")[0][:6], timeout=PATIENCE_MS)
    expect(phone.own.get_by_role("img", name=re.compile("Map sketch"))).to_be_visible()
    expect(phone.replies.first).to_be_visible(timeout=PATIENCE_MS)


def test_a_document_is_a_bubble_with_its_name(phone: Phone) -> None:
    phone.open("wanda")
    phone.page.get_by_label("Attach").click()
    phone.page.get_by_role("menuitem", name="Delivery note (PDF)").click()

    expect(phone.own.locator(".file")).to_contain_text("delivery-note.pdf", timeout=PATIENCE_MS)
    expect(phone.replies.first).to_be_visible(timeout=PATIENCE_MS)


def test_a_message_can_be_quoted(phone: Phone) -> None:
    phone.open("claire")
    phone.tap("next")
    phone.answered()
    phone.own.first.hover()
    phone.own.first.get_by_role("button", name=re.compile("^Reply to")).click()
    phone.write("Tournée du jour")
    phone.answered(own=2)

    expect(phone.own.last.locator(".quote")).to_contain_text("Mon prochain arrêt")


def test_the_journey_of_an_earlier_message_can_be_chosen(phone: Phone) -> None:
    phone.open("karl")
    phone.tap("next")
    phone.answered()
    phone.tap("route")
    phone.answered(own=2)
    phone.own.first.get_by_role("button", name=re.compile("^Show the journey")).click()

    expect(phone.page.locator(".subject blockquote")).to_have_text(
        "Mein nächster Stopp", timeout=PATIENCE_MS
    )


def test_an_attack_is_marked_and_refused_politely(phone: Phone) -> None:
    phone.open("jack")
    phone.tap("attack")
    phone.answered()

    expect(phone.own.locator("mark").first).to_be_visible(timeout=PATIENCE_MS)
    expect(phone.page.locator(".subject mark").first).to_be_visible()
    expect(phone.page.locator(".facts")).to_contain_text("finding injection")
    expect(phone.page.locator('[data-step="14"]')).to_contain_text("block")
    expect(phone.replies).to_have_text(re.compile("^I can't do that"))
    phone.step(16, "skipped")


def test_fifty_questions_of_ten_drivers_are_all_answered(phone: Phone) -> None:
    phone.open("joe")
    phone.page.get_by_role("button", name="Burst: 50 questions").click()

    progress = phone.page.locator("#burst-progress")
    expect(progress).to_have_attribute("data-over", "yes", timeout=4 * PATIENCE_MS)
    expect(progress).to_contain_text("50 of 50 answered for 10 drivers")

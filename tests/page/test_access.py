"""For everybody: keyboard, screen readers, small screens, slow machines and slow lines."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from phone_page import PATIENCE_MS, Phone
from playwright.sync_api import expect

PICTURES = os.environ.get("PICTURES", "")  # where the documentation's pictures are written


@dataclass(frozen=True)
class Shape:
    scheme: Literal["light", "dark"]
    width: int
    height: int
    driver: str


SHAPES = {
    "light": Shape("light", 1440, 960, "lupe"),
    "dark": Shape("dark", 1440, 960, "dolores"),
    "narrow": Shape("light", 390, 844, "bogdan"),
}
EXPLAINED = {"light": 16, "dark": 19, "narrow": 14}  # the step that the pointer is on
TABS = ("chat", "journey", "faults", "lists")


@pytest.mark.parametrize("name", SHAPES)
def test_no_serious_barrier_and_a_picture(phone: Phone, name: str, tmp_path: Path) -> None:
    shape = SHAPES[name]
    folder = Path(PICTURES or tmp_path)
    phone.page.emulate_media(color_scheme=shape.scheme)
    phone.page.set_viewport_size({"width": shape.width, "height": shape.height})
    phone.open(shape.driver)
    phone.page.get_by_label("Writes in").select_option("en")
    phone.tap("hours")
    phone.answered()
    SCENES[name](phone)
    found = []
    for tab in TABS if name == "narrow" else ("",):
        if tab:
            phone.page.locator(f"[data-show={tab}]").click()
        if tab in {"", "journey"}:
            phone.page.locator(f'[data-step="{EXPLAINED[name]}"]').hover()
        phone.page.screenshot(path=folder / f"phone-page-{name}{tab and '-'}{tab}.png")
        found += serious(phone)

    assert found == []


def _asks_the_model(phone: Phone) -> None:
    phone.tap("attack")
    phone.answered(own=2)
    phone.tap("free")
    phone.answered(own=3)


def _loses_the_api(phone: Phone) -> None:
    phone.flip("Logistics API down", on=True)
    phone.tap("hours")
    phone.answered(own=2)
    expect(phone.replies.last).to_contain_text("⚠️", timeout=PATIENCE_MS)


def _is_attacked(phone: Phone) -> None:
    phone.tap("attack")
    phone.answered(own=2)


SCENES = {"light": _asks_the_model, "dark": _loses_the_api, "narrow": _is_attacked}


def serious(phone: Phone) -> list[str]:
    """What axe finds serious or critical: the rule and where."""
    return [
        f"{one['id']}: {[node['target'] for node in one['nodes']]}"
        for one in Axe().run(phone.page).response["violations"]
        if one["impact"] in {"serious", "critical"}
    ]


def test_everything_can_be_done_with_the_keyboard(phone: Phone) -> None:
    phone.open("youssef")
    phone.page.keyboard.press("Tab")
    expect(phone.page.get_by_text("Skip to the message field")).to_be_focused()
    phone.page.keyboard.press("Enter")
    phone.page.keyboard.type("next stop")
    phone.page.keyboard.press("Enter")
    phone.answered()
    step = phone.page.locator('[data-step="17"]')
    step.focus()
    expect(phone.page.locator("#explain")).to_contain_text("17 Breaker")
    switch = phone.page.get_by_role("switch", name="Model down")
    switch.focus()
    phone.page.keyboard.press("Space")

    expect(switch).to_have_attribute("aria-checked", "true", timeout=PATIENCE_MS)


def test_the_theme_can_be_switched_and_is_remembered(phone: Phone) -> None:
    phone.open("joe")
    for theme in ("light", "dark"):
        phone.page.get_by_role("button", name="Theme").click()
        expect(phone.page.locator("html")).to_have_attribute("data-theme", theme)
    phone.page.reload()

    expect(phone.page.locator("html")).to_have_attribute("data-theme", "dark")


def test_it_is_usable_on_a_slow_machine_and_a_slow_line(phone: Phone) -> None:
    """A quarter of this machine's speed, and Chromium's own figures for Slow 3G."""
    tools = phone.page.context.new_cdp_session(phone.page)
    tools.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    tools.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": 2000,
            "downloadThroughput": 50_000,  # bytes per second
            "uploadThroughput": 50_000,
        },
    )
    phone.open("amelie")
    phone.tap("next")
    phone.answered()

    expect(phone.replies.first).to_be_visible()


def test_a_lost_connection_comes_back(phone: Phone) -> None:
    phone.expected = "ERR_|Failed to load resource"
    phone.open("antoine")
    phone.page.context.set_offline(True)
    phone.tap("next")
    expect(phone.page.locator(".notice")).to_contain_text("does not answer", timeout=PATIENCE_MS)
    phone.page.context.set_offline(False)
    phone.page.reload()
    expect(phone.page.locator("#connection")).to_have_text("live", timeout=PATIENCE_MS)
    phone.page.get_by_label("Driver", exact=True).select_option("antoine")
    phone.tap("next")

    phone.answered()

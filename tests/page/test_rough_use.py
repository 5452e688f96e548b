"""What people do to a page: markup, very long texts, reloading in the middle, two windows."""

from __future__ import annotations

import re

from phone_page import PATIENCE_MS, Phone
from playwright.sync_api import expect

MARKUP = "<img src=x onerror=alert(1)><b>bold</b> & <script>alert(2)</script>"
LONGEST = ("🚚" * 20 + "W" * 300 + " ") * 12  # just below 4096 UTF-16 units, as the field counts


def test_markup_in_a_message_stays_text(phone: Phone) -> None:
    phone.open("ravi")
    phone.write(MARKUP)

    expect(phone.own.locator(".said")).to_have_text(MARKUP, timeout=PATIENCE_MS)
    expect(phone.page.locator(".subject blockquote")).to_have_text(MARKUP, timeout=PATIENCE_MS)
    expect(
        phone.page.locator(".mine :is(img, script, b), .subject :is(img, script)")
    ).to_have_count(0)


def test_the_longest_message_and_the_longest_word_fit(phone: Phone) -> None:
    phone.open("xavier")
    phone.write(LONGEST)

    expect(phone.own.locator(".said")).to_contain_text("🚚🚚", timeout=PATIENCE_MS)
    expect(phone.page.locator(".subject blockquote")).to_contain_text("🚚", timeout=PATIENCE_MS)
    for width in (1440, 820, 390):
        phone.page.set_viewport_size({"width": width, "height": 844})
        wider = phone.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wider == 0, width


def test_a_reload_in_the_middle_loses_nothing(phone: Phone) -> None:
    phone.open("thomas")
    phone.tap("next")
    expect(phone.own).to_have_count(1, timeout=PATIENCE_MS)
    phone.page.reload()

    expect(phone.page.get_by_label("Driver", exact=True)).to_have_value(
        "thomas", timeout=PATIENCE_MS
    )
    phone.answered()


def test_two_windows_show_the_same_chat(phone: Phone) -> None:
    phone.open("maria")
    other = Phone(page=phone.page.context.new_page(), url=phone.url)
    other.open("maria")
    phone.tap("next")
    phone.answered()
    other.answered()

    assert phone.replies.first.inner_text() == other.replies.first.inner_text()
    assert other.wrong == []


def test_what_could_not_be_sent_stays_in_the_field(phone: Phone) -> None:
    phone.expected = "ERR_|Failed to load resource"
    phone.open("heike")
    phone.page.context.set_offline(True)
    phone.write("Do I get paid for waiting?")

    expect(phone.page.locator(".notice")).to_contain_text("does not answer", timeout=PATIENCE_MS)
    expect(phone.page.get_by_label("Message", exact=True)).to_have_value(
        "Do I get paid for waiting?", timeout=PATIENCE_MS
    )
    phone.page.context.set_offline(False)


def test_the_tour_breaks_the_api_and_what_is_broken_is_said_and_mended(phone: Phone) -> None:
    phone.open("carmen")
    phone.page.get_by_role("button", name="Break the API").click()
    phone.answered(own=2)

    expect(phone.replies.last).to_contain_text("⚠️", timeout=PATIENCE_MS)
    expect(phone.page.locator("#alarm")).to_contain_text("Logistics API down")
    phone.page.get_by_role("button", name="Mend it").click()
    expect(phone.page.locator("#alarm")).to_be_hidden(timeout=PATIENCE_MS)


def test_a_step_says_what_it_did_and_whom_it_asked(phone: Phone) -> None:
    phone.open("hugo")
    phone.tap("next")
    phone.answered()
    phone.page.locator('[data-step="18"]').hover()

    expect(phone.page.locator("#explain")).to_contain_text("worker/fetch.py")
    expect(phone.page.locator("#explain")).to_contain_text(re.compile(r"This time: \d+ ms, fresh"))
    expect(phone.page.locator('.lamp[data-name="logistics"]')).to_have_attribute(
        "data-pointed", "yes"
    )


def test_a_phone_that_the_stand_in_forgot_is_empty_and_works(phone: Phone) -> None:
    phone.open("bartosz")
    phone.tap("menu")
    phone.answered()
    phone.ask("POST", "meta/_control/reset")

    expect(phone.own).to_have_count(0, timeout=PATIENCE_MS)
    expect(phone.page.locator(".chat .empty")).to_be_visible(timeout=PATIENCE_MS)
    expect(phone.page.locator(".subject")).to_contain_text("watch it travel")
    phone.tap("menu")
    phone.answered()

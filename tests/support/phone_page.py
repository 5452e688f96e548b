"""The phone page in a real browser, as a person would use it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import ConsoleMessage, Error, Locator, Page, expect

# The machine that tests run on may be busy with other things; nobody waits this long for a person.
PATIENCE_MS = 90_000


@dataclass(kw_only=True)
class Phone:
    """A page with one driver chosen; `wrong` collects what the browser complained about."""

    page: Page
    url: str
    wrong: list[str] = field(default_factory=list)
    expected: str = ""  # what the browser may complain about in this test (a regular expression)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(PATIENCE_MS)
        self.page.on("console", self._said)
        self.page.on("pageerror", self._failed)

    def open(self, driver: str) -> None:
        """Load the page and choose a driver by alias."""
        self.page.goto(self.url)
        expect(self.page.locator("html[data-ready]")).to_be_attached(timeout=PATIENCE_MS)
        self.page.get_by_label("Driver", exact=True).select_option(driver)
        expect(self.page.locator("#connection")).to_have_text("live", timeout=PATIENCE_MS)

    def tap(self, key: str) -> None:
        """Tap one of the chips."""
        self.page.locator(f"#chips [data-key={key}]").click()

    def write(self, text: str) -> None:
        """Type and send."""
        self.page.get_by_label("Message", exact=True).fill(text)
        self.page.get_by_label("Message", exact=True).press("Enter")

    @property
    def own(self) -> Locator:
        """The driver's bubbles."""
        return self.page.locator(".bubble.mine")

    @property
    def replies(self) -> Locator:
        """The assistant's bubbles."""
        return self.page.locator(".bubble.theirs")

    def answered(self, own: int = 1) -> None:
        """Wait until the driver's `own`-th message is answered, as its journey says."""
        expect(self.own).to_have_count(own, timeout=PATIENCE_MS)
        expect(self.page.locator(".state")).to_have_text("answered", timeout=PATIENCE_MS)
        expect(self.own.last.locator(".to-journey")).to_contain_text("s", timeout=PATIENCE_MS)
        expect(self.page.locator(".bubble.mine ~ .bubble.theirs").last).to_be_visible(
            timeout=PATIENCE_MS
        )

    def step(self, number: int, state: str) -> None:
        """Wait until the journey shows a step in a state."""
        expect(self.page.locator(f'[data-step="{number}"]')).to_have_attribute(
            "data-state", state, timeout=PATIENCE_MS
        )

    def flip(self, name: str, *, on: bool) -> None:
        """Turn a switch and wait until it is turned."""
        switch = self.page.get_by_role("switch", name=name)
        if (switch.get_attribute("aria-checked") == "true") != on:
            switch.click()
        state = "true" if on else "false"
        expect(switch).to_have_attribute("aria-checked", state, timeout=PATIENCE_MS)

    def ask(self, method: str, path: str, **options: Any) -> Any:
        """Ask the sandbox as a program would, beside the page."""
        answer = self.page.request.fetch(f"{self.url}{path}", method=method, **options)
        assert answer.ok, answer.text()
        return answer.json() if answer.body() else None

    def ledger(self) -> list[Mapping[str, Any]]:
        """What Meta accepted for the chosen driver."""
        alias = self.page.get_by_label("Driver", exact=True).input_value()
        drivers = self.ask("GET", "page/about")["drivers"]
        phone = next(one["phone"] for one in drivers if one["alias"] == alias)
        return list(
            self.ask("GET", "meta/_control/ledger", params={"user": phone, "payload": "true"})[
                "accepted"
            ]
        )

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self._note(f"{message.type}: {message.text}")

    def _failed(self, error: Error) -> None:
        self._note(f"uncaught: {error}")

    def _note(self, text: str) -> None:
        if not (self.expected and re.search(self.expected, text)):
            self.wrong.append(text)

"""`make demo` and a headless Chromium for the tests of the phone page.

One demo serves all of them; each test has a browser context and a driver of its own, and whatever
fault it caused is undone before the next.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from phone_page import Phone
from playwright.sync_api import Browser, Page, sync_playwright

_READY_S = 300


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A demo of its own, or the one whose page DEMO_URL names; the page's address."""
    if url := os.environ.get("DEMO_URL"):
        yield url
        return
    folder = tmp_path_factory.mktemp("demo")
    screen = folder / "screen"
    with screen.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "driver_assistant.cli", "demo"],
            env={**os.environ, "XDG_RUNTIME_DIR": str(folder), "OPENROUTER_API_KEY": ""},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield _address(process, screen)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(120)
        except subprocess.TimeoutExpired:
            process.kill()  # its warden ends the rest
            process.wait()


def _address(process: subprocess.Popen[bytes], screen: Path) -> str:
    end = time.monotonic() + _READY_S
    while time.monotonic() < end:
        said = screen.read_text(encoding="utf-8")
        assert process.poll() is None, said
        if "Ctrl-C stops everything" in said:
            line = next(line for line in said.splitlines() if "The phone page" in line)
            return line.split()[-1]
        time.sleep(0.2)  # noqa: TID251  # waits for another process, and no loop runs here
    pytest.fail(f"no demo after {_READY_S} s:\n{screen.read_text(encoding='utf-8')}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, or whatever CHROMIUM names."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if program is None:
        pytest.fail("Chromium is not installed: `apt-get install chromium`, or set CHROMIUM.")
    with sync_playwright() as playwright:
        sandboxed = os.geteuid() != 0  # Chromium's own sandbox refuses to run as root
        one = playwright.chromium.launch(executable_path=program, chromium_sandbox=sandboxed)
        yield one
        one.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh window."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    yield context.new_page()
    context.close()


@pytest.fixture
def phone(page: Page, demo: str) -> Iterator[Phone]:
    """The page, and afterwards: no fault left, nothing on the console."""
    one = Phone(page=page, url=demo)
    yield one
    one.ask("POST", "page/undo", timeout=120_000)
    one.ask("PUT", "openrouter/_control/latency", data={"median_ms": 400, "p95_ms": 600})

    assert one.wrong == []

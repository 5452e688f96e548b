"""The chat itself: connect, show, read lines, send, show what comes back.

`driver-assistant chat` calls `run_chat`. Without a terminal it works through its input line by
line and waits for the answer to each, so that scripts and tests can drive it.
"""

from __future__ import annotations

import asyncio
import sys
import time
from dataclasses import dataclass
from typing import Any

import httpx2
from rich.console import Console

from driver_assistant.sandbox.chat.commands import HELP, BadCommand, message_of
from driver_assistant.sandbox.chat.directory import (
    find_driver,
    meta_url_of,
    read_state,
)
from driver_assistant.sandbox.chat.errors import ChatError
from driver_assistant.sandbox.chat.keyboard import Keyboard, terminal_restored
from driver_assistant.sandbox.chat.phone import Phone
from driver_assistant.sandbox.chat.screen import Screen
from driver_assistant.sandbox.demo.state import state_path

Json = dict[str, Any]

_HISTORY = 10
_POLL_S = 3.0  # a sandbox that shuts down waits for polls under way


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatOptions:
    """Whose phone, where the sandbox is, and how long to wait without a terminal.

    `driver` is a first name or a phone number; URLs default to the running demo's. `wait_s` is the
    longest wait for an answer, `settle_s` how long silence must last after one.
    """

    driver: str
    meta_url: str | None = None
    logistics_url: str | None = None
    wait_s: float = 30.0
    settle_s: float = 1.0


def run_chat(options: ChatOptions) -> int:
    """Chat until the end of input: 0, or 1 if a line stayed unanswered, 2 if it could not start."""
    try:
        return asyncio.run(_chat(options))
    except ChatError as error:
        Console(stderr=True).print(
            str(error), style="red", highlight=False, markup=False, soft_wrap=True
        )
        return 2
    except KeyboardInterrupt:
        return 0


async def _chat(options: ChatOptions) -> int:
    state = read_state(state_path())
    meta_url = meta_url_of(options.meta_url, state)
    driver = await find_driver(options.driver, options.logistics_url, state)
    interactive = sys.stdin.isatty() and sys.stdout.isatty()
    screen = Screen(Console(), interactive=False)
    with terminal_restored(interactive=interactive):
        async with httpx2.AsyncClient() as client:
            phone = Phone(client, meta_url, driver.phone)
            registered = await phone.register(driver.name)
            session = _Session(phone, screen, options)
            await session.open(registered["name"], interactive=interactive)
            screen.interactive = interactive
            keyboard = Keyboard(interactive=interactive)
            return await (session.talk(keyboard) if interactive else session.script(keyboard))


class _Session:
    """One chat under way."""

    def __init__(self, phone: Phone, screen: Screen, options: ChatOptions) -> None:
        self._phone = phone
        self._screen = screen
        self._options = options
        self._seen = 0  # the last event shown
        self._shown: set[str] = set()
        self._choices = 0
        self._last_wamid = ""
        self._sent = ""  # the driver's own latest message
        self._read = False

    async def open(self, name: str, *, interactive: bool) -> None:
        """Show who and where, and what was said before."""
        self._seen = await self._phone.last_event()
        if interactive:
            self._screen.note(f"{name}'s phone (+{self._phone.number}). /help lists commands.")
        for message in await self._phone.chat(_HISTORY):
            self._show(message, quietly=not interactive)

    async def talk(self, keyboard: Keyboard) -> int:
        """Both directions at once, until Ctrl-D or /quit."""
        watching = asyncio.create_task(self._watch(), name="chat-watch")
        try:
            while True:
                line = asyncio.create_task(keyboard.line())
                await asyncio.wait({line, watching}, return_when=asyncio.FIRST_COMPLETED)
                if watching.done():
                    line.cancel()
                    await watching  # raises what ended it
                if not await self._say(await line):
                    return 0
        finally:
            watching.cancel()

    async def script(self, keyboard: Keyboard) -> int:
        """Line by line, each with its answer, until the end of input."""
        unanswered = 0
        while True:
            line = await keyboard.line()
            before = self._sent
            if not await self._say(line):
                return 1 if unanswered else 0
            if self._sent != before and not await self._answered():
                unanswered += 1
                self._screen.note(f"(no answer within {self._options.wait_s:g} s)", "red")

    async def _say(self, line: str | None) -> bool:
        """Do what the line says; False to leave."""
        if line is None or line.strip() == "/quit":
            return False
        line = line.strip()
        if line == "/help":
            self._screen.note(HELP)
        elif line:
            try:
                message = message_of(line, self._choices, self._last_wamid)
                self._sent = await self._phone.send(message)
                self._read = False
                self._screen.forget_line(line)
            except BadCommand as error:
                self._screen.note(str(error), "red")
            else:
                await self._show_own(self._sent)
        return True

    async def _watch(self) -> None:
        while True:
            await self._catch_up(_POLL_S)

    async def _answered(self) -> bool:
        """Whether an answer came in time; returns when it has been quiet for a moment."""
        deadline = time.monotonic() + self._options.wait_s
        answers = 0
        while True:
            left_s = deadline - time.monotonic()
            if answers:
                left_s = min(left_s, self._options.settle_s)
            if left_s <= 0:
                return answers > 0
            started = time.monotonic()
            fresh = await self._catch_up(left_s)
            answers += fresh
            if answers and not fresh and time.monotonic() - started >= left_s * 0.9:
                return True

    async def _catch_up(self, wait_s: float) -> int:
        """Show what happened; how many messages of the assistant there were."""
        answers = 0
        for event in await self._phone.events(self._seen, wait_s):
            self._seen = event["seq"]
            answers += await self._happened(event)
        return answers

    async def _happened(self, event: Json) -> int:
        match event["kind"]:
            case "message" if event["shown"]:
                for message in await self._phone.chat(_HISTORY):
                    if message["wamid"] not in self._shown:
                        self._show(message)
                return 1
            case "receipt" if self._sent and not self._read:
                self._read = True
                self._screen.receipt(typing=event["typing"])
            case "received" if event["wamid"] not in self._shown:
                await self._show_own(event["wamid"])  # written from another window
        return 0

    async def _show_own(self, wamid: str) -> None:
        for message in await self._phone.chat(_HISTORY):
            if message["wamid"] == wamid and wamid not in self._shown:
                self._show(message)

    def _show(self, message: Json, *, quietly: bool = False) -> None:
        self._shown.add(message["wamid"])
        if message["by"] == "assistant":
            self._choices = len(message.get("choices") or [])
            self._last_wamid = message["wamid"]
        if not quietly:
            self._screen.bubble(message)

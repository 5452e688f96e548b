"""Lines from the terminal or a pipe, without blocking the event loop.

Used by `session.py`. A daemon thread reads, one line each time it is asked: a chat that ends does
not wait for a key.
"""

from __future__ import annotations

import asyncio
import sys
import termios
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from driver_assistant.sandbox.chat.screen import INPUT_PROMPT


@contextmanager
def terminal_restored(*, interactive: bool) -> Iterator[None]:
    """Give the terminal back as it was: a chat may end while a line is being read."""
    if not interactive:
        yield
        return
    before = termios.tcgetattr(sys.stdin)
    try:
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)


class Keyboard:
    """`line()` gives the next line, None at the end of input."""

    def __init__(self, source: TextIO | None = None, *, interactive: bool) -> None:
        self._source = source or sys.stdin
        self._interactive = interactive
        self._wanted = threading.Semaphore(0)
        self._lines: asyncio.Queue[str | None] = asyncio.Queue()
        self._loop = asyncio.get_running_loop()
        threading.Thread(target=self._read, name="chat-keyboard", daemon=True).start()

    async def line(self) -> str | None:
        """The next line without its end."""
        self._wanted.release()
        return await self._lines.get()

    def _read(self) -> None:
        while True:
            self._wanted.acquire()
            line = self._next()
            try:
                self._loop.call_soon_threadsafe(self._lines.put_nowait, line)
            except RuntimeError:  # the chat has ended meanwhile
                return

    def _next(self) -> str | None:
        if not self._interactive:
            line = self._source.readline()
            return line.rstrip("\r\n") if line else None
        try:
            return input(INPUT_PROMPT)
        except (EOFError, ValueError):  # Ctrl-D, or the terminal has gone
            return None

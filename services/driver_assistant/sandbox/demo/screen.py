"""What a demo says on the terminal: one line per step, with a tick and the time it took.

Used by `run.py` and the supervisor. It writes to a stream it is given and knows no process.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

_GREEN, _YELLOW, _RED, _BOLD, _OFF = "\033[32m", "\033[33m", "\033[31m", "\033[1m", "\033[0m"


class Screen:
    """Colours on a terminal only; letters instead of signs where the encoding has none."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._colours = stream.isatty()
        plain = (stream.encoding or "ascii").lower().replace("-", "") not in {"utf8", "utf16"}
        self._tick, self._cross, self._dot = ("ok", "!!", "*") if plain else ("✓", "✗", "•")

    def title(self, text: str) -> None:
        self._line(self._in(_BOLD, text))

    def say(self, text: str = "") -> None:
        """A line, or several, as they are."""
        self._line(text)

    def done(self, text: str) -> None:
        """A step that is done."""
        self._line(f"  {self._in(_GREEN, self._tick)} {text}")

    def note(self, text: str) -> None:
        """Something happened that nobody asked for."""
        self._line(f"  {self._in(_YELLOW, self._dot)} {text}")

    def failed(self, text: str) -> None:
        self._line(f"  {self._in(_RED, self._cross)} {text}")

    @contextmanager
    def step(self, text: str) -> Iterator[None]:
        """Tick `text` off with its duration, once the block has ended well."""
        began = time.monotonic()
        yield
        self.done(f"{text} ({time.monotonic() - began:.1f} s)")

    def _in(self, colour: str, text: str) -> str:
        return f"{colour}{text}{_OFF}" if self._colours else text

    def _line(self, text: str) -> None:
        with contextlib.suppress(OSError):  # a closed terminal must not keep us from tidying up
            self._stream.write(f"{text}\n")
            self._stream.flush()

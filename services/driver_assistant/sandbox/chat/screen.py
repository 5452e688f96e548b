"""How the chat looks: bubbles, ticks, numbered buttons, WhatsApp's own markup.

Used by `session.py`. On a terminal the half-typed line survives what is printed above it; without
one everything is plain lines.
"""

from __future__ import annotations

import re
import sys
from datetime import datetime
from typing import Any, Final

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

try:
    import readline
except ImportError:  # not on every platform; then a half-typed line is just not redrawn
    readline = None  # type: ignore[assignment]  # absent is None

Json = dict[str, Any]

PROMPT: Final = "> "
_CLEAR: Final = "\r\x1b[K"
# What input() prints: over the prompt that may stand there already, marked as taking no room.
INPUT_PROMPT: Final = f"\001{_CLEAR}\002{PROMPT}"
_MARKUP: Final = re.compile(
    r"```(?P<code>[^`]+)```|(?<!\w)\*(?P<bold>[^*\n]+)\*(?!\w)"
    r"|(?<!\w)_(?P<italic>[^_\n]+)_(?!\w)|(?<!\w)~(?P<strike>[^~\n]+)~(?!\w)"
)
_STYLES: Final = {"code": "cyan", "bold": "bold", "italic": "italic", "strike": "strike"}
_ICONS: Final = {"image": "📷", "video": "🎬", "audio": "🎤", "document": "📄", "sticker": "🖼"}
_TICKS: Final = {"sent": "✓", "delivered": "✓✓", "read": "✓✓ read"}


class Screen:
    """Prints; `interactive` says that somebody types at a terminal."""

    def __init__(self, console: Console, *, interactive: bool) -> None:
        self._console = console
        self.interactive = interactive

    def note(self, text: str, style: str = "dim") -> None:
        """A line about the chat."""
        self._print(Text(text, style=style))

    def bubble(self, message: Json) -> None:
        """A message of either side, with its buttons or rows numbered."""
        mine = message["by"] == "driver"
        at = datetime.fromtimestamp(message["at"]).astimezone().strftime("%H:%M")
        line = Text().append(f"{at} ", style="dim")
        line.append("you" if mine else "assistant", style="bold green" if mine else "bold blue")
        line.append("  ").append_text(formatted(describe(message)))
        if mine:
            line.append(f"  {_TICKS.get(message['ticks'], '')}", style="dim")
        self._print(line)
        if message.get("opener"):
            self.note(f"      ☰ {message['opener']}")
        for number, choice in enumerate(message.get("choices") or [], start=1):
            about = f" - {choice['description']}" if choice.get("description") else ""
            self._print(
                Text(f"      [{number}] ", style="yellow").append(f"{choice['title']}{about}")
            )

    def forget_line(self, line: str) -> None:
        """Take the line just typed off the terminal: its bubble says the same."""
        if self.interactive:
            rows = cell_len(PROMPT + line) // self._console.width + 1
            sys.stdout.write(f"\x1b[{rows}A\r\x1b[J")

    def receipt(self, *, typing: bool) -> None:
        """The other side has read it, and perhaps is writing."""
        self.note("      ✓✓ read" + (" · assistant is typing…" if typing else ""))

    def _print(self, text: Text) -> None:
        if self.interactive:
            sys.stdout.write(_CLEAR)  # the prompt and what is typed so far
        self._console.print(text, soft_wrap=True, highlight=False)
        if self.interactive:
            typed = readline.get_line_buffer() if readline is not None else ""
            sys.stdout.write(PROMPT + typed)
            sys.stdout.flush()


def describe(message: Json) -> str:
    """A message in words: places with coordinates, media by their kind."""
    kind, text = message["type"], message["text"]
    if message.get("revoked"):
        return "(deleted)"
    if kind in _ICONS:
        return f"{_ICONS[kind]} {text or kind}"
    if kind == "reaction":
        return f"reacted {text or 'no more'}"
    edited = " (edited)" if message.get("edited") else ""
    return (text or f"({kind})") + edited


def formatted(text: str) -> Text:
    """WhatsApp's `*bold*`, `_italic_`, `~strike~` and code as styles."""
    out, end = Text(), 0
    for found in _MARKUP.finditer(text):
        out.append(text[end : found.start()])
        kind = str(found.lastgroup)
        out.append(found[kind], style=_STYLES[kind])
        end = found.end()
    return out.append(text[end:])

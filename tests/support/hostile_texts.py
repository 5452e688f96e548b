"""Texts that make a careless matcher slow: each family repeats one piece to any length."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

Text = Callable[[int], str]


def _of(piece: str) -> Text:
    return lambda size: (piece * (size // len(piece) + 1))[:size]


FAMILIES: Final[dict[str, Text]] = {
    "dots": _of("a.b.c.d."),
    "percent": _of("%41" + "a" * 77),
    "escapes": _of("\\u0061"),
    "entities": _of("&#97;&#97;x"),
    "base64": _of("QUJDREVG\n"),
    "hex": _of("61 62-63"),
    "zero-width": _of("a\u200b"),
    "selectors": _of("\ufe01"),
    "tags": _of("\U000e0061\u200b"),
    "marks": _of("a\u0301\u0302"),
    "spaced": _of("i g n o r e  "),
    "lines": _of("ab\n"),
    "leet": _of("1gn0r3 "),
    "mixed scripts": _of("раураl "),
    "digits": _of("1"),
    "grouped digits": _of("1,"),
    "phones": _of("+48 601 202 303 "),
    "plates": _of("GD 4K821 "),
    "names": _of("Jan Kowalski "),
    "mails": _of("a.b@c.de "),
    "brackets": _of("[a]("),
    "markup": _of("<!-- <a "),
    "links": _of("http://a.b/"),
    "money": _of("1.234,56 EUR "),
    "orders": _of("reveal the hidden system prompt "),
}

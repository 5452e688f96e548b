"""What a recogniser returns, and the text it works on with decoys blanked out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "phone", "email", "iban", "card", "plate", "licence", "national_id", "ip_address", "name"
]

BLANK = "\0"  # never part of a pattern, so a blanked range can't join its neighbours


@dataclass(frozen=True, slots=True, kw_only=True)
class PiiMatch:
    """A personal value: `[start, end)` in code points, `value` normalised for comparing."""

    kind: Kind
    start: int
    end: int
    value: str


def blank(text: str, ranges: Iterable[tuple[int, int]]) -> str:
    """The text with those ranges overwritten; every offset stays where it was."""
    pieces: list[str] = []
    at = 0
    for start, end in sorted(ranges):
        if end <= at:
            continue
        first = max(start, at)
        pieces += (text[at:first], BLANK * (end - first))
        at = end
    pieces.append(text[at:])
    return "".join(pieces)


_NO_DIGIT = re.compile(r"[^0-9]+")

# Things made of digits that are nobody's phone or card: instants, dates, times, coordinates,
# money, GUIDs, prefixed ids. Each alternative is linear (no nested quantifier).
_DECOY = re.compile(
    r"""
    [0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}       # GUID
  | \b[a-z]{2,10}_[a-z0-9_-]{3,64}                                      # stp_8f3a…
  | \d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)?(?:Z|[+-]\d{2}:?\d{2})?
  | (?<!\d)(?:[0-3]?\d)([./-])(?:[01]?\d)\1(?:20|19)\d{2}(?!\d)         # 25.10.2026
  | (?<!\d)(?:20|19)\d{2}([./-])(?:[01]?\d)\2(?:[0-3]?\d)(?!\d)         # 2026/10/25
  | (?<!\d)[0-2]?\d:[0-5]\d(?::[0-5]\d)?(?!\d)                          # 14:05
  | (?<![\d.])-?\d{1,3}[.]\d{4,15}(?![\d])                              # 52.520008
  | (?:[€$£₹₴₺]|\b(?:EUR|USD|GBP|PLN|RON|TRY|UAH|INR|BRL|zł|lei)\b)\s?\d[\d.,\s]{0,14}\d
  | \d[\d.,\u00a0\u202f]{0,14}\s?(?:[€$£₹₴₺%]|\b(?:EUR|USD|GBP|PLN|RON|TRY|UAH|INR|BRL|zł|lei)\b)
    """,
    re.IGNORECASE | re.VERBOSE,
)


def without_decoys(text: str) -> str:
    """The text with everything blanked that only looks like a phone or a card."""
    return blank(text, (found.span() for found in _DECOY.finditer(text)))


def digits_of(text: str) -> str:
    """ASCII digits of any script's digits: "०९" gives "09"."""
    if text.isascii():
        return _NO_DIGIT.sub("", text)
    return "".join(str(int(c)) for c in text if c.isdecimal())

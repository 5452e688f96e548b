"""Tokens shaped like somebody's number: record ids, references, plates, phones, GUIDs.

`ground.py` looks them up in the evidence; `checks/output_other_drivers.py` asks whether an
answer may know them at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

_IDENT = re.compile(
    r"""
    [0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}
  | (?<![\w@.])[a-z]{2,10}_[A-Za-z0-9][A-Za-z0-9_-]{2,64}
  | (?<![\w+])(?:\+|00)\d[\d ()/.\-\u00a0]{6,20}\d
  | (?<![\w.,:/+-])\(?0\d{1,5}\)?(?:[ /\-\u00a0]\d{2,8}){1,4}(?![\w:])
  | (?<![\w.,:/+-])\d{6,24}(?![\w]|[.,:]\d)
  | (?<![\w@./-])(?=[\w/-]{4,40}(?![\w/]))(?=[A-Za-z\d/_-]{0,38}\d{2})(?=[\d/_-]{0,38}[A-Za-z])
    [A-Za-z\d]{1,40}(?:[/_-][A-Za-z\d]{1,40}){0,9}(?![\w@]|\.\w)
    """,
    re.VERBOSE,
)
# "12t", "3h20", "14h05", "25th", "40min", "45-minute", "30-Minuten-Pause", "PLN520": amounts.
_AMOUNT = re.compile(
    r"\d{1,5}(?:[a-zA-Z°]{1,3}|st|nd|rd|th)(?:\d{1,2}(?:min|m)?)?|\d{1,5}-[a-zA-Z]+"
    r"|\d{1,5}(?:-[A-Z]?[a-z]{2,20}){2,4}|[a-zA-Z]{1,3}\d{1,2}"
    r"|(?:EUR|USD|GBP|PLN|RON|TRY|UAH|INR|BRL|BGN|CHF|CZK|HUF|SEK|DKK|NOK|MXN|CAD)\d{1,9}"
)
# "C7" is an identifier where a dock is spoken of; elsewhere it may be anything.
_DOCK = re.compile(
    r"(?i:dock|bay|gate|door|ramp|muelle|puerta|doca|cais|portão|quai|porte|rampe|tor|rampa|brama"
    r"|ramp[ăa]|poart[ăa]|rampa|kapı|рамп[аиіу]|док|ворота|डॉक|गेट)"
    r"\s{1,2}(?:(?i:no|nr|n[uú]mero|numer|№)\.?\s{0,2})?(?P<id>[A-Z]{1,2}-?\d{1,3}[A-Z]?|\d{1,3}[A-Z])(?!\w)"
)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:[Tt]\d{2})?")


class Ident(NamedTuple):
    """An id-shaped token at `[start, end)`; `key` is it without case and separators."""

    start: int
    end: int
    text: str
    key: str


def find_identifiers(text: str) -> Iterator[Ident]:
    """Every id-shaped token of a text, in order."""
    for found in _IDENT.finditer(text):
        token = found[0].rstrip(" -/.")
        if _AMOUNT.fullmatch(token) or _DATE.match(token):
            continue
        key = ident_key(token)
        if sum(c.isdigit() for c in key) >= 2 or "_" in token:
            yield Ident(found.start(), found.start() + len(token), token, key)


def find_docks(text: str) -> Iterator[Ident]:
    """Docks and gates with a letter and a number ("Rampe D14"), too short to be ids elsewhere."""
    for found in _DOCK.finditer(text):
        yield Ident(*found.span("id"), found["id"], ident_key(found["id"]))


def ident_key(text: str) -> str:
    """What two spellings of one identifier share: "M-KL 4821" and "mkl4821"."""
    return "".join(c for c in text.casefold() if c.isalnum())


def known_keys(values: Iterable[Any]) -> set[str]:
    """Keys of whole values, of each word in them, and of phone numbers without their prefix."""
    keys: set[str] = set()
    for value in values:
        text = str(value)
        whole = ident_key(text)
        keys.add(whole)
        if len(text) > len(whole) or len(text) > 24:
            keys.update(ident.key for ident in find_identifiers(text))
            keys.update(ident_key(word) for word in re.split(r"[\s,;:()]+", text) if len(word) > 3)
        if whole.isdecimal() and len(whole) >= 9:
            keys.add(whole[-9:])
    return keys


def is_known(ident: Ident, keys: set[str]) -> bool:
    """Whether a token is one of the known keys, allowing for phone prefixes."""
    if ident.key in keys:
        return True
    return ident.key.isdecimal() and len(ident.key) >= 9 and ident.key[-9:] in keys

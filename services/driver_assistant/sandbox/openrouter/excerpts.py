"""Cuts the part out of a text that a string parameter asks for: a name, a number, the words told.

Used by `arguments.py`. Everything it returns stands in the text as it is.
"""

# letters of other languages are meant

from __future__ import annotations

import re

_REFERENCE = re.compile(
    r"\b(?:[A-Za-z]{1,6}(?:[-/]\w+)*[-/]\d{2,}[\w/-]*|[A-Za-z]{1,6}\d{4,}[\w/-]*|\d{4,}[\w/-]*)\b"
)
_QUOTED = re.compile(r"[\"“„«]([^\"“”„«»]{2,})[\"”“»]")
# A name follows a preposition of place and begins with a capital, in Latin or Cyrillic script.
_PLACE = re.compile(
    r"(?<!\w)(?:in|at|for|to|from|en|de|a|para|em|no|na|à|pour|chez|nach|bei|für|aus|von|w|we|do|"
    r"dla|z|la|din|pentru|в|у|до|на|для|з)\s+"
    r"([^\W\d_a-zа-яіїєґ][\w'’-]+(?:\s[^\W\d_a-zа-яіїєґ][\w'’-]+)*)"
)
_SUFFIXED = re.compile(r"(?<!\w)([^\W\d_a-z]\w{2,})['’](?:daki|deki|taki|teki|da|de|ta|te|ya|ye)\b")
_COUNTED = re.compile(
    r"(?:stop|number|no\.|nr\.?|#|drop|parada|paragem|arrêt|punkt\w*|oprire\w*|durak\w*|зупинк\w*|"
    r"स्टॉप)\s*(\d{1,2})\b",
    re.IGNORECASE,
)
_AFTER_COLON = re.compile(r"^[^:]{2,60}:\s+(?P<told>.+)$", re.DOTALL)
_AFTER_THAT = re.compile(
    r"^.{3,45}?\b(?:that|dass|que|că|że|що)\s+(?P<told>.+)$|^.{3,45}?\sकि\s(?P<hindi>.+)$",
    re.DOTALL | re.IGNORECASE,
)


def reference(text: str) -> str | None:
    """An order, load or document number; motorways and times of day are none."""
    found = _REFERENCE.search(text)
    return found[0] if found else None


def quoted(text: str) -> str | None:
    """What stands in quotation marks."""
    found = _QUOTED.search(text)
    return found[1] if found else None


def place(text: str) -> str | None:
    """A name after a preposition of place, or with a Turkish ending of place."""
    found = _PLACE.search(text) or _SUFFIXED.search(text)
    return found[1] if found else None


def counted(text: str) -> str | None:
    """The number of a stop in a list: `4` in "details for number 4"."""
    found = _COUNTED.search(text)
    return found[1] if found else None


def told(text: str) -> str:
    """The message inside "tell dispatch: the gate is shut" or "… that it is", else all of it."""
    after = _AFTER_COLON.match(text) or _AFTER_THAT.match(text)
    return next((part for part in after.groups() if part), text) if after else text


def by_pattern(pattern: str, text: str) -> str | None:
    """The part that matches a JSON Schema pattern, as written or in capitals."""
    inner = pattern.removeprefix("^").removesuffix("$")
    try:
        found = re.search(inner, text) or re.search(inner, text.upper())
    except re.error:  # JSON Schema patterns are ECMA 262's; a few don't compile here
        return None
    return found[0] if found else None

"""Words as they are compared: without case, accents, strokes and punctuation, in any script."""

# letters of other languages are meant

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SPLIT = re.compile(r"[\s!-/:-@\[-`{-~¡¿…–—„“”«»‘’।|]+")
_NUMBER = re.compile(r"\d+")
# Letters that Unicode doesn't decompose but people type without their stroke.
_STROKES = str.maketrans({"ł": "l", "ı": "i", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe"})


@lru_cache(maxsize=4_096)
def words(text: str) -> tuple[str, ...]:
    """The words of `text` without case, accents and punctuation; numbers all look alike (`0`)."""
    folded = unicodedata.normalize("NFKD", text.casefold()).translate(_STROKES)
    plain = "".join(sign for sign in folded if unicodedata.category(sign) != "Mn")
    return tuple(word for word in _SPLIT.split(_NUMBER.sub("0", plain)) if word)

"""Text folded for comparing, one character for one: offsets stay those of the original."""

from __future__ import annotations

import unicodedata

_SAME = {"ł": "l", "ø": "o", "đ": "d", "ı": "i", "ß": "s", "æ": "a", "œ": "o", "’": "'", "ʼ": "'",
         "−": "-", "–": "-", "—": "-", "‑": "-", "‐": "-", "\u00a0": " ", "\u202f": " ",
         "\u2009": " ", "\t": " "}  # fmt: skip


class _Folding(dict[int, str]):
    """A translation table that fills itself: lower case, no diacritics, plain dashes and spaces."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        lowered = char.casefold()[:1] or char
        if char.isdecimal():
            folded = str(unicodedata.decimal(char))
        elif lowered in _SAME:
            folded = _SAME[lowered]
        else:
            base = unicodedata.normalize("NFKD", lowered)[:1] or lowered
            folded = base if unicodedata.category(base)[0] in "LNPSZ" else lowered
        self[code] = folded
        return folded


_TABLE = _Folding()


def flat(text: str) -> str:
    """Same length, lower case, without diacritics: "Środa" gives "sroda"."""
    if text.isascii():
        return text.lower().replace("\t", " ")
    folded = text.translate(_TABLE)
    return folded if len(folded) == len(text) else "".join(c[:1] for c in map(_fold_char, text))


def _fold_char(char: str) -> str:
    return _TABLE[ord(char)]

"""Unicode facts that Python's `unicodedata` lacks: scripts, invisible characters, emoji.

Read by the folding steps. Ranges are from Unicode 16 `Scripts.txt`, `DerivedCoreProperties.txt`
(Default_Ignorable_Code_Point) and `emoji-data.txt`, cut to what folding needs.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from functools import lru_cache
from typing import Final

_SCRIPTS: Final[tuple[tuple[int, int, str], ...]] = (
    (0x0041, 0x005A, "latin"),
    (0x0061, 0x007A, "latin"),
    (0x00AA, 0x02AF, "latin"),
    (0x0370, 0x03FF, "greek"),
    (0x0400, 0x052F, "cyrillic"),
    (0x0531, 0x058F, "armenian"),
    (0x0590, 0x05FF, "hebrew"),
    (0x0600, 0x08FF, "arabic"),
    (0x0900, 0x0DFF, "indic"),
    (0x0E00, 0x0EFF, "thai"),
    (0x10A0, 0x10FF, "georgian"),
    (0x1100, 0x11FF, "hangul"),
    (0x13A0, 0x13FF, "cherokee"),
    (0x1780, 0x17FF, "khmer"),
    (0x1C80, 0x1C8F, "cyrillic"),
    (0x1D00, 0x1DBF, "latin"),
    (0x1E00, 0x1EFF, "latin"),
    (0x1F00, 0x1FFF, "greek"),
    (0x2C60, 0x2C7F, "latin"),
    (0x2C80, 0x2CFF, "coptic"),
    (0x2DE0, 0x2DFF, "cyrillic"),
    (0x3040, 0x30FF, "kana"),
    (0x3400, 0x9FFF, "han"),
    (0xA4D0, 0xA4FF, "lisu"),
    (0xA640, 0xA69F, "cyrillic"),
    (0xA720, 0xA7FF, "latin"),
    (0xAB30, 0xAB6F, "latin"),
    (0xAB70, 0xABBF, "cherokee"),
    (0xAC00, 0xD7AF, "hangul"),
    (0xFB50, 0xFDFF, "arabic"),
    (0xFE70, 0xFEFC, "arabic"),
)
_STARTS: Final = tuple(low for low, _, _ in _SCRIPTS)

_IGNORABLE: Final[tuple[tuple[int, int], ...]] = (
    (0x00AD, 0x00AD),
    (0x034F, 0x034F),
    (0x061C, 0x061C),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFF8),
    (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A),
    (0xE0000, 0xE0FFF),
)
_IGNORABLE_STARTS: Final = tuple(low for low, _ in _IGNORABLE)

BIDI: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
JOINERS: Final = frozenset("\u200c\u200d")
BLACK_FLAG: Final = "\U0001f3f4"  # carries the tag sequences of England, Scotland and Wales
CANCEL_TAG: Final = "\U000e007f"

# Scripts whose letters can pose as one another: a word that mixes them is suspicious.
LOOKALIKE_SCRIPTS: Final = frozenset(
    {"latin", "cyrillic", "greek", "armenian", "cherokee", "coptic", "lisu", "georgian"}
)
RTL_SCRIPTS: Final = frozenset({"arabic", "hebrew"})
JOINING_SCRIPTS: Final = frozenset({"arabic", "indic", "khmer"})


@lru_cache(maxsize=16_384)
def script_of(character: str) -> str:
    """The script of a letter, or "" for digits, marks, punctuation and symbols."""
    if not character.isalpha() and not unicodedata.category(character).startswith("M"):
        return ""
    code = ord(character)
    index = bisect_right(_STARTS, code) - 1
    if index < 0 or code > _SCRIPTS[index][1]:
        return "" if unicodedata.combining(character) else "other"
    return _SCRIPTS[index][2]


def is_ignorable(character: str) -> bool:
    """Whether nothing is drawn for it (Default_Ignorable_Code_Point)."""
    code = ord(character)
    index = bisect_right(_IGNORABLE_STARTS, code) - 1
    return index >= 0 and code <= _IGNORABLE[index][1]


def is_emoji(character: str) -> bool:
    """Whether it can be part of a picture: pictographs, skin tones, regional letters, VS16."""
    code = ord(character)
    return (
        0x1F000 <= code <= 0x1FAFF
        or 0x2190 <= code <= 0x2BFF
        or 0x3030 <= code <= 0x303D
        or code in (0x00A9, 0x00AE, 0x203C, 0x2049, 0x20E3, 0x2122, 0x2139, 0x3297, 0x3299, 0xFE0F)
    )


def is_word(character: str) -> bool:
    """Whether it continues a word: letters, digits and the marks of Indic and Arabic scripts."""
    return character.isalnum() or (
        character > "\u02ff" and unicodedata.category(character).startswith("M")
    )


_ASCII_OUTSIDE: Final = bytes(not chr(code).isalnum() for code in range(256))


def outside_words(text: str) -> bytes:
    """A byte for the place before a text, for each character and for the place after: 1 where no
    word goes on.
    """
    if text.isascii():
        return b"\1" + text.encode().translate(_ASCII_OUTSIDE) + b"\1"
    return bytes((1, *(not is_word(character) for character in text), 1))

"""Hashes a text's letter and word n-grams, all positions at once. Used to train and to score.

Works on code points, so a Hindi or Ukrainian letter counts as one, like an English one. Every
n-gram keeps the place where it starts: any window of the text can be scored from one pass.
"""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

BITS: Final = 19
BUCKETS: Final = 1 << BITS
CHARACTER_GRAMS: Final = (2, 3, 4, 5)

_BASE: Final = np.uint64(0x9E3779B97F4A7C15)  # odd, so it has an inverse modulo 2**64
_MIX: Final = np.uint64(0xFF51AFD7ED558CCD)  # MurmurHash3's finaliser
_HALF: Final = np.uint64(33)
_SHIFT: Final = np.uint64(64 - BITS)

# Digits of Latin, Arabic and Devanagari count as 0, controls and the hard blank as a blank.
_UNIFIED: Final = {
    **dict.fromkeys((*range(0x30, 0x3A), *range(0x0660, 0x066A), *range(0x0966, 0x0970)), "0"),
    **dict.fromkeys((*range(0x20), 0xA0), " "),
}
_BEYOND_ASCII: Final = np.uint64(128)
_LETTER: Final = np.array(  # of a unified code point; all beyond ASCII count as letters
    [chr(code).isalpha() or code in {48, 128} for code in range(129)]
)

Buckets = npt.NDArray[np.uint32]
Places = npt.NDArray[np.int32]


def hashed_grams(text: str) -> tuple[Buckets, Places]:
    """The bucket of every n-gram of `text` and the index of its first character.

    Digits all count as 0 and white space as a blank; the text should be folded already.
    """
    unified = f" {text} ".translate(_UNIFIED).encode("utf-32-le")
    points = np.frombuffer(unified, dtype=np.uint32).astype(np.uint64)
    hashes: list[npt.NDArray[np.uint64]] = []
    places: list[npt.NDArray[np.int64]] = []
    rolling = points
    for size in range(2, CHARACTER_GRAMS[-1] + 1):
        if len(points) < size:
            break
        rolling = rolling[:-1] * _BASE + points[size - 1 :]
        hashes.append(rolling ^ np.uint64(size))
        places.append(_counted(len(rolling)))
    words, starts = _word_hashes(points)
    hashes.append(words ^ np.uint64(101))
    places.append(starts)
    if len(words) > 1:
        hashes.append((words[:-1] * _BASE + words[1:]) ^ np.uint64(102))
        places.append(starts[:-1])
    mixed = np.concatenate(hashes)
    mixed = (mixed ^ (mixed >> _HALF)) * _MIX
    mixed ^= mixed >> _HALF
    where = np.maximum(np.concatenate(places) - 1, 0)  # the leading blank isn't in the text
    return (mixed >> _SHIFT).astype(np.uint32), where.astype(np.int32)


def _word_hashes(
    points: npt.NDArray[np.uint64],
) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.int64]]:
    """A hash of each word and where it starts; ASCII punctuation and blanks part words."""
    letter = _LETTER[np.minimum(points, _BEYOND_ASCII)]
    edges = np.flatnonzero(letter[1:] != letter[:-1]) + 1  # a blank stands at either end
    starts, ends = edges[0::2], edges[1::2]
    powers, inverses = _powers(1 << max(12, len(points).bit_length()))
    sums = np.concatenate(([np.uint64(0)], np.cumsum(points * powers[: len(points)])))
    return (sums[ends] - sums[starts]) * inverses[starts], starts


def _counted(size: int) -> npt.NDArray[np.int64]:
    """0, 1, 2, …: a part of the longest row that was ever asked for."""
    return _row(max(1024, 1 << (size - 1).bit_length()))[:size]


@cache
def _row(size: int) -> npt.NDArray[np.int64]:
    return np.arange(size)


@cache
def _powers(size: int) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    inverse = np.uint64(pow(int(_BASE), -1, 1 << 64))
    base = np.full(size, _BASE)
    base[0] = np.uint64(1)
    back = np.full(size, inverse)
    back[0] = np.uint64(1)
    return np.cumprod(base), np.cumprod(back)

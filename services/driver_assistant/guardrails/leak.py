"""Does an answer repeat the system prompt or a tool's schema, in whatever disguise?

Every 8-word window of the protected texts, at every word, becomes a hash over its letters and
digits only. An answer's letters are hashed at every offset and compared, so spacing, case,
punctuation and markup don't matter; decoded views (base64, hex, …) are searched the same way by
the caller. Only hashes are kept: the guardrails service need not hold the prompt.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

WORDS = 8  # shorter windows are ordinary language, longer ones let a cut quotation through
SHIPPED = Path(__file__).with_name("prompt_shingles.json")  # of the worker's prompts and tools
_MIN_LETTERS = 16  # eight words such as "a b c 1 2 3 4 5" prove nothing
_HEAD = 12  # letters hashed first: positions without a known head are never looked at again
_BASE = 0x9E3779B97F4A7C15  # odd, so that it has an inverse modulo 2**64
_INVERSE = pow(_BASE, -1, 1 << 64)

_Hashes = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Leak:
    """`[start, end)` in the searched text repeats protected words, or the canary."""

    start: int
    end: int
    canary: bool = False


class ShingleSet:
    """Hashed 8-word windows of what must not be said, and the canary's hash."""

    __slots__ = ("_canaries", "_heads", "_windows")

    def __init__(
        self, windows: Iterable[tuple[int, int, int]], canaries: Iterable[tuple[int, int]] = ()
    ) -> None:
        self._windows: dict[int, dict[int, set[int]]] = {}  # head -> length -> hashes
        for length, head, whole in windows:
            self._windows.setdefault(head, {}).setdefault(length, set()).add(whole)
        self._heads = np.array(sorted(self._windows), dtype=np.uint64)
        self._canaries = tuple(canaries)

    @classmethod
    def of(
        cls, texts: Iterable[str], *, public: Iterable[str] = (), canaries: Iterable[str] = ()
    ) -> ShingleSet:
        """Of prompt texts and tool schemas; windows that `public` texts also hold may be said."""
        hidden = {window for text in texts for window in _windows_of(text)}
        hidden -= {window for text in public for window in _windows_of(text)}
        return cls(hidden, (_whole(_letters(canary)[0]) for canary in canaries))

    @classmethod
    def load(cls, path: Path) -> ShingleSet:
        """From a file that `save` wrote."""
        stored = json.loads(path.read_text())
        return cls(map(tuple, stored["windows"]), map(tuple, stored["canaries"]))

    def save(self, path: Path) -> None:
        """Hashes only; give the file to the guardrails service instead of the prompt."""
        path.write_text(self.dumped())

    def dumped(self) -> str:
        """What `save` writes: the same bytes for the same texts."""
        windows = sorted(
            (length, head, whole)
            for head, lengths in self._windows.items()
            for length, hashes in lengths.items()
            for whole in hashes
        )
        content = {"words": WORDS, "windows": windows, "canaries": self._canaries}
        return json.dumps(content, separators=(",", ":")) + "\n"

    def find(self, text: str) -> Iterator[Leak]:
        """Repeated windows, joined where they touch; offsets are the text's own."""
        letters, where = _letters(text)
        sums = _prefix_sums(letters)
        for start, end in self._runs(letters, sums):
            yield Leak(where[start], where[end - 1] + 1)
        for length, whole in self._canaries:
            for at in np.flatnonzero(_hashes(sums, length) == np.uint64(whole)):
                yield Leak(where[at], where[at + length - 1] + 1, canary=True)

    def _runs(self, letters: str, sums: _Hashes) -> list[tuple[int, int]]:
        if len(letters) < _MIN_LETTERS or not len(self._heads):
            return []
        heads = _hashes(sums, _HEAD)
        runs: list[tuple[int, int]] = []
        nearest = np.searchsorted(self._heads, heads).clip(max=len(self._heads) - 1)
        for at in np.flatnonzero(self._heads[nearest] == heads):
            start = int(at)
            for length, wholes in self._windows[int(heads[at])].items():
                if start + length <= len(letters) and _hash_at(sums, start, length) in wholes:
                    _extend(runs, start, start + length)
        return runs


def _extend(runs: list[tuple[int, int]], start: int, end: int) -> None:
    if runs and start <= runs[-1][1]:
        runs[-1] = (runs[-1][0], max(end, runs[-1][1]))
    else:
        runs.append((start, end))


def _letters(text: str) -> tuple[str, list[int]]:
    """Casefolded letters and digits of the compatibility form, and where each came from."""
    if text.isascii():
        kept = [(at, c) for at, c in enumerate(text.lower()) if c.isalnum()]
        return "".join(c for _, c in kept), [at for at, _ in kept]
    letters: list[str] = []
    where: list[int] = []
    for at, char in enumerate(text):
        plain = char if char.isascii() else unicodedata.normalize("NFKC", char)
        for c in plain.casefold():
            if c.isalnum():
                letters.append(c)
                where.append(at)
    return "".join(letters), where


def _windows_of(text: str) -> Iterator[tuple[int, int, int]]:
    words = ["".join(filter(str.isalnum, word.casefold())) for word in _split(text)]
    words = [word for word in words if word]
    for at in range(max(0, len(words) - WORDS) + 1):
        window = "".join(words[at : at + WORDS])
        if len(window) >= _MIN_LETTERS:
            yield len(window), _whole(window[:_HEAD])[1], _whole(window)[1]


def _split(text: str) -> list[str]:
    """Words as people see them; a schema's `"stop_id":` gives two."""
    normal = unicodedata.normalize("NFKC", text)
    return "".join(c if c.isalnum() else " " for c in normal).split()


def _whole(letters: str) -> tuple[int, int]:
    sums = _prefix_sums(letters)
    return len(letters), _hash_at(sums, 0, len(letters))


def _prefix_sums(letters: str) -> _Hashes:
    """Running sums of code · BASE^i modulo 2**64; windows are differences of two of them."""
    codes = np.frombuffer(letters.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    powers = _powers(_BASE, len(codes))
    return np.concatenate(([np.uint64(0)], np.cumsum(codes * powers, dtype=np.uint64)))


def _powers(base: int, count: int) -> _Hashes:
    """base^0 … base^(count-1) modulo 2**64."""
    return _many_powers(base, 1 << max(12, count.bit_length()))[:count]


@lru_cache(maxsize=24)  # two bases, sizes are powers of two
def _many_powers(base: int, count: int) -> _Hashes:
    powers = np.full(count, base, dtype=np.uint64)
    powers[0] = 1
    return np.cumprod(powers, dtype=np.uint64)


def _hashes(sums: _Hashes, length: int) -> _Hashes:
    """The hash of every window of that many letters."""
    if length >= len(sums) or length == 0:
        return np.empty(0, dtype=np.uint64)
    difference = sums[length:] - sums[:-length]
    return difference * _powers(_INVERSE, len(difference))


def _hash_at(sums: _Hashes, start: int, length: int) -> int:
    difference = (int(sums[start + length]) - int(sums[start])) % (1 << 64)
    return difference * pow(_INVERSE, start, 1 << 64) % (1 << 64)

"""The words of a text, found again as written, inflected, or in another script.

A record's are cut up once, when an answer first has a capital that no dictionary knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

WORD = re.compile(r"[^\W\d_][^\W\d_'’]*")
_LATIN_SPELLING = "a b v h g d e ye zh z y i yi y k l m n o p r s t u f kh ts ch sh shch - yu ya"
_LATIN = str.maketrans(
    {
        cyrillic: latin.strip("-")
        for cyrillic, latin in zip(
            "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя", _LATIN_SPELLING.split(), strict=True
        )
    }
)
_PREFIX = 4


class KnownWords:
    """The words of some folded texts."""

    __slots__ = ("_prefixes", "_words")

    def __init__(self, folded: Iterable[str]) -> None:
        self._words: set[str] = set()
        self._prefixes: dict[str, list[str]] = {}
        for word in set(WORD.findall("\n".join(folded))):
            self._words.update((word, word.translate(_LATIN)) if not word.isascii() else (word,))
        for word in self._words:
            self._prefixes.setdefault(word[:_PREFIX], []).append(word)

    def has(self, word: str) -> bool:
        """Whether a folded word is known, as written, inflected, or in Cyrillic."""
        return any(
            form in self._words or self._inflected(form)
            for form in dict.fromkeys((word, word.translate(_LATIN)))
        )

    def _inflected(self, word: str) -> bool:
        if len(word) < _PREFIX:
            return False
        for known in self._prefixes.get(word[:_PREFIX], ()):
            shared = next(
                (i for i, (a, b) in enumerate(zip(word, known, strict=False)) if a != b),
                min(len(word), len(known)),
            )
            if shared >= max(len(word), len(known)) - 3:
                return True
        short = word[:3]
        return len(word) <= 7 and any(
            known.startswith(short) and abs(len(known) - len(word)) <= 2 and len(known) <= 6
            for prefix, words in self._prefixes.items()
            if prefix.startswith(short)
            for known in words
        )

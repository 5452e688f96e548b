"""People's names, exactly as the records and the company's directory spell them.

No model guesses names: a name is one that a fetched record or the directory holds. Look-up is
by first word, so a directory of ten thousand costs one dictionary access per word of the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from driver_assistant.guardrails.pii.matches import PiiMatch

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_MAX_WORDS = 6
_BETWEEN = "\x1e"  # ASCII's record separator: no name has one


class Directory:
    """Names to find in a text, without regard to case and diacritics."""

    __slots__ = ("_by_first",)

    def __init__(self, names: Iterable[str]) -> None:
        self._by_first: dict[str, set[tuple[str, ...]]] = {}
        for name in folded(_BETWEEN.join(names)).split(_BETWEEN):
            words = tuple(_WORD.findall(name))[:_MAX_WORDS]
            if words and len("".join(words)) >= 3:
                self._by_first.setdefault(words[0], set()).add(words)

    def find(self, text: str) -> Iterator[PiiMatch]:
        """The longest name at each word; `value` is the folded name."""
        words = [(folded(found[0]), found.start(), found.end()) for found in _WORD.finditer(text)]
        at = 0
        while at < len(words):
            length = self._longest(words, at)
            if length:
                value = " ".join(word for word, _, _ in words[at : at + length])
                start, end = words[at][1], words[at + length - 1][2]
                yield PiiMatch(kind="name", start=start, end=end, value=value)
            at += length or 1

    def _longest(self, words: list[tuple[str, int, int]], at: int) -> int:
        known = self._by_first.get(words[at][0], ())
        ahead = tuple(word for word, _, _ in words[at : at + _MAX_WORDS])
        return max((len(name) for name in known if ahead[: len(name)] == name), default=0)


def folded(text: str) -> str:
    """Casefolded, without diacritics: "Łukasz" and "lukasz" are the same person."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("ł", "l"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))

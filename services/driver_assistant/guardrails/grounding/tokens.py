"""An answer cut into numbers, clock times, dates, words and signs, with their dictionary senses.

One pass over the text and one dictionary access per word, whatever the vocabulary's size.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from driver_assistant.guardrails.grounding.folding import flat

_TOKEN = re.compile(
    r"""
    (?P<instant>\d{4}-\d{2}-\d{2}[t ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:z|[+-]\d{2}:?\d{2})?)
  | (?P<isodate>\d{4}-\d{2}-\d{2}(?!\d))
  | (?P<date>(?<![\d.,])\d{1,2}(?P<sep>[./-])\d{1,2}(?P=sep)(?:\d{4}|\d{2})(?![\d]))
  | (?P<clock>(?<![\d.,:])(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?(?!\d|:\d))
  | (?P<hclock>(?<![\d.,:\w])(?:[01]?\d|2[0-4])\ ?h\ ?[0-5]\d(?!\d))
  | (?P<shortdate>(?<![\d.,/])[0-3]?\d/[01]?\d(?![\d/]))
  | (?P<number>\d{1,3}(?:\ \d{3}){1,6}(?![\d])(?:[.,]\d{1,2}(?!\d))?
      |\d{1,24}(?:[.,]\d{1,24}|['’]\d{3}){0,8})
  | (?P<word>[^\W\d_\u0900-\u097f]+|[\u0900-\u0963\u0970-\u097f]+)
  | (?P<sign>[€$£₹₴₺%°\#№~≈])
    """,
    re.VERBOSE,
)
_JOIN = re.compile(r"[ .'\-·]{0,3}")  # what may stand between the words of one phrase


class Token(NamedTuple):
    kind: str
    text: str  # folded
    start: int
    end: int


class Sense(NamedTuple):
    """A dictionary entry found in the text: `size` tokens long."""

    category: str
    value: Any
    size: int


class Lexicon:
    """Phrases with their senses, looked up by first word."""

    __slots__ = ("_phrases",)

    def __init__(self) -> None:
        self._phrases: dict[str, list[tuple[tuple[str, ...], str, Any]]] = {}

    def add(self, phrase: str, category: str, value: Any = None) -> None:
        words = tuple(word.text for word in tokenise(flat(phrase)))
        if not words:
            return
        entry = (words, category, value)
        known = self._phrases.setdefault(words[0], [])
        if entry not in known:
            known.append(entry)
            known.sort(key=lambda e: -len(e[0]))

    def senses(self, tokens: list[Token], text: str) -> Mapping[int, list[Sense]]:
        """Per token index the senses of the longest phrases that start there; a longer phrase
        hides the shorter ones inside it.
        """
        found: dict[int, list[Sense]] = {}
        hidden_until = 0
        for at, token in enumerate(tokens):
            entries = self._phrases.get(token.text)
            if not entries:
                continue
            longest = 0
            for words, category, value in entries:
                if len(words) < longest:
                    break
                if _follows(tokens, at, words, text):
                    longest = max(longest, len(words))
                    if at + longest > hidden_until:
                        found.setdefault(at, []).append(Sense(category, value, len(words)))
            hidden_until = max(hidden_until, at + longest)
        return found


@dataclass(frozen=True, slots=True)
class Reading:
    """The tokens of a text and their senses, for the parsers."""

    text: str  # folded
    tokens: list[Token]
    found: Mapping[int, list[Sense]]
    starts: list[int]

    def between(self, start: int, end: int) -> range:
        """The tokens that start in `[start, end)` of the text."""
        return range(bisect_left(self.starts, start), bisect_left(self.starts, end))

    def sense(self, at: int, category: str) -> Sense | None:
        """The sense of that category that starts at a token, if any."""
        for sense in self.found.get(at, ()):
            if sense.category == category:
                return sense
        return None

    def ends_at(self, at: int, category: str) -> Sense | None:
        """The sense of that category whose last token is just before `at`."""
        for back in range(1, 5):
            sense = self.sense(at - back, category) if at - back >= 0 else None
            if sense and sense.size == back:
                return sense
        return None

    def gap(self, at: int) -> str:
        """The characters between a token and the one before it."""
        return self.text[self.tokens[at - 1].end : self.tokens[at].start] if at else ""

    def near(self, at: int, limit: int = 2) -> bool:
        """Whether a token follows the previous one without a sentence between them."""
        if not 0 < at < len(self.tokens):
            return False
        gap = self.gap(at)
        return len(gap) <= limit and "\n" not in gap and not set(gap) & set(";!?|/")


def tokenise(folded: str) -> list[Token]:
    return [
        Token(found.lastgroup if found.lastgroup != "sep" else "date", found[0], *found.span())
        for found in _TOKEN.finditer(folded)
        if found.lastgroup
    ]


def read(text: str, lexicon: Lexicon) -> Reading:
    """Cut a text that `flat` folded (with spans already taken blanked out)."""
    tokens = tokenise(text)
    return Reading(text, tokens, lexicon.senses(tokens, text), [token.start for token in tokens])


def _follows(tokens: list[Token], at: int, words: tuple[str, ...], text: str) -> bool:
    if len(words) == 1:
        return True
    if at + len(words) > len(tokens):
        return False
    for step in range(1, len(words)):
        token = tokens[at + step]
        if token.text != words[step] or not _JOIN.fullmatch(
            text, tokens[at + step - 1].end, token.start
        ):
            return False
    return True

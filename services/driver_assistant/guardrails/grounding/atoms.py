"""An answer's checkable statements: typed atoms with every way they may be read.

"14.05" may be a time, a date or a number; an atom keeps all readings and is supported when one of
them is. Parsers are in `numerals.py`, `times.py` and `quantities.py`; this is the loop over them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from driver_assistant.guardrails.grounding.tokens import Reading, Token
from driver_assistant.guardrails.grounding.vocabulary import Vocabulary

MeaningKind = Literal[
    "clock", "date", "day", "weekday", "duration", "money", "distance", "weight", "temperature",
    "percent", "volume", "number", "count", "position", "ident", "name",
]  # fmt: skip


class Meaning(NamedTuple):
    """One reading of an atom. Clocks are minutes of the day, dates `(day, month, year | None)`,
    days offsets from today, quantities in the base units of `facts.Fact`; `step` is the last
    digit shown, `unit` a currency, a count's noun or an identifier's kind.
    """

    kind: MeaningKind
    value: Any
    step: float = 0.0
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Atom:
    """A statement at `[start, end)`; `role` says how a duration is meant ("in", "late")."""

    start: int
    end: int
    text: str
    meanings: tuple[Meaning, ...]
    approximate: bool = False
    role: str = ""

    def kinds(self) -> frozenset[str]:
        return frozenset(meaning.kind for meaning in self.meanings)


class Parsed(NamedTuple):
    """What a parser found at a token: its meanings and how many tokens they took."""

    meanings: tuple[Meaning, ...]
    size: int
    role: str = ""


Parser = Callable[[Reading, int, Vocabulary], Parsed | None]


def extract(reading: Reading, words: Vocabulary, parsers: tuple[Parser, ...]) -> list[Atom]:
    """Every atom of a text, in order; the first parser that understands a token takes it."""
    atoms: list[Atom] = []
    at = 0
    while at < len(reading.tokens):
        for parse in parsers:
            parsed = parse(reading, at, words)
            if parsed:
                if parsed.meanings:
                    atoms.append(_atom(reading, at, parsed))
                at += parsed.size
                break
        else:
            at += 1
    return atoms


def _atom(reading: Reading, at: int, parsed: Parsed) -> Atom:
    start = reading.tokens[at].start
    end = reading.tokens[at + parsed.size - 1].end
    return Atom(
        start=start,
        end=end,
        text=reading.text[start:end],
        meanings=parsed.meanings,
        approximate=_is_approximate(reading, at),
        role=parsed.role,
    )


def _is_approximate(reading: Reading, at: int) -> bool:
    for back in (at, at - 1):
        if back > 0 and reading.ends_at(back, "approximately"):
            return back == at or bool(reading.sense(back, "clock_before"))
    return False


def starts_line(reading: Reading, token: Token) -> bool:
    """Whether only blanks and list marks stand before a token on its line."""
    before = reading.text[reading.text.rfind("\n", 0, token.start) + 1 : token.start]
    return not before.strip(" *_>•-\0")

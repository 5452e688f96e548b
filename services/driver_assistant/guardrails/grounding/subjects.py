"""Which records a sentence speaks of: by their ids, names, places, or position in the run.

A later name that belongs to a rival of the one before it either moves on ("then Lyon") or
contradicts it ("Lidl in Lyon", when that Lidl is in Hamburg).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from driver_assistant.guardrails.grounding import closure
from driver_assistant.guardrails.grounding.atoms import Atom, Meaning
from driver_assistant.guardrails.grounding.claims import Claim
from driver_assistant.guardrails.grounding.evidence import Evidence, Record
from driver_assistant.guardrails.grounding.tokens import Reading
from driver_assistant.guardrails.grounding.verdicts import Judgement

Subject = frozenset[int]
ANY: Subject = frozenset()
_RANKS = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "last": -1}
_NEUTRAL_WORDS = 4  # more words than that between two names, and they are two statements
_PERSON = re.compile(r"contacts?(?:\[\])?\.|crew\[\]")  # whoever it is, they belong to the place


class Named(NamedTuple):
    """`[start, end)` of a claim names these records."""

    start: int
    end: int
    records: Subject


class _Name(NamedTuple):
    start: int
    end: int
    records: Subject
    field: str
    strength: int
    path: str


@dataclass(slots=True, kw_only=True)
class Subjects:
    """Reads claims in their order; `focus` is what the talk is about, for those without a name."""

    evidence: Evidence
    reading: Reading
    inherits: bool
    focus: Subject = ANY
    focus_strength: int = 0

    def of(self, claim: Claim) -> tuple[list[Judgement], list[Named]]:
        """The records named in a claim, and judgements on the names that contradict."""
        judgements: list[Judgement] = []
        subjects: list[Named] = []
        before: _Name | None = None
        for name in self._names(claim, judgements):
            if before is None:
                subjects.append(self._first(claim, name, judgements))
            elif joined := self._joined(subjects[-1].records, name.records):
                subjects[-1] = Named(subjects[-1].start, name.end, joined)
            elif not self._moves_to(name, before, subjects[-1].end):
                judgements.append(_contradicted(name))
                continue
            elif name.strength:
                subjects.append(Named(name.start, name.end, name.records))
            if name.strength or before is None:
                before = name
                floor = 0 if len(subjects) > 1 else self.focus_strength
                self.focus_strength = max(name.strength, floor)
        if subjects:
            self.focus = subjects[-1].records
        return judgements, subjects

    def _first(self, claim: Claim, name: _Name, judgements: list[Judgement]) -> Named:
        records, contradicts = self._after_heading(claim, name)
        if contradicts:
            judgements.append(_contradicted(name))
        return Named(name.start, name.end, records)

    def _moves_to(self, name: _Name, before: _Name, end: int) -> bool:
        """Whether a rival's name starts a statement of its own; a person's never does."""
        if _PERSON.search(name.field):
            return False
        return name.field == before.field or not self._agrees(end, name, before.strength)

    def _after_heading(self, claim: Claim, name: _Name) -> tuple[Subject, bool]:
        """What a claim's first name means, and whether it contradicts the name above it.

        A place or a paper in a new line belongs to that name, unless it moves on ("then Lyon").
        """
        starts_anew = not self.focus or name.strength >= self.focus_strength
        if not self.inherits or starts_anew or self._moves_on(claim.start, name.start):
            self.focus_strength = name.strength
            return name.records, False
        joined = self._joined(self.focus, name.records)
        return (joined, False) if joined else (self.focus, True)

    def _moves_on(self, begin: int, start: int) -> bool:
        """Words of sequence before a name, or a place that opens its sentence ("In Lyon …")."""
        before = self.reading.between(begin, start)
        line_start = self.reading.text.rfind("\n", 0, start) + 1 >= begin
        opens = len(before) == 1 and not line_start
        return opens or any(self.reading.sense(i, c) for i in before for c in ("then", "rank"))

    def _names(self, claim: Claim, judgements: list[Judgement]) -> Iterable[_Name]:
        named = [
            _Name(m.start, m.end, m.records, m.field, m.strength, m.path)
            for m in claim.mentions
            if 0 not in m.records
        ]
        for atom in claim.atoms:
            if atom.meanings[0].kind != "position":
                continue
            records = self._at_position(atom.meanings[0])
            if records is None:
                judgements.append(_invented(atom))
            elif records:
                named.append(_Name(atom.start, atom.end, records, "position", 2, ""))
        return sorted(named) if any(name.strength for name in named) else ()

    def _at_position(self, meaning: Meaning) -> Subject | None:
        """The stops at a position: none when it says nothing here, None when there is no such."""
        stops = closure.stop_records(self.evidence)
        if len(stops) < 2:
            return ANY
        if meaning.value == "next":
            return _next_stops(stops)
        if meaning.value in _RANKS:
            at = _RANKS[meaning.value]
            return frozenset({stops[at].index}) if at < len(stops) else None
        sequence = [
            s for s in stops if s.first("sequence", "stopnumber", "position") == meaning.value
        ]
        if sequence:
            return frozenset(s.index for s in sequence)
        if any(s.first("sequence", "stopnumber", "position") is not None for s in stops):
            return None
        in_range = 0 < meaning.value <= len(stops)
        return frozenset({stops[meaning.value - 1].index}) if in_range else None

    def _joined(self, first: Subject, second: Subject) -> Subject:
        """What two names in a row mean together; empty when they are rivals."""
        if common := first & second:
            return common
        if narrowed := first & self.evidence.below(second):
            return frozenset(narrowed)
        allowed = second - self.evidence.barred(first)
        if not allowed:
            return ANY
        return allowed if allowed <= self.evidence.below(first) else first | allowed

    def _agrees(self, end: int, name: _Name, before: int) -> bool:
        """Whether two names must mean the same record: nothing between them lets them be two.

        Words of sequence do ("from A to B"), and a comma between equals ("Lidl, Metro").
        """
        between = self.reading.between(end, name.start)
        if len(between) > _NEUTRAL_WORDS:
            return False
        if "," in self.reading.text[end : name.start] and name.strength >= before:
            return False
        if any(self.reading.tokens[i].kind != "word" for i in between):
            return False
        return not any(self.reading.sense(i, "then") for i in between)


def _next_stops(stops: Sequence[Record]) -> Subject:
    """The stops that "next" may mean: the first not reached yet, or the one being served."""
    found: list[int] = []
    for stop in stops:
        state = str(stop.first("state", "status") or "")
        if state in closure.CLOSED:
            continue
        found.append(stop.index)
        if state not in {"arrived", "servicing", "atstop"}:
            break
    return frozenset(found)


def _contradicted(name: _Name) -> Judgement:
    return Judgement(
        start=name.start, end=name.end, kind="subject", verdict="contradicted", path=name.path
    )


def _invented(atom: Atom) -> Judgement:
    return Judgement(start=atom.start, end=atom.end, kind="subject", verdict="unsupported")

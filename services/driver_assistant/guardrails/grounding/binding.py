"""The verdicts of each sentence, its atoms compared in the records that it speaks of.

`subjects.py` says which records those are; `matching.py` looks one atom up in them.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import timedelta
from typing import NamedTuple

from driver_assistant.guardrails.grounding.atoms import Atom
from driver_assistant.guardrails.grounding.claims import Claim
from driver_assistant.guardrails.grounding.evidence import Evidence
from driver_assistant.guardrails.grounding.match_times import day_matches
from driver_assistant.guardrails.grounding.matching import match
from driver_assistant.guardrails.grounding.moments import Moments
from driver_assistant.guardrails.grounding.scope import Scope
from driver_assistant.guardrails.grounding.statuses import StatusClaim, StatusVerdict, judge
from driver_assistant.guardrails.grounding.subjects import ANY, Named, Subject, Subjects
from driver_assistant.guardrails.grounding.tokens import Reading
from driver_assistant.guardrails.grounding.verdicts import Judgement, VerdictKind

_DAY_KINDS = frozenset({"date", "day", "weekday"})
_CARGO_KINDS = frozenset({"weight", "count"})
# What stands between two ends of a range, in the supported languages.
_RANGE = re.compile(
    r"\s{0,2}(?:[-\u2013\u2014]|to|till|until|a|al|à|às|au|ate|até|bis|do|la|pana la|до|से)\s{0,2}"
)


class _Said(NamedTuple):
    """A clock time, the day it is said with, and whether it is the end of a night's range."""

    atom: Atom
    day: Atom | None
    next_day: bool


@dataclass(slots=True, kw_only=True)
class Binder:
    """Judges claims one after the other."""

    evidence: Evidence
    moments: Moments
    reading: Reading
    subjects: Subjects
    asked: Callable[[], Collection[tuple[str, object]]] = frozenset
    read_text: Callable[[str], Collection[tuple[str, object]]] = lambda _: ()
    _scopes: dict[tuple[Subject, bool], Scope] = field(default_factory=dict)

    def judge(self, claim: Claim) -> list[Judgement]:
        """Verdicts of one claim; atoms are tried with the name before them, then the one after."""
        inherits = self.subjects.inherits and not claim.whole
        inherited = self.subjects.focus if inherits else ANY
        judgements, named = self.subjects.of(claim)
        verdicts = self._atoms(claim, named, inherited, ahead=False)
        if named and not all(v.holds for v in verdicts):
            other = self._atoms(claim, named, inherited, ahead=True)
            if sum(not v.holds for v in other) < sum(not v.holds for v in verdicts):
                verdicts = other
        return [*judgements, *verdicts, *self._statuses(claim, named, inherited)]

    def _atoms(
        self,
        claim: Claim,
        named: list[Named],
        inherited: Subject,
        *,
        ahead: bool,
    ) -> list[Judgement]:
        judgements: list[Judgement] = []
        days = [atom for atom in claim.atoms if atom.kinds() <= _DAY_KINDS]
        told = self._told_by_clocks(claim)
        clock: Atom | None = None
        for atom in claim.atoms:
            if atom.meanings[0].kind == "position":
                continue
            if claim.denies and atom.kinds() <= _DAY_KINDS:
                continue
            subject = _bound(atom.start, named, inherited, ahead=ahead)
            if not subject and atom.kinds() == {"duration"}:
                subject = told
            scope = self._scope(subject, claim.whole)
            verdict = match(atom, scope)
            if not verdict.holds and atom.kinds() <= _DAY_KINDS:
                verdict = self._of_the_next(atom, named, claim) or verdict
            if verdict.holds and verdict.kind == "clock":
                said = _Said(atom, _day_of(atom, days), self._passes_midnight(clock, atom))
                verdict = self._on_its_day(said, scope, verdict)
                clock = atom
            judgements.append(verdict)
        return judgements

    def _of_the_next(self, atom: Atom, named: list[Named], claim: Claim) -> Judgement | None:
        """A day that stands before its place ("today Lidl, tomorrow Billa"), if it holds there."""
        if not self._new_clause(atom.start, named):
            return None
        later = _bound(atom.start, named, ANY, ahead=True)
        verdict = match(atom, self._scope(later, claim.whole))
        return verdict if verdict.holds else None

    def _told_by_clocks(self, claim: Claim) -> Subject:
        """The one record whose times a sentence without a name gives: what its spans refer to."""
        minutes = {m.value for a in claim.atoms for m in a.meanings if m.kind == "clock"}
        records = {
            moment.fact.record for minute in minutes for moment in self.moments.at(minute, ANY)
        }
        return frozenset(records) if len(records) == 1 and records != {0} else ANY

    def _passes_midnight(self, start: Atom | None, end: Atom) -> bool:
        """Whether two clock times are a range that ends on the next day ("22:45-00:15")."""
        if start is None or not _RANGE.fullmatch(self.reading.text[start.end : end.start]):
            return False
        return bool(end.meanings[0].value <= start.meanings[0].value)

    def _on_its_day(self, said: _Said, scope: Scope, verdict: Judgement) -> Judgement:
        """A time said with a day must be a time of that day ("tomorrow at 14:00")."""
        atom, day, next_day = said
        if day is None or verdict.formula == "now":
            return verdict
        minutes = [m.value for m in atom.meanings if m.kind == "clock"]
        moments = [
            moment
            for minute in minutes
            for moment in scope.moments.at(minute, scope.barred, 7 if atom.approximate else 0)
        ]
        if not moments or any(m.day is None or m.is_age for m in moments):
            return verdict
        days = [m.day for m in moments if m.day]
        if next_day:  # an hour that comes twice a year may also end on the day it began
            days += [day - timedelta(days=1) for day in days]
        today = self.moments.today
        if any(day_matches(meaning, d, today) for meaning in day.meanings for d in days
               if meaning.kind in _DAY_KINDS):  # fmt: skip
            return verdict
        return Judgement(
            start=day.start,
            end=day.end,
            kind="date",
            verdict="contradicted",
            path=moments[0].fact.path,
            nearest=str(days[0]),
        )

    def _statuses(self, claim: Claim, named: list[Named], inherited: Subject) -> list[Judgement]:
        judgements = []
        for status in claim.statuses:
            if status.group == "missing" and not claim.of_papers:
                continue  # "faltan 3 paradas": what is missing without a paper is what is left
            if status.group == "paid" and any(a.kinds() <= _DAY_KINDS for a in claim.atoms):
                continue  # "pago a 26 de junho": on which day is judged, and it may be to come
            if status.group == "loaded" and _tells_how_much(claim, status.start):
                continue  # "du hast 19 t auf 60 Paletten geladen": the figures are judged
            subject = _bound(status.start, named, inherited, ahead=False)
            found = self._status(status, subject, claim)
            if found and not found.holds and self._new_clause(status.start, named):
                later = _bound(status.start, named, inherited, ahead=True)
                found = self._status(status, later, claim) or found
            if found:
                judgements.append(_of_status(status, found))
        return judgements

    def _status(self, status: StatusClaim, subject: Subject, claim: Claim) -> StatusVerdict | None:
        barred = self._scope(subject, claim.whole).barred
        return judge(status, self.evidence, barred, of_papers=claim.of_papers)

    def _new_clause(self, at: int, named: list[Named]) -> bool:
        """Whether a comma or "and" parts a state word from the name before it."""
        before = bisect_right(named, at, key=lambda name: name.start)
        if not before:
            return False
        end = named[before - 1].end
        if "," in self.reading.text[end:at]:
            return True
        return any(self.reading.sense(i, "then") for i in self.reading.between(end, at))

    def _scope(self, subject: Subject, whole: bool) -> Scope:
        key = (subject, whole)
        if key not in self._scopes:
            barred = self.evidence.barred(subject) if subject else frozenset()
            self._scopes[key] = Scope(
                evidence=self.evidence,
                moments=self.moments,
                barred=barred,
                asked=self.asked,
                whole=whole or not subject,
                named=bool(subject),
                read=self.read_text,
            )
        return self._scopes[key]


def _tells_how_much(claim: Claim, before: int) -> bool:
    """Whether a weight or a count stands before a state word: it describes the cargo then."""
    return any(atom.start < before and atom.kinds() & _CARGO_KINDS for atom in claim.atoms)


def _of_status(status: StatusClaim, found: StatusVerdict) -> Judgement:
    verdict: VerdictKind = "contradicted" if found.known else "unsupported"
    return Judgement(
        start=status.start,
        end=status.end,
        kind="status",
        verdict="supported" if found.holds else verdict,
        path=found.path,
        nearest=found.nearest,
    )


def _bound(at: int, named: list[Named], inherited: Subject, *, ahead: bool) -> Subject:
    """The subject an atom belongs to: the last one named before it, or the next one after."""
    if not named:
        return inherited
    if ahead:
        after = bisect_left(named, at, key=lambda name: name.start)
        return named[min(after, len(named) - 1)].records
    before = bisect_right(named, at, key=lambda name: name.start)
    return named[max(before - 1, 0)].records


def _day_of(atom: Atom, days: list[Atom]) -> Atom | None:
    """The day a time is said with: the last named before it in the claim, else the only one."""
    before = bisect_left(days, atom.start, key=lambda day: day.start)
    if before:
        return days[before - 1]
    return days[0] if len(days) == 1 else None

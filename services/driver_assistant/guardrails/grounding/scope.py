"""What one sentence's atoms are compared with. Made by `binding.py`, read by the matchers."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from driver_assistant.guardrails.grounding.evidence import Evidence
from driver_assistant.guardrails.grounding.facts import Fact, FactKind
from driver_assistant.guardrails.grounding.moments import Moment, Moments
from driver_assistant.guardrails.grounding.verdicts import VerdictKind

EXACT = 1e-6  # two floats this close are the same figure
Found = tuple[VerdictKind, str, str] | None  # verdict, path, formula


@dataclass(slots=True, kw_only=True)
class Scope:
    """What one sentence's atoms are compared with: everything but the rivals of its subject."""

    evidence: Evidence
    moments: Moments
    barred: frozenset[int]
    asked: Callable[[], Collection[tuple[str, object]]] = frozenset  # meanings of the question
    keys: set[str] = field(default_factory=set)
    named: bool = False  # the sentence has a subject
    read: Callable[[str], Collection[tuple[str, object]]] = lambda _: ()  # meanings of a string
    whole: bool = False  # the sentence speaks of totals

    def facts(self, kind: FactKind) -> list[Fact]:
        return self.evidence.facts((kind,), self.barred)

    def own_moments(self) -> list[Moment]:
        """The moments that the sentence may speak of."""
        return [m for m in self.moments.all if m.fact.record not in self.barred]

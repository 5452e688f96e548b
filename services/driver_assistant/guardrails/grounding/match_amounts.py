"""Amounts, counts and spans of time against the evidence's figures and what follows from them."""

from __future__ import annotations

import re

from driver_assistant.guardrails.grounding import closure
from driver_assistant.guardrails.grounding.atoms import Atom, Meaning
from driver_assistant.guardrails.grounding.facts import FactKind
from driver_assistant.guardrails.grounding.match_text import in_text
from driver_assistant.guardrails.grounding.scope import EXACT, Found, Scope

_MANY = 3  # records; beyond, spans of time need a subject or a field of their own
_NUMBER_KINDS: tuple[FactKind, ...] = (
    "number", "ordinal", "duration", "distance", "weight", "temperature", "percent", "volume",
    "money",
)  # fmt: skip
# Numbers everybody knows: emergency calls in Europe, America, Britain and India.
_COMMON_NUMBERS = frozenset({112, 911, 999, 100, 101, 102, 108})
_FAR = 1_000  # a bare number from here on may be a distance whose unit was said before
_COUNTED = re.compile(r"quantity|count|pieces|pallets|pages|number", re.IGNORECASE)


def match_duration(meaning: Meaning, atom: Atom, scope: Scope) -> Found:
    if found := match_measure(meaning, atom, scope):
        return found
    if not scope.named and scope.facts("duration") and len(scope.evidence.records) > _MANY:
        return None  # with a whole route's times, some two of them are always that far apart
    slack = _duration_slack(meaning, atom)
    for minutes, path, formula in closure.gaps(scope.own_moments(), scope.moments, atom.role):
        if abs(minutes - meaning.value) <= slack:
            return "derived", path, formula
    return None


def _duration_slack(meaning: Meaning, atom: Atom) -> float:
    """How far people round a span of time: to a minute, to five, to a quarter of an hour."""
    if atom.approximate:
        return max(5.0, min(meaning.step / 2, 30.0))
    if meaning.step >= 60:
        return 15.0 if meaning.value < 1440 else 720.0
    return 2.5 if meaning.value % 5 == 0 and meaning.value >= 15 else 1.0


def match_measure(meaning: Meaning, atom: Atom, scope: Scope) -> Found:
    kind, _ = closure.MEASURES[meaning.kind]
    slack = _slack(meaning, atom)
    facts = scope.facts(kind)
    for fact in facts:
        off = abs(fact.value - meaning.value)
        if off <= slack:
            return "supported", fact.path, "" if off < EXACT else "rounded"
    if untyped := _untyped(meaning, slack, scope):
        return untyped
    pool = scope.evidence.by_kind.get(kind, []) if scope.whole else facts
    gaps = closure.differences(facts) if kind != "duration" else ()
    for amount, path, formula in (*closure.sums(pool), *gaps):
        if abs(amount - meaning.value) <= slack:
            return "derived", path, formula
    return in_text(atom, meaning, scope)


def _untyped(meaning: Meaning, slack: float, scope: Scope) -> Found:
    """A number whose field doesn't tell its unit: equal in one of the units people use."""
    kind, factors = closure.MEASURES[meaning.kind]
    slack = min(slack, meaning.step / 2 + EXACT)
    for fact in scope.facts("number"):
        if fact.unit not in {"", kind} or _COUNTED.search(fact.key):
            continue
        if any(abs(fact.value * factor - meaning.value) <= slack for factor in factors):
            return "supported", fact.path, ""
    return None


def _slack(meaning: Meaning, atom: Atom) -> float:
    """Half of the last digit shown; more where the answer says "about"."""
    half = meaning.step / 2 + EXACT
    if meaning.kind == "duration":
        half = min(half, 0.5 + EXACT) if meaning.step <= 1 else min(half, 15.0)
        return max(half, 5.0) if atom.approximate else half
    return max(half, abs(meaning.value) * 0.03) if atom.approximate else half


def match_money(meaning: Meaning, atom: Atom, scope: Scope) -> Found:
    slack = _slack(meaning, atom)
    facts = [f for f in scope.facts("money") if f.unit in {meaning.unit, ""}]
    for fact in facts:
        if abs(abs(fact.value) - abs(meaning.value)) <= slack:
            return "supported", fact.path, ""
    for total, path, formula in closure.sums(facts):
        if abs(abs(total) - abs(meaning.value)) <= slack:
            return "derived", path, formula
    if scope.facts("money"):
        return None
    return match_number(meaning, atom, scope)


def match_count(meaning: Meaning, atom: Atom, scope: Scope) -> Found:
    value = meaning.value
    if meaning.unit == "item":
        return _items(value, scope) or in_text(atom, meaning, scope)
    for number, path, formula in closure.counts(scope.evidence, meaning.unit):
        if number == value:
            return "derived", path, formula
    for fact in scope.facts("number"):
        if fact.value == value and meaning.unit[:4] in fact.key.casefold():
            return "supported", fact.path, ""
    return in_text(atom, meaning, scope)


def _items(value: float, scope: Scope) -> Found:
    """Pallets, boxes, pages: a quantity of the record, or the sum of one."""
    numbers = [fact for fact in scope.facts("number") if not fact.unit]
    for fact in numbers:
        if abs(fact.value - value) < EXACT:
            return "supported", fact.path, ""
    for total, path, formula in closure.sums(numbers):
        if abs(total - value) < EXACT:
            return "derived", path, formula
    return None


def match_number(meaning: Meaning, atom: Atom, scope: Scope) -> Found:
    for fact in scope.evidence.facts(_NUMBER_KINDS, scope.barred):
        slack = min(meaning.step / 2, 0.5) + EXACT
        if abs(abs(fact.value) - abs(meaning.value)) <= slack:  # "minus 18" is a word and a number
            return "supported", fact.path, ""
    for length, path, _ in scope.evidence.lengths:
        if length == meaning.value:
            return "derived", path, "count"
    if meaning.value in _COMMON_NUMBERS:
        return "supported", "", "common knowledge"
    return _far(meaning, scope) or in_text(atom, meaning, scope)


def _far(meaning: Meaning, scope: Scope) -> Found:
    """A distance in kilometres whose unit was said before: "at 420,000 km; you're at 412,880"."""
    for fact in scope.facts("distance") if meaning.value >= _FAR else ():
        if abs(fact.value / 1000 - meaning.value) <= 0.5 + EXACT:
            return "supported", fact.path, ""
    return None

"""Looks one atom up in the evidence, in the records that its sentence speaks of."""

from __future__ import annotations

from collections.abc import Callable

from driver_assistant.guardrails.grounding import match_amounts, match_times
from driver_assistant.guardrails.grounding.atoms import Atom, Meaning
from driver_assistant.guardrails.grounding.facts import Fact, FactKind
from driver_assistant.guardrails.grounding.identifiers import known_keys
from driver_assistant.guardrails.grounding.scope import Found, Scope
from driver_assistant.guardrails.grounding.verdicts import Judgement, VerdictKind


def match(atom: Atom, scope: Scope) -> Judgement:
    """The verdict on one atom: its best reading's."""
    for meaning in atom.meanings:
        handler = _HANDLERS[meaning.kind]
        if found := handler(meaning, atom, scope):
            return _judged(atom, meaning.kind, *found)
    for meaning in atom.meanings:
        if _is_echo(meaning, scope):
            return _judged(atom, meaning.kind, "supported", "$question", "")
    kind = atom.role if atom.role == "phone" else atom.meanings[0].kind
    nearest = _nearest(atom.meanings[0], scope)
    if nearest is None:
        return _judged(atom, kind, "unsupported", "", "")
    return Judgement(
        start=atom.start, end=atom.end, kind=kind, verdict="contradicted",
        path=nearest.path, nearest=str(nearest.value),
    )  # fmt: skip


def _judged(atom: Atom, kind: str, verdict: VerdictKind, path: str, formula: str) -> Judgement:
    return Judgement(
        start=atom.start, end=atom.end, kind=kind, verdict=verdict, path=path, formula=formula
    )


def _is_echo(meaning: Meaning, scope: Scope) -> bool:
    """The driver's own figure given back ("noted: 40 minutes late"), unless the record has one."""
    if (meaning.kind, meaning.value) not in scope.asked():
        return False
    return meaning.kind in {"duration", "ident"} or _nearest(meaning, scope) is None


def _ident(meaning: Meaning, _: Atom, scope: Scope) -> Found:
    if not scope.keys:
        texts = [f.value for f in scope.evidence.texts if f.record not in scope.barred]
        numbers = [int(f.value) for f in scope.facts("number") if float(f.value).is_integer()]
        scope.keys.update(known_keys([*texts, *numbers]))
    key = meaning.value
    if key in scope.keys or (key.isdecimal() and len(key) >= 9 and key[-9:] in scope.keys):
        return "supported", "$", "identifier"
    return None


def _unmatched(_: Meaning, __: Atom, ___: Scope) -> Found:
    return None


_HANDLERS: dict[str, Callable[[Meaning, Atom, Scope], Found]] = {
    "clock": match_times.match_clock,
    "date": match_times.match_date,
    "day": match_times.match_day,
    "weekday": match_times.match_weekday,
    "duration": match_amounts.match_duration,
    "money": match_amounts.match_money,
    "distance": match_amounts.match_measure,
    "weight": match_amounts.match_measure,
    "temperature": match_amounts.match_measure,
    "percent": match_amounts.match_measure,
    "volume": match_amounts.match_measure,
    "number": match_amounts.match_number,
    "count": match_amounts.match_count,
    "ident": _ident,
    "position": _unmatched,
    "name": _unmatched,
}
_NEAREST: dict[str, tuple[FactKind, ...]] = {
    "clock": ("instant", "clock"), "date": ("instant", "date"), "day": ("instant", "date"),
    "weekday": ("instant", "date"), "number": ("number", "ordinal"), "count": ("number",),
    "ident": ("text",), "money": ("money",), "duration": ("duration",), "weight": ("weight",),
    "distance": ("distance",), "temperature": ("temperature",), "percent": ("percent",),
    "volume": ("volume",),
}  # fmt: skip


def _nearest(meaning: Meaning, scope: Scope) -> Fact | None:
    """The fact of the same kind that comes closest: what the answer should have said."""
    kinds = _NEAREST.get(meaning.kind, ())
    facts = scope.evidence.facts(kinds, scope.barred)
    if not facts:
        return None
    if isinstance(meaning.value, int | float) and isinstance(facts[0].value, int | float):
        return min(facts, key=lambda fact: abs(float(fact.value) - float(meaning.value)))
    return facts[0]

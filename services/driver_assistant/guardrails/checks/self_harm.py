"""Hears a driver who speaks of ending their life: a person takes over, nothing is refused.

Phrases in every language decide. Beside them the scorer speaks where no phrase foresaw the words:
together with a word of despair, or alone when it is as good as certain.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from driver_assistant.contracts.guardrails import Finding, Severity, Span
from driver_assistant.guardrails.check import Check, Subject
from driver_assistant.guardrails.rules import Hit
from driver_assistant.guardrails.scorers import scores_of

# Word lists of which one makes the scorer's opinion weigh more.
_SIGNS: Final = ("alive", "fatal_act", "without_me", "pills", "never_wake")
_CLEARED: Final = "life_on_the_road"  # "tired of living out of the cab"
_LEAST_KNOWN: Final = 0.6  # share of n-grams that training had, else the opinion means nothing
_FEWEST_WORDS: Final = 3


def run(subject: Subject) -> Sequence[Finding]:
    found = [
        _by_rule(hit, subject)
        for hit in subject.policy.hits(subject.canonical)
        if hit.rule.category == "self_harm" and not hit.reading.guess
    ]
    return found or _scored(subject)


def _by_rule(hit: Hit, subject: Subject) -> Finding:
    severity = hit.rule.severity
    if subject.untrusted and hit.rule.others is not None:
        severity = hit.rule.others
    span = hit.reading.span(hit.start, hit.end)
    return _finding(hit.rule.id, severity, 1.0, span, hit.rule.message)


def _scored(subject: Subject) -> list[Finding]:
    if subject.untrusted:
        return []  # a note speaks of its own site; only the driver speaks of himself
    score = scores_of(subject.canonical)["self_harm"]
    few = len(subject.canonical.folded.text.split()) < _FEWEST_WORDS
    if few or score.known < _LEAST_KNOWN:
        return []
    places = subject.policy.places(subject.canonical)
    signs = places.keys() & set(_SIGNS) and _CLEARED not in places
    limit = "vote_percent" if signs else "alone_percent"
    if score.probability < float(subject.policy.option("self_harm", limit, 101)) / 100:
        return []
    span = subject.canonical.folded.span(score.start, score.end)
    return [_finding("self_harm.scorer", "high", score.probability, span, "reads like despair")]


def _finding(rule_id: str, severity: Severity, score: float, span: Span, message: str) -> Finding:
    return Finding(
        check="self_harm",
        category="self_harm",
        severity=severity,
        score=round(score, 4),
        rule_id=rule_id,
        spans=(span,),
        message=message,
    )


PLUGIN = Check(name="self_harm", stage="input", order=20, categories=("self_harm",), run=run)

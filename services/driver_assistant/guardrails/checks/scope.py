"""Keeps the assistant to a driver's work: general-purpose assistants are barred from WhatsApp.

A rule decides ("write" + "poem"). Else two sides are weighed: how much the scorer takes the text
for general chat, against a limit that the text's own words set. It is low where a word of general
chat stands and none of the work, high where the work is named. Texts in a language that the
scorer does not know and short answers are never out of scope.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from driver_assistant.contracts.guardrails import Finding, Severity, Span
from driver_assistant.guardrails.check import Check, Subject
from driver_assistant.guardrails.scope_words import limit_for
from driver_assistant.guardrails.scorers import scores_of

_FEWEST_WORDS: Final = 2
_FEWEST_LETTERS: Final = 8


def run(subject: Subject) -> Sequence[Finding]:
    if not subject.may_ask:
        return []  # a note may be about anything; it is not a request
    found = [
        _finding(
            hit.rule.id,
            hit.rule.severity,
            1.0,
            hit.reading.span(hit.start, hit.end),
            hit.rule.message,
        )
        for hit in subject.policy.hits(subject.canonical)
        if hit.rule.category == "scope" and not hit.reading.guess
    ]
    return found or _scored(subject)


def _scored(subject: Subject) -> list[Finding]:
    text = subject.canonical.folded.text
    letters = sum(map(str.isalpha, text))
    if len(text.split()) < _FEWEST_WORDS or letters < _FEWEST_LETTERS:
        return []
    score = scores_of(subject.canonical)["scope"]
    if score.known < _limit(subject, "known_percent") or score.probability < min(
        _limit(subject, "general_percent"), _limit(subject, "vote_percent")
    ):
        return []
    span = subject.canonical.folded.span(score.start, score.end)
    severity, said = _weighed(subject, score.probability)
    message = f"reads like general chat {said}"
    return [_finding("scope.scorer", severity, score.probability, span, message)]


def _weighed(subject: Subject, probability: float) -> tuple[Severity, str]:
    """What the words of the text make of the scorer's opinion: each kind has its own limit."""
    kind, said = limit_for(subject.policy.places(subject.canonical), subject.request.language)
    if probability >= min(_limit(subject, kind), _limit(subject, "block_percent")):
        return "high", said
    if kind == "work_percent":
        return "low", said
    return "medium" if probability >= _limit(subject, "vote_percent") else "low", said


def _limit(subject: Subject, name: str) -> float:
    """An option in percent as a probability; without one, never."""
    return float(subject.policy.option("scope", name, 101)) / 100


def _finding(rule_id: str, severity: Severity, score: float, span: Span, message: str) -> Finding:
    return Finding(
        check="scope",
        category="scope",
        severity=severity,
        score=round(score, 4),
        rule_id=rule_id,
        spans=(span,),
        message=message,
    )


PLUGIN = Check(name="scope", stage="input", order=50, categories=("scope",), run=run)

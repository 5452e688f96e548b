"""Stops an answer that drifts off the business: poems, recipes, world facts, code.

A catalogue's own words are never judged, nor is an answer that repeats a value of its record.
For the rest the scorer is weighed against the answer's words, as for questions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from driver_assistant.contracts.guardrails import Finding, OutputRequest
from driver_assistant.guardrails.canonical import fold
from driver_assistant.guardrails.check import Check, Subject
from driver_assistant.guardrails.scope_words import limit_for
from driver_assistant.guardrails.scorers import scores_of

CATEGORY: Final = "scope"
_FEWEST_WORDS: Final = 4
_SHORTEST_VALUE: Final = 4  # "B7" or "2" may stand in any sentence
_MOST_VALUES: Final = 2_000


def run(subject: Subject) -> Sequence[Finding]:
    request = subject.request
    if not isinstance(request, OutputRequest) or request.template:
        return ()
    folded = subject.canonical.folded
    score = scores_of(subject.canonical)["scope"]
    if len(folded.text.split()) < _FEWEST_WORDS or score.known < _limit(subject, "known_percent"):
        return ()
    option, said = limit_for(subject.policy.places(subject.canonical).keys())
    if score.probability < _limit(subject, option) or _speaks_of(folded.text, request.evidence):
        return ()
    return [
        Finding(
            check="output_scope",
            category=CATEGORY,
            severity="high",
            score=round(score.probability, 4),
            rule_id="scope.answer",
            spans=(folded.span(score.start, score.end),),
            message=f"The answer reads like general chat {said}.",
        )
    ]


def _speaks_of(folded: str, evidence: Any) -> bool:
    """Whether the answer holds a text value of its record."""
    for count, value in enumerate(_texts(evidence)):
        if count >= _MOST_VALUES:
            return False
        if len(value) >= _SHORTEST_VALUE and fold(value) in folded:
            return True
    return False


def _texts(evidence: Any) -> Iterator[str]:
    if isinstance(evidence, str):
        yield evidence
    elif isinstance(evidence, dict):
        for value in evidence.values():
            yield from _texts(value)
    elif isinstance(evidence, list):
        for value in evidence:
            yield from _texts(value)


def _limit(subject: Subject, name: str) -> float:
    """An option in percent as a probability; without one, never."""
    return float(subject.policy.option("output_scope", name, 101)) / 100


PLUGIN = Check(name="output_scope", stage="output", order=70, categories=(CATEGORY,), run=run)

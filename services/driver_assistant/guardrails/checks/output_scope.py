"""Stops an answer that drifts off the business: poems, recipes, world facts, code.

A catalogue's own words are never judged, nor is an answer that repeats a value of its record.
For the rest the scorer is weighed against the answer's words, as for questions.
"""

from __future__ import annotations

import re
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
_NO_DIGIT: Final = re.compile(r"[^0-9]+")
_MOST_VALUES: Final = 2_000


def run(subject: Subject) -> Sequence[Finding]:
    request = subject.request
    if not isinstance(request, OutputRequest) or request.template:
        return ()
    folded = subject.canonical.folded
    score = scores_of(subject.canonical)["scope"]
    if len(folded.text.split()) < _FEWEST_WORDS or score.known < _limit(subject, "known_percent"):
        return ()
    option, said = limit_for(subject.policy.places(subject.canonical), subject.request.language)
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
    """Whether the answer holds a text or a figure of its record."""
    figures = _NO_DIGIT.sub("", folded)
    for count, value in enumerate(_values(evidence)):
        if count >= _MOST_VALUES:
            return False
        if isinstance(value, str):
            if len(value) >= _SHORTEST_VALUE and fold(value) in folded:
                return True
        elif len(digits := _NO_DIGIT.sub("", str(value))) >= _SHORTEST_VALUE and digits in figures:
            return True
    return False


def _values(evidence: Any) -> Iterator[str | int | float]:
    if isinstance(evidence, str) or (
        isinstance(evidence, int | float) and not isinstance(evidence, bool)
    ):
        yield evidence
    elif isinstance(evidence, dict):
        for value in evidence.values():
            yield from _values(value)
    elif isinstance(evidence, list):
        for value in evidence:
            yield from _values(value)


def _limit(subject: Subject, name: str) -> float:
    """An option in percent as a probability; without one, never."""
    return float(subject.policy.option("output_scope", name, 101)) / 100


PLUGIN = Check(name="output_scope", stage="output", order=70, categories=(CATEGORY,), run=run)

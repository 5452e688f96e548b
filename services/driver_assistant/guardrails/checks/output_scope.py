"""Stops an answer that drifts off the business: poems, recipes, world facts, code.

A catalogue's own words are never judged, nor is an answer that repeats a value of its record.
For the rest the scorer is weighed against the answer's words, as for questions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from typing import Final

from driver_assistant.contracts.guardrails import Finding, OutputRequest
from driver_assistant.guardrails.canonical import fold
from driver_assistant.guardrails.check import Check, Subject
from driver_assistant.guardrails.leaves import Leaves
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
    if score.probability < _limit(subject, option) or _speaks_of(folded.text, subject.leaves):
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


def _speaks_of(folded: str, leaves: Leaves) -> bool:
    """Whether the answer holds a text or a figure of its record."""
    figures = _NO_DIGIT.sub("", folded)
    for leaf in islice(leaves, _MOST_VALUES):
        is_text = isinstance(leaf.value, str)
        value = fold(leaf.value) if is_text else _NO_DIGIT.sub("", str(leaf.value))
        if len(value) >= _SHORTEST_VALUE and value in (folded if is_text else figures):
            return True
    return False


def _limit(subject: Subject, name: str) -> float:
    """An option in percent as a probability; without one, never."""
    return float(subject.policy.option("output_scope", name, 101)) / 100


PLUGIN = Check(name="output_scope", stage="output", order=70, categories=(CATEGORY,), run=run)

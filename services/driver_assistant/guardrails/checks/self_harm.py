"""Hears a driver who speaks of ending their life: a person takes over, nothing is refused.

Phrases only, in every language, because a wrong statistic is worst here.
"""

from __future__ import annotations

from collections.abc import Sequence

from driver_assistant.contracts.guardrails import Finding
from driver_assistant.guardrails.check import Check, Subject
from driver_assistant.guardrails.rules import Hit


def run(subject: Subject) -> Sequence[Finding]:
    return [
        _finding(hit, subject)
        for hit in subject.policy.hits(subject.canonical)
        if hit.rule.category == "self_harm" and not hit.reading.guess
    ]


def _finding(hit: Hit, subject: Subject) -> Finding:
    severity = hit.rule.severity
    if subject.untrusted and hit.rule.others is not None:
        severity = hit.rule.others
    return Finding(
        check="self_harm",
        category="self_harm",
        severity=severity,
        score=1.0,
        rule_id=hit.rule.id,
        spans=(hit.reading.span(hit.start, hit.end),),
        message=hit.rule.message,
    )


PLUGIN = Check(name="self_harm", stage="input", order=20, categories=("self_harm",), run=run)

"""Notices sexual content, hate, threats and swearing.

Word lists decide: a slur, an insult, sexual content or a threat at somebody. Swearing at a dock
is noted and passes. The scorer alone never blocks; with a swear word beside it, it does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from driver_assistant.contracts.guardrails import SEVERITIES, Finding, Severity
from driver_assistant.guardrails.check import Check, Subject
from driver_assistant.guardrails.rules import Hit
from driver_assistant.guardrails.scorers import scores_of

_FEWEST_LETTERS: Final = 4
CATEGORIES: Final = ("abuse", "nsfw", "threat", "profanity")


def run(subject: Subject) -> Sequence[Finding]:
    found: dict[str, Finding] = {}
    for hit in subject.policy.hits(subject.canonical):
        if hit.rule.category in CATEGORIES and not hit.reading.guess:
            found.setdefault(hit.rule.id, _by_rule(hit, subject))
    return [*found.values(), *_scored(subject, list(found.values()))]


def _by_rule(hit: Hit, subject: Subject) -> Finding:
    severity = hit.rule.severity
    if subject.untrusted and hit.rule.others is not None:
        severity = hit.rule.others
    return Finding(
        check="abuse",
        category=hit.rule.category,
        severity=severity,
        score=1.0,
        rule_id=hit.rule.id,
        spans=(hit.reading.span(hit.start, hit.end),),
        message=hit.rule.message,
    )


def _scored(subject: Subject, by_rule: Sequence[Finding]) -> list[Finding]:
    score = scores_of(subject.canonical)["abuse"]
    if score.known < 0.5 or score.probability < _limit(subject, "vote_percent"):
        return []
    if sum(map(str.isalpha, subject.canonical.original)) < _FEWEST_LETTERS:
        return []
    severity: Severity = "low"
    if score.probability >= _limit(subject, "alone_percent"):
        severity = "medium"
    if score.probability >= _limit(subject, "block_percent") or _strong(by_rule):
        severity = "high"
    return [
        Finding(
            check="abuse",
            category="abuse",
            severity=severity,
            score=round(score.probability, 4),
            rule_id="abuse.scorer",
            spans=(subject.canonical.folded.span(score.start, score.end),),
            message="reads like abuse",
        )
    ]


def _strong(by_rule: Sequence[Finding]) -> bool:
    """Whether a rule other than swearing found something."""
    return any(
        finding.category != "profanity" and SEVERITIES.index(finding.severity) >= 2
        for finding in by_rule
    )


def _limit(subject: Subject, name: str) -> float:
    """An option in percent as a probability; without one, never."""
    return float(subject.policy.option("abuse", name, 101)) / 100


PLUGIN = Check(name="abuse", stage="input", order=30, categories=CATEGORIES, run=run)

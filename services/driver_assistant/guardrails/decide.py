"""From findings to a decision: a pure function of the policy. Called by `evaluate.py` only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from driver_assistant.contracts.guardrails import (
    DECISIONS,
    SEVERITIES,
    Decision,
    Finding,
    Severity,
    Span,
)
from driver_assistant.guardrails.policy import Policy

MASK: Final = "•••"
FAILURE: Final = "guardrail_failure"  # category of a check that failed and fails closed


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The strictest decision any finding leads to, and the finding that led to it."""

    decision: Decision
    severity: Severity
    category: str
    text: str


def decide(text: str, findings: Sequence[Finding], policy: Policy) -> Outcome:
    """What to do with `text`: the strictest decision wins, the worst finding names it."""
    if not findings:
        return Outcome(decision="allow", severity="info", category="", text=text)
    leading = max(findings, key=lambda finding: _rank(finding, policy))
    decision = decision_of(leading, policy)
    return Outcome(
        decision=decision,
        severity=leading.severity,
        category=leading.category,
        text=_text_after(decision, text, findings, policy),
    )


def decision_of(finding: Finding, policy: Policy) -> Decision:
    """What one finding alone leads to."""
    if finding.category == FAILURE:
        return "block"
    return policy.decision(finding.category, finding.severity)


def _rank(finding: Finding, policy: Policy) -> tuple[int, int, float]:
    return (
        DECISIONS.index(decision_of(finding, policy)),
        SEVERITIES.index(finding.severity),
        finding.score,
    )


def _text_after(decision: Decision, text: str, findings: Iterable[Finding], policy: Policy) -> str:
    if decision in ("block", "escalate"):
        return ""
    if decision != "redact":
        return text
    spans = [
        span
        for finding in findings
        if decision_of(finding, policy) == "redact"
        for span in finding.spans
    ]
    return mask(text, spans)


def mask(text: str, spans: Iterable[Span]) -> str:
    """`text` with every span replaced by dots; overlapping spans give one mask."""
    pieces: list[str] = []
    position = 0
    for low, high in _merged(spans):
        pieces += [text[position:low], MASK]
        position = high
    return "".join([*pieces, text[position:]])


def _merged(spans: Iterable[Span]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for span in sorted(spans, key=lambda each: (each.start, each.end)):
        if span.end <= span.start:
            continue
        if merged and span.start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], span.end))
        else:
            merged.append((span.start, span.end))
    return merged

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
)
from driver_assistant.contracts.languages import Language
from driver_assistant.guardrails.pii.mask import mask
from driver_assistant.guardrails.policy import Policy

FAILURE: Final = "guardrail_failure"  # category of a check that failed and fails closed


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The strictest decision any finding leads to, and the finding that led to it."""

    decision: Decision
    severity: Severity
    category: str
    text: str


def decide(
    text: str, findings: Sequence[Finding], policy: Policy, language: Language = "en"
) -> Outcome:
    """What to do with `text`: the strictest decision wins, the worst finding names it.

    Masks say in `language` what they stand for: "[phone 1]".
    """
    if not findings:
        return Outcome(decision="allow", severity="info", category="", text=text)
    leading = max(findings, key=lambda finding: _rank(finding, policy))
    decision = decision_of(leading, policy)
    if decision in ("block", "escalate"):
        shown = ""
    else:
        shown = _masked(text, findings, policy, language) if decision == "redact" else text
    return Outcome(
        decision=decision,
        severity=leading.severity,
        category=leading.category,
        text=shown,
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


def _masked(text: str, findings: Iterable[Finding], policy: Policy, language: Language) -> str:
    """`text` with what is to be redacted replaced by words that say what stood there."""
    spans = [
        (span.start, span.end, _kind(finding))
        for finding in findings
        if decision_of(finding, policy) == "redact"
        for span in finding.spans
    ]
    return mask(text, spans, language).text


def _kind(finding: Finding) -> str:
    """`phone` of `pii.phone`; other categories are a kind of their own."""
    if finding.category == "pii":
        return finding.rule_id.rpartition(".")[2]
    return finding.category

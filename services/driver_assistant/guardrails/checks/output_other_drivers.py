"""Stops an answer that tells one driver another one's data, or an id that nobody gave it."""

from __future__ import annotations

from collections.abc import Sequence

from driver_assistant.contracts.guardrails import Finding, OutputRequest, Severity, Span
from driver_assistant.guardrails.check import Check, Subject
from driver_assistant.guardrails.pii.ownership import foreign_values, unexplained

CATEGORY = "other_driver"


def run(subject: Subject) -> Sequence[Finding]:
    request = subject.request
    if not isinstance(request, OutputRequest):
        return ()
    visible = subject.canonical.visible
    findings = [
        _finding(
            "foreign_record",
            "critical",
            visible.span(found.start, found.end),
            "The answer repeats a record that belongs to somebody else.",
            found.path,
        )
        for found in foreign_values(visible.text, subject.leaves, request.caller)
    ]
    strange = unexplained(visible.text, subject.leaves, request.question, request.caller)
    for ident, sure in strange:
        span = visible.span(ident.start, ident.end)
        severity: Severity = "high" if sure else "medium"
        message = "The answer holds an identifier that is in no record, question or own id."
        findings.append(_finding("unknown_id", severity, span, message))
    return findings


def _finding(
    rule: str, severity: Severity, span: Span, message: str, evidence_path: str = ""
) -> Finding:
    return Finding(
        check="output_other_drivers",
        category=CATEGORY,
        severity=severity,
        score=1.0 if severity != "medium" else 0.5,
        rule_id=f"other_driver.{rule}",
        spans=(span,),
        message=message,
        evidence_path=evidence_path,
    )


PLUGIN = Check(
    name="output_other_drivers", stage="output", order=30, categories=(CATEGORY,), run=run
)

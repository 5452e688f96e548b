"""Stops an answer that shows a credential, in plain sight or decoded from base64 and the like."""

from __future__ import annotations

from collections.abc import Sequence

from driver_assistant.contracts.guardrails import Finding, Span
from driver_assistant.guardrails.check import Check, Subject
from driver_assistant.guardrails.secret_formats import find_secrets

CATEGORY = "secret"


def run(subject: Subject) -> Sequence[Finding]:
    visible = subject.canonical.visible
    found = [
        _finding(secret.kind, visible.span(secret.start, secret.end))
        for secret in find_secrets(visible.text)
    ]
    for block in subject.canonical.blocks:
        found += [
            _finding(f"{block.how}>{secret.kind}", Span(start=block.start, end=block.end))
            for secret in find_secrets(block.text)
        ]
    return found


def _finding(kind: str, span: Span) -> Finding:
    return Finding(
        check="output_secrets",
        category=CATEGORY,
        severity="critical",
        score=1.0,
        rule_id=f"secret.{kind}",
        spans=(span,),
        message=f"The answer holds a credential ({kind}). Revoke it and find out who showed it.",
    )


PLUGIN = Check(name="output_secrets", stage="output", order=10, categories=(CATEGORY,), run=run)

"""Reports a company's own rules: those whose category no other check speaks for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from driver_assistant.contracts.guardrails import Finding
from driver_assistant.guardrails.check import Check, Subject

# Categories of the platform's input checks; rules of these are reported there.
_SPOKEN_FOR: Final = frozenset(
    {
        "size", "authorization", "self_harm", "abuse", "nsfw", "threat", "profanity", "injection",
        "prompt_extraction", "indirect_injection", "obfuscation", "scope",
    }
)  # fmt: skip


def run(subject: Subject) -> Sequence[Finding]:
    found: dict[str, Finding] = {}
    for hit in subject.policy.hits(subject.canonical):
        rule = hit.rule
        if rule.category in _SPOKEN_FOR or hit.reading.guess or rule.id in found:
            continue
        severity = rule.others if subject.untrusted and rule.others else rule.severity
        found[rule.id] = Finding(
            check="company_rules",
            category=rule.category,
            severity=severity,
            score=1.0,
            rule_id=rule.id,
            spans=(hit.reading.span(hit.start, hit.end),),
            message=rule.message,
        )
    return list(found.values())


PLUGIN = Check(
    name="company_rules", stage="input", order=60, categories=("company_policy",), run=run
)

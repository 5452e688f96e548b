"""Refuses texts too long to be a message. Runs first; nothing else reads what it refuses."""

from __future__ import annotations

from collections.abc import Sequence

from driver_assistant.contracts.guardrails import Finding, Span
from driver_assistant.guardrails.check import Check, Subject

# A text of mostly invisible or combining characters costs time and says nothing.
_MOST_HIDDEN = 2_000


def run(subject: Subject) -> Sequence[Finding]:
    text = subject.canonical.original
    option = "max_untrusted_characters" if subject.untrusted else "max_characters"
    limit = int(subject.policy.option("size", option, 4096))
    if len(text) > limit:
        return [_too_long(f"{len(text)} characters, {limit} allowed", "size.too-long", limit)]
    if not text.isascii() and len(text) - len(subject.canonical.visible.text) > _MOST_HIDDEN:
        return [_too_long("mostly invisible characters", "size.invisible", len(text))]
    return []


def _too_long(message: str, rule_id: str, end: int) -> Finding:
    return Finding(
        check="size",
        category="size",
        severity="high",
        score=1.0,
        rule_id=rule_id,
        spans=(Span(start=0, end=end),),
        message=message,
    )


PLUGIN = Check(name="size", stage="input", order=0, categories=("size",), run=run, decisive=True)

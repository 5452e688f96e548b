"""Stops an answer that repeats the system prompt, a tool's schema, or the canary.

What is protected ships with the service as hashes, not as the prompt (`scripts/hash_prompt.py`
writes them); the option `shingle_files` adds a company's own. The canary in the worker's prompt
comes with each request; the option `canaries` adds words that no answer may hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from driver_assistant.contracts.guardrails import Finding, OutputRequest, Span
from driver_assistant.guardrails.check import Check, Subject
from driver_assistant.guardrails.leak import SHIPPED, ShingleSet

CATEGORY = "prompt_leak"


def run(subject: Subject) -> Sequence[Finding]:
    files = (str(SHIPPED), *subject.policy.option("output_prompt_leak", "shingle_files", ()))
    canaries = subject.policy.option("output_prompt_leak", "canaries", ())
    if isinstance(subject.request, OutputRequest) and subject.request.canary:
        canaries = (*canaries, subject.request.canary)
    findings: list[Finding] = []
    seen: set[tuple[int, int]] = set()
    for protected in (*_files(files), _words(tuple(canaries))):
        visible = subject.canonical.visible
        for leak in protected.find(visible.text):
            findings += _once(seen, visible.span(leak.start, leak.end), "plain", canary=leak.canary)
        for reading in subject.canonical.readings:
            if reading.how == "plain":
                continue  # letters are compared without case already
            for leak in protected.find(reading.text):
                span = reading.span(leak.start, leak.end)
                findings += _once(seen, span, reading.how, canary=leak.canary)
    return findings


@lru_cache(maxsize=8)
def _files(names: tuple[str, ...]) -> tuple[ShingleSet, ...]:
    """Read once per policy; a file that can't be read fails the check, and so the answer."""
    return tuple(ShingleSet.load(Path(name)) for name in names)


@lru_cache(maxsize=8)
def _words(canaries: tuple[str, ...]) -> ShingleSet:
    return ShingleSet.of((), canaries=canaries)


def _once(seen: set[tuple[int, int]], span: Span, how: str, *, canary: bool) -> Sequence[Finding]:
    if (span.start, span.end) in seen:
        return ()
    seen.add((span.start, span.end))
    rule = "canary" if canary else "verbatim"
    return (
        Finding(
            check="output_prompt_leak",
            category=CATEGORY,
            severity="critical",
            score=1.0,
            rule_id=f"prompt_leak.{rule}",
            spans=(span,),
            message=f"The answer repeats protected instructions ({how}).",
        ),
    )


PLUGIN = Check(name="output_prompt_leak", stage="output", order=20, categories=(CATEGORY,), run=run)

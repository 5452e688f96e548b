"""Stops an answer that repeats the system prompt, a tool's schema, or the canary.

What is protected comes from the files that the option `shingle_files` names
(`scripts/hash_prompt.py` writes them); they hold hashes, not the prompt. Without files the check
says so in every verdict instead of passing silently.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from driver_assistant.contracts.guardrails import Finding, Span
from driver_assistant.guardrails.check import Check, Subject
from driver_assistant.guardrails.leak import ShingleSet

CATEGORY = "prompt_leak"


def run(subject: Subject) -> Sequence[Finding]:
    files = tuple(subject.policy.option("output_prompt_leak", "shingle_files", ()))
    canaries = tuple(subject.policy.option("output_prompt_leak", "canaries", ()))
    if not files and not canaries:
        return [_unconfigured()]
    findings: list[Finding] = []
    seen: set[tuple[int, int]] = set()
    for protected in _protected(files, canaries):
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
def _protected(files: tuple[str, ...], canaries: tuple[str, ...]) -> tuple[ShingleSet, ...]:
    """Read once per policy; a file that can't be read fails the check, and so the answer."""
    loaded = tuple(ShingleSet.load(Path(file)) for file in files)
    return (*loaded, ShingleSet.of((), canaries=canaries)) if canaries else loaded


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


def _unconfigured() -> Finding:
    return Finding(
        check="output_prompt_leak",
        category=CATEGORY,
        severity="info",
        score=0.0,
        rule_id="prompt_leak.unconfigured",
        message="No protected texts: set shingle_files or canaries of output_prompt_leak.",
    )


PLUGIN = Check(name="output_prompt_leak", stage="output", order=20, categories=(CATEGORY,), run=run)

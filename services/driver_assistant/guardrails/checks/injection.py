"""Finds orders meant for the assistant itself: injection, jailbreaks, prompt and tool extraction.

Rules decide; the learned scorer only votes. One strong rule is enough, two weak ones are, and so
is one weak rule or one telling word that the scorer agrees with. Words hidden by a trick weigh
one step more, and texts that others wrote are judged by the rules' stricter severity.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from driver_assistant.contracts.guardrails import SEVERITIES, Finding, Severity, Span
from driver_assistant.guardrails.check import Check, Subject
from driver_assistant.guardrails.rules import Hit
from driver_assistant.guardrails.scorers import disguised_injection, scores_of

CATEGORIES: Final = ("injection", "prompt_extraction", "indirect_injection", "obfuscation")
# Word lists of things that only talk about an assistant names: one of them is a vote.
TELLING: Final = (
    "hidden_prompt", "tool_internals", "unbound", "new_orders", "authority", "obey_me",
    "configured_you", "chat_start", "stopping_service",
)  # fmt: skip
# Those that no gate and no dispatcher ever says.
PLAIN: Final = ("hidden_prompt", "unbound", "obey_me", "configured_you")
# Words that drivers use too: a vote only beside a scorer that is sure.
DOUBTFUL: Final = ("machine", "orders", "persona", "override", "private_data")

_FEWEST_LETTERS: Final = 8  # a shorter text gives no order
_INVISIBLE: Final = ("tags", "variation-selectors")
_WORDS: Final = re.compile(r"[^\W\d_]{2,}")
_FEWEST_WORDS: Final = 3
_SPACED_OUT: Final = 24  # letters: "C A L L  M E" is emphasis, a sentence is a disguise


def run(subject: Subject) -> Sequence[Finding]:
    hits = [
        hit for hit in subject.policy.hits(subject.canonical) if hit.rule.category in CATEGORIES
    ]
    by_rule = _strongest(hits, subject)
    return [
        *by_rule,
        *_two_weak_rules(by_rule),
        *_scored(subject, by_rule),
        *_disguised(subject),
        *_hidden(subject),
    ]


def _strongest(hits: Sequence[Hit], subject: Subject) -> list[Finding]:
    """One finding per rule, from the reading in which it weighs most."""
    best: dict[str, Finding] = {}
    for hit in hits:
        finding = _by_rule(hit, subject)
        known = best.get(hit.rule.id)
        if known is None or _weight(finding) > _weight(known):
            best[hit.rule.id] = finding
    return list(best.values())


def _by_rule(hit: Hit, subject: Subject) -> Finding:
    severity = hit.rule.severity
    if subject.untrusted and hit.rule.others is not None:
        severity = hit.rule.others
    if hit.reading.masked and severity != "info":
        severity = SEVERITIES[min(SEVERITIES.index(severity) + 1, len(SEVERITIES) - 1)]
    how = f" (read as {hit.reading.how})" if hit.reading.masked else ""
    return Finding(
        check="injection",
        category=hit.rule.category,
        severity=severity,
        score=1.0,
        rule_id=hit.rule.id,
        spans=(hit.reading.span(hit.start, hit.end),),
        message=hit.rule.message + how,
    )


def _two_weak_rules(findings: Sequence[Finding]) -> list[Finding]:
    weak = [finding for finding in findings if finding.severity == "medium"]
    if len(weak) < 2:
        return []
    spans = tuple(span for finding in weak for span in finding.spans)
    return [_vote("two-weak-rules", "high", 1.0, spans, "two weak rules agree")]


def _scored(subject: Subject, by_rule: Sequence[Finding]) -> list[Finding]:
    """The scorer's vote: alone a note for people, together with words or a rule a reason."""
    score = scores_of(subject.canonical)["injection"]
    if score.probability < _limit(subject, "vote_percent"):
        return []
    letters = sum(map(str.isalpha, subject.canonical.original))
    if score.known < _limit(subject, "known_percent") or letters < _FEWEST_LETTERS:
        return []
    spans = (subject.canonical.folded.span(score.start, score.end),)
    alone = score.probability >= _limit(subject, "alone_percent")
    weak = any(_weight(finding) >= SEVERITIES.index("medium") for finding in by_rule)
    if weak or _agrees(subject, sure=alone):
        return [
            _vote("scorer-and-words", "high", score.probability, spans, "words and scorer agree")
        ]
    if score.probability >= _limit(subject, "block_percent"):
        return [_vote("scorer-limit", "high", score.probability, spans, "above the limit")]
    severity: Severity = "medium" if alone else "low"
    return [_vote("scorer", severity, score.probability, spans, "the scorer alone")]


def _disguised(subject: Subject) -> list[Finding]:
    """What is hidden reads like an attack: the trick is the scorer's second vote."""
    found = disguised_injection(subject.canonical)
    if found is None or found[0] < _limit(subject, "vote_percent"):
        return []
    score, reading = found
    spans = (reading.span(0, len(reading.text)),)
    message = f"reads like an attack as {reading.how}"
    return [_vote("scorer-and-disguise", "high", score, spans, message)]


def _limit(subject: Subject, name: str) -> float:
    """An option in percent as a probability; without one, never."""
    return float(subject.policy.option("injection", name, 101)) / 100


def _names(subject: Subject, lists: Sequence[str]) -> bool:
    places = subject.policy.places(subject.canonical)
    return any(name in places for name in lists)


def _agrees(subject: Subject, *, sure: bool) -> bool:
    """Whether the words of the text are a second vote.

    A gate's instructions are not, nor is taking back what one wrote oneself.
    """
    if _names(subject, ("own_words",)):
        return False
    if _names(subject, ("freight_orders",)):
        return sure and _names(subject, PLAIN)
    if _names(subject, TELLING):
        return True
    off_work = not _names(subject, ("driver_topics",))
    return sure and (off_work or _names(subject, DOUBTFUL))


def _hidden(subject: Subject) -> list[Finding]:
    """Hidden characters are a trace worth keeping, never a reason to refuse alone."""
    hidden = subject.canonical.hidden
    found = []
    if hidden.offsets:
        severity: Severity = "low" if hidden.payload_like or len(hidden.offsets) > 3 else "info"
        if subject.untrusted and hidden.payload_like:
            severity = "medium"
        spans = tuple(Span(start=at, end=at + 1) for at in hidden.offsets[:20])
        found.append(_obfuscation("obfuscation.hidden-characters", severity, spans))
    if subject.canonical.skeleton is not None:
        found.append(_obfuscation("obfuscation.look-alikes", "info", ()))
    return found + _encoded(subject)


def _encoded(subject: Subject) -> list[Finding]:
    """Whole sentences in code or spaced-out letters: no driver writes so."""
    found = []
    for block in subject.canonical.blocks:
        words = _WORDS.findall(block.text)
        if block.how in _INVISIBLE or (block.how != "url" and len(words) >= _FEWEST_WORDS):
            span = Span(start=block.start, end=block.end)
            found.append(_obfuscation("obfuscation.encoded-text", "high", (span,)))
    for reading in subject.canonical.readings:
        if reading.how == "spacing" and reading.block is None and len(reading.text) >= _SPACED_OUT:
            span = reading.span(0, len(reading.text))
            found.append(_obfuscation("obfuscation.spaced-out-text", "high", (span,)))
    return found


def _obfuscation(rule_id: str, severity: Severity, spans: tuple[Span, ...]) -> Finding:
    return Finding(
        check="injection",
        category="obfuscation",
        severity=severity,
        score=1.0,
        rule_id=rule_id,
        spans=spans,
        message="characters that hide what the text says",
    )


def _vote(
    rule_id: str, severity: Severity, score: float, spans: tuple[Span, ...], message: str
) -> Finding:
    return Finding(
        check="injection",
        category="injection",
        severity=severity,
        score=round(score, 4),
        rule_id=f"injection.{rule_id}",
        spans=spans,
        message=message,
    )


def _weight(finding: Finding) -> int:
    return SEVERITIES.index(finding.severity)


PLUGIN = Check(name="injection", stage="input", order=40, categories=CATEGORIES, run=run)

"""Is it confirmed, cancelled, late? A lexicon of states with polarity, per language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from driver_assistant.guardrails.grounding.evidence import Evidence
from driver_assistant.guardrails.grounding.facts import Fact, plain_key
from driver_assistant.guardrails.grounding.folding import flat
from driver_assistant.guardrails.grounding.tokens import Reading

# What a word may stand for: values of the port (and of other systems), as `plain_key` spells them.
_STATES = {
    "cancelled": "canceled cancelled",
    "confirmed": "accepted approved carrierconfirmed confirmed",
    "delivered": "closed completed delivered departed done finished realized success",
    "arrived": "arrived atstop onsite servicing",
    "departed": "completed departed enroute intransit",
    "en_route": "dispatched enroute inprogress intransit processing started",
    "scheduled": "accepted assigned confirmed notstarted pending planned requested scheduled",
    "skipped": "skipped",
    "failed": "failed rejected",
    "rejected": "declined denied refused rejected",
    "accepted": "accepted approved completed confirmed",
    "missing": "expired missing rejected required",
    "submitted": "accepted archived processing received submitted uploaded",
    "pending": "estimated inprogress notscheduled open pending "
    "processing requested required submitted unconfirmed",
    "expired": "expired",
    "paid": "paid",
    "loaded": "arrived completed delivered departed dispatched enroute inprogress intransit loaded "
    "onsite processing servicing",
    "repaired": "closed completed done fixed repaired resolved",
}  # fmt: skip
_MEANS = {group: frozenset(states.split()) for group, states in _STATES.items()}
_KNOWN = frozenset().union(*_MEANS.values()) | {"draft", "unknown", "resolved", "dismissed"}
_STATE_KEYS = frozenset({
    "state", "status", "proof", "result", "lifecycle", "phase", "stopstate", "loadstate",
    "appointmentstatus", "documentstate",
})  # fmt: skip
_BEFORE, _AFTER = 4, 2  # tokens in which a negation belongs to a state word
_CLAUSE = 24  # tokens; no clause of an answer is longer
_NEGATED_AFTER = frozenset({"tr", "hi"})  # verb-final languages negate behind


class StatusClaim(NamedTuple):
    """A state that a sentence asserts or denies, at `[start, end)`."""

    start: int
    end: int
    group: str
    denied: bool


def status_claims(
    reading: Reading, start: int, end: int, language: str, original: str
) -> Iterator[StatusClaim]:
    """Asserted states in a claim; not those it asks about, wishes or makes conditional."""
    if reading.text[start:end].rstrip().endswith("?"):
        return
    for at in reading.between(start, end):
        sense = reading.sense(at, "status")
        if sense is None:
            continue
        first, last = reading.tokens[at], reading.tokens[at + sense.size - 1]
        group, phrase = sense.value
        if not _is_spelt(original, first.start, last.end, phrase):
            continue
        if _is_hypothetical(reading, at, start):
            continue
        denied = _is_denied(reading, at, at + sense.size, start, end, language)
        yield StatusClaim(first.start, last.end, group, denied)


def _is_spelt(original: str, start: int, end: int, phrase: str) -> bool:
    """With its accents, in a text that has any: "confirmé" is a state, "je confirme" isn't."""
    said = original[start:end].casefold()
    return said == phrase or original.isascii() or flat(said) == phrase or " " in phrase


def _is_hypothetical(reading: Reading, at: int, start: int) -> bool:
    """A condition, wish or duty between the clause's begin and the state word."""
    token = reading.tokens[at]
    clause = max(start, reading.text.rfind(",", start, token.start) + 1)
    for back in range(at - 1, max(-1, at - _CLAUSE), -1):
        if reading.tokens[back].start < clause:
            return False
        if reading.sense(back, "unless"):
            return True
    return False


def _is_denied(reading: Reading, at: int, after: int, start: int, end: int, language: str) -> bool:
    for back in range(max(0, at - _BEFORE), at):
        token = reading.tokens[back]
        if token.start >= start and reading.sense(back, "not"):
            between = reading.text[token.end : reading.tokens[at].start]
            if "," not in between:
                return True
    if language not in _NEGATED_AFTER:
        return False
    ahead = range(after, min(after + _AFTER, len(reading.tokens)))
    return any(reading.tokens[i].end <= end and reading.sense(i, "not") for i in ahead)


class StatusVerdict(NamedTuple):
    holds: bool
    path: str
    nearest: str
    known: bool  # the records state something comparable


def judge(
    claim: StatusClaim, evidence: Evidence, barred: frozenset[int], *, of_papers: bool
) -> StatusVerdict | None:
    """Compare with the records' states, of documents or of all else; None where they can't tell."""
    if claim.group in {"late", "on_time"}:
        return _judge_punctuality(claim, evidence, barred)
    facts = [
        f
        for f in evidence.facts(("status",), barred)
        if plain_key(f.key) in _STATE_KEYS and f.value in _KNOWN
    ]
    facts = [f for f in facts if ("ocument" in f.path) == of_papers] or facts
    if not facts:
        return StatusVerdict(claim.denied, "", "", False)
    agreeing = next((f for f in facts if f.value in _MEANS[claim.group]), None)
    if claim.denied:
        others = next((f for f in facts if f.value not in _MEANS[claim.group]), None)
        return StatusVerdict(others is not None, (others or facts[0]).path, facts[0].value, True)
    return StatusVerdict(agreeing is not None, (agreeing or facts[0]).path, facts[0].value, True)


def _judge_punctuality(
    claim: StatusClaim, evidence: Evidence, barred: frozenset[int]
) -> StatusVerdict | None:
    """Late when the estimate or the arrival lies behind the end of every window of its record."""
    late: list[Fact] = []
    on_time: list[Fact] = []
    instants = [f for f in evidence.facts(("instant",), barred) if f.value.tzinfo]
    ends = {f.record: f for f in instants if plain_key(f.key) in {"end", "windowend", "endtime"}}
    for fact in instants:
        is_eta = ".eta" in fact.path.casefold() and plain_key(fact.key) in {"time", "eta"}
        is_actual = ".actual" in fact.path and plain_key(fact.key) == "arrive"
        if (is_eta or is_actual) and fact.record in ends:
            (late if fact.value > ends[fact.record].value else on_time).append(fact)
    if not late and not on_time:
        return None
    says_late = (claim.group == "late") != claim.denied
    agreeing = late if says_late else on_time
    path = (agreeing or late or on_time)[0].path
    return StatusVerdict(bool(agreeing), path, "late" if late else "on time", True)

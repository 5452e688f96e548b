"""The proof: what Meta accepted, both ways, against the rows. Nothing lost, doubled, reordered.

`gather` reads the facts of a running platform, `audit` judges them and is pure. Both ends are the
simulated Meta's own records: what it got a 200 for, and what it accepted from us.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from stack import Stack

HONEST = frozenset({"expired", "given_up"})  # replies that say that there is no answer
OPEN_PARTS = frozenset({"pending", "sending", "retry", "ambiguous"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A complete question that a driver wrote; `number` grows with the time of writing."""

    wamid: str
    alias: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A row of `messages`."""

    id: str
    wamid: str
    conversation: str
    state: str
    high: bool = False
    answered_by: str | None = None
    closed_reason: str | None = None
    attempts: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A row of `responses`; `doubted` when it was ever unknown whether Meta has it."""

    message_id: str
    part: int
    conversation: str
    seq: int
    state: str
    purpose: str = "answer"
    doubted: bool = False

    @property
    def opaque(self) -> str:
        return f"{self.message_id}.{self.part}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A send that the simulated Meta accepted, in order of acceptance."""

    opaque: str | None
    user: str
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything that the judgement rests on."""

    written: Sequence[Written]
    accepted: frozenset[str]  # wamids for which Meta got its 200
    messages: Sequence[Message]
    parts: Sequence[Part]
    sent: Sequence[Sent]
    buried: frozenset[str] = frozenset()  # opaque ids and message ids with a dead letter


@dataclass(slots=True, kw_only=True)
class Verdict:
    """Ids with what is wrong about them; all empty is the proof."""

    messages: int = 0
    conversations: int = 0
    answered: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    reordered: list[str] = field(default_factory=list)
    swallowed: list[str] = field(default_factory=list)  # a question in another one's answer
    closed: list[str] = field(default_factory=list)  # honestly: with a reason and a word
    parked: list[str] = field(default_factory=list)  # in doubt, given to a person

    @property
    def clean(self) -> bool:
        """Whether nothing was lost, doubled, reordered or swallowed."""
        return not (self.lost or self.doubled or self.reordered or self.swallowed)

    def __str__(self) -> str:
        names = ("lost", "doubled", "reordered", "swallowed", "closed", "parked")
        lists = {name: getattr(self, name) for name in names}
        shown = "; ".join(f"{len(ids)} {name}: {ids[:3]}" for name, ids in lists.items() if ids)
        return f"{self.answered} of {self.messages} answered; {shown or 'nothing wrong'}"


def audit(facts: Facts) -> Verdict:
    """Judge the facts."""
    verdict = Verdict(messages=len(facts.written))
    rows: dict[str, list[Message]] = defaultdict(list)
    for message in facts.messages:
        rows[message.wamid].append(message)
    parts: dict[str, list[Part]] = defaultdict(list)
    for part in facts.parts:
        parts[part.message_id].append(part)
    arrived = Counter(sent.opaque for sent in facts.sent)
    for question in facts.written:
        _judge_question(question, rows[question.wamid], parts, arrived, facts, verdict)
    verdict.conversations = len(
        {row.conversation for question in facts.written for row in rows[question.wamid]}
    )
    verdict.doubled += _doubled(facts, arrived, {m.id: m for m in facts.messages})
    verdict.reordered += _reordered_turns(facts, rows, parts)
    verdict.reordered += _reordered_replies(facts)
    return verdict


def _judge_question(  # one question against everything known
    question: Written,
    rows: Sequence[Message],
    parts: Mapping[str, Sequence[Part]],
    arrived: Mapping[str | None, int],
    facts: Facts,
    verdict: Verdict,
) -> None:
    wamid = question.wamid
    if not rows:
        taken = "accepted but not recorded" if wamid in facts.accepted else "never taken"
        verdict.lost.append(f"{wamid}: {taken}")
        return
    row = rows[0]
    if len(rows) > 1:
        verdict.doubled.append(f"{wamid}: {len(rows)} rows")
    if row.state == "pending":
        verdict.lost.append(f"{wamid}: still open after {row.attempts} attempts")
        return
    if row.state in {"closed", "dead"}:
        ending = verdict.closed if row.closed_reason else verdict.lost
        ending.append(f"{wamid}: {row.state}, {row.closed_reason}")
        return
    if row.answered_by != row.id:
        verdict.swallowed.append(f"{wamid}: answered by {row.answered_by}")
    _judge_answer(wamid, parts.get(row.answered_by or "", ()), arrived, facts, verdict)


def _judge_answer(
    wamid: str,
    parts: Sequence[Part],
    arrived: Mapping[str | None, int],
    facts: Facts,
    verdict: Verdict,
) -> None:
    if not parts:
        verdict.lost.append(f"{wamid}: answered without a reply")
        return
    for part in parts:
        if part.state == "parked":
            verdict.parked.append(f"{wamid}: part {part.part}")
        elif part.state in OPEN_PARTS:
            verdict.lost.append(f"{wamid}: part {part.part} is {part.state}")
        elif part.state == "dead" and part.opaque not in facts.buried:
            verdict.lost.append(f"{wamid}: part {part.part} is dead without a letter")
        elif part.state == "accepted" and not arrived.get(part.opaque):
            verdict.lost.append(f"{wamid}: part {part.part} never arrived at Meta")
    if any(part.purpose in HONEST for part in parts):
        verdict.closed.append(f"{wamid}: {parts[0].purpose}")
    else:
        verdict.answered += 1


def _doubled(
    facts: Facts, arrived: Mapping[str | None, int], rows: Mapping[str, Message]
) -> Iterator[str]:
    known = {part.opaque for part in facts.parts}
    for opaque, times in arrived.items():
        if times > 1:
            yield f"{opaque}: accepted {times} times"
        if opaque not in known:
            yield f"{opaque}: sent, and in no row"
    # Two replies to one question would have different ids: its own, and that of a turn it is in.
    for message_id in {part.message_id for part in facts.parts}:
        row = rows.get(message_id)
        if row is not None and row.answered_by not in {None, row.id}:
            yield f"{row.wamid}: answered by itself and by {row.answered_by}"


def _reordered_turns(
    facts: Facts, rows: Mapping[str, Sequence[Message]], parts: Mapping[str, Sequence[Part]]
) -> Iterator[str]:
    """Within a conversation, turns follow the order of receipt; high ones may pass."""
    reached: dict[str, int] = {}
    for question in sorted(facts.written, key=lambda written: written.number):
        for row in rows.get(question.wamid, ())[:1]:
            reply = parts.get(row.answered_by or "")
            if row.high or not reply:
                continue
            first = min(part.seq for part in reply)
            if first < reached.get(row.conversation, 0):
                yield f"{question.wamid}: its turn came before an earlier question's"
            reached[row.conversation] = max(first, reached.get(row.conversation, 0))


def _reordered_replies(facts: Facts) -> Iterator[str]:
    """Per conversation parts arrive in their order; what was in doubt may be passed by them, what
    was dead comes when it is replayed, and the acknowledgement of an emergency passes everything.
    """
    parts = {part.opaque: part for part in facts.parts}
    reached: dict[str, int] = {}
    seen: set[str] = set()
    for sent in facts.sent:
        part = parts.get(sent.opaque or "")
        if part is None or part.doubted or part.purpose == "emergency":
            continue
        if part.opaque in seen or part.opaque in facts.buried:
            continue
        seen.add(part.opaque)
        if part.seq < reached.get(part.conversation, 0):
            yield f"{part.opaque}: arrived after a later one"
        reached[part.conversation] = max(part.seq, reached.get(part.conversation, 0))


async def gather(stack: Stack, written: Sequence[Written], accepted: Mapping[str, float]) -> Facts:
    """The facts of a platform that has come to rest."""
    messages = await stack.rows(
        "SELECT id::text, wamid, conversation_id::text AS conversation, state,"
        " priority > 0 AS high, answered_by::text, closed_reason, attempts FROM messages"
    )
    parts = await stack.rows(
        "SELECT message_id::text, part, conversation_id::text AS conversation, seq, state,"
        " purpose, ambiguous_at IS NOT NULL AS doubted FROM responses"
    )
    letters = await stack.rows("SELECT message_id::text AS id, part FROM dead_letters")
    return Facts(
        written=tuple(written),
        accepted=frozenset(accepted),
        messages=[Message(**row) for row in messages],
        parts=[Part(**row) for row in parts],
        sent=[
            Sent(opaque=entry["opaque"], user=entry["user"], at=entry["at"])
            for entry in await _accepted_sends(stack)
        ],
        buried=frozenset(
            row["id"] if row["part"] < 0 else f"{row['id']}.{row['part']}" for row in letters
        ),
    )


async def _accepted_sends(stack: Stack) -> list[dict[str, Any]]:
    ledger = await stack.ledger()
    assert ledger["counts"]["forgotten"] == 0, "the simulated Meta's memory is too small"
    accepted: list[dict[str, Any]] = ledger["accepted"]
    return accepted

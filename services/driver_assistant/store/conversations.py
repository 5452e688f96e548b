"""The conversation lease and its turns: who may answer, what is waiting, and the fenced commit.

Used by the worker. Any worker may take any doorbell; the row's lease (owner, epoch) lets one
answer at a time, and every commit carries the epoch it was claimed under: a worker that was
paused past its lease finds its epoch gone and changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from driver_assistant.contracts.errors import Transient
from driver_assistant.store.database import Connection


class Fenced(Transient):
    """Another worker took the conversation over; nothing was written."""

    code = "fenced"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """A claimed conversation."""

    conversation_id: UUID
    owner: str
    epoch: int
    driver_id: UUID | None
    phone_number_id: str
    handed_off_until: datetime | None
    taken_over: bool = False  # from an owner whose time was over, or who is dead


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A message that waits for its turn."""

    id: UUID
    wamid: str
    kind: str
    high: bool
    emergency: str | None
    content: bytes
    sent_at: datetime
    received_at: datetime
    attempts: int
    due: bool  # False while it waits for its next attempt
    traceparent: str


# Locks the row by its id alone before it looks at the owner: the holder may be in the middle of
# letting go. A plain UPDATE with the owner in its WHERE would judge the row by its own snapshot,
# skip it without waiting, and the doorbell would be lost between the two.
#
# An owner that is dead need not be waited for ($4): every worker holds an advisory lock named after
# itself for as long as it lives, so a lock that can be had is a dead worker's.
_CLAIM = """
WITH held AS (
    SELECT id, owner, lease_until FROM conversations WHERE id = $1 FOR UPDATE
)
UPDATE conversations c SET owner = $2, epoch = epoch + 1,
    lease_until = clock_timestamp() + $3::interval
FROM held WHERE c.id = held.id AND (held.owner IS NULL OR held.lease_until < clock_timestamp()
    OR ($4 AND pg_try_advisory_xact_lock(hashtextextended(held.owner, 0))))
RETURNING epoch, driver_id, phone_number_id, handed_off_until,
    held.owner IS NOT NULL AS taken_over
"""
LIFE_LOCK = "SELECT pg_advisory_lock(hashtextextended($1, 0))"


async def claim(
    connection: Connection,
    conversation_id: UUID,
    owner: str,
    ttl: timedelta,
    *,
    from_the_dead: bool = False,
) -> Lease | None:
    """Take the conversation, or None when another worker holds it (who will see the message).

    `from_the_dead` also takes it from an owner that does not hold its `LIFE_LOCK`: for workers
    that all hold theirs.
    """
    row = await connection.fetchrow(_CLAIM, conversation_id, owner, ttl, from_the_dead)
    if row is None:
        return None
    return Lease(conversation_id=conversation_id, owner=owner, **row)


async def renew(connection: Connection, lease: Lease, ttl: timedelta) -> None:
    """Extend the lease.

    Raises:
        Fenced: it is not ours any more.
    """
    done = await connection.execute(
        "UPDATE conversations SET lease_until = now() + $4::interval"
        " WHERE id = $1 AND owner = $2 AND epoch = $3",
        lease.conversation_id,
        lease.owner,
        lease.epoch,
        ttl,
    )
    if done == "UPDATE 0":
        raise Fenced


async def release(connection: Connection, lease: Lease) -> bool:
    """Let go unless something is due; True when free, False when there is more to do.

    One round trip; `release_conversation` (in the first migration) says why it takes two looks.
    """
    free: bool = await connection.fetchval(
        "SELECT release_conversation($1, $2, $3)", lease.conversation_id, lease.owner, lease.epoch
    )
    return free


async def let_go(connection: Connection, lease: Lease) -> None:
    """Free the conversation whatever waits; the caller rings again for the rest."""
    await connection.execute(
        "UPDATE conversations SET owner = NULL, lease_until = NULL"
        " WHERE id = $1 AND owner = $2 AND epoch = $3",
        lease.conversation_id,
        lease.owner,
        lease.epoch,
    )


# clock_timestamp(), not now(): inside `release` now() is the transaction's start, and a message
# recorded after it would look as if it were not due yet.
_WAITING = """
SELECT id, wamid, kind, priority > 0 AS high, emergency, content, sent_at, received_at, attempts,
    next_at <= clock_timestamp() AS due, traceparent
FROM messages WHERE conversation_id = $1 AND state = 'pending'
ORDER BY priority DESC, sent_at, id
LIMIT $2
"""


async def waiting(connection: Connection, conversation_id: UUID, limit: int) -> list[Waiting]:
    """Messages without an answer: high ones first, then by the time they were sent."""
    rows = await connection.fetch(_WAITING, conversation_id, limit)
    return [Waiting(**row) for row in rows]


async def begin_attempt(connection: Connection, lease: Lease, message_ids: Sequence[UUID]) -> None:
    """Count an attempt, committed before the work: a message that kills its worker is counted too.

    Raises:
        Fenced: the conversation is another worker's.
    """
    done = await connection.execute(
        "UPDATE messages m SET attempts = attempts + 1 FROM conversations c"
        " WHERE m.id = ANY($4::uuid[]) AND m.state = 'pending'"
        " AND c.id = $1 AND c.owner = $2 AND c.epoch = $3",
        lease.conversation_id,
        lease.owner,
        lease.epoch,
        list(message_ids),
    )
    if done == "UPDATE 0":
        raise Fenced


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPart:
    """A part of a reply, `payload` being `contracts.messages.Part` as JSON."""

    kind: str
    payload: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a turn comes to: its reply, the messages it covers and how it came about."""

    message_id: UUID  # the turn's first message
    covers: tuple[UUID, ...]
    parts: tuple[NewPart, ...]
    purpose: str  # answer, refusal, expired, hint, emergency, ...
    high: bool = False
    reply_to: str | None = None
    closed_reason: str | None = None  # why there is no reply, when parts is empty
    last_inbound_at: datetime | None = None
    traceparent: str = ""
    intent: str | None = None
    arguments: dict[str, Any] | None = None
    understood_by: str | None = None
    prompt_hash: str | None = None
    policy_version: str | None = None
    policy_hash: str | None = None
    evidence_as_of: datetime | None = None
    degraded: tuple[str, ...] = ()
    cost_usd: Decimal = Decimal(0)
    steps: list[dict[str, Any]] = field(default_factory=list)


# Everything a turn changes, in one statement, only under the lease's epoch: the reply's parts in
# order, the link from each covered message, and the record of how the answer came about.
_COMMIT = """
WITH fence AS (
    UPDATE conversations SET
        out_seq = out_seq + cardinality($6::text[]),
        last_inbound_at = greatest(last_inbound_at, $9)
    WHERE id = $1 AND owner = $2 AND epoch = $3
    RETURNING id, company_id, out_seq - cardinality($6::text[]) AS base
), reply AS (
    INSERT INTO responses (message_id, part, company_id, conversation_id, seq, priority, purpose,
        payload, reply_to, traceparent)
    SELECT $4, p.ord - 1, f.company_id, f.id, f.base + p.ord, $10, $8, p.payload,
        CASE WHEN p.ord = 1 THEN $11 END, $12
    FROM fence f, unnest($6::text[], $7::bytea[]) WITH ORDINALITY AS p(kind, payload, ord)
    ON CONFLICT (message_id, part) DO NOTHING
), covered AS (
    UPDATE messages m SET
        state = CASE WHEN cardinality($6::text[]) > 0 THEN 'answered' ELSE 'closed' END,
        answered_by = $4, closed_reason = $13, finished_at = now()
    FROM fence f WHERE m.id = ANY($5::uuid[]) AND m.state = 'pending'
), told AS (
    INSERT INTO turns (message_id, company_id, conversation_id, intent, arguments, understood_by,
        outcome, prompt_hash, policy_version, policy_hash, evidence_as_of, degraded,
        cost_usd, steps)
    SELECT $4, f.company_id, f.id, $14, $15::jsonb, $16, $8, $17, $18, $19, $20, $21::text[], $22,
        $23::jsonb
    FROM fence f ON CONFLICT (message_id) DO NOTHING
)
SELECT company_id FROM fence
"""


async def commit_turn(connection: Connection, lease: Lease, outcome: Outcome) -> None:
    """Write a turn's outcome.

    Raises:
        Fenced: the conversation is another worker's; nothing was written.
    """
    company = await connection.fetchval(
        _COMMIT,
        lease.conversation_id,
        lease.owner,
        lease.epoch,
        outcome.message_id,
        list(outcome.covers),
        [part.kind for part in outcome.parts],
        [part.payload for part in outcome.parts],
        outcome.purpose,
        outcome.last_inbound_at,
        int(outcome.high),
        outcome.reply_to,
        outcome.traceparent,
        outcome.closed_reason,
        outcome.intent,
        json.dumps(outcome.arguments) if outcome.arguments is not None else None,
        outcome.understood_by,
        outcome.prompt_hash,
        outcome.policy_version,
        outcome.policy_hash,
        outcome.evidence_as_of,
        list(outcome.degraded),
        outcome.cost_usd,
        json.dumps(outcome.steps),
    )
    if company is None:
        raise Fenced


async def postpone(
    connection: Connection, lease: Lease, message_ids: Sequence[UUID], delay: timedelta, error: str
) -> None:
    """Try these messages again after `delay`."""
    await connection.execute(
        "UPDATE messages m SET next_at = now() + $4::interval, last_error = $5"
        " FROM conversations c WHERE m.id = ANY($6::uuid[]) AND m.state = 'pending'"
        " AND c.id = $1 AND c.owner = $2 AND c.epoch = $3",
        lease.conversation_id,
        lease.owner,
        lease.epoch,
        delay,
        error,
        list(message_ids),
    )


async def bury(
    connection: Connection, lease: Lease, message_ids: Sequence[UUID], cause: str, error: str
) -> None:
    """Give these messages up: kept in `dead_letters` for a person to look at and replay."""
    await connection.execute(
        "WITH dead AS ("
        " UPDATE messages m SET state = 'dead', closed_reason = $5, last_error = $6,"
        " finished_at = now() FROM conversations c WHERE m.id = ANY($4::uuid[])"
        " AND m.state = 'pending' AND c.id = $1 AND c.owner = $2 AND c.epoch = $3"
        " RETURNING m.id, m.company_id, m.conversation_id, m.attempts)"
        " INSERT INTO dead_letters (id, company_id, side, message_id, conversation_id, cause,"
        " error, attempts) SELECT gen_random_uuid(), company_id, 'in', id, conversation_id, $5,"
        " $6, attempts FROM dead ON CONFLICT DO NOTHING",
        lease.conversation_id,
        lease.owner,
        lease.epoch,
        list(message_ids),
        cause,
        error,
    )


async def hand_off(connection: Connection, conversation_id: UUID, length: timedelta) -> None:
    """A person answers this conversation for a while."""
    await connection.execute(
        "UPDATE conversations SET handed_off_until = now() + $2::interval WHERE id = $1",
        conversation_id,
        length,
    )


async def content_of(
    connection: Connection, conversation_id: UUID, message_id: UUID
) -> bytes | None:
    """The content of an earlier message of the same conversation, to ask it again."""
    content: bytes | None = await connection.fetchval(
        "SELECT content FROM messages WHERE id = $2 AND conversation_id = $1",
        conversation_id,
        message_id,
    )
    return content

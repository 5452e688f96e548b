"""Dead letters: rows that were given up, kept until a person replays or discards them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from driver_assistant.store.database import Connection
from driver_assistant.store.replacements import replace_part

__all__ = ["Connection", "DeadLetter", "Filter", "detail", "discard", "find", "reopen"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which letters; None is any."""

    side: Literal["in", "out"] | None = None
    cause: str | None = None
    letter_id: UUID | None = None
    conversation_id: UUID | None = None
    state: str = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """One letter, without anything a driver wrote."""

    id: UUID
    side: Literal["in", "out"]
    message_id: UUID
    part: int
    conversation_id: UUID
    cause: str
    error: str
    attempts: int
    state: str
    resolution: str | None
    died_at: datetime


async def find(
    connection: Connection, company: str, wanted: Filter, limit: int
) -> list[DeadLetter]:
    """Matching letters, newest first."""
    rows = await connection.fetch(
        "SELECT id, side, message_id, part, conversation_id, cause, error, attempts, state,"
        " resolution, died_at FROM dead_letters WHERE company_id = $1"
        " AND ($2::text IS NULL OR side = $2) AND ($3::text IS NULL OR cause = $3)"
        " AND ($4::uuid IS NULL OR id = $4) AND ($5::uuid IS NULL OR conversation_id = $5)"
        " AND ($6 = 'any' OR state = $6) ORDER BY died_at DESC, id LIMIT $7",
        company,
        wanted.side,
        wanted.cause,
        wanted.letter_id,
        wanted.conversation_id,
        wanted.state,
        limit,
    )
    return [DeadLetter(**row) for row in rows]


async def detail(connection: Connection, company: str, letter_id: UUID) -> dict[str, object] | None:
    """A letter with the facts of its message and its send attempts; contents stay hidden."""
    found = await find(connection, company, Filter(letter_id=letter_id, state="any"), 1)
    if not found:
        return None
    letter = found[0]
    message = await connection.fetchrow(
        "SELECT kind, priority, emergency, octet_length(content) AS content_bytes, sent_at,"
        " received_at, state, attempts, closed_reason, last_error, traceparent FROM messages"
        " WHERE id = $1",
        letter.message_id,
    )
    attempts = await connection.fetch(
        "SELECT part, attempt, started_at, finished_at, outcome, http_status, error_code, error"
        " FROM send_attempts WHERE message_id = $1 ORDER BY part, attempt",
        letter.message_id,
    )
    return {
        "letter": letter,
        "message": dict(message) if message else None,
        "send_attempts": [dict(attempt) for attempt in attempts],
    }


async def reopen(connection: Connection, letter: DeadLetter, *, force: bool) -> str:
    """Open the letter's row again; "" when done, else why it was left alone."""
    if letter.side == "in":
        why = await _reopen_message(connection, letter, force=force)
    else:
        why = await _reopen_part(connection, letter, force=force)
    state, resolution = ("replayed", "replayed") if not why else ("open", why)
    if not why:
        await connection.execute(
            "UPDATE dead_letters SET state = $2, resolution = $3, resolved_at = now()"
            " WHERE id = $1 AND state = 'open'",
            letter.id,
            state,
            resolution,
        )
    return why


async def _reopen_part(connection: Connection, letter: DeadLetter, *, force: bool) -> str:
    row = await connection.fetchrow(
        "SELECT state, delivery_status, payload, purpose FROM responses"
        " WHERE message_id = $1 AND part = $2 FOR UPDATE",
        letter.message_id,
        letter.part,
    )
    if row is None:
        return "not dead any more"
    if row["state"] == "accepted" and row["delivery_status"] == "failed":
        # Meta has it and could not deliver it: a new part, never a repeat of the old.
        await replace_part(
            connection, letter.message_id, letter.part, row["payload"], row["purpose"]
        )
        return ""
    if row["state"] not in ("dead", "parked") or row["delivery_status"] is not None:
        return "not dead any more"
    if row["state"] == "parked" and not force:
        return "in doubt: the driver may have it; --force sends it again"
    await connection.execute(
        "UPDATE responses SET state = 'pending', attempts = 0, next_at = now(), error = NULL"
        " WHERE message_id = $1 AND part = $2",
        letter.message_id,
        letter.part,
    )
    return ""


async def _reopen_message(connection: Connection, letter: DeadLetter, *, force: bool) -> str:
    row = await connection.fetchrow(
        "SELECT kind, state, received_at < now() - interval '1 minute' AS expired FROM messages"
        " WHERE id = $1 FOR UPDATE",
        letter.message_id,
    )
    if row is None or row["state"] != "dead":
        return "not dead any more"
    if not force and row["kind"] == "choice":
        return "a button press: its action may be done already; --force replays it"
    if not force and row["expired"]:
        return "an expired question: the driver was told; --force asks it again"
    # The deadline counts from now: the person who replays wants an answer, not another apology.
    await connection.execute(
        "UPDATE messages SET state = 'pending', attempts = 0, next_at = now(),"
        " received_at = now(), closed_reason = NULL, answered_by = NULL WHERE id = $1",
        letter.message_id,
    )
    return ""


async def discard(connection: Connection, letters: Sequence[UUID], reason: str) -> list[UUID]:
    """Close letters for good; returns those that were open."""
    rows = await connection.fetch(
        "UPDATE dead_letters SET state = 'discarded', resolution = $2, resolved_at = now()"
        " WHERE id = ANY($1::uuid[]) AND state = 'open' RETURNING id",
        list(letters),
        reason,
    )
    return [row["id"] for row in rows]

"""Escalations: conversations that a person has to look at, until the person was told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from driver_assistant.runtime.ids import new_id
from driver_assistant.store.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation:
    """One that nobody was told of yet; `content` is the message it is about."""

    id: UUID
    driver_id: UUID
    reason: str
    attempts: int
    created_at: datetime
    content: bytes


async def escalate(  # a row
    connection: Connection,
    *,
    company: str,
    conversation_id: UUID,
    driver_id: UUID,
    message_id: UUID,
    reason: str,
) -> None:
    """Write down that a person has to look; the same message and reason again changes nothing."""
    await connection.execute(
        "INSERT INTO escalations (id, company_id, conversation_id, driver_id, message_id, reason)"
        " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (message_id, reason) DO NOTHING",
        new_id(),
        company,
        conversation_id,
        driver_id,
        message_id,
        reason,
    )


# Claimed by moving the next try ahead: a worker that dies leaves it to be claimed again. Attempts
# come after 1, 2, 4 ... seconds, at most a minute apart: somebody waits for help.
_CLAIM = """
WITH due AS (
    SELECT id FROM escalations WHERE state = 'open' AND next_at <= now()
    ORDER BY next_at LIMIT $1 FOR UPDATE SKIP LOCKED
)
UPDATE escalations e SET attempts = e.attempts + 1,
    next_at = now() + make_interval(secs => least(60, power(2, least(e.attempts, 6))))
FROM due JOIN messages m ON true
WHERE e.id = due.id AND m.id = e.message_id
RETURNING e.id, e.driver_id, e.reason, e.attempts, e.created_at, m.content
"""


async def claim_due(connection: Connection, limit: int) -> list[Escalation]:
    """Escalations to tell now."""
    rows = await connection.fetch(_CLAIM, limit)
    return [Escalation(**row) for row in rows]


async def close(connection: Connection, escalation_id: UUID, state: str) -> None:
    """`told`, or `failed` when telling can't work."""
    await connection.execute(
        "UPDATE escalations SET state = $2, closed_at = now() WHERE id = $1", escalation_id, state
    )


async def open_count(connection: Connection) -> int:
    """How many wait."""
    count: int = await connection.fetchval("SELECT count(*) FROM escalations WHERE state = 'open'")
    return count

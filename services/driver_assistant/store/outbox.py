"""Replies on their way out: who sends what next, and what each attempt came to.

Used by delivery. A part is claimed (`sending`, committed) before the first byte leaves, and is
never sent again while it is unknown whether it arrived: `ambiguous` waits for Meta's status
webhook, which carries our own id back. Parts of a conversation leave in order of `seq`; one in
doubt holds the later ones back for a bounded time only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from driver_assistant.store.database import Connection

AttemptResult = Literal["accepted", "retry", "ambiguous", "dead"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """A part that this process has claimed for one attempt."""

    message_id: UUID
    part: int
    conversation_id: UUID
    phone_number_id: str
    contact_cipher: bytes
    payload: bytes
    reply_to: str | None
    purpose: str
    high: bool
    attempt: int
    created_at: datetime
    last_inbound_at: datetime | None
    traceparent: str
    language: str | None  # of the driver; None for a contact nobody registered
    more: bool  # later parts of this conversation wait behind it

    @property
    def opaque(self) -> str:
        """The id that Meta's status webhooks carry back."""
        return f"{self.message_id}.{self.part}"


# The head is the first open part that is not in doubt for longer than a driver should wait; the
# acknowledgement of an emergency passes everything. Only a head that is free and due is claimed;
# its state is checked again under its row lock, so two senders that saw the same head do not both
# send it. Every row is named by a key of its own, not by a join: the plan is made once, and with
# few rows in the tables a join that reads all of them looks as good.
_CLAIM = """
WITH head AS (
    SELECT message_id, part FROM responses
    WHERE conversation_id = $1 AND state IN ('pending', 'sending', 'retry', 'ambiguous')
        AND NOT (state = 'ambiguous' AND ambiguous_at < now() - $4::interval)
    ORDER BY purpose = 'emergency' DESC, seq LIMIT 1
), claimed AS (
    UPDATE responses r SET state = 'sending', attempts = attempts + 1, owner = $2,
        lease_until = now() + $3::interval
    FROM conversations c
    WHERE r.message_id = (SELECT message_id FROM head) AND r.part = (SELECT part FROM head)
        AND r.state IN ('pending', 'retry') AND r.next_at <= now()
        AND c.id = $1
        AND NOT EXISTS (SELECT FROM senders s WHERE s.phone_number_id = c.phone_number_id
            AND (s.state = 'stopped' OR (s.state = 'held' AND s.until > now())))
    RETURNING r.*, c.phone_number_id, c.contact_cipher, c.last_inbound_at, c.driver_id
), noted AS (
    INSERT INTO send_attempts (message_id, part, attempt, owner)
    SELECT message_id, part, attempts, $2 FROM claimed
    -- an attempt that was throttled did not count, so its number comes again
    ON CONFLICT (message_id, part, attempt) DO UPDATE
        SET owner = excluded.owner, started_at = now(), finished_at = NULL, outcome = NULL
)
SELECT message_id, part, conversation_id, phone_number_id, contact_cipher, payload, reply_to,
    purpose, priority > 0 AS high, attempts AS attempt, created_at, last_inbound_at, traceparent,
    (SELECT language FROM drivers d WHERE d.id = claimed.driver_id) AS language,
    EXISTS (SELECT FROM responses l WHERE l.conversation_id = $1 AND l.seq > claimed.seq
        AND l.state IN ('pending', 'retry')) AS more
FROM claimed
"""


async def claim_next(
    connection: Connection,
    conversation_id: UUID,
    owner: str,
    lease: timedelta,
    doubt_limit: timedelta,
) -> Sending | None:
    """Claim the conversation's next part, or None: nothing due, somebody sends, or number held."""
    row = await connection.fetchrow(_CLAIM, conversation_id, owner, lease, doubt_limit)
    return None if row is None else Sending(**row)


# Who settles: the owner of the attempt, or one that had it until it was called in doubt. A sender
# that slept until its part was parked ends the doubt with what it knows for certain: Meta took it,
# or no byte had left.
_SETTLE = """
WITH settled AS (
    UPDATE responses SET
        state = CASE WHEN state = 'accepted' THEN state ELSE $5 END,
        out_wamid = coalesce(out_wamid, $6),
        accepted_at = CASE WHEN $5 = 'accepted' THEN coalesce(accepted_at, now())
                           ELSE accepted_at END,
        ambiguous_at = CASE WHEN $5 = 'ambiguous' THEN coalesce(ambiguous_at, now())
                            ELSE ambiguous_at END,
        next_at = now() + $7::interval, error_code = $9, error = $10,
        owner = NULL, lease_until = NULL,
        attempts = CASE WHEN $11 THEN attempts - 1 ELSE attempts END
    WHERE message_id = $1 AND part = $2 AND attempts = $3
        AND (owner = $4 OR state IN ('accepted', 'ambiguous')
            OR (state = 'parked' AND $5 IN ('accepted', 'retry')))
    RETURNING message_id, part, state, company_id, conversation_id, attempts
), named AS (
    INSERT INTO outbound_wamids (wamid, message_id, part)
    SELECT $6, message_id, part FROM settled WHERE $6 IS NOT NULL
    ON CONFLICT DO NOTHING
), noted AS (
    UPDATE send_attempts SET finished_at = now(), outcome = $5, http_status = $8,
        error_code = $9, error = $10
    WHERE message_id = $1 AND part = $2 AND attempt = $3
), buried AS (
    INSERT INTO dead_letters (id, company_id, side, message_id, part, conversation_id, cause,
        error, attempts)
    SELECT gen_random_uuid(), company_id, 'out', message_id, part, conversation_id,
        coalesce($9::text, 'attempts'), coalesce($10, ''), attempts
    FROM settled WHERE state = 'dead'
    ON CONFLICT DO NOTHING
)
SELECT state FROM settled
"""


async def settle(  # noqa: PLR0913  # an attempt's whole outcome
    connection: Connection,
    sending: Sending,
    owner: str,
    result: AttemptResult,
    *,
    wamid: str | None = None,
    delay: timedelta = timedelta(0),
    http_status: int | None = None,
    error_code: int | None = None,
    error: str | None = None,
    uncounted: bool = False,
) -> str | None:
    """Write what an attempt came to; the row's state now, or None when it was settled elsewhere.

    `uncounted` is for throttling: the other side asked us to slow down, the message did nothing
    wrong. A row that a status webhook has meanwhile proved accepted stays accepted.
    """
    state: str | None = await connection.fetchval(
        _SETTLE,
        sending.message_id,
        sending.part,
        sending.attempt,
        owner,
        result,
        wamid,
        delay,
        http_status,
        error_code,
        error,
        uncounted,
    )
    return state


async def hold_number(
    connection: Connection, phone_number_id: str, delay: timedelta, reason: str
) -> None:
    """Send nothing from this number for `delay`; its parts wait in PostgreSQL, not in queues."""
    await connection.execute(
        "INSERT INTO senders (phone_number_id, state, until, reason)"
        " VALUES ($1, 'held', now() + $2::interval, $3) ON CONFLICT (phone_number_id) DO UPDATE"
        " SET state = CASE WHEN senders.state = 'stopped' THEN 'stopped' ELSE 'held' END,"
        " until = greatest(senders.until, excluded.until), reason = excluded.reason,"
        " updated_at = now()",
        phone_number_id,
        delay,
        reason,
    )


async def stop_number(connection: Connection, phone_number_id: str, reason: str) -> None:
    """Send nothing from this number until a probe or a person says so."""
    await connection.execute(
        "INSERT INTO senders (phone_number_id, state, reason) VALUES ($1, 'stopped', $2)"
        " ON CONFLICT (phone_number_id) DO UPDATE SET state = 'stopped', until = NULL,"
        " reason = excluded.reason, updated_at = now()",
        phone_number_id,
        reason,
    )


async def start_number(connection: Connection, phone_number_id: str) -> bool:
    """Let a stopped number send again; True when it was stopped."""
    done = await connection.execute(
        "UPDATE senders SET state = 'active', until = NULL, reason = '', updated_at = now()"
        " WHERE phone_number_id = $1 AND state = 'stopped'",
        phone_number_id,
    )
    return bool(done != "UPDATE 0")


async def stopped_numbers(connection: Connection) -> list[str]:
    """Numbers that wait for a probe."""
    rows = await connection.fetch("SELECT phone_number_id FROM senders WHERE state = 'stopped'")
    return [row["phone_number_id"] for row in rows]


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a read receipt needs."""

    phone_number_id: str
    wamid: str
    open: bool  # no answer yet: show the typing indicator


async def receipt_of(connection: Connection, message_id: UUID) -> Receipt | None:
    """The inbound message to mark as read."""
    row = await connection.fetchrow(
        "SELECT phone_number_id, wamid, state = 'pending' AS open FROM messages WHERE id = $1",
        message_id,
    )
    return None if row is None else Receipt(**row)

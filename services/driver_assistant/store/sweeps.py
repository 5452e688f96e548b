"""What the sweepers look for: rows whose doorbell was lost or whose sender died.

One sweep at a time per kind and database (an advisory lock); each rings once per conversation and
less and less often, so a dead broker or a sick dependency is not answered with a flood.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from uuid import UUID

from driver_assistant.store.database import Connection

_LOCKS = {"in": 7_203_861, "out": 7_203_862}


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """A conversation to ring for, with one of its messages."""

    conversation_id: UUID
    message_id: UUID
    high: bool
    traceparent: str


async def sweep_lock(connection: Connection, side: Literal["in", "out"]) -> bool:
    """Whether this transaction is the one that sweeps now."""
    mine: bool = await connection.fetchval("SELECT pg_try_advisory_xact_lock($1)", _LOCKS[side])
    return mine


# Back-off: a conversation that was rung n times is rung again after grace * 2^n, at most 32 times
# the grace. A ring counts for everything that is due in its conversation. Held conversations (a
# live lease) are their holder's business.
_INBOX = """
WITH heads AS (
    SELECT DISTINCT ON (m.conversation_id) m.id, m.conversation_id, m.priority, m.sent_at,
        m.traceparent
    FROM messages m JOIN conversations c ON c.id = m.conversation_id
    WHERE m.state = 'pending' AND m.next_at <= now()
        AND m.rung_at < now() - $1::interval * (1 << least(m.rings, 5))
        AND (c.owner IS NULL OR c.lease_until < now())
    ORDER BY m.conversation_id, m.priority DESC, m.sent_at, m.id
), due AS (
    SELECT * FROM heads ORDER BY priority DESC, sent_at LIMIT $2
), rung AS (
    UPDATE messages m SET rung_at = now(), rings = least(m.rings + 1, 30)
    FROM due WHERE m.conversation_id = due.conversation_id AND m.state = 'pending'
        AND m.next_at <= now()
)
SELECT id AS message_id, conversation_id, priority > 0 AS high, traceparent FROM due
"""


async def forgotten_messages(
    connection: Connection, grace: timedelta, limit: int
) -> list[Forgotten]:
    """Messages nobody works on: never published, or their doorbell was lost."""
    rows = await connection.fetch(_INBOX, grace, limit)
    return [Forgotten(**row) for row in rows]


# Only a head that could be claimed now is worth a doorbell: a part that waits behind one in doubt
# is rung for as soon as it may pass, with its back-off untouched.
_OUTBOX = """
WITH heads AS (
    SELECT DISTINCT ON (conversation_id) * FROM responses
    WHERE state IN ('pending', 'sending', 'retry', 'ambiguous')
        AND NOT (state = 'ambiguous' AND ambiguous_at < now() - $3::interval)
    ORDER BY conversation_id, purpose = 'emergency' DESC, seq
), due AS (
    SELECT r.message_id, r.part, r.conversation_id, r.priority, r.traceparent
    FROM heads r JOIN conversations c ON c.id = r.conversation_id
    WHERE r.state IN ('pending', 'retry') AND r.next_at <= now()
        AND r.rung_at < now() - $1::interval * (1 << least(r.rings, 5))
        AND NOT EXISTS (SELECT FROM senders s WHERE s.phone_number_id = c.phone_number_id
            AND (s.state = 'stopped' OR (s.state = 'held' AND s.until > now())))
    ORDER BY r.priority DESC, r.created_at LIMIT $2
), late AS (
    SELECT DISTINCT ON (r.conversation_id) r.message_id, r.part, r.conversation_id, r.priority,
        r.traceparent
    FROM responses r
    WHERE r.state = 'accepted' AND r.delivery_status = 'failed'
        AND r.created_at > now() - interval '2 days'
        AND r.rung_at < now() - $1::interval * (1 << least(r.rings, 5))
        AND NOT EXISTS (SELECT FROM dead_letters l WHERE l.side = 'out'
            AND (l.message_id, l.part) = (r.message_id, r.part))
    ORDER BY r.conversation_id, r.seq LIMIT $2
), both_kinds AS (
    SELECT * FROM due UNION ALL SELECT * FROM late
), rung AS (
    UPDATE responses r SET rung_at = now(), rings = least(r.rings + 1, 30)
    FROM both_kinds b WHERE (r.message_id, r.part) = (b.message_id, b.part)
)
SELECT message_id, conversation_id, priority > 0 AS high, traceparent FROM both_kinds
"""


async def forgotten_responses(
    connection: Connection, grace: timedelta, doubt_limit: timedelta, limit: int
) -> list[Forgotten]:
    """Parts that are due while nobody sends them, and parts that failed late."""
    rows = await connection.fetch(_OUTBOX, grace, limit, doubt_limit)
    return [Forgotten(**row) for row in rows]


async def expire_sendings(connection: Connection) -> int:
    """A sender died (or was paused) with a claim: whether Meta got the message is unknown."""
    done = await connection.execute(
        "UPDATE responses SET state = 'ambiguous', ambiguous_at = now(), owner = NULL,"
        " lease_until = NULL WHERE state = 'sending' AND lease_until < now()"
    )
    return int(done.split()[-1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """How many parts in doubt were parked or given another try."""

    parked: int
    resent: int


# A part in doubt is sent again only when the status channel is proven live: Meta reported on
# something else of the same number well after this part's attempt, but never on this one. A parked
# one is kept as a dead letter: a person may look, ask the driver, and replay it with `--force`.
_DOUBT = """
WITH old AS (
    SELECT r.message_id, r.part,
        coalesce(s.status_seen_at > r.ambiguous_at + $2::interval, false) AS channel_live
    FROM responses r JOIN conversations c ON c.id = r.conversation_id
    LEFT JOIN senders s USING (phone_number_id)
    WHERE r.state = 'ambiguous' AND r.ambiguous_at < now() - $1::interval
    ORDER BY r.ambiguous_at LIMIT 500
), decided AS (
    UPDATE responses r SET next_at = now(),
        state = CASE WHEN $3 AND old.channel_live THEN 'retry' ELSE 'parked' END
    FROM old WHERE (r.message_id, r.part) = (old.message_id, old.part) AND r.state = 'ambiguous'
    RETURNING r.*
), kept AS (
    INSERT INTO dead_letters (id, company_id, side, message_id, part, conversation_id, cause,
        error, attempts)
    SELECT gen_random_uuid(), company_id, 'out', message_id, part, conversation_id, 'in_doubt',
        coalesce(error, ''), attempts
    FROM decided WHERE state = 'parked'
    ON CONFLICT DO NOTHING
)
SELECT state FROM decided
"""


async def resolve_doubts(
    connection: Connection, after: timedelta, live_margin: timedelta, *, resend: bool
) -> Resolved:
    """Decide parts that are in doubt for longer than `after`: park, or send again with proof."""
    rows = await connection.fetch(_DOUBT, after, live_margin, resend)
    states = [row["state"] for row in rows]
    return Resolved(parked=states.count("parked"), resent=states.count("retry"))


async def oldest_pending_s(connection: Connection) -> float:
    """Age in seconds of the oldest message without an answer; 0 when none waits."""
    age: float = await connection.fetchval(
        "SELECT coalesce(extract(epoch FROM now() - min(received_at)), 0)::float8 FROM messages"
        " WHERE state = 'pending'"
    )
    return age


@dataclass(frozen=True, slots=True, kw_only=True)
class Letters:
    """Open dead letters of one side."""

    side: str
    count: int
    oldest_s: float


async def open_letters(connection: Connection) -> list[Letters]:
    """How many dead letters wait for a person, and for how long."""
    rows = await connection.fetch(
        "SELECT side, count(*), extract(epoch FROM now() - min(died_at))::float8 AS oldest_s"
        " FROM dead_letters WHERE state = 'open' GROUP BY side"
    )
    return [Letters(**row) for row in rows]


# Parts of a conversation are accepted in the order of `seq`. Let off: what was in doubt and may be
# passed, what was dead and was replayed, what took another's place, and emergencies, which pass.
# Ids are UUIDv7, so the primary key alone finds what is recent.
_OUT_OF_ORDER = """
SELECT count(*) FROM (
    SELECT r.accepted_at, r.seq, max(r.seq) OVER (
        PARTITION BY r.conversation_id ORDER BY r.accepted_at, r.seq
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reached
    FROM responses r
    WHERE r.message_id >= uuid7_floor(now() - $1::interval - interval '15 minutes')
        AND r.state = 'accepted' AND r.ambiguous_at IS NULL AND r.purpose <> 'emergency'
        AND NOT EXISTS (SELECT FROM dead_letters l WHERE l.side = 'out'
            AND (l.message_id, l.part) = (r.message_id, r.part))
) accepted
WHERE seq < reached AND accepted_at > now() - $1::interval
"""


async def out_of_order(connection: Connection, within: timedelta) -> int:
    """Parts that Meta accepted lately after a later one of their conversation; has to be 0."""
    found: int = await connection.fetchval(_OUT_OF_ORDER, within)
    return found


async def open_parts(connection: Connection) -> dict[str, int]:
    """Parts on their way out, by state; what is final is not counted."""
    rows = await connection.fetch(
        "SELECT state, count(*) FROM responses"
        " WHERE state IN ('pending', 'sending', 'retry', 'ambiguous', 'parked') GROUP BY state"
    )
    return {row["state"]: row["count"] for row in rows}

"""Looks at the doorbells that the broker gave up on, so that none is forgotten in its queue.

Worker and delivery each run `dead_doorbells_consumer` beside their own, on the dead-letter queue
of their side. A doorbell ends there after it came back to its queue too often: whoever took it
died, or could not reach PostgreSQL for long. Its row says whether that matters: an open row is
rung for again, one that came back too often becomes a dead letter, a final one needs nothing.
Each time counts as an attempt, so that a doorbell that kills whoever takes it ends as a dead
letter and not in a circle. What nobody can read is kept as a dead letter of its own; a receipt is
dropped: a courtesy whose moment has passed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from prometheus_client import Counter
from pydantic import BaseModel

from driver_assistant.contracts.messages import InDoorbell, OutDoorbell
from driver_assistant.contracts.topology import Side, dead_letter_queue, retry_key
from driver_assistant.runtime.backoff import MAX_ATTEMPTS
from driver_assistant.runtime.consumer import Consumer
from driver_assistant.runtime.ids import new_id
from driver_assistant.runtime.publisher import Publisher, Ring
from driver_assistant.runtime.settings import BrokerSettings
from driver_assistant.runtime.telemetry import log
from driver_assistant.store.database import Connection, Database

FOUND = Counter(
    "driver_assistant_dead_doorbells_total",
    "Doorbells that the broker gave up on, by side and by what became of them.",
    ["side", "fate"],
)
NOWHERE = UUID(int=0)  # stands for the conversation of a doorbell that can't be read
_TIER = "30s"  # whatever killed the last takers gets a while to pass


def dead_doorbells_consumer(  # what a consumer needs
    side: Side,
    broker: BrokerSettings,
    database: Database,
    publisher: Publisher,
    *,
    name: str,
    company: str,
    doorbells: Mapping[str, type[BaseModel]],
) -> Consumer:
    """The consumer of a side's dead-letter queue; run it like the work queues' own.

    Args:
        side: whose queue.
        broker: where it is.
        database: of the process.
        publisher: for ringing again.
        name: of the process, for the connection.
        company: whose letters they become.
        doorbells: as for the work queues of this side.
    """

    async def handle(doorbell: BaseModel, traceparent: str) -> None:
        if not isinstance(doorbell, InDoorbell | OutDoorbell):
            return
        async with database.connection() as connection:
            found = await look_at(connection, side, doorbell.message_id, MAX_ATTEMPTS)
        log.warning("dead_doorbell.found", message_id=str(doorbell.message_id), fate=found.fate)
        if found.fate == "open":
            key = retry_key("high" if found.high else "normal", _TIER)
            again = Ring(side=side, key=key, doorbell=doorbell, traceparent=traceparent)
            await publisher.publish([again])

    async def unreadable(body: bytes) -> None:
        async with database.connection() as connection:
            await keep_unreadable(
                connection,
                company=company,
                side=side,
                letter_id=new_id(),
                digest=hashlib.sha256(body).hexdigest(),
                size=len(body),
            )
        log.error("dead_doorbell.unreadable", side=side, size=len(body))

    return Consumer(
        broker.amqp_url.get_secret_value(),
        name=f"{name}/dead",
        slots={dead_letter_queue(side): 2},
        doorbells=doorbells,
        handler=handle,
        unreadable=unreadable,
        watchdog_s=broker.amqp_watchdog_s,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What became of a doorbell's row: `final` needs nobody, `open` needs another ring."""

    fate: Literal["open", "buried", "final", "unknown"]
    high: bool = False


_MESSAGE = """
WITH seen AS (
    SELECT m.id, m.state, m.priority, m.attempts + 1 >= $2 AND (c.owner IS NULL
        OR c.lease_until < clock_timestamp()) AS over
    FROM messages m JOIN conversations c ON c.id = m.conversation_id
    WHERE m.id = $1
), tried AS (
    UPDATE messages m SET attempts = m.attempts + 1,
        state = CASE WHEN seen.over THEN 'dead' ELSE m.state END,
        closed_reason = CASE WHEN seen.over THEN 'delivery_limit' ELSE m.closed_reason END,
        finished_at = CASE WHEN seen.over THEN now() ELSE m.finished_at END
    FROM seen WHERE m.id = seen.id AND m.state = 'pending'
    RETURNING m.id, m.company_id, m.conversation_id, m.attempts, m.state
), kept AS (
    INSERT INTO dead_letters (id, company_id, side, message_id, conversation_id, cause, attempts)
    SELECT gen_random_uuid(), company_id, 'in', id, conversation_id, 'delivery_limit', attempts
    FROM tried WHERE state = 'dead' ON CONFLICT DO NOTHING
)
SELECT seen.priority > 0 AS high,
    CASE WHEN t.state = 'dead' THEN 'buried' WHEN t.id IS NOT NULL THEN 'open' ELSE 'final' END
        AS fate
FROM seen LEFT JOIN tried t ON t.id = seen.id
"""

_PARTS = """
WITH seen AS (
    SELECT message_id, part, state, priority, attempts + 1 >= $2 AS over FROM responses
    WHERE message_id = $1
), tried AS (
    UPDATE responses r SET attempts = r.attempts + 1,
        state = CASE WHEN seen.over THEN 'dead' ELSE r.state END
    FROM seen WHERE (r.message_id, r.part) = (seen.message_id, seen.part)
        AND r.state IN ('pending', 'retry') AND r.next_at <= now()
    RETURNING r.message_id, r.part, r.company_id, r.conversation_id, r.attempts, r.state
), kept AS (
    INSERT INTO dead_letters (id, company_id, side, message_id, part, conversation_id, cause,
        attempts)
    SELECT gen_random_uuid(), company_id, 'out', message_id, part, conversation_id,
        'delivery_limit', attempts
    FROM tried WHERE state = 'dead' ON CONFLICT DO NOTHING
)
SELECT bool_or(priority > 0) AS high,
    CASE WHEN EXISTS (SELECT FROM tried WHERE state <> 'dead') THEN 'open'
        WHEN EXISTS (SELECT FROM tried) THEN 'buried' ELSE 'final' END AS fate
FROM seen HAVING count(*) > 0
"""


async def look_at(
    connection: Connection, side: Side, message_id: UUID, most_attempts: int
) -> Found:
    """Count the attempt; bury what had too many; say whether anybody has to be rung for."""
    query = _MESSAGE if side == "in" else _PARTS
    row = await connection.fetchrow(query, message_id, most_attempts)
    found = Found(fate="unknown") if row is None else Found(**row)
    FOUND.labels(side, found.fate).inc()
    return found


async def keep_unreadable(
    connection: Connection, *, company: str, side: Side, letter_id: UUID, digest: str, size: int
) -> None:
    """A dead letter for a doorbell that nobody can read; of its body only size and digest."""
    await connection.execute(
        "INSERT INTO dead_letters (id, company_id, side, message_id, conversation_id, cause, error)"
        " VALUES ($1, $2, $3, $1, $4, 'unreadable_doorbell', $5)",
        letter_id,
        company,
        side,
        NOWHERE,
        f"{size} bytes, sha256 {digest}",
    )
    FOUND.labels(side, "unreadable").inc()

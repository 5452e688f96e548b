"""Parts that take the place of others: templates outside the window, and what failed late.

Used by delivery and by the dead letters' replay. A part that Meta accepted is never sent again: a
new part, with a number and a place in the line of its own, takes its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from driver_assistant.store.database import Connection

# A template stands for its whole message: parts of it that have not left yet are replaced too, and
# a second template is not added. The attempt that was under way ends here.
_REPLACE = """
WITH old AS (
    UPDATE responses SET state = 'replaced', owner = NULL, lease_until = NULL
    WHERE message_id = $1 AND part = $2 AND state IN ('accepted', 'sending', 'dead')
    RETURNING *
), others AS (
    UPDATE responses r SET state = 'replaced' FROM old
    WHERE $4 = 'template' AND r.message_id = old.message_id AND r.part <> old.part
        AND r.state IN ('pending', 'retry') AND r.purpose <> 'template'
), noted AS (
    UPDATE send_attempts a SET finished_at = now(), outcome = 'replaced' FROM old
    WHERE (a.message_id, a.part) = (old.message_id, old.part) AND a.finished_at IS NULL
), wanted AS (
    SELECT old.* FROM old WHERE NOT ($4 = 'template' AND EXISTS (
        SELECT FROM responses t WHERE t.message_id = $1 AND t.part <> $2
            AND t.purpose = 'template' AND t.state <> 'dead' AND t.state <> 'replaced'))
), place AS (
    UPDATE conversations c SET out_seq = out_seq + 1 FROM wanted w WHERE c.id = w.conversation_id
    RETURNING c.out_seq
)
INSERT INTO responses (message_id, part, company_id, conversation_id, seq, priority, purpose,
    payload, traceparent)
SELECT w.message_id, (SELECT max(part) + 1 FROM responses WHERE message_id = $1),
    w.company_id, w.conversation_id, place.out_seq, w.priority, $4, $3, w.traceparent
FROM wanted w, place
RETURNING part
"""


async def replace_part(
    connection: Connection, message_id: UUID, part: int, payload: bytes, purpose: str
) -> int | None:
    """Put a new part in place of one that can't arrive.

    Its number, or None: done before, or a template stands for the message already.
    """
    new_part: int | None = await connection.fetchval(_REPLACE, message_id, part, payload, purpose)
    return new_part


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedLate:
    """A part that Meta accepted and then reported as failed; nothing was done about it yet."""

    message_id: UUID
    part: int
    payload: bytes
    purpose: str
    error_code: int | None
    language: str | None  # of the driver
    tries: int  # parts of this message with the same payload that were replaced before


_FAILED = """
SELECT r.message_id, r.part, r.payload, r.purpose, r.error_code,
    (SELECT language FROM drivers d WHERE d.id = c.driver_id) AS language,
    (SELECT count(*) FROM responses o WHERE o.message_id = r.message_id AND o.state = 'replaced'
        AND o.payload = r.payload) AS tries
FROM responses r JOIN conversations c ON c.id = r.conversation_id
WHERE r.conversation_id = $1 AND r.state = 'accepted' AND r.delivery_status = 'failed'
    AND r.created_at > now() - $2::interval
    AND NOT EXISTS (SELECT FROM dead_letters l WHERE l.side = 'out'
        AND (l.message_id, l.part) = (r.message_id, r.part))
ORDER BY r.seq
"""

LOOK_BACK = timedelta(days=2)


async def failed_late(connection: Connection, conversation_id: UUID) -> list[FailedLate]:
    """Parts of the conversation that failed after Meta had accepted them."""
    rows = await connection.fetch(_FAILED, conversation_id, LOOK_BACK)
    return [FailedLate(**row) for row in rows]


async def bury_late(connection: Connection, failed: FailedLate) -> None:
    """Keep a dead letter of a part that failed late and that no new part can help."""
    await connection.execute(
        "INSERT INTO dead_letters (id, company_id, side, message_id, part, conversation_id, cause,"
        " error, attempts) SELECT gen_random_uuid(), company_id, 'out', message_id, part,"
        " conversation_id, coalesce(error_code::text, 'failed'), 'failed after acceptance',"
        " attempts FROM responses WHERE message_id = $1 AND part = $2 ON CONFLICT DO NOTHING",
        failed.message_id,
        failed.part,
    )

"""What drivers wrote: authenticated, de-duplicated and recorded in one statement.

Used by the webhook only. The worker's side of the same rows is `conversations.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from driver_assistant.contracts.messages import DeliveryStatus
from driver_assistant.store.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMessage:
    """A message to record; `content` is `StoredMessage` as JSON, without phone numbers."""

    id: UUID
    phone_number_id: str
    wamid: str
    contact_hash: bytes | None  # of the phone number, when the channel gave one
    user_hash: bytes | None  # of the business-scoped user id, when the channel gave one
    contact_cipher: bytes
    kind: str
    high: bool
    emergency: str | None
    content: bytes
    sent_at: datetime
    traceparent: str
    answers: bool = False  # a plain yes or no: high when a question of ours is open


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of one `NewMessage`: new, a duplicate, or from an unknown contact."""

    conversation_id: UUID | None
    new: bool
    high: bool = False

    @property
    def known(self) -> bool:
        """Whether the sender is a registered driver."""
        return self.conversation_id is not None


# One round trip authenticates, de-duplicates and records the whole batch. Sorted by key, because
# two overlapping batches would deadlock otherwise; DISTINCT ON settles duplicates inside a batch.
_RECORD = """
WITH input AS (
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bytea[], $5::bytea[], $6::bytea[],
        $7::text[], $8::smallint[], $9::text[], $10::bytea[], $11::timestamptz[], $12::text[],
        $14::boolean[])
    WITH ORDINALITY AS i(id, phone_number_id, wamid, contact_hash, user_hash, contact_cipher,
        kind, priority, emergency, content, sent_at, traceparent, answers, ord)
), known AS (
    SELECT i.*, d.id AS driver_id, md5(i.phone_number_id || ' ' || d.id)::uuid AS conversation_id
    FROM input i
    CROSS JOIN LATERAL (
        SELECT id FROM drivers WHERE contact_hash = i.contact_hash
        UNION ALL
        SELECT id FROM drivers WHERE user_hash = i.user_hash
        LIMIT 1
    ) d
), fresh AS (
    INSERT INTO inbound_wamids (phone_number_id, wamid, message_id)
    SELECT DISTINCT ON (phone_number_id, wamid) phone_number_id, wamid, id FROM known
    ORDER BY phone_number_id, wamid, ord
    ON CONFLICT DO NOTHING
    RETURNING message_id
), opened AS (
    INSERT INTO conversations (id, company_id, phone_number_id, driver_id, contact_cipher)
    SELECT DISTINCT ON (k.conversation_id)
        k.conversation_id, $13, k.phone_number_id, k.driver_id, k.contact_cipher
    FROM known k
    WHERE NOT EXISTS (SELECT FROM conversations c WHERE c.id = k.conversation_id)
    ORDER BY k.conversation_id, k.ord
    ON CONFLICT DO NOTHING
), recorded AS (
    INSERT INTO messages (id, company_id, conversation_id, phone_number_id, wamid, kind, priority,
        emergency, content, sent_at, traceparent)
    SELECT k.id, $13, k.conversation_id, k.phone_number_id, k.wamid, k.kind,
        CASE WHEN k.answers AND EXISTS (SELECT FROM actions a
            WHERE a.conversation_id = k.conversation_id AND a.state = 'proposed'
                AND a.expires_at >= now())
            THEN 1 ELSE k.priority END,
        k.emergency, k.content, k.sent_at, k.traceparent
    FROM known k JOIN fresh f ON f.message_id = k.id
    RETURNING id, priority
)
SELECT k.conversation_id, r.id IS NOT NULL AS new, coalesce(r.priority, 0) > 0 AS high
FROM input i LEFT JOIN known k USING (ord) LEFT JOIN recorded r ON r.id = i.id
ORDER BY i.ord
"""


async def record_messages(
    connection: Connection, company: str, batch: Sequence[NewMessage]
) -> list[Recorded]:
    """Record a batch; the answers are in the batch's order."""
    rows = await connection.fetch(
        _RECORD,
        [message.id for message in batch],
        [message.phone_number_id for message in batch],
        [message.wamid for message in batch],
        [message.contact_hash for message in batch],
        [message.user_hash for message in batch],
        [message.contact_cipher for message in batch],
        [message.kind for message in batch],
        [int(message.high) for message in batch],
        [message.emergency for message in batch],
        [message.content for message in batch],
        [message.sent_at for message in batch],
        [message.traceparent for message in batch],
        company,
        [message.answers for message in batch],
    )
    return [Recorded(row["conversation_id"], row["new"], row["high"]) for row in rows]


# The first message of a day from a contact nobody registered opens a conversation without a
# driver, for one polite hint; nothing of what they wrote is kept.
_HINT = """
WITH seen AS (
    INSERT INTO unknown_contacts AS u (contact_hash, phone_number_id, hinted_on)
    VALUES ($1, $2, (now() AT TIME ZONE 'UTC')::date)
    ON CONFLICT (contact_hash, phone_number_id) DO UPDATE
        SET hinted_on = excluded.hinted_on
        WHERE u.hinted_on < excluded.hinted_on
    RETURNING 1
), fresh AS (
    INSERT INTO inbound_wamids (phone_number_id, wamid, message_id)
    SELECT $2, $3, $4 FROM seen ON CONFLICT DO NOTHING RETURNING message_id
), opened AS (
    INSERT INTO conversations (id, company_id, phone_number_id, contact_cipher)
    SELECT md5($2 || ' ' || encode($1, 'hex'))::uuid, $5, $2, $6 FROM fresh
    ON CONFLICT DO NOTHING
)
INSERT INTO messages (id, company_id, conversation_id, phone_number_id, wamid, kind, content,
    sent_at, traceparent)
SELECT message_id, $5, md5($2 || ' ' || encode($1, 'hex'))::uuid, $2, $3, 'unknown_contact',
    '{"content":{"type":"unsupported"}}', $7, $8
FROM fresh
RETURNING conversation_id
"""


async def record_unknown(connection: Connection, company: str, message: NewMessage) -> UUID | None:
    """Record that an unknown contact wrote; the conversation to hint in, None if hinted today."""
    conversation: UUID | None = await connection.fetchval(
        _HINT,
        message.contact_hash or message.user_hash,
        message.phone_number_id,
        message.wamid,
        message.id,
        company,
        message.contact_cipher,
        message.sent_at,
        message.traceparent,
    )
    return conversation


async def mark_published(connection: Connection, message_ids: Sequence[UUID]) -> None:
    """Remember that the broker confirmed these messages' doorbells."""
    await connection.execute(
        "UPDATE messages SET published_at = now() WHERE id = ANY($1::uuid[])", list(message_ids)
    )


async def require_relink(connection: Connection, contact_hash: bytes) -> bool:
    """The contact's number or identity changed: no data until the driver is linked again."""
    done: str = await connection.execute(
        "UPDATE drivers SET state = 'relink', updated_at = now()"
        " WHERE contact_hash = $1 AND state = 'active'",
        contact_hash,
    )
    return done != "UPDATE 0"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStatus:
    """A delivery report to record; found by our own opaque id, else by the wamid."""

    phone_number_id: str
    wamid: str
    status: DeliveryStatus
    at: datetime
    message_id: UUID | None
    part: int | None
    error_code: int | None
    errors: str
    pricing_category: str | None


# A status proves that Meta accepted the message: it settles `sending` and `ambiguous` rows, even
# before our own commit of the send. The delivery status only ever rises (sent, delivered, read);
# `failed` sticks unless something later proves the message arrived. That a number's statuses come
# in is noted last (rows are locked in one order) and ten times a second at most. Tables are read by
# lists of keys (`= ANY`): a plan made while they were small must not read the whole of one.
_STATUS = """
WITH input AS (
    SELECT * FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::uuid[], $5::smallint[],
        $6::integer[], $7::text[], $8::text[])
    WITH ORDINALITY AS i(wamid, status, at, message_id, part, error_code, errors, pricing, ord)
), found AS (
    SELECT i.wamid, i.status, i.at, i.error_code, i.errors, i.pricing, i.ord,
        coalesce(i.message_id, o.message_id) AS message_id, coalesce(i.part, o.part) AS part,
        array_position(ARRAY['failed', 'sent', 'delivered', 'read'], i.status) AS rank
    FROM input i LEFT JOIN (
        SELECT wamid, message_id, part FROM outbound_wamids
        WHERE wamid = ANY (ARRAY(SELECT wamid FROM input WHERE message_id IS NULL))
    ) o ON i.message_id IS NULL AND o.wamid = i.wamid
), best AS (
    SELECT DISTINCT ON (message_id, part) * FROM found WHERE message_id IS NOT NULL
    ORDER BY message_id, part, rank DESC, at DESC
), locked AS (
    SELECT b.*, r.state AS state_before FROM best b JOIN responses r USING (message_id, part)
    WHERE r.message_id = ANY (ARRAY(SELECT message_id FROM best))
    ORDER BY message_id, part FOR UPDATE OF r
), noted AS (
    INSERT INTO delivery_statuses (message_id, part, status, at, errors)
    SELECT message_id, part, f.status, f.at, f.errors
    FROM found f JOIN locked l USING (message_id, part)
    ORDER BY message_id, part, f.status, f.at
    ON CONFLICT DO NOTHING
), settled AS (
    UPDATE responses r SET
        state = CASE WHEN r.state IN ('sending', 'ambiguous', 'parked', 'retry')
                     THEN 'accepted' ELSE r.state END,
        accepted_at = coalesce(r.accepted_at, now()),
        out_wamid = coalesce(r.out_wamid, l.wamid),
        owner = CASE WHEN r.state = 'sending' THEN r.owner END,
        delivery_status = CASE
            WHEN r.delivery_status IS NULL THEN l.status
            WHEN l.rank > array_position(ARRAY['failed', 'sent', 'delivered', 'read'],
                r.delivery_status) AND NOT (r.delivery_status = 'failed' AND l.status = 'sent')
                THEN l.status
            WHEN l.status = 'failed' AND r.delivery_status = 'sent' THEN 'failed'
            ELSE r.delivery_status END,
        status_at = greatest(coalesce(r.status_at, l.at), l.at),
        error_code = coalesce(l.error_code, r.error_code),
        error = coalesce(nullif(l.errors, ''), r.error),
        pricing_category = coalesce(l.pricing, r.pricing_category)
    FROM locked l WHERE (r.message_id, r.part) = (l.message_id, l.part)
        AND r.message_id = ANY (ARRAY(SELECT message_id FROM locked))
    RETURNING r.message_id, r.part, r.conversation_id
), seen AS (
    INSERT INTO senders (phone_number_id, state, status_seen_at)
    SELECT DISTINCT n, 'active', now() FROM unnest($9::text[]) n ORDER BY n
    ON CONFLICT (phone_number_id) DO UPDATE SET status_seen_at = now()
        WHERE senders.status_seen_at IS NULL
            OR senders.status_seen_at < now() - interval '0.1 seconds'
)
SELECT s.conversation_id, s.message_id FROM settled s JOIN locked l USING (message_id, part)
WHERE l.state_before = 'ambiguous' OR l.status = 'failed'
"""


async def record_statuses(
    connection: Connection, batch: Sequence[NewStatus]
) -> list[tuple[UUID, UUID]]:
    """Record delivery reports.

    Returns (conversation, message) where the sender has something to do: a part in doubt is
    settled and the next may leave, or a part failed after it was accepted.
    """
    rows = await connection.fetch(
        _STATUS,
        [status.wamid for status in batch],
        [status.status for status in batch],
        [status.at for status in batch],
        [status.message_id for status in batch],
        [status.part for status in batch],
        [status.error_code for status in batch],
        [status.errors for status in batch],
        [status.pricing_category for status in batch],
        list({status.phone_number_id for status in batch}),
    )
    return [(row["conversation_id"], row["message_id"]) for row in rows]

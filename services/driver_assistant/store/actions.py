"""Actions: changes in the company's SaaS as rows, proposed, confirmed once, done once.

The row's id is in the button's payload and is the idempotency key of the call, so two taps, a
redelivery or a retry are one effect.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from driver_assistant.store.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAction:
    """An action's row."""

    id: UUID
    driver_id: UUID
    intent: str
    proposal: dict[str, Any]
    state: str
    expired: bool
    confirmed_by: UUID | None
    outcome: dict[str, Any] | None


async def propose_action(  # a row
    connection: Connection,
    *,
    action_id: UUID,
    company: str,
    conversation_id: UUID,
    driver_id: UUID,
    message_id: UUID,
    intent: str,
    proposal: dict[str, Any],
    expires_after: timedelta,
) -> None:
    """Write what a button will do; the same id again changes nothing."""
    await connection.execute(
        "INSERT INTO actions (id, company_id, conversation_id, driver_id, message_id, intent,"
        " proposal, state, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, 'proposed',"
        " now() + $8::interval) ON CONFLICT (id) DO NOTHING",
        action_id,
        company,
        conversation_id,
        driver_id,
        message_id,
        intent,
        json.dumps(proposal),
        expires_after,
    )


async def action_by_id(connection: Connection, action_id: UUID) -> StoredAction | None:
    """The action, whoever's it is: the caller compares the driver."""
    row = await connection.fetchrow(
        "SELECT id, driver_id, intent, proposal, state, expires_at < now() AS expired,"
        " confirmed_by, outcome FROM actions WHERE id = $1",
        action_id,
    )
    if row is None:
        return None
    fields = dict(row)
    fields["proposal"] = json.loads(fields["proposal"])
    fields["outcome"] = json.loads(fields["outcome"]) if fields["outcome"] else None
    return StoredAction(**fields)


# The newest question alone, and only while it is the last thing that was said in the conversation
# and Meta has it: a yes to anything else is not for us to guess. A message that has confirmed it
# already and is tried again finds it again ($3).
_ASKED = """
SELECT a.id FROM actions a JOIN conversations c ON c.id = a.conversation_id
WHERE a.conversation_id = $1 AND a.driver_id = $2
    AND ((a.state IN ('confirmed', 'doing') AND a.confirmed_by = $3)
        OR (a.state = 'proposed' AND a.expires_at >= now() AND c.out_seq = (
            SELECT max(seq) FROM responses r WHERE r.message_id = a.message_id
                AND r.state = 'accepted')))
ORDER BY a.created_at DESC LIMIT 1
"""


async def open_question(
    connection: Connection, conversation_id: UUID, driver_id: UUID, message_id: UUID
) -> UUID | None:
    """The action about which the driver was just asked, as answered by `message_id`."""
    action: UUID | None = await connection.fetchval(_ASKED, conversation_id, driver_id, message_id)
    return action


async def confirm_action(
    connection: Connection, action_id: UUID, driver_id: UUID, message_id: UUID
) -> bool:
    """The button was pressed: True for the one press that counts.

    The same message asking again (its worker died) is that one press; another message is not.
    """
    done = await connection.execute(
        "UPDATE actions SET state = CASE WHEN state = 'proposed' THEN 'confirmed' ELSE state END,"
        " confirmed_by = $3, updated_at = now() WHERE id = $1 AND driver_id = $2 AND ("
        " (state = 'proposed' AND expires_at >= now())"
        " OR (state IN ('confirmed', 'doing') AND confirmed_by = $3))",
        action_id,
        driver_id,
        message_id,
    )
    return bool(done != "UPDATE 0")


async def move_action(
    connection: Connection,
    action_id: UUID,
    state: str,
    *,
    outcome: dict[str, Any] | None = None,
    error: str | None = None,
) -> None:
    """Write the action's progress; a final state is never left."""
    await connection.execute(
        "UPDATE actions SET state = $2, outcome = coalesce($3::jsonb, outcome), error = $4,"
        " updated_at = now() WHERE id = $1 AND state NOT IN ('done', 'refused')",
        action_id,
        state,
        json.dumps(outcome) if outcome is not None else None,
        error,
    )

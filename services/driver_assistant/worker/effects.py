"""What a reply changes, as writes in the turn's own transaction."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import UUID

from driver_assistant.store import audit, drivers, escalations
from driver_assistant.store.conversations import hand_off
from driver_assistant.store.database import Connection
from driver_assistant.worker.deps import Change, Who
from driver_assistant.worker.intent import Effect, Escalate, SetLanguage, SetNotifications

# A person answers for this long before the assistant comes back by itself.
_HANDED_OFF = timedelta(hours=4)


def changes_of(
    effects: tuple[Effect, ...], who: Who, conversation_id: UUID, message_id: UUID
) -> tuple[Change, ...]:
    """One write per effect."""
    return tuple(_change(effect, who, conversation_id, message_id) for effect in effects)


def _change(effect: Effect, who: Who, conversation_id: UUID, message_id: UUID) -> Change:
    driver = who.driver

    async def write(connection: Connection) -> None:
        match effect:
            case SetLanguage(language=language):
                await drivers.set_language(connection, driver.id, language)
            case SetNotifications(enabled=enabled):
                await drivers.set_notifications(connection, driver.id, enabled)
            case Escalate(reason=reason):
                await escalations.escalate(
                    connection,
                    company=driver.company_id,
                    conversation_id=conversation_id,
                    driver_id=driver.id,
                    message_id=message_id,
                    reason=reason,
                )
                await audit.note(
                    connection,
                    company=driver.company_id,
                    actor="worker",
                    act="escalated",
                    subject=str(conversation_id),
                    detail=json.dumps({"reason": reason, "message_id": str(message_id)}),
                )
                if reason == "handoff":
                    await hand_off(connection, conversation_id, _HANDED_OFF)

    return write


def new_version(who: Who) -> Change:
    """Everything cached for this driver is old: something of theirs changed in the SaaS."""

    async def write(connection: Connection) -> None:
        await drivers.new_version(connection, who.driver.id)

    return write

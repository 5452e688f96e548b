"""What the guardrails decided, for compliance and for whoever looks into a driver's complaint."""

from __future__ import annotations

from driver_assistant.ops.settings import OpsDatabase
from driver_assistant.store import guardrail_events
from driver_assistant.store.database import Database
from driver_assistant.store.guardrail_events import EventFilter, GuardrailEvent


async def list_events(
    settings: OpsDatabase, wanted: EventFilter, limit: int
) -> list[GuardrailEvent]:
    """Events, newest first; redacted texts and keyed hashes, never words of a driver's own."""
    database = Database(settings, process="ops")
    try:
        async with database.connection() as connection:
            return await guardrail_events.find(connection, settings.company, wanted, limit)
    finally:
        await database.close()

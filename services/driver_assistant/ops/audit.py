"""The audit trail for people: look at it, seal it, prove that it is as it was written."""

from __future__ import annotations

from dataclasses import dataclass

from driver_assistant.ops.settings import OpsDatabase
from driver_assistant.store import audit
from driver_assistant.store.audit import AuditEntry, EntryFilter, Head, Verified
from driver_assistant.store.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """What a sealing did, and the chain's head after it."""

    blocks: tuple[int, ...]
    head: Head | None


async def list_entries(settings: OpsDatabase, wanted: EntryFilter, limit: int) -> list[AuditEntry]:
    """Entries, newest first."""
    database = Database(settings, process="ops")
    try:
        async with database.connection() as connection:
            return await audit.find(connection, settings.company, wanted, limit)
    finally:
        await database.close()


async def seal_entries(settings: OpsDatabase) -> Sealed:
    """Seal everything that is open; nothing to do while another process seals."""
    database = Database(settings, process="ops")
    blocks: list[int] = []
    try:
        async with database.connection() as connection:
            while (block := await audit.seal(connection)) is not None:
                blocks.append(block)
            return Sealed(blocks=tuple(blocks), head=await audit.head(connection))
    finally:
        await database.close()


async def verify_trail(settings: OpsDatabase, expected_head: str = "") -> Verified:
    """Compute the chain again, all of it as it is at one instant."""
    database = Database(settings, process="ops")
    try:
        async with (
            database.connection() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            return await audit.verify(connection, expected_head)
    finally:
        await database.close()

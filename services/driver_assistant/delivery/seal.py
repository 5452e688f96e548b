"""Seals the audit trail as it grows, so that an entry can be altered unnoticed for a minute only.

The delivery process has no more to do with the trail than others that write it; it is the one
whose sweepers are always running. Replicas don't queue: whoever holds the database's advisory
lock seals. `driver-assistant audit seal` does the same by hand.
"""

from __future__ import annotations

import asyncio
from typing import Final

from prometheus_client import Counter

from driver_assistant.runtime.telemetry import log
from driver_assistant.store import audit
from driver_assistant.store.database import Database, StoreUnavailable

SEALED = Counter("driver_assistant_audit_blocks_sealed_total", "Blocks of the audit trail sealed.")

_EVERY_S: Final = 60.0


async def seal_trail(database: Database, stop: asyncio.Event, every_s: float = _EVERY_S) -> None:
    """Seal what is open each `every_s` seconds until `stop`."""
    while not stop.is_set():
        try:
            async with asyncio.timeout(every_s):
                await stop.wait()
        except TimeoutError:
            try:
                await seal_once(database)
            except StoreUnavailable as error:
                log.warning("audit.not_sealed", error=str(error))


async def seal_once(database: Database) -> int:
    """Seal everything that is open; how many blocks it took.

    Each block's hash goes to the log: kept there, it shows later that no block was cut off.
    """
    count = 0
    async with database.connection() as connection:
        while (block := await audit.seal(connection)) is not None:
            count += 1
            SEALED.inc()
            head = await audit.head(connection)
            log.info("audit.sealed", block=block, hash=head.hash if head else "")
    return count

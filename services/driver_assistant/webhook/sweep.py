"""The inbox sweeper: rings again for messages whose doorbell never came through.

Runs in every webhook process; an advisory lock lets one sweep at a time. It is what makes a
lost publish, a wiped broker volume or a dead worker harmless.
"""

from __future__ import annotations

import asyncio
import contextlib
from datetime import timedelta

from prometheus_client import Counter, Gauge

from driver_assistant.contracts.messages import InDoorbell
from driver_assistant.runtime.publisher import Publisher, Ring
from driver_assistant.runtime.telemetry import log
from driver_assistant.store.database import Database, StoreUnavailable
from driver_assistant.store.sweeps import forgotten_messages, oldest_pending_s, sweep_lock

RUNG = Counter("driver_assistant_sweeper_rings_total", "Doorbells rung again.", ["side"])
OLDEST = Gauge("driver_assistant_inbox_oldest_pending_seconds", "Age of the oldest open message.")

_BATCH = 200


async def sweep_inbox(
    database: Database,
    publisher: Publisher,
    stop: asyncio.Event,
    *,
    every_s: float,
    grace: timedelta,
) -> None:
    """Look every `every_s` seconds until `stop`."""
    while not stop.is_set():
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), every_s)
            return
        if not publisher.connected:
            continue  # ringing now would only use up the back-off
        try:
            await _sweep_once(database, publisher, grace)
        except StoreUnavailable as error:
            log.warning("sweep.skipped", error=str(error))


async def _sweep_once(database: Database, publisher: Publisher, grace: timedelta) -> None:
    async with database.transaction() as connection:
        if not await sweep_lock(connection, "in"):
            return
        OLDEST.set(await oldest_pending_s(connection))
        forgotten = await forgotten_messages(connection, grace, _BATCH)
    if forgotten:
        RUNG.labels("in").inc(len(forgotten))
        log.info("sweep.rang", side="in", conversations=len(forgotten))
        await publisher.publish(
            [
                Ring(
                    side="in",
                    key="high" if item.high else "normal",
                    doorbell=InDoorbell(
                        conversation_id=item.conversation_id, message_id=item.message_id
                    ),
                    traceparent=item.traceparent,
                )
                for item in forgotten
            ]
        )

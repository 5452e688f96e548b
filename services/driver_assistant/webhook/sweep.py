"""The inbox sweeper: rings again for messages whose doorbell never came through.

Runs in every webhook process; an advisory lock lets one sweep at a time. It is what makes a
lost publish, a wiped broker volume or a dead worker harmless. A message that waits is not lost
while the queue is long: its doorbell is most likely in there. So ringing fills the queue up to a
bound and goes on as it empties; above the bound it only trickles.
"""

from __future__ import annotations

import asyncio
import contextlib
from datetime import timedelta

from prometheus_client import Counter, Gauge

from driver_assistant.contracts.messages import InDoorbell
from driver_assistant.contracts.topology import PRIORITIES, work_queue
from driver_assistant.runtime.depth import QueueWatch
from driver_assistant.runtime.publisher import Publisher, Ring
from driver_assistant.runtime.telemetry import log
from driver_assistant.store.database import Database, StoreUnavailable
from driver_assistant.store.sweeps import (
    Forgotten,
    forgotten_messages,
    oldest_pending_s,
    sweep_lock,
)

RUNG = Counter("driver_assistant_sweeper_rings_total", "Doorbells rung again.", ["side"])
OLDEST = Gauge("driver_assistant_inbox_oldest_pending_seconds", "Age of the oldest open message.")

_MOST = 200  # doorbells in the queue because of ringing again
_TRICKLE = 10  # per look, however long the queue is
_BREATH_S = 0.1  # between two looks while there is a lot to do


async def sweep_inbox(
    database: Database,
    publisher: Publisher,
    watch: QueueWatch,
    stop: asyncio.Event,
    *,
    every_s: float,
    grace: timedelta,
) -> None:
    """Look every `every_s` seconds until `stop`, and more often while there is a lot to do."""
    pause_s = every_s
    while not stop.is_set():
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), pause_s)
            return
        pause_s = every_s
        if not publisher.connected:
            continue  # ringing now would only use up the back-off
        try:
            if await _sweep_once(database, publisher, watch, grace):
                pause_s = _BREATH_S
        except StoreUnavailable as error:
            log.warning("sweep.skipped", error=str(error))


async def _sweep_once(
    database: Database, publisher: Publisher, watch: QueueWatch, grace: timedelta
) -> bool:
    """One look; True when there is more to ring for and the queue takes it."""
    depth = await watch.ready(*(work_queue("in", priority) for priority in PRIORITIES))
    if depth is None:
        return False
    room = max(_TRICKLE, _MOST - depth)
    async with database.transaction() as connection:
        if not await sweep_lock(connection, "in"):
            return False
        OLDEST.set(await oldest_pending_s(connection))
        forgotten = await forgotten_messages(connection, grace, room)
    if not forgotten:
        return False
    RUNG.labels("in").inc(len(forgotten))
    log.info("sweep.rang", side="in", conversations=len(forgotten))
    confirmed = await publisher.publish([_ring(item) for item in forgotten])
    return all(confirmed) and len(forgotten) == room > _TRICKLE


def _ring(item: Forgotten) -> Ring:
    return Ring(
        side="in",
        key="high" if item.high else "normal",
        doorbell=InDoorbell(conversation_id=item.conversation_id, message_id=item.message_id),
        traceparent=item.traceparent,
    )

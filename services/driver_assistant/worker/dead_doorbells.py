"""Looks at the doorbells that the broker gave up on, so that none is forgotten in its queue.

Runs beside the consumer, on the dead-letter queue of this side. An open row is rung for again, one
that came back too often becomes a dead letter, a final one needs nothing; what nobody can read is
kept as a dead letter of its own.
"""

from __future__ import annotations

import hashlib

from pydantic import BaseModel

from driver_assistant.contracts.messages import InDoorbell
from driver_assistant.contracts.topology import dead_letter_queue, retry_key
from driver_assistant.runtime.backoff import MAX_ATTEMPTS
from driver_assistant.runtime.consumer import Consumer
from driver_assistant.runtime.ids import new_id
from driver_assistant.runtime.publisher import Ring
from driver_assistant.runtime.telemetry import log
from driver_assistant.store import dead_doorbells
from driver_assistant.worker.deps import Deps

_TIER = "30s"  # whatever killed the last takers gets a while to pass


def dead_doorbells_consumer(deps: Deps) -> Consumer:
    """The consumer of this side's dead-letter queue; run it like the work queues' own."""
    settings = deps.settings

    async def handle(doorbell: BaseModel, traceparent: str) -> None:
        if isinstance(doorbell, InDoorbell):
            await _look_at(doorbell, traceparent, deps)

    async def unreadable(body: bytes) -> None:
        async with deps.database.connection() as connection:
            await dead_doorbells.keep_unreadable(
                connection,
                company=settings.company,
                side="in",
                letter_id=new_id(),
                digest=hashlib.sha256(body).hexdigest(),
                size=len(body),
            )
        log.error("dead_doorbell.unreadable", side="in", size=len(body))

    return Consumer(
        settings.amqp_url.get_secret_value(),
        name=f"worker {settings.instance}/dead",
        slots={dead_letter_queue("in"): 2},
        doorbells={"doorbell.in/1": InDoorbell},
        handler=handle,
        unreadable=unreadable,
        watchdog_s=settings.amqp_watchdog_s,
    )


async def _look_at(doorbell: InDoorbell, traceparent: str, deps: Deps) -> None:
    async with deps.database.connection() as connection:
        found = await dead_doorbells.look_at(connection, "in", doorbell.message_id, MAX_ATTEMPTS)
    log.warning("dead_doorbell.found", message_id=str(doorbell.message_id), fate=found.fate)
    if found.fate == "open":
        key = retry_key("high" if found.high else "normal", _TIER)
        await deps.publisher.publish(
            [Ring(side="in", key=key, doorbell=doorbell, traceparent=traceparent)]
        )

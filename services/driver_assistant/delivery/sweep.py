"""The outbox sweepers: parts nobody sends, senders that died, parts in doubt, stopped numbers.

And a look at what has been sent: whether each driver's replies left in their order.
"""

from __future__ import annotations

import asyncio
import contextlib
from datetime import timedelta

from prometheus_client import Counter, Gauge

from driver_assistant.contracts.messages import OutDoorbell
from driver_assistant.contracts.topology import PRIORITIES, SIDES, UNROUTED, work_queue
from driver_assistant.delivery.deliver import Deps
from driver_assistant.runtime.clock import boot_time_s
from driver_assistant.runtime.depth import QueueWatch
from driver_assistant.runtime.publisher import Ring
from driver_assistant.runtime.telemetry import log
from driver_assistant.store import outbox, sweeps
from driver_assistant.store.database import Connection, StoreUnavailable

RUNG = Counter("driver_assistant_outbox_sweeper_rings_total", "Doorbells rung again.")
EXPIRED = Counter("driver_assistant_send_expired_total", "Claims whose sender died: in doubt.")
PARKED = Counter("driver_assistant_send_parked_total", "Parts in doubt given to a person.")
RESENT = Counter("driver_assistant_resend_unproven_total", "Parts in doubt sent again by policy.")
STOPPED = Gauge("driver_assistant_numbers_stopped", "Numbers that can't send.")
PARTS = Gauge("driver_assistant_outbound_parts", "Parts on their way out, by state.", ["state"])
LETTERS = Gauge("driver_assistant_dead_letters_open", "Dead letters nobody saw to.", ["side"])
OLDEST_LETTER = Gauge(
    "driver_assistant_dead_letters_oldest_seconds", "Age of the oldest open dead letter.", ["side"]
)

UNROUTED_READY = Gauge(
    "driver_assistant_unrouted_doorbells", "Doorbells that no queue took: the topology is broken."
)
OUT_OF_ORDER = Counter(
    "driver_assistant_order_violation_total",
    "Replies that Meta accepted after a later one of their conversation. Every sender looks for "
    "itself, so several may count one.",
)

_ORDER_EVERY_S = 60.0
_MOST = 200  # doorbells in the queues because of ringing again
_TRICKLE = 10  # per look, however long the queues are
_STATES = ("pending", "sending", "retry", "ambiguous", "parked")


async def sweep_outbox(deps: Deps, stop: asyncio.Event) -> None:
    """Look every `sweep_every_s` seconds until `stop`."""
    settings = deps.settings
    url = settings.amqp_url.get_secret_value()
    async with QueueWatch(url, name=f"delivery {settings.instance}") as watch:
        while not stop.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), settings.sweep_every_s)
                return
            try:
                await _sweep_once(deps, watch)
            except StoreUnavailable as error:
                log.warning("sweep.skipped", error=str(error))


async def _sweep_once(deps: Deps, watch: QueueWatch) -> None:
    settings = deps.settings
    most = await _room(deps, watch)
    if (unrouted := await watch.ready(UNROUTED)) is not None:
        UNROUTED_READY.set(unrouted)
    async with deps.database.transaction() as connection:
        if not await sweeps.sweep_lock(connection, "out"):
            return
        EXPIRED.inc(await sweeps.expire_sendings(connection))
        resolved = await sweeps.resolve_doubts(
            connection,
            timedelta(seconds=settings.doubt_resolved_after_s),
            timedelta(seconds=settings.whatsapp_timeout_s),
            resend=settings.doubt_policy == "resend",
        )
        await _measure(connection)
        forgotten = await sweeps.forgotten_responses(
            connection,
            timedelta(seconds=settings.sweep_grace_s),
            timedelta(seconds=settings.doubt_passes_after_s),
            most,
        )
    PARKED.inc(resolved.parked)
    RESENT.inc(resolved.resent)
    if resolved.parked:
        log.error("parts.parked", count=resolved.parked)
    if forgotten:
        RUNG.inc(len(forgotten))
        await deps.publisher.publish([_ring(item) for item in forgotten])


async def _room(deps: Deps, watch: QueueWatch) -> int:
    """How many doorbells may be added: ringing again does not make a long queue much longer.

    None while the broker is away: it would only use up the back-off.
    """
    queues = [work_queue("out", priority) for priority in PRIORITIES]
    depth = await watch.ready(*queues) if deps.publisher.connected else None
    return 0 if depth is None else max(_TRICKLE, _MOST - depth)


async def _measure(connection: Connection) -> None:
    parts = await sweeps.open_parts(connection)
    for state in _STATES:
        PARTS.labels(state).set(parts.get(state, 0))
    letters = {one.side: one for one in await sweeps.open_letters(connection)}
    for side in SIDES:
        found = letters.get(side)
        LETTERS.labels(side).set(found.count if found else 0)
        OLDEST_LETTER.labels(side).set(found.oldest_s if found else 0)


def _ring(item: sweeps.Forgotten) -> Ring:
    return Ring(
        side="out",
        key="high" if item.high else "normal",
        doorbell=OutDoorbell(conversation_id=item.conversation_id, message_id=item.message_id),
        traceparent=item.traceparent,
    )


async def watch_order(deps: Deps, stop: asyncio.Event) -> None:
    """Count what left out of order since the last look. Nothing ever should."""
    looked_at_s = boot_time_s()
    while not stop.is_set():
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), _ORDER_EVERY_S)
            return
        now_s = boot_time_s()
        try:
            async with deps.database.connection() as connection:
                found = await sweeps.out_of_order(
                    connection, timedelta(seconds=now_s - looked_at_s)
                )
        except StoreUnavailable as error:
            log.warning("order.unknown", error=str(error))
            continue
        looked_at_s = now_s
        if found:
            OUT_OF_ORDER.inc(found)
            log.error("order.violated", count=found)


async def probe_stopped(deps: Deps, stop: asyncio.Event) -> None:
    """Ask Meta now and then whether a stopped number works again, and start it when it does."""
    while not stop.is_set():
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), deps.settings.probe_every_s)
            return
        try:
            async with deps.database.connection() as connection:
                stopped = await outbox.stopped_numbers(connection)
            STOPPED.set(len(stopped))
            for number in stopped:
                if await deps.sender.probe(number):
                    async with deps.database.connection() as connection:
                        await outbox.start_number(connection, number)
                    log.info("number.started", phone_number_id=number)
        except StoreUnavailable as error:
            log.warning("probe.skipped", error=str(error))

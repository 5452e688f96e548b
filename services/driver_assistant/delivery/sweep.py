"""The outbox sweepers: parts nobody sends, senders that died, parts in doubt, stopped numbers."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import timedelta

from prometheus_client import Counter, Gauge

from driver_assistant.contracts.messages import OutDoorbell
from driver_assistant.delivery.deliver import Deps
from driver_assistant.runtime.publisher import Ring
from driver_assistant.runtime.telemetry import log
from driver_assistant.store import outbox, sweeps
from driver_assistant.store.database import StoreUnavailable

RUNG = Counter("driver_assistant_outbox_sweeper_rings_total", "Doorbells rung again.")
EXPIRED = Counter("driver_assistant_send_expired_total", "Claims whose sender died: in doubt.")
PARKED = Counter("driver_assistant_send_parked_total", "Parts in doubt given to a person.")
RESENT = Counter("driver_assistant_resend_unproven_total", "Parts in doubt sent again by policy.")
STOPPED = Gauge("driver_assistant_numbers_stopped", "Numbers that can't send.")

_BATCH = 200


async def sweep_outbox(deps: Deps, stop: asyncio.Event) -> None:
    """Look every `sweep_every_s` seconds until `stop`."""
    while not stop.is_set():
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), deps.settings.sweep_every_s)
            return
        try:
            await _sweep_once(deps)
        except StoreUnavailable as error:
            log.warning("sweep.skipped", error=str(error))


async def _sweep_once(deps: Deps) -> None:
    settings = deps.settings
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
        # While the broker is away ringing would only use up the back-off.
        forgotten = (
            await sweeps.forgotten_responses(
                connection, timedelta(seconds=settings.sweep_grace_s), _BATCH
            )
            if deps.publisher.connected
            else []
        )
    PARKED.inc(resolved.parked)
    RESENT.inc(resolved.resent)
    if resolved.parked:
        log.error("parts.parked", count=resolved.parked)
    if forgotten:
        RUNG.inc(len(forgotten))
        await deps.publisher.publish([_ring(item) for item in forgotten])


def _ring(item: sweeps.Forgotten) -> Ring:
    return Ring(
        side="out",
        key="high" if item.high else "normal",
        doorbell=OutDoorbell(conversation_id=item.conversation_id, message_id=item.message_id),
        traceparent=item.traceparent,
    )


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

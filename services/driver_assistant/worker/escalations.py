"""Tells dispatch that a person has to look, and keeps trying until it is told.

An answer that promises "dispatch has been told" writes an escalation in its own transaction; this
loop hands it to the company's system as an urgent message. The row's id is the idempotency key,
so dispatch reads it once however often it is tried. Runs in every worker.
"""

from __future__ import annotations

import asyncio
import contextlib

from prometheus_client import Counter, Gauge

from driver_assistant.contracts.errors import Permanent, Transient
from driver_assistant.contracts.logistics import MessageRequest
from driver_assistant.contracts.messages import Media, StoredMessage, Text
from driver_assistant.runtime.telemetry import log
from driver_assistant.store import escalations
from driver_assistant.store.database import StoreUnavailable
from driver_assistant.store.drivers import driver_by_id
from driver_assistant.store.escalations import Escalation
from driver_assistant.worker.deps import Deps

OPEN = Gauge("driver_assistant_escalations_open", "Escalations nobody was told of yet.")
TOLD = Counter("driver_assistant_escalations_total", "Escalations by outcome.", ["outcome"])

_EVERY_S = 1.0
_AT_ONCE = 10
_WORDS_MAX = 500


async def tell_dispatch(deps: Deps, stop: asyncio.Event) -> None:
    """Look every second until `stop`."""
    while not stop.is_set():
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), _EVERY_S)
            return
        try:
            async with deps.database.connection() as connection:
                due = await escalations.claim_due(connection, _AT_ONCE)
                OPEN.set(await escalations.open_count(connection))
            for escalation in due:
                await _tell(escalation, deps)
        except StoreUnavailable as error:
            log.warning("escalations.skipped", error=str(error))


async def _tell(escalation: Escalation, deps: Deps) -> None:
    async with deps.database.connection() as connection:
        driver = await driver_by_id(connection, escalation.driver_id)
    if driver is None:
        return
    phone = "+" + deps.contacts.decrypt(driver.contact_cipher).removeprefix("+")
    request = MessageRequest(text=_words(escalation), urgent=True)
    try:
        await deps.logistics.for_driver(phone).send_message(
            request, idempotency_key=str(escalation.id)
        )
        state = "told"
    except Permanent as error:
        state = "failed"
        log.error("escalation.failed", escalation_id=str(escalation.id), error=error.code)
    except (Transient, OSError, TimeoutError) as error:
        TOLD.labels("retried").inc()
        log.warning(
            "escalation.postponed",
            escalation_id=str(escalation.id),
            attempts=escalation.attempts,
            error=type(error).__name__,
        )
        return
    TOLD.labels(state).inc()
    async with deps.database.connection() as connection:
        await escalations.close(connection, escalation.id, state)


def _words(escalation: Escalation) -> str:
    """What dispatch reads: why, when, and the driver's own words."""
    content = StoredMessage.model_validate_json(escalation.content).content
    said = ""
    match content:
        case Text(body=words) | Media(caption=words):
            said = words[:_WORDS_MAX]
        case _:
            said = ""
    when = escalation.created_at.strftime("%H:%M UTC")
    reason = escalation.reason.replace("_", " ")
    return f"[{reason}] written on WhatsApp at {when}" + (f": {said}" if said else "")

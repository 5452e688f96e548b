"""Read receipts and the typing indicator: shown within a second, never in an answer's way.

An answer that takes a moment is announced by a doorbell of its own (`worker/reading.py`); one that
is there at once brings its receipt along. Best effort: a receipt that can't be sent is dropped, and
nothing waits for one.
"""

from __future__ import annotations

from uuid import UUID

import httpx2

from driver_assistant.contracts.channel import Sender
from driver_assistant.runtime.telemetry import log
from driver_assistant.store.database import Database
from driver_assistant.store.outbox import receipt_of


async def show_read(message_id: UUID, database: Database, sender: Sender) -> None:
    """Mark a message as read; show typing while no answer is there."""
    async with database.connection() as connection:
        receipt = await receipt_of(connection, message_id)
    if receipt is None:
        return
    try:
        await sender.mark_read(receipt.phone_number_id, receipt.wamid, typing=receipt.open)
    except httpx2.HTTPError as error:
        log.info("receipt.dropped", error=type(error).__name__)

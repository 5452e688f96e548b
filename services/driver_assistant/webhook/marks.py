"""Which doorbells the broker confirmed, noted in bulk and a little later.

The sweeper reads the mark while the queue is long: what is marked is most likely still queued. A
mark that is lost with its process only costs one doorbell too many, so no acknowledgement waits
for it, and a second's worth of marks is one statement instead of one per flush.
"""

from __future__ import annotations

import asyncio
import contextlib
from uuid import UUID

from driver_assistant.runtime.telemetry import log
from driver_assistant.store import inbox
from driver_assistant.store.database import Database, StoreUnavailable

_EVERY_S = 0.5
_MOST = 5_000  # per statement


class PublishedMarks:
    """Collects ids and writes them; a task runs only while there is something to write."""

    def __init__(self, database: Database, *, every_s: float = _EVERY_S) -> None:
        self._database = database
        self._every_s = every_s
        self._ids: list[UUID] = []
        self._task: asyncio.Task[None] | None = None

    def add(self, message_ids: list[UUID]) -> None:
        """Note these soon; never waits, never raises."""
        self._ids += message_ids
        if self._ids and self._task is None:
            self._task = asyncio.create_task(self._write())

    async def close(self) -> None:
        """Write what is left now: the process is ending."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        while self._ids:
            await self._write_some()

    async def _write(self) -> None:
        try:
            while self._ids:
                await asyncio.sleep(self._every_s)
                await self._write_some()
        finally:
            self._task = None

    async def _write_some(self) -> None:
        ids, self._ids = self._ids[:_MOST], self._ids[_MOST:]
        try:
            async with self._database.connection() as connection:
                await inbox.mark_published(connection, ids)
        except StoreUnavailable as error:
            log.warning("marks.lost", count=len(ids), error=str(error))

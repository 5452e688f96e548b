"""Rows that nobody waits for, collected and written in bulk a little later.

Used where a row that is lost with its process harms nobody: marks of what was published, and what
a model call cost (what was reserved for it stays booked). Half a second's worth of rows is one
round trip instead of one each. While PostgreSQL is away they are kept.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from driver_assistant.runtime.telemetry import log
from driver_assistant.store.database import StoreUnavailable

_EVERY_S = 0.5
_MOST = 5_000  # per statement

Row = TypeVar("Row")


class WrittenLater(Generic[Row]):
    """Collects rows for `write`; a task runs only while there is something to write."""

    def __init__(
        self, name: str, write: Callable[[list[Row]], Awaitable[None]], *, every_s: float = _EVERY_S
    ) -> None:
        self._name = name
        self._write_rows = write
        self._every_s = every_s
        self._rows: list[Row] = []
        self._task: asyncio.Task[None] | None = None

    def add(self, *rows: Row) -> None:
        """Write these soon; never waits, never raises."""
        self._rows += rows
        if self._rows and self._task is None:
            self._task = asyncio.create_task(self._write())

    async def close(self) -> None:
        """Write what is left now: the process is ending."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        while self._rows:
            if not await self._write_some():
                log.error("rows.lost", what=self._name, count=len(self._rows))
                return

    async def _write(self) -> None:
        try:
            while self._rows:
                await asyncio.sleep(self._every_s)
                await self._write_some()
        finally:
            self._task = None

    async def _write_some(self) -> bool:
        rows, self._rows = self._rows[:_MOST], self._rows[_MOST:]
        try:
            await self._write_rows(rows)
        except StoreUnavailable as error:
            self._rows = rows + self._rows
            log.warning("rows.kept", what=self._name, count=len(rows), error=str(error))
            return False
        return True

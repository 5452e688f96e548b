"""The worker's sign of life: an advisory lock in PostgreSQL that is free as soon as it is dead.

Started by `app.py` around all work. Others take the conversations of a worker whose lock is free
over at once; the lease's time is for those that live and are stuck. Losing the lock while alive
(PostgreSQL restarted) costs work that is done twice, never an effect: the epoch fences it.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from driver_assistant.runtime.telemetry import log
from driver_assistant.store.conversations import LIFE_LOCK
from driver_assistant.store.database import Database, StoreUnavailable

_LOOK_EVERY_S = 5.0  # a session that was lost is noticed within this
_AGAIN_S = 1.0


@asynccontextmanager
async def living(database: Database, owner: str) -> AsyncIterator[None]:
    """Hold the owner's lock while the body runs, and again whenever it is lost."""
    task = asyncio.create_task(_hold(database, owner), name="life")
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _hold(database: Database, owner: str) -> None:
    while True:
        try:
            async with database.session() as connection:
                await connection.execute(LIFE_LOCK, owner)
                while True:
                    await asyncio.sleep(_LOOK_EVERY_S)
                    await connection.execute("SELECT 1")
        except StoreUnavailable as error:
            log.warning("life.lock_lost", error=str(error))
            await asyncio.sleep(_AGAIN_S)

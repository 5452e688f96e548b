"""aiormq cancels what waits on a connection that ends; that is not the waiting task's own end."""

from __future__ import annotations

import asyncio

import pytest

from driver_assistant.runtime.broker import BrokerUnavailable, cancelled_means_lost


async def test_a_cancellation_that_nobody_asked_of_this_task_is_a_lost_connection() -> None:
    cancelled_by_aiormq: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    cancelled_by_aiormq.cancel()

    with pytest.raises(BrokerUnavailable), cancelled_means_lost():
        await cancelled_by_aiormq


async def test_a_task_that_is_cancelled_ends() -> None:
    async def waits() -> None:
        with cancelled_means_lost():
            await asyncio.Event().wait()

    task = asyncio.create_task(waits())
    await asyncio.sleep(0)
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task

"""How many doorbells wait in a queue. Asked by the sweepers, who ring again only for what is lost.

A connection of its own, made when first needed and again after a failure: a question about a queue
that does not exist closes the channel that asks.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import Self

from aio_pika.abc import AbstractChannel, AbstractConnection

from driver_assistant.runtime.broker import LOST, cancelled_means_lost, connect

_ANSWER_S = 2.0


class QueueWatch:
    """Looks at queues; use as an async context manager, one caller at a time."""

    def __init__(self, url: str, *, name: str) -> None:
        self._url = url
        self._name = name
        self._connection: AbstractConnection | None = None
        self._channel: AbstractChannel | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._drop()

    async def ready(self, *queues: str) -> int | None:
        """Messages ready in the queues together; None when the broker can't say."""
        try:
            with cancelled_means_lost():
                async with asyncio.timeout(_ANSWER_S):
                    channel = self._channel or await self._open()
                    declared = [await channel.declare_queue(name, passive=True) for name in queues]
        except LOST:
            await self._drop()
            return None
        return sum(queue.declaration_result.message_count or 0 for queue in declared)

    async def _open(self) -> AbstractChannel:
        self._connection = await connect(self._url, f"{self._name}/watch")
        self._channel = await self._connection.channel()
        return self._channel

    async def _drop(self) -> None:
        connection, self._connection, self._channel = self._connection, None, None
        if connection is not None:
            with contextlib.suppress(*LOST), cancelled_means_lost():
                async with asyncio.timeout(_ANSWER_S):
                    await connection.close()

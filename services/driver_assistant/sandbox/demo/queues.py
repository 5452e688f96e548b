"""How many doorbells wait in each queue, asked of the broker itself.

For the supervisor's `GET /status`: the management API's numbers are up to five seconds old, a
passive declaration's are not. It never waits long: a paused broker is an answer, too.
"""

from __future__ import annotations

import asyncio
import contextlib
from itertools import cycle, islice
from typing import Final

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractConnection
from aio_pika.exceptions import AMQPError

from driver_assistant.contracts.topology import PRIORITIES, QUEUES, SIDES, work_queue

_PATIENCE_S: Final = 3.0  # a busy machine; a paused broker never answers
_CLOSE_S: Final = 0.2
_SOMETIMES: Final = 6  # of the queues for retries and dead letters, so many per look, in turns
_ALWAYS: Final = tuple(work_queue(side, priority) for side in SIDES for priority in PRIORITIES)
_IN_TURNS: Final = tuple(queue.name for queue in QUEUES if queue.name not in _ALWAYS)


class QueueDepths:
    """Keeps one connection to the broker while somebody asks."""

    def __init__(self, amqp_url: str) -> None:
        self._url = amqp_url
        self._connection: AbstractConnection | None = None
        self._channel: AbstractChannel | None = None
        self._known: dict[str, int] = {}
        self._turns = cycle(_IN_TURNS)
        self._one_at_a_time = asyncio.Lock()

    async def read(self) -> dict[str, int] | None:
        """Messages ready in each queue; None while the broker does not answer."""
        async with self._one_at_a_time:
            try:
                async with asyncio.timeout(_PATIENCE_S):
                    return await self._depths()
            except (TimeoutError, OSError, RuntimeError, AMQPError):
                await self.close()
                return None

    async def close(self) -> None:
        """Let go of the connection; a broker that is away is not waited for."""
        connection, self._connection, self._channel = self._connection, None, None
        if connection is not None:
            with contextlib.suppress(TimeoutError, OSError, RuntimeError, AMQPError):
                async with asyncio.timeout(_CLOSE_S):
                    await connection.close()

    async def _depths(self) -> dict[str, int]:
        if self._channel is None or self._channel.is_closed:
            self._connection = await aio_pika.connect(self._url, timeout=_PATIENCE_S)
            self._channel = await self._connection.channel()
        for name in (*_ALWAYS, *islice(self._turns, _SOMETIMES)):
            declared = await self._channel.declare_queue(name, passive=True)
            self._known[name] = declared.declaration_result.message_count or 0
        return dict(self._known)

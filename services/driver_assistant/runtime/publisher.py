"""Publishing doorbells with confirms that can't get out of step.

A batch is written as a whole (`confirms.py`), and the caller waits for its confirms up to a
deadline. What is not confirmed by then is reported as such (a sweeper rings again) and the whole
channel is thrown away, so a late confirm can't be taken for another message's. While the broker
is away `publish` answers at once; a background task reconnects.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, Self

import aiormq
from aiormq.abc import AbstractConnection
from prometheus_client import Counter, Gauge, Histogram

from driver_assistant.contracts.messages import InDoorbell, OutDoorbell, ReceiptDoorbell
from driver_assistant.contracts.topology import Side, exchange_of
from driver_assistant.runtime.broker import LOST, cancelled_means_lost
from driver_assistant.runtime.confirms import ConfirmChannel, Envelope, open_confirming
from driver_assistant.runtime.telemetry import log

CONFIRM_SECONDS = Histogram(
    "driver_assistant_publish_confirm_seconds",
    "From publish to the broker's confirm.",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1),
)
UNCONFIRMED = Counter(
    "driver_assistant_publish_unconfirmed_total", "Doorbells without a confirm in time."
)
CONNECTED = Gauge("driver_assistant_publisher_connected", "1 while the publisher has a channel.")
BLOCKED = Gauge(
    "driver_assistant_amqp_blocked",
    "1 from a publish that the broker blocked (a memory or disk alarm) until one is confirmed.",
)

_GLANCE_S = 0.01
_LOOK_EVERY_S = 0.5  # a lost connection is noticed within this
_RECONNECT_S = (0.1, 0.25, 0.5, 1.0, 2.0)  # then every two seconds

Doorbell = InDoorbell | OutDoorbell | ReceiptDoorbell


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """One doorbell to publish: which side, which routing key (a priority or a retry key)."""

    side: Side
    key: str
    doorbell: Doorbell
    traceparent: str = ""


class Publisher:
    """Rings doorbells. Use as an async context manager; safe for concurrent callers."""

    def __init__(self, url: str, *, name: str, confirm_timeout_s: float = 0.4) -> None:
        self._url = url
        self._name = name
        self._confirm_timeout_s = confirm_timeout_s
        self._connection: AbstractConnection | None = None
        self._channel: ConfirmChannel | None = None
        self._discarded = asyncio.Event()
        self._ready = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._keeper: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._keeper = asyncio.create_task(self._keep_connected(), name="publisher")
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(2):
                await self._ready.wait()
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._keeper is not None:
            self._keeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._keeper
        await self._discard()

    @property
    def connected(self) -> bool:
        """Whether a publish would reach the broker now."""
        return self._channel is not None and not self._channel.is_closed

    async def publish(self, rings: Sequence[Ring]) -> list[bool]:
        """Ring all; True for each that the broker confirmed before the deadline. Never raises."""
        connection, channel = self._connection, self._channel
        if not rings:
            return []
        if channel is None or channel.is_closed:
            UNCONFIRMED.inc(len(rings))
            return [False] * len(rings)
        started = asyncio.get_running_loop().time()
        try:
            batch = channel.send([_envelope(ring) for ring in rings])
        except asyncio.QueueFull:  # the broker takes nothing any more
            confirmed = [False] * len(rings)
        else:
            await asyncio.wait([batch.done], timeout=self._confirm_timeout_s)
            confirmed = list(batch.confirmed)
        CONFIRM_SECONDS.observe(asyncio.get_running_loop().time() - started)
        if all(confirmed):
            BLOCKED.set(0)
        else:
            UNCONFIRMED.inc(confirmed.count(False))
            blocked = await _is_blocked(connection)
            if blocked:
                BLOCKED.set(1)
            log.warning("publish.unconfirmed", rings=confirmed.count(False), blocked=blocked)
            if self._connection is connection:  # another call may have thrown it away by now
                await self._discard()
        return confirmed

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._forget)
        return task

    def _forget(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()  # retrieved: a channel thrown away fails its late publishes

    async def _discard(self) -> None:
        connection, self._connection, self._channel = self._connection, None, None
        self._discarded.set()
        if connection is not None:
            # In the background: a broker that blocks us also delays the close handshake.
            self._spawn(_close(connection))

    async def _keep_connected(self) -> None:
        """Connect, and again whenever the connection is lost or was thrown away."""
        failures = 0
        while True:
            try:
                with cancelled_means_lost():
                    connection = await self._connect()
            except LOST as error:
                log.warning("publisher.unconnected", error=type(error).__name__)
                await self._discard()  # one that was opened half-way
                await asyncio.sleep(_RECONNECT_S[min(failures, len(_RECONNECT_S) - 1)])
                failures += 1
                continue
            failures = 0
            self._ready.set()
            CONNECTED.set(1)
            await self._until_lost(connection)
            self._ready.clear()
            CONNECTED.set(0)

    async def _connect(self) -> AbstractConnection:
        async with asyncio.timeout(5):
            connection = await aiormq.connect(
                self._url, client_properties={"connection_name": f"{self._name}/publish"}
            )
            self._connection = connection
            self._channel = await open_confirming(connection)
            return connection

    async def _until_lost(self, connection: AbstractConnection) -> None:
        """Return once the connection is closed, or not ours any more."""
        while self._connection is connection and not connection.is_closed:
            self._discarded.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._discarded.wait(), _LOOK_EVERY_S)
        if self._connection is connection:
            await self._discard()


async def _is_blocked(connection: AbstractConnection | None) -> bool:
    """Whether the broker has told this connection that it takes nothing for now."""
    if connection is None or connection.is_closed:
        return False
    try:
        async with asyncio.timeout(_GLANCE_S):
            await connection.ready()  # at once, unless blocked
    except TimeoutError:
        return True
    return False


async def _close(connection: AbstractConnection) -> None:
    with contextlib.suppress(Exception):  # it is thrown away because it is in doubt
        async with asyncio.timeout(2):
            await connection.close()


def _envelope(ring: Ring) -> Envelope:
    return Envelope(
        exchange=exchange_of(ring.side),
        routing_key=ring.key,
        kind=ring.doorbell.schema_,
        traceparent=ring.traceparent,
        body=ring.doorbell.model_dump_json().encode(),
    )

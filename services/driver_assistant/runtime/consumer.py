"""Consuming doorbells: one loop per process, the only place that turns errors into decisions.

Each queue has its own consumer whose prefetch is its number of slots, so every delivered doorbell
is examined at once and the queue's depth stays the true backlog that KEDA scales on. High and
normal have slots of their own: neither can starve the other. A doorbell is acknowledged after its
work. Errors of the work itself are decided in PostgreSQL by the handler; what reaches this loop
is a doorbell that can't be read (dropped: the row is the truth and a sweeper rings again) or a bug.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage, AbstractQueue
from prometheus_client import Counter, Gauge
from pydantic import BaseModel, ValidationError

from driver_assistant.contracts.errors import Transient
from driver_assistant.runtime.broker import BrokerUnavailable, connect, declare_topology
from driver_assistant.runtime.telemetry import log

DELIVERED = Counter("driver_assistant_doorbells_total", "Doorbells by result.", ["queue", "result"])
LAST_DELIVERY = Gauge(
    "driver_assistant_consumer_last_delivery_timestamp_seconds",
    "Unix time of the last delivered doorbell.",
    ["queue"],
)
BUSY = Gauge("driver_assistant_slots_busy", "Slots at work.", ["queue"])

_WATCH_EVERY_S = 15.0
_RECONNECT_S = 1.0
_RETRY_PAUSE_S = 1.0  # a doorbell whose handler could not reach PostgreSQL goes back after this

Handler = Callable[[BaseModel, str], Awaitable[None]]


class ConsumerStuck(Transient):
    """The queue has messages, slots are free, and nothing is delivered."""

    code = "consumer_stuck"


class Consumer:
    """Feeds doorbells from some queues to `handler(doorbell, traceparent)`."""

    def __init__(
        self,
        url: str,
        *,
        name: str,
        slots: Mapping[str, int],
        doorbells: Mapping[str, type[BaseModel]],
        handler: Handler,
        watchdog_s: float = 60.0,
    ) -> None:
        self._url = url
        self._name = name
        self._slots = dict(slots)
        self._doorbells = dict(doorbells)
        self._handler = handler
        self._watchdog_s = watchdog_s
        self._work: set[asyncio.Task[None]] = set()
        self._busy = dict.fromkeys(slots, 0)
        self._last_delivery_s = dict.fromkeys(slots, 0.0)
        self.connected = False

    async def check(self) -> None:
        """For the readiness probe: raise unless doorbells can arrive."""
        if not self.connected:
            raise BrokerUnavailable("not connected")

    async def run(self, stop: asyncio.Event) -> None:
        """Consume until `stop`, then let the work under way finish.

        Raises:
            ConsumerStuck: the watchdog saw depth without deliveries; end the process.
        """
        while not stop.is_set():
            try:
                await self._consume(stop)
            except (BrokerUnavailable, OSError, aio_pika.exceptions.AMQPError) as error:
                self.connected = False
                log.warning("consumer.unconnected", error=type(error).__name__)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), _RECONNECT_S)

    async def _consume(self, stop: asyncio.Event) -> None:
        connection = await connect(self._url, f"{self._name}/consume")
        gone = asyncio.Event()
        connection.close_callbacks.add(lambda *_: gone.set())
        async with connection:
            admin = await connection.channel()
            await declare_topology(admin)
            tags: list[tuple[AbstractQueue, str]] = []
            for queue_name, slots in self._slots.items():
                channel = await connection.channel()
                channel.close_callbacks.add(lambda *_: gone.set())
                await channel.set_qos(prefetch_count=slots)
                queue = await channel.get_queue(queue_name, ensure=False)
                tag = await queue.consume(self._on_delivery(queue_name))
                tags.append((queue, tag))
                self._last_delivery_s[queue_name] = asyncio.get_running_loop().time()
            self.connected = True
            log.info("consumer.started", queues=list(self._slots))
            await self._watch(admin, stop, gone)
            self.connected = False
            if stop.is_set():
                for queue, tag in tags:
                    with contextlib.suppress(Exception):  # best effort: closing ends it anyway
                        await queue.cancel(tag)
                if self._work:
                    await asyncio.wait(self._work)

    def _on_delivery(self, queue: str) -> Callable[[AbstractIncomingMessage], Awaitable[None]]:
        async def delivered(message: AbstractIncomingMessage) -> None:
            LAST_DELIVERY.labels(queue).set_to_current_time()
            self._last_delivery_s[queue] = asyncio.get_running_loop().time()
            task = asyncio.create_task(self._handle(queue, message))
            self._work.add(task)
            task.add_done_callback(self._work.discard)

        return delivered

    async def _handle(self, queue: str, message: AbstractIncomingMessage) -> None:
        self._busy[queue] += 1
        BUSY.labels(queue).set(self._busy[queue])
        result = "done"
        try:
            kind = self._doorbells[message.type or ""]
            traceparent = str((message.headers or {}).get("traceparent") or "")
            await self._handler(kind.model_validate_json(message.body), traceparent)
        except (KeyError, ValidationError):
            result = "unreadable"
            log.warning("doorbell.unreadable", queue=queue, type=message.type)
        except Transient as error:
            result = "again"
            log.warning("doorbell.returned", queue=queue, error=error.code)
        except Exception:  # noqa: BLE001  # the process's edge: a bug must not end the others
            result = "bug"
            log.exception("doorbell.failed", queue=queue)
        finally:
            self._busy[queue] -= 1
            BUSY.labels(queue).set(self._busy[queue])
        DELIVERED.labels(queue, result).inc()
        # The connection may be gone by now; then the broker delivers again, which is harmless.
        with contextlib.suppress(Exception):
            if result == "again":
                await asyncio.sleep(_RETRY_PAUSE_S)
                await message.nack(requeue=True)
            else:
                await message.ack()

    async def _watch(
        self, admin: AbstractChannel, stop: asyncio.Event, gone: asyncio.Event
    ) -> None:
        while not stop.is_set():
            if await _first_of(stop, gone, timeout_s=min(_WATCH_EVERY_S, self._watchdog_s)):
                if gone.is_set():
                    raise BrokerUnavailable("the connection was closed")
                return
            for queue, slots in self._slots.items():
                declared = await admin.declare_queue(queue, passive=True)
                idle_s = asyncio.get_running_loop().time() - self._last_delivery_s[queue]
                depth = declared.declaration_result.message_count or 0
                if depth and self._busy[queue] < slots and idle_s > self._watchdog_s:
                    raise ConsumerStuck(f"{queue}: {depth} messages, none for {idle_s:.0f} s")


async def _first_of(*events: asyncio.Event, timeout_s: float) -> bool:
    tasks = [asyncio.create_task(event.wait()) for event in events]
    try:
        done, _ = await asyncio.wait(tasks, timeout=timeout_s, return_when=asyncio.FIRST_COMPLETED)
        return bool(done)
    finally:
        for task in tasks:
            task.cancel()

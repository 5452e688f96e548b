"""Consuming doorbells: one loop per process, the only place that turns errors into decisions.

Each queue has its own consumer whose prefetch is the number of slots that its work may have, so
the queue's depth stays the true backlog that KEDA scales on, and only a free slot examines a
doorbell (`slots.py` picks whose). It is acknowledged after its work. Errors of the work itself
are decided in PostgreSQL by the handler; what reaches this loop is a doorbell that can't be read
(it goes to the dead letters: the row is the truth and a sweeper rings again) or a bug.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping

from aio_pika.abc import AbstractChannel, AbstractIncomingMessage, AbstractQueue
from prometheus_client import Counter, Gauge
from pydantic import BaseModel, ValidationError

from driver_assistant.contracts.errors import Transient
from driver_assistant.runtime.broker import (
    LOST,
    BrokerUnavailable,
    cancelled_means_lost,
    connect,
    declare_topology,
)
from driver_assistant.runtime.slots import FairSlots
from driver_assistant.runtime.telemetry import log

DELIVERED = Counter("driver_assistant_doorbells_total", "Doorbells by result.", ["queue", "result"])
LAST_DELIVERY = Gauge(
    "driver_assistant_consumer_last_delivery_timestamp_seconds",
    "Unix time of the last delivered doorbell.",
    ["queue"],
)
BUSY = Gauge("driver_assistant_slots_busy", "Slots at work.", ["queue"])
DEPTH = Gauge("driver_assistant_queue_ready", "Doorbells that wait in the queue.", ["queue"])

_WATCH_EVERY_S = 15.0
_RECONNECT_S = 1.0
_SAY_EVERY = 10  # attempts to connect between two lines of waiting
# A doorbell whose handler could not reach PostgreSQL is tried again in its slot, and goes back to
# the queue only then: each return counts towards the broker's delivery limit.
_RETRY_PAUSES_S = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)

Handler = Callable[[BaseModel, str], Awaitable[None]]
Unreadable = Callable[[bytes], Awaitable[None]]


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
        unreadable: Unreadable | None = None,
        watchdog_s: float = 60.0,
    ) -> None:
        """Prepare; `run` connects.

        Args:
            url: of the broker and vhost.
            name: of the connection.
            slots: own slots per queue, most urgent first.
            doorbells: the model of each message type.
            handler: the work.
            unreadable: gets the body of what can't be read; without it the broker's dead-letter
                exchange does.
            watchdog_s: no delivery for so long while messages and slots wait ends the process.
        """
        self._url = url
        self._name = name
        self._slots = FairSlots(slots)
        self._queues = tuple(slots)
        self._doorbells = dict(doorbells)
        self._handler = handler
        self._unreadable = unreadable
        self._watchdog_s = watchdog_s
        self._waiting: set[asyncio.Task[None]] = set()
        self._work: set[asyncio.Task[None]] = set()
        self._held = dict.fromkeys(slots, 0)  # delivered and not acknowledged
        self._stopping = asyncio.Event()
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
        self._stopping = stop
        tries = 0
        while not stop.is_set():
            try:
                with cancelled_means_lost():
                    await self._consume(stop)
                tries = 0
            except LOST as error:
                tries = 0 if self.connected else tries
                self.connected = False
                if tries % _SAY_EVERY == 0:
                    log.warning("process.waiting", dependency="rabbitmq", error=str(error)[:200])
                tries += 1
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
            for queue_name in self._queues:
                channel = await connection.channel()
                channel.close_callbacks.add(lambda *_: gone.set())
                await channel.set_qos(prefetch_count=self._slots.most(queue_name))
                queue = await channel.get_queue(queue_name, ensure=False)
                tag = await queue.consume(self._on_delivery(queue_name))
                tags.append((queue, tag))
                self._last_delivery_s[queue_name] = asyncio.get_running_loop().time()
            self.connected = True
            log.info("consumer.started", queues=list(self._queues))
            try:
                await self._watch(admin, stop, gone)
                self.connected = False
                for queue, tag in tags:
                    with contextlib.suppress(Exception):  # best effort: closing ends it anyway
                        await queue.cancel(tag)
            finally:
                # What no slot has taken yet goes back to the broker when the channels close.
                for task in tuple(self._waiting):
                    task.cancel()
            if self._work:
                await asyncio.wait(self._work)

    def _on_delivery(self, queue: str) -> Callable[[AbstractIncomingMessage], Awaitable[None]]:
        async def delivered(message: AbstractIncomingMessage) -> None:
            LAST_DELIVERY.labels(queue).set_to_current_time()
            self._last_delivery_s[queue] = asyncio.get_running_loop().time()
            task = asyncio.create_task(self._take(queue, message))
            self._waiting.add(task)
            self._work.add(task)
            task.add_done_callback(self._work.discard)
            task.add_done_callback(self._waiting.discard)

        return delivered

    async def _take(self, queue: str, message: AbstractIncomingMessage) -> None:
        self._held[queue] += 1
        try:
            async with self._slots.slot(queue):
                task = asyncio.current_task()
                if task is not None:
                    self._waiting.discard(task)
                BUSY.labels(queue).set(self._slots.busy(queue))
                await self._handle(queue, message)
        finally:
            self._held[queue] -= 1
            BUSY.labels(queue).set(self._slots.busy(queue))

    async def _handle(self, queue: str, message: AbstractIncomingMessage) -> None:
        result = "done"
        try:
            kind = self._doorbells[message.type or ""]
            traceparent = str((message.headers or {}).get("traceparent") or "")
            await self._work_on(kind.model_validate_json(message.body), traceparent)
        except (KeyError, ValidationError):
            result = "unreadable"
            log.warning("doorbell.unreadable", queue=queue, type=message.type)
        except Transient as error:
            result = "again"
            log.warning("doorbell.returned", queue=queue, error=error.code)
        except Exception:  # noqa: BLE001  # the process's edge: a bug must not end the others
            result = "bug"
            log.exception("doorbell.failed", queue=queue)
        DELIVERED.labels(queue, result).inc()
        # The connection may be gone by now; then the broker delivers again, which is harmless.
        with contextlib.suppress(Exception):
            if result == "again":
                await message.nack(requeue=True)
            elif result == "unreadable" and self._unreadable is None:
                await message.reject(requeue=False)
            else:
                if result == "unreadable" and self._unreadable is not None:
                    await self._unreadable(message.body)
                await message.ack()

    async def _work_on(self, doorbell: BaseModel, traceparent: str) -> None:
        """The handler, again after a pause while what it needs is away."""
        for pause_s in _RETRY_PAUSES_S:
            try:
                return await self._handler(doorbell, traceparent)
            except Transient as error:
                log.info("doorbell.waits", error=error.code, pause_s=pause_s)
                if await _first_of(self._stopping, timeout_s=pause_s):
                    raise
        return await self._handler(doorbell, traceparent)

    async def _watch(
        self, admin: AbstractChannel, stop: asyncio.Event, gone: asyncio.Event
    ) -> None:
        while not stop.is_set():
            if await _first_of(stop, gone, timeout_s=min(_WATCH_EVERY_S, self._watchdog_s)):
                if gone.is_set():
                    raise BrokerUnavailable("the connection was closed")
                return
            for queue in self._queues:
                declared = await admin.declare_queue(queue, passive=True)
                idle_s = asyncio.get_running_loop().time() - self._last_delivery_s[queue]
                depth = declared.declaration_result.message_count or 0
                DEPTH.labels(queue).set(depth)
                free = self._held[queue] < self._slots.most(queue)
                if depth and free and idle_s > self._watchdog_s:
                    raise ConsumerStuck(f"{queue}: {depth} messages, none for {idle_s:.0f} s")


async def _first_of(*events: asyncio.Event, timeout_s: float) -> bool:
    tasks = [asyncio.create_task(event.wait()) for event in events]
    try:
        done, _ = await asyncio.wait(tasks, timeout=timeout_s, return_when=asyncio.FIRST_COMPLETED)
        return bool(done)
    finally:
        for task in tasks:
            task.cancel()

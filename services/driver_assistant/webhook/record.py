"""Shared flushes: what arrives while a flush is under way leaves together in the next one.

There is no timer. Each request hands in its rows and waits; a flusher takes everything that is
queued, runs one statement, rings one batch of doorbells and answers all waiters. Idle, a batch is
one message and costs one round trip; loaded, it grows. A row that PostgreSQL refuses is found by
halving the batch, so it can't fail its neighbours.
"""

from __future__ import annotations

import asyncio
from collections import Counter as Counted
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from uuid import UUID

import asyncpg
from prometheus_client import Counter, Histogram

from driver_assistant.contracts.messages import InDoorbell, OutDoorbell
from driver_assistant.runtime.publisher import Publisher, Ring
from driver_assistant.runtime.telemetry import current_traceparent, log, step
from driver_assistant.store import inbox
from driver_assistant.store.database import Connection, Database
from driver_assistant.store.inbox import NewMessage, NewStatus, Recorded
from driver_assistant.store.later import WrittenLater

ROWS = Histogram(
    "driver_assistant_inbox_batch_rows", "Rows per flush.", ["kind"], buckets=(1, 4, 16, 64, 256)
)
RESULTS = Counter("driver_assistant_inbox_total", "Recorded messages by result.", ["result"])

Row = TypeVar("Row")


@dataclass(slots=True)
class _Waiting(Generic[Row]):
    rows: Sequence[Row]
    done: asyncio.Future[None] = field(default_factory=asyncio.Future)


class _Lane(Generic[Row]):
    """A queue of waiters and the flushers that empty it."""

    def __init__(
        self, flush: Callable[[list[Row]], Awaitable[None]], *, flushers: int, most: int
    ) -> None:
        self._flush = flush
        self._free = flushers
        self._most = most
        self._queue: deque[_Waiting[Row]] = deque()
        self._tasks: set[asyncio.Task[None]] = set()

    async def put(self, rows: Sequence[Row]) -> None:
        """Return once the rows are flushed; raises what the flush raised."""
        waiting = _Waiting(rows)
        self._queue.append(waiting)
        if self._free:
            self._free -= 1
            task = asyncio.create_task(self._drain())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        # The request may be gone (its client closed); the flush is a task of its own and goes on.
        await waiting.done

    async def _drain(self) -> None:
        try:
            while self._queue:
                batch = self._take()
                try:
                    await self._flush([row for waiting in batch for row in waiting.rows])
                except Exception as error:  # noqa: BLE001  # handed to every waiter
                    for waiting in batch:
                        if not waiting.done.done():
                            waiting.done.set_exception(error)
                            waiting.done.exception()  # a waiter that left must not warn
                else:
                    for waiting in batch:
                        if not waiting.done.done():
                            waiting.done.set_result(None)
        finally:
            self._free += 1

    def _take(self) -> list[_Waiting[Row]]:
        taken: list[_Waiting[Row]] = []
        size = 0
        while self._queue and (not taken or size + len(self._queue[0].rows) <= self._most):
            taken.append(self._queue.popleft())
            size += len(taken[-1].rows)
        return taken


class Recorder:
    """Records messages and delivery reports in shared batches, and rings."""

    def __init__(
        self,
        database: Database,
        publisher: Publisher,
        *,
        company: str,
        flushers: int = 2,
        flush_rows: int = 256,
    ) -> None:
        self._database = database
        self._publisher = publisher
        self._company = company
        # Which doorbells the broker confirmed. The sweeper reads it while the queue is long; a mark
        # that is lost costs one doorbell too many, so no acknowledgement waits for it.
        self._marks = WrittenLater("published_marks", self._mark)
        self._messages = _Lane(self._flush_messages, flushers=flushers, most=flush_rows)
        self._statuses = _Lane(self._flush_statuses, flushers=1, most=flush_rows)

    async def messages(self, rows: Sequence[NewMessage]) -> None:
        """Record messages and ring for the new ones.

        Raises:
            StoreUnavailable: nothing is promised; Meta has to deliver again.
        """
        await self._messages.put(rows)

    async def statuses(self, rows: Sequence[NewStatus]) -> None:
        """Record delivery reports; errors as in `messages`."""
        await self._statuses.put(rows)

    async def close(self) -> None:
        """Finish what no request waits for; call before the database closes."""
        await self._marks.close()

    async def _flush_messages(self, rows: list[NewMessage]) -> None:
        ROWS.labels("messages").observe(len(rows))
        recorded = await self._insert(rows)
        results = [_result_of(result) for result in recorded]
        for result, count in Counted(results).items():
            RESULTS.labels(result).inc(count)
        rings = [
            _ring(row, result)
            for row, result, name in zip(rows, recorded, results, strict=True)
            if result is not None and name == "recorded"
        ]
        await self._ring(rings)

    async def _ring(self, rings: list[Ring]) -> None:
        """Ring with confirms; for what is not confirmed the sweeper rings again."""
        if not rings:
            return
        ids = [ring.doorbell.message_id for ring in rings]
        with step(9, doorbells=len(rings)) as span:
            if span.is_recording():
                span.set_attribute("message_ids", [str(message_id) for message_id in ids])
            confirmed = await self._publisher.publish(rings)
        self._marks.add(*[one for one, ok in zip(ids, confirmed, strict=True) if ok])

    async def _mark(self, message_ids: list[UUID]) -> None:
        async with self._database.connection() as connection:
            await inbox.mark_published(connection, message_ids)

    async def _insert(self, rows: list[NewMessage]) -> list[Recorded | None]:
        """One statement for all; halves on a data error until the bad row stands alone (None)."""
        try:
            with step(6, messages=len(rows)) as span:
                if span.is_recording():
                    span.set_attribute("message_ids", [str(row.id) for row in rows])
                async with self._database.connection() as connection:
                    recorded = await inbox.record_messages(connection, self._company, rows)
                    return list(await self._hints(connection, rows, recorded))
        except (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError, ValueError) as error:
            if len(rows) == 1:
                log.error("message.refused", message_id=str(rows[0].id), error=str(error)[:200])
                return [None]
            middle = len(rows) // 2
            return [*await self._insert(rows[:middle]), *await self._insert(rows[middle:])]

    async def _hints(
        self, connection: Connection, rows: list[NewMessage], recorded: list[Recorded]
    ) -> list[Recorded]:
        """An unknown contact's first message of the day opens a conversation for one hint."""
        results = []
        for row, result in zip(rows, recorded, strict=True):
            if result.known:
                if row.kind == "system" and result.new and row.contact_hash:
                    await inbox.require_relink(connection, row.contact_hash)
                results.append(result)
            else:
                conversation = await inbox.record_unknown(connection, self._company, row)
                results.append(Recorded(conversation, conversation is not None))
        return results

    async def _flush_statuses(self, rows: list[NewStatus]) -> None:
        ROWS.labels("statuses").observe(len(rows))
        waiting = await self._update(rows)
        await self._publisher.publish(
            [
                Ring(
                    side="out",
                    key="normal",
                    doorbell=OutDoorbell(conversation_id=conversation, message_id=message),
                    traceparent=current_traceparent(),
                )
                for conversation, message in waiting
            ]
        )

    async def _update(self, rows: list[NewStatus]) -> list[tuple[UUID, UUID]]:
        try:
            async with self._database.connection() as connection:
                return await inbox.record_statuses(connection, rows)
        except (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError, ValueError) as error:
            if len(rows) == 1:
                log.error("status.refused", error=str(error)[:200])
                return []
            middle = len(rows) // 2
            return [*await self._update(rows[:middle]), *await self._update(rows[middle:])]


def _result_of(result: Recorded | None) -> str:
    if result is None:
        return "refused"
    if result.new and result.known:
        return "recorded"
    return "duplicate" if result.known else "unknown"


def _ring(row: NewMessage, result: Recorded) -> Ring:
    assert result.conversation_id is not None  # noqa: S101  # only new ones of known conversations
    return Ring(
        side="in",
        key="high" if row.high or result.high else "normal",
        doorbell=InDoorbell(conversation_id=result.conversation_id, message_id=row.id),
        traceparent=row.traceparent,
    )

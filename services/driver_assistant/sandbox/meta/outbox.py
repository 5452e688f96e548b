"""Webhooks on their way out: due times, batches, redelivery with growing delays.

`cloud.py` puts items in, `app.py` runs it. Delivery is at least once and in no promised order,
as Meta's. An item's `on_due` fires when its time comes even where nobody subscribes.
"""

from __future__ import annotations

import asyncio
import heapq
import random
import time
from collections import Counter
from collections.abc import Callable
from itertools import count

import httpx2
import structlog

from driver_assistant.sandbox.meta.envelope import Account, Item, compose, encode, sign
from driver_assistant.sandbox.meta.settings import MetaSettings

log = structlog.get_logger()

_JSON = {"content-type": "application/json", "user-agent": "facebookexternalua"}


class Outbox:
    """A heap of items by due time and one dispatcher."""

    def __init__(
        self, settings: Callable[[], MetaSettings], account: Account, rng: random.Random
    ) -> None:
        self._settings = settings
        self._account = account
        self._rng = rng
        self._heap: list[tuple[float, int, Item]] = []
        self._order = count()
        self._wake = asyncio.Event()
        self._calls = 0
        self._under_way: Counter[str] = Counter()  # items in those calls, by their part
        self._progress = asyncio.Event()
        self.counts = dict.fromkeys(
            ("posted", "accepted", "refused", "items", "duplicates", "discarded", "dropped"), 0
        )

    @property
    def waiting(self) -> int:
        """Items not yet delivered, those under way included."""
        return len(self._heap) + self._under_way.total()

    @property
    def waiting_messages(self) -> int:
        """Those of them that drivers wrote."""
        heaped = sum(item.part == "messages" for _, _, item in self._heap)
        return heaped + self._under_way["messages"]

    def put(self, item: Item, delay_s: float = 0.0) -> None:
        """Deliver `item` after `delay_s`, now and then twice."""
        if len(self._heap) >= self._settings().outbox_max:
            self.counts["dropped"] += 1
            return
        item.first_at = item.first_at or time.monotonic() + delay_s
        self._push(item, delay_s)
        if self._rng.random() < self._settings().duplicate_rate:
            self.counts["duplicates"] += 1
            twin = Item(
                phone_number_id=item.phone_number_id,
                part=item.part,
                body=item.body,
                contact=item.contact,
                errors=item.errors,
                first_at=item.first_at,
            )
            self._push(twin, delay_s + self._rng.uniform(0.0, 1.0))

    def clear(self) -> None:
        """Forget what waits; calls under way finish."""
        self._heap.clear()
        self._progress.set()
        self.counts.update(dict.fromkeys(self.counts, 0))

    async def drained(self, timeout_s: float) -> bool:
        """Whether everything was delivered within the time; items not yet due count too."""
        try:
            async with asyncio.timeout(timeout_s):
                while self.waiting:
                    self._progress.clear()
                    await self._progress.wait()
        except TimeoutError:
            pass
        return not self.waiting

    async def run(self) -> None:
        """Dispatch until cancelled."""
        limits = httpx2.Limits(max_connections=256, max_keepalive_connections=256)
        async with (
            httpx2.AsyncClient(limits=limits, follow_redirects=False) as client,
            asyncio.TaskGroup() as calls,
        ):
            while True:
                await self._next_is_due()
                while self._calls >= self._settings().webhook_concurrency:
                    self._progress.clear()
                    await self._progress.wait()
                batch = self._due_items()
                if batch and self._settings().webhook_url:
                    self._calls += 1
                    self._under_way.update(item.part for item in batch)
                    calls.create_task(self._deliver(client, batch))
                else:
                    self.counts["discarded"] += len(batch)
                    self._progress.set()
                    await asyncio.sleep(0)  # nothing else in this loop lets others run

    def _push(self, item: Item, delay_s: float) -> None:
        due = time.monotonic() + delay_s
        earliest = not self._heap or due < self._heap[0][0]
        heapq.heappush(self._heap, (due, next(self._order), item))
        if earliest:
            self._wake.set()

    async def _next_is_due(self) -> None:
        while not self._heap or self._heap[0][0] > time.monotonic():
            self._wake.clear()
            wait_s = self._heap[0][0] - time.monotonic() if self._heap else None
            try:
                async with asyncio.timeout(wait_s):
                    await self._wake.wait()
            except TimeoutError:
                continue

    def _due_items(self) -> list[Item]:
        now = time.monotonic()
        batch: list[Item] = []
        while (
            self._heap
            and self._heap[0][0] <= now
            and len(batch) < self._settings().webhook_batch_max
        ):
            item = heapq.heappop(self._heap)[2]
            if item.on_due is not None:
                item.on_due()
                item.on_due = None
            batch.append(item)
        return batch

    async def _deliver(self, client: httpx2.AsyncClient, batch: list[Item]) -> None:
        settings = self._settings()
        try:
            body = encode(compose(batch, self._account, self._rng))
            status = await self._post(client, settings, body)
            if status == httpx2.codes.OK:
                self._delivered(batch)
            else:
                log.info("sandbox.webhook_refused", status=status, items=len(batch))
                self._redeliver(batch, settings)
        finally:
            self._calls -= 1
            self._under_way.subtract(item.part for item in batch)
            self._progress.set()

    async def _post(self, client: httpx2.AsyncClient, settings: MetaSettings, body: bytes) -> int:
        headers = _JSON | {"X-Hub-Signature-256": sign(settings.app_secret, body)}
        self.counts["posted"] += 1
        try:
            response = await client.post(
                settings.webhook_url,
                content=body,
                headers=headers,
                timeout=settings.webhook_timeout_s,
            )
        except httpx2.HTTPError as error:
            reason = f"{type(error).__name__} {error}".strip()[:200]
            log.info("sandbox.webhook_unanswered", reason=reason)
            return 0
        return response.status_code

    def _delivered(self, batch: list[Item]) -> None:
        self.counts["accepted"] += 1
        self.counts["items"] += len(batch)
        for item in batch:
            if item.on_delivered is not None:
                item.on_delivered()

    def _redeliver(self, batch: list[Item], settings: MetaSettings) -> None:
        """Each item on its own, so that a retry may come in another batch."""
        self.counts["refused"] += 1
        now = time.monotonic()
        for item in batch:
            if now - item.first_at > settings.redelivery_for_s:
                self.counts["dropped"] += 1
                continue
            delay_s = settings.redelivery_first_s * settings.redelivery_factor**item.attempts
            item.attempts = min(item.attempts + 1, 60)  # beyond, the power overflows a float
            jitter = self._rng.uniform(0.9, 1.1)
            self._push(item, min(delay_s, settings.redelivery_max_s) * jitter)

"""Which resource to look at next: one entry for each, with delays and back-off.

Fed by handlers, watches and the resync; read by the workers of `term.py`. A resource is never
worked on twice at once; a wake-up that comes meanwhile is kept. Back-off is per resource and shown
as a metric, so a storm on one never becomes a loop on all.
"""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass, field
from typing import Final

from driver_assistant_operator.metrics import BACKOFF, WAITING

FIRST_BACKOFF_S: Final = 1.0
LONGEST_BACKOFF_S: Final = 300.0
BURST_S: Final = 0.2  # events come in bursts: one look serves them all


@dataclass(frozen=True, slots=True)
class Key:
    """One resource."""

    kind: str
    namespace: str
    name: str


@dataclass(slots=True)
class WorkQueue:
    """Due times by key."""

    _due: dict[Key, float] = field(default_factory=dict)
    _busy: set[Key] = field(default_factory=set)
    _failures: dict[Key, int] = field(default_factory=dict)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def add(self, key: Key, after_s: float = BURST_S, *, changed: bool = False) -> None:
        """Look at `key` in at most `after_s` seconds.

        A key that backs off keeps its time, unless somebody `changed` the resource itself: that
        may be what mends it.
        """
        if changed:
            self._failures.pop(key, None)
        elif key in self._failures and key in self._due:
            return
        due = time.monotonic() + after_s
        self._due[key] = min(due, self._due.get(key, due))
        WAITING.set(len(self._due))
        self._news.set()

    async def take(self) -> Key:
        """The next key that is due; hand it back with `done`, `failed` or `drop`."""
        while True:
            ready = [(due, key) for key, due in self._due.items() if key not in self._busy]
            now = time.monotonic()
            if ready:
                due, key = min(ready, key=lambda pair: pair[0])
                if due <= now:
                    del self._due[key]
                    self._busy.add(key)
                    WAITING.set(len(self._due))
                    return key
            self._news.clear()
            wait = min((due for due, _ in ready), default=now + 60) - now
            try:
                async with asyncio.timeout(wait):
                    await self._news.wait()
            except TimeoutError:
                continue

    def done(self, key: Key, again_in_s: float) -> None:
        """It went well; look again after a while."""
        self._busy.discard(key)
        self._failures.pop(key, None)
        BACKOFF.labels(key.kind, key.namespace, key.name).set(0)
        self.add(key, again_in_s)

    def failed(self, key: Key, at_least_s: float = 0.0) -> float:
        """It failed; the seconds until it is tried again."""
        self._busy.discard(key)
        count = self._failures[key] = self._failures.get(key, 0) + 1
        pause: float = min(FIRST_BACKOFF_S * 2.0 ** min(count - 1, 12), LONGEST_BACKOFF_S)
        jitter: float = random.uniform(0.8, 1.2)  # noqa: S311  spreads retries, guards nothing
        pause = max(at_least_s, pause * jitter)
        self._due[key] = time.monotonic() + pause
        BACKOFF.labels(key.kind, key.namespace, key.name).set(pause)
        self._news.set()
        return pause

    def drop(self, key: Key) -> None:
        """The resource is gone."""
        self._busy.discard(key)
        self._failures.pop(key, None)
        self._due.pop(key, None)
        self._news.set()

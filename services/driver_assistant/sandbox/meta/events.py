"""What just happened, for those who watch: the terminal chat and tests, by long polling.

Written by `cloud.py`. A bounded ring: who polls too rarely sees a gap in `seq`.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from itertools import islice
from typing import Any

Json = dict[str, Any]


class Events:
    """Numbered events; readers wait for the next."""

    def __init__(self, most: int) -> None:
        self._ring: deque[Json] = deque(maxlen=most)
        self._waiters: set[asyncio.Event] = set()
        self.last = 0

    def clear(self) -> None:
        """Forget what happened; the numbers go on, so that readers miss nothing new."""
        self._ring.clear()

    def add(self, kind: str, user: str, **facts: Any) -> None:
        """Append an event and wake every reader."""
        self.last += 1
        self._ring.append({"seq": self.last, "at": time.time(), "kind": kind, "user": user} | facts)
        for waiter in self._waiters:
            waiter.set()

    def since(self, after: int, *, user: str = "", limit: int = 1000) -> list[Json]:
        """Events with `seq > after`, oldest first."""
        first = self.last - len(self._ring)
        fresh = islice(self._ring, max(0, after - first), None)
        return list(islice((e for e in fresh if not user or e["user"] == user), limit))

    async def wait(
        self, after: int, wait_s: float, *, user: str = "", limit: int = 1000
    ) -> list[Json]:
        """Like `since`, but waits up to `wait_s` while there is nothing."""
        deadline = time.monotonic() + wait_s
        while not (found := self.since(after, user=user, limit=limit)):
            waiter = asyncio.Event()
            self._waiters.add(waiter)
            try:
                async with asyncio.timeout(max(0.0, deadline - time.monotonic())):
                    await waiter.wait()
            except TimeoutError:
                return []
            finally:
                self._waiters.discard(waiter)
        return found

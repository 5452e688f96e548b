"""Who works next: a fair picker over the doorbells that a consumer was handed.

Used by `consumer.py`. Each queue has slots of its own, in order of urgency. The first queue may
also take what the others leave free, the others never touch the first one's: urgent work starts
at once, however much ordinary work waits. Where both wait for one slot, every third pick is the
ordinary one's: a flood of urgent work can't starve it.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Final

URGENT_PICKS: Final = 2  # in a row, while ordinary work waits


class FairSlots:
    """Slots shared by some queues; `shares` is in order of urgency, at least one slot each."""

    def __init__(self, shares: Mapping[str, int]) -> None:
        self._total = sum(shares.values())
        self._most = dict(shares)
        self._first = next(iter(shares))
        self._most[self._first] = self._total
        self._busy = dict.fromkeys(shares, 0)
        self._waiting: dict[str, deque[asyncio.Future[None]]] = {name: deque() for name in shares}
        self._picks = 0

    def most(self, queue: str) -> int:
        """Slots that this queue's work may have at once: the consumer's prefetch."""
        return self._most[queue]

    def busy(self, queue: str) -> int:
        """Slots at work for this queue."""
        return self._busy[queue]

    @asynccontextmanager
    async def slot(self, queue: str) -> AsyncIterator[None]:
        """Wait for a slot and hold it while the body runs."""
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[queue].append(turn)
        self._hand_out()
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._free(queue)  # picked and cancelled in the same moment
            else:
                self._waiting[queue].remove(turn)
            raise
        try:
            yield
        finally:
            self._free(queue)

    def _free(self, queue: str) -> None:
        self._busy[queue] -= 1
        self._hand_out()

    def _hand_out(self) -> None:
        while sum(self._busy.values()) < self._total:
            queue = self._pick()
            if queue is None:
                return
            self._busy[queue] += 1
            self._waiting[queue].popleft().set_result(None)

    def _pick(self) -> str | None:
        able = [
            queue
            for queue, waiting in self._waiting.items()
            if waiting and self._busy[queue] < self._most[queue]
        ]
        if not able:
            return None
        if able[0] != self._first or len(able) == 1:
            self._picks = 0
            return able[0]
        if self._picks < URGENT_PICKS:
            self._picks += 1
            return self._first
        self._picks = 0
        return able[1]

"""The platform's pulse for whoever has the page open: read once a second, by all of them together.

Queues, processes, breakers, counters, switches, the burst. While nobody looks it rests.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

from driver_assistant.sandbox.page.burst import Burst
from driver_assistant.sandbox.page.switchboard import Switchboard
from driver_assistant.sandbox.telemetry.keeper import SpanKeeper

Json = dict[str, Any]

_EVERY_S: Final = 1.0


class Pulse:
    """The latest status; `news` is set whenever it changed."""

    def __init__(self, switchboard: Switchboard, keeper: SpanKeeper) -> None:
        self._switchboard = switchboard
        self._keeper = keeper
        self._watchers = 0
        self._somebody = asyncio.Event()
        self._changed = asyncio.Condition()
        self.version = 0
        self.latest: Json = {}
        self.burst: Burst | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Read it until `stop`, while somebody watches."""
        stopping = asyncio.create_task(stop.wait())
        try:
            while not stop.is_set():
                watched = asyncio.create_task(self._somebody.wait())
                await asyncio.wait({stopping, watched}, return_when=asyncio.FIRST_COMPLETED)
                watched.cancel()
                if not stop.is_set():
                    await self.read()
                    await asyncio.wait({stopping}, timeout=_EVERY_S)
        finally:
            stopping.cancel()

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Keep it beating while the block runs."""
        self._watchers += 1
        self._somebody.set()
        try:
            yield
        finally:
            self._watchers -= 1
            if not self._watchers:
                self._somebody.clear()

    async def changed(self, version: int, timeout_s: float) -> None:
        """Return once there is another than `version`, or after `timeout_s`."""
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout_s), self._changed:
                await self._changed.wait_for(lambda: self.version != version)

    async def read(self) -> None:
        """Look at everything now."""
        status = await self._switchboard.status()
        latest = {
            "supervised": bool(status),
            "processes": [_process(it) for it in status.get("processes", ())],
            "servers": [_server(it) for it in status.get("servers", ())],
            "queues": status.get("queues"),
            "numbers": status.get("numbers", {}),
            "switches": await self._switchboard.states(status),
            "burst": self.burst.look(self._keeper) if self.burst else None,
        }
        if latest != self.latest:
            async with self._changed:
                self.latest = latest
                self.version += 1
                self._changed.notify_all()


def _process(it: Json) -> Json:
    return {"name": it["name"], "state": it["state"], "restarts": it["restarts"]}


def _server(it: Json) -> Json:
    state = "paused" if it["paused"] else "ready" if it["running"] else "ended"
    return {"name": it["name"], "state": state}

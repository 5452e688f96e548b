"""Runs the demo's processes together: all up, each kept up, all down in order.

`run.py` gives it a table of processes, `control.py` passes on what a person asks for. It knows
neither what the processes do nor where their settings come from.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from driver_assistant.sandbox.backing.errors import first_known
from driver_assistant.sandbox.backing.warden import Warden
from driver_assistant.sandbox.demo.errors import DemoError
from driver_assistant.sandbox.demo.process import ManagedProcess, ProcessSpec
from driver_assistant.sandbox.demo.screen import Screen


class Supervisor:
    """The processes by name, in the order they are stopped."""

    def __init__(self, specs: Sequence[ProcessSpec], warden: Warden, screen: Screen) -> None:
        self.processes = {spec.name: ManagedProcess(spec, warden, screen.note) for spec in specs}
        self._screen = screen

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Everything is up inside the block, and down after it.

        Raises:
            ProcessDidNotStart: the first that failed, after the others were stopped.
        """
        try:
            await self._start()
            async with asyncio.TaskGroup() as group:
                keepers = [group.create_task(one.keep()) for one in self.processes.values()]
                try:
                    yield
                finally:  # first of all: what is stopped must not be started again
                    for keeper in keepers:
                        keeper.cancel()
        finally:
            await self._stop()

    def facts(self) -> list[dict[str, Any]]:
        """Name, state, pid, restarts, URL and log of each process."""
        return [
            {
                "name": name,
                "state": process.state,
                "pid": process.pid,
                "restarts": process.restarts,
                "ready_url": process.spec.ready_url,
                "log": str(process.spec.command.log),
            }
            for name, process in self.processes.items()
        ]

    async def _start(self) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                for process in self.processes.values():
                    group.create_task(self._start_one(process))
        except ExceptionGroup as group_of_errors:
            raise first_known(group_of_errors, DemoError) from None

    async def _start_one(self, process: ManagedProcess) -> None:
        took_s = await process.start()
        self._screen.done(f"{process.spec.name} is ready ({took_s:.1f} s)")

    async def _stop(self) -> None:
        for process in self.processes.values():
            if process.pid is not None and not await process.stop():
                self._screen.note(f"{process.spec.name} did not stop in time and was killed")
            process.state = "stopped"

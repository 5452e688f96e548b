"""One process of the demo: started, waited for, started again when it ends, stopped.

`supervisor.py` has one for each. It knows a program only by how to start it and by the URL that
answers 200 once it is ready.
"""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import httpx2

from driver_assistant.sandbox.backing.child import Child, Command, last_lines
from driver_assistant.sandbox.backing.warden import Warden
from driver_assistant.sandbox.demo.errors import ProcessDidNotStart

State = Literal["starting", "ready", "paused", "held", "ended", "stopped"]
Say = Callable[[str], None]

READY_S = 60.0  # the slowest imports take 3 s of one core, five processes share two
STOP_S = 8.0  # a drain takes 1 s; the data is thrown away afterwards
_ASK_EVERY_S = 0.1
_LONGEST_PAUSE_S = 30.0
_STEADY_AFTER_S = 60.0  # one that ran this long starts again without a pause


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessSpec:
    """What runs: `ready_url` answers 200 as soon as the process can work."""

    name: str
    command: Command
    ready_url: str


class ManagedProcess:
    """Keeps one program running."""

    def __init__(self, spec: ProcessSpec, warden: Warden, say: Say) -> None:
        self.spec = spec
        self.state: State = "stopped"
        self.restarts = 0
        self.ready = asyncio.Event()
        self._warden = warden
        self._say = say
        self._child: Child | None = None
        self._asked = False  # whether the next end was asked for
        self._may_run = asyncio.Event()
        self._may_run.set()

    @property
    def pid(self) -> int | None:
        return self._child.pid if self._child and self._child.running else None

    async def start(self, timeout_s: float = READY_S) -> float:
        """Start it and wait until it is ready; seconds it took.

        Raises:
            ProcessDidNotStart: it ended, or gave no sign within `timeout_s`; with its last lines.
        """
        began = time.monotonic()
        child = self._spawn()
        try:
            async with asyncio.timeout(timeout_s):
                await self._until_ready(child)
        except TimeoutError:
            raise self._failure(f"was not ready after {timeout_s:g} s") from None
        return time.monotonic() - began

    async def keep(self) -> None:
        """Start it again whenever it ends, with a growing pause, until it is stopped."""
        pause_s = 0.0
        while self._child is not None:
            began = time.monotonic()
            code = await self._child.wait()
            self.ready.clear()
            if self.state == "stopped":
                return
            self.state = "ended"
            steady = time.monotonic() - began > _STEADY_AFTER_S
            pause_s = 0.0 if self._asked or steady else min(_LONGEST_PAUSE_S, pause_s * 2 or 1.0)
            if not self._asked:
                self._say(f"{self.spec.name} {_how(code)}; starting it again in {pause_s:g} s")
            await asyncio.sleep(pause_s)
            if not self._may_run.is_set():
                self.state = "held"
                await self._may_run.wait()
            await self._again()

    async def stop(self, timeout_s: float = STOP_S) -> bool:
        """SIGTERM, and SIGKILL after `timeout_s`; True when it ended by itself."""
        self.state = "stopped"
        return await self._child.stop(timeout_s) if self._child else True

    async def kill(self) -> None:
        """SIGKILL, as a lost node would; `keep` starts it again."""
        if self._child:
            self.state = "ended"
            self.ready.clear()
            await self._child.kill()

    def pause(self) -> None:
        """SIGSTOP: it keeps its connections and does nothing."""
        if self._child and self._child.running:
            self._child.pause()
            self.state = "paused"

    def resume(self) -> None:
        if self._child and self._child.running:
            self._child.resume()
            self.state = "ready" if self.ready.is_set() else "starting"

    async def restart(self, timeout_s: float = READY_S) -> None:
        """Stop it in order; `keep` starts it again at once. Waits until it is ready."""
        self._asked = True
        self.ready.clear()
        if self._child:
            await self._child.stop(STOP_S)
        async with asyncio.timeout(timeout_s):
            await self.ready.wait()

    async def hold(self) -> None:
        """Stop it and keep it down until `release`, as an outage would."""
        self._asked = True
        self._may_run.clear()
        self.ready.clear()
        if self._child:
            await self._child.stop(STOP_S)

    async def release(self, timeout_s: float = READY_S) -> None:
        """End what `hold` or `pause` began; returns when it is ready."""
        self.resume()
        if not self._may_run.is_set():
            self._may_run.set()
            async with asyncio.timeout(timeout_s):
                await self.ready.wait()

    def _spawn(self) -> Child:
        self.state = "starting"
        self._child = Child(self.spec.command, self._warden)
        return self._child

    async def _again(self) -> None:
        self.restarts += 1
        asked, self._asked = self._asked, False
        began = time.monotonic()
        try:
            await self._until_ready(self._spawn())
        except ProcessDidNotStart as error:
            self._say(f"{error.detail}")
            return
        if not asked:
            self._say(f"{self.spec.name} is ready again ({time.monotonic() - began:.1f} s)")

    async def _until_ready(self, child: Child) -> None:
        async with httpx2.AsyncClient(timeout=2, trust_env=False) as client:
            while True:
                if (code := child.exit_code) is not None:
                    raise self._failure(_how(code))
                if await _answers(client, self.spec.ready_url):
                    break
                await asyncio.sleep(_ASK_EVERY_S)
        self.state = "ready"
        self.ready.set()

    def _failure(self, what: str) -> ProcessDidNotStart:
        log = self.spec.command.log
        lines = last_lines(log)
        hint = _fix(lines)
        return ProcessDidNotStart(f"{self.spec.name} {what}. {hint}The end of {log}:\n{lines}")


async def _answers(client: httpx2.AsyncClient, url: str) -> bool:
    try:
        return (await client.get(url)).status_code == httpx2.codes.OK
    except httpx2.HTTPError:
        return False


def _how(code: int) -> str:
    return f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with {code}"


_FIXES = {
    "ModuleNotFoundError": "A library is missing: run `make demo`, which installs what changed.",
    "address already in use": "Another program took its port: start the demo again.",
    "No such command": "This installation is older than the demo: run `make demo`.",
    "Read-only file system": "It needs a folder that it can write to: set TMPDIR.",
}


def _fix(lines: str) -> str:
    """What to do about a known cause; empty for an unknown one."""
    found = [fix for sign, fix in _FIXES.items() if sign.lower() in lines.lower()]
    return f"{found[0]} " if found else ""

"""A fault case's handle: traffic, crash points, processes that come and go, and the verdict.

A case reads: start traffic, break something at a known moment, mend it, ask for the verdict. The
handle waits for conditions, never for a time that was guessed.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import httpx2
from ledger import Facts, Verdict, audit, gather
from points import Points
from stack import Process, Stack
from traffic import Traffic

from driver_assistant.sandbox.backing.child import Child
from driver_assistant.sandbox.backing.ports import Port, reserve_port

REST_S = 420.0  # 1,000 answers on two shared cores, after a fault
CONVERSATIONS = 50


@dataclass(kw_only=True)
class Case:
    """One case under way."""

    stack: Stack
    seed: int
    messages: int
    folder: Path  # of the crash points
    shipped: bool = False  # waiting times are those of production, the deadline among them
    over_at: float | None = None
    verdict: Verdict | None = None
    facts: Facts | None = None
    judged: Traffic | None = None
    notes: dict[str, Any] = field(default_factory=dict)
    _known_doubles: frozenset[str] = frozenset()
    _supervised: bool = False
    _ports: list[Port] = field(default_factory=list)

    # --- before ---------------------------------------------------------------------------

    async def calm(self) -> None:
        """Everything is up and well and at rest, whatever the last case did."""
        for name in list(self.stack.processes):
            self.points(name).disarm()
        for server in self.stack.servers:
            if server.private:
                await server.start()
        for stand_in in ("meta", "openrouter", "logistics"):
            await self.stack.heal(stand_in)
        await self.revive()
        await self.at_rest()
        facts = await gather(self.stack, (), {})
        self._known_doubles = frozenset(audit(facts).doubled)

    @property
    def all_drivers(self) -> list[str]:
        """Aliases of those whom the SaaS knows."""
        return sorted(name for name, one in self.stack.drivers.items() if one["active"])

    @property
    def drivers(self) -> list[str]:
        """The fifty who write."""
        return self.all_drivers[:CONVERSATIONS]

    def points(self, process: str) -> Points:
        """The crash points of a process."""
        instance = self.stack.processes[process].command.environment["DA_INSTANCE"]
        return Points(self.folder / instance)

    # --- traffic and verdict --------------------------------------------------------------

    @asynccontextmanager
    async def traffic(
        self, *, pace_s: float = 0.05, aliases: Sequence[str] = (), messages: int = 0
    ) -> AsyncIterator[Traffic]:
        """Traffic around a fault; afterwards everything comes to rest and is judged."""
        traffic = Traffic(
            stack=self.stack,
            seed=self.seed,
            messages=messages or self.messages,
            aliases=aliases or self.drivers,
            ended=self.ended,
            pace_s=pace_s,
        )
        async with traffic.running():
            yield traffic
        await self.judge(traffic)

    async def judge(self, traffic: Traffic) -> Verdict:
        """Wait until all is at rest, then audit."""
        await self.at_rest()
        self.judged = traffic
        self.facts = await gather(self.stack, traffic.written, traffic.accepted)
        self.verdict = audit(self.facts)
        known = self._known_doubles
        self.verdict.doubled = [what for what in self.verdict.doubled if what not in known]
        return self.verdict

    def over(self) -> None:
        """The fault ends now: recovery counts from here."""
        self.over_at = time.time()

    def all_answered(self) -> None:
        """Nothing lost, doubled, reordered or swallowed, and every question got its answer.

        With the waiting times as shipped, a question that waited for a minute is closed honestly.
        """
        verdict = self.verdict
        assert verdict is not None, "no traffic was judged"
        assert verdict.clean, verdict
        closed = len(verdict.closed) if self.shipped else 0
        assert verdict.answered + closed == verdict.messages, verdict
        assert verdict.conversations >= CONVERSATIONS

    def recovered_within(self, limit_s: float) -> None:
        """The next reply was there this soon; of the matrix, whose machine is not shared."""
        recovery_s = self.figures().get("recovery_s", 0.0)
        assert recovery_s <= limit_s, f"recovered after {recovery_s} s"

    def figures(self) -> dict[str, Any]:
        """The case's row of the table."""
        verdict = self.verdict or Verdict()
        lists = ("lost", "doubled", "reordered", "closed", "parked")
        row: dict[str, Any] = {
            "messages": verdict.messages,
            "conversations": verdict.conversations,
            **{name: len(getattr(verdict, name)) for name in lists},
        }
        if self.over_at is not None and self.facts is not None:
            later = [sent.at for sent in self.facts.sent if sent.at >= self.over_at]
            if later:
                row["recovery_s"] = round(min(later) - self.over_at, 1)
                row["caught_up_s"] = round(max(later) - self.over_at, 1)
        return row | ({"notes": self.notes} if self.notes else {})

    def ended(self) -> str:
        """Which processes ended by themselves, unless somebody starts them again."""
        return "" if self._supervised else self.stack.ended()

    # --- waiting --------------------------------------------------------------------------

    async def until(
        self,
        look: Callable[[], Awaitable[Any]],
        what: str,
        timeout_s: float = 120,
        *,
        every_s: float = 0.1,
    ) -> Any:
        """Look until something true comes back; servers may be away meanwhile."""
        end = time.monotonic() + timeout_s
        while True:
            with contextlib.suppress(
                OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError,
                httpx2.HTTPError,
            ):  # fmt: skip
                if found := await look():
                    return found
            ended = self.ended()
            if ended or time.monotonic() > end:
                logs = f"{ended}{self.stack.logs()}"
                raise AssertionError(f"not after {timeout_s:g} s: {what}\n{logs}")
            await asyncio.sleep(every_s)

    async def at_rest(self, timeout_s: float = REST_S) -> None:
        """Every message was taken, no message is open and no part is on its way."""

        async def quiet() -> bool:
            outbox = await self.stack.http.get("/meta/_control/outbox")
            if outbox.raise_for_status().json()["waiting_messages"]:
                return False
            open_rows = await self.stack.value(
                "SELECT (SELECT count(*) FROM messages WHERE state = 'pending')"
                " + (SELECT count(*) FROM responses"
                " WHERE state IN ('pending', 'sending', 'retry', 'ambiguous'))"
            )
            return bool(open_rows == 0)

        await self.until(quiet, "everything at rest", timeout_s, every_s=0.5)

    async def stopped_for(self, seconds: float, since_s: float) -> None:
        """As long as the specification says; where waiting times are short, this one is, too."""
        if self.shipped:
            await asyncio.sleep(max(0.0, seconds - (time.monotonic() - since_s)))

    async def count(self, query: str, *arguments: Any) -> int:
        """A count, also while PostgreSQL comes back."""

        async def look() -> tuple[int]:
            return (int(await self.stack.value(query, *arguments)),)

        found: tuple[int] = await self.until(look, query)
        return found[0]

    async def metric(self, process: str, name: str) -> float:
        """The sum of a metric's series whose text starts with `name`."""
        url = f"{self.stack.processes[process].url}/metrics"
        async with httpx2.AsyncClient(timeout=10, trust_env=False) as http:
            text = (await http.get(url)).raise_for_status().text
        lines = [line for line in text.splitlines() if line.startswith(f"driver_assistant_{name}")]
        return sum(float(line.rpartition(" ")[2]) for line in lines)

    # --- processes ------------------------------------------------------------------------

    async def revive(self, *names: str) -> None:
        """Start what has ended, as a kubelet would; all of them unless named."""
        async with asyncio.TaskGroup() as group:
            for name in names or tuple(self.stack.processes):
                process = self.stack.processes[name]
                if process.child is not None and process.child.running:
                    process.resume()
                    group.create_task(process.wait_ready())
                else:
                    group.create_task(process.start())

    async def dead(self, name: str, timeout_s: float = 60) -> None:
        """Until a process has ended."""

        async def ended() -> bool:
            child = self.stack.processes[name].child
            return child is not None and not child.running

        await self.until(ended, f"{name} has ended", timeout_s)

    @asynccontextmanager
    async def supervised(self, *names: str) -> AsyncIterator[list[str]]:
        """Whatever ends is started again while the block runs; yields the names, as they end."""
        ended: list[str] = []

        async def watch() -> None:
            while True:
                for name in names:
                    child = self.stack.processes[name].child
                    if child is not None and not child.running:
                        ended.append(name)
                        process = self.stack.processes[name]
                        process.child = Child(process.command, process.warden)  # not waited for
                await asyncio.sleep(0.1)

        watcher = asyncio.create_task(watch())
        self._supervised = True
        try:
            yield ended
        finally:
            self._supervised = False
            watcher.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watcher

    async def add(self, name: str, like: str, settings: Mapping[str, str] | None = None) -> Process:
        """One more replica of a process, ready."""
        model = self.stack.processes[like]
        port = reserve_port()
        self._ports.append(port)
        environment = {
            **model.command.environment,
            "DA_INSTANCE": f"demo-{name}",
            "DA_HTTP_PORT": str(port.number),
            **(settings or {}),
        }
        command = dataclasses.replace(
            model.command, environment=environment, log=self.stack.folder / f"{name}.log"
        )
        url = f"http://127.0.0.1:{port.number}"
        process = Process(name=name, url=url, command=command, warden=model.warden)
        self.stack.processes[name] = process
        await process.start()
        return process

    async def remove(self, name: str) -> None:
        """Take a replica away, in order."""
        await self.stack.processes.pop(name).stop()

    @asynccontextmanager
    async def with_settings(self, name: str, **settings: str) -> AsyncIterator[Process]:
        """A process restarted with other settings, and back afterwards."""
        process = self.stack.processes[name]
        usual = process.command
        process.command = dataclasses.replace(usual, environment={**usual.environment, **settings})
        try:
            await process.restart()
            yield process
        finally:
            process.command = usual
            await process.restart()

    def close(self) -> None:
        """Give the ports back."""
        for port in self._ports:
            port.close()

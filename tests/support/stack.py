"""The whole platform as real processes on real servers, for tests.

`running_stack` starts the four services and the sandbox on a fresh database, vhost and Redis
prefix, registers the stand-in's drivers, and gives a handle to write as a driver, to cause faults
and to look at rows. Built from the same parts as `make demo`.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import asyncpg
import httpx2

from driver_assistant.sandbox.backing.child import Child, Command
from driver_assistant.sandbox.backing.ports import LOOPBACK, reserve_port
from driver_assistant.sandbox.backing.servers import Backing
from driver_assistant.sandbox.backing.warden import Warden
from driver_assistant.sandbox.demo.commands import run_command
from driver_assistant.sandbox.demo.environment import (
    COMPANY,
    PHONE_NUMBER_ID,
    PROCESSES,
    Secrets,
    demo_environment,
)

T = TypeVar("T")

CLI = (sys.executable, "-m", "driver_assistant.cli")
READY_S = 240.0  # a worker loads for 5 s alone, a minute and more beside other work

# The stand-ins answer at once in tests: what is tested is the platform.
_QUICK: Mapping[str, str] = {
    "DA_SANDBOX_OPENROUTER_LATENCY_MEDIAN_MS": "0",
    "DA_SANDBOX_OPENROUTER_LATENCY_P95_MS": "0",
    "DA_SANDBOX_META_PAIR_RATE_PER_S": "0",
    "DA_SANDBOX_META_READ_AFTER_S": "0.3",
    # An ordinary Tuesday in the middle of the seeded routes, whenever the tests run.
    "DA_SANDBOX_LOGISTICS_REAL_CLOCK": "false",
    "DA_SANDBOX_LOGISTICS_CLOCK_START": "2026-10-27T09:40:00+01:00",
    # A busy machine must not look like a service that is away.
    "DA_GUARDRAILS_TIMEOUT_S": "5",
    "DA_REDIS_TIMEOUT_S": "2",
    "DA_SWEEP_EVERY_S": "0.5",
    "DA_SWEEP_GRACE_S": "2",
    "DA_PROBE_EVERY_S": "1",
    "DA_LOG_FORMAT": "json",
}


@dataclass(kw_only=True)
class Process:
    """One of the platform's processes."""

    name: str
    url: str
    command: Command
    warden: Warden
    child: Child | None = None

    async def start(self) -> None:
        """Start it and wait until it is ready."""
        self.child = Child(self.command, self.warden)
        await self.wait_ready()

    async def wait_ready(self, timeout_s: float = READY_S) -> None:
        """Wait for `/readyz`; a process that ended fails the test with its last lines."""
        end = time.monotonic() + timeout_s
        async with httpx2.AsyncClient(timeout=3, trust_env=False) as http:
            while time.monotonic() < end:
                if self.child is None or self.child.exit_code is not None:
                    break
                try:
                    if (await http.get(f"{self.url}/readyz")).is_success:
                        return
                except httpx2.HTTPError:
                    pass
                await asyncio.sleep(0.1)
        raise AssertionError(f"{self.name} is not ready:\n{self.tail()}")

    async def kill(self) -> None:
        """SIGKILL."""
        assert self.child is not None
        await self.child.kill()

    async def stop(self, timeout_s: float = 20) -> int | None:
        """SIGTERM and wait; its exit code."""
        assert self.child is not None
        await self.child.stop(timeout_s)
        return self.child.exit_code

    async def restart(self) -> None:
        """Stop it in order and start it again."""
        await self.stop()
        await self.start()

    def pause(self) -> None:
        """SIGSTOP."""
        assert self.child is not None
        self.child.pause()

    def resume(self) -> None:
        """SIGCONT."""
        assert self.child is not None
        self.child.resume()

    def events(self, name: str) -> list[dict[str, Any]]:
        """Log events with this name."""
        found = []
        for line in self.command.log.read_text(encoding="utf-8").splitlines():
            if f'"{name}"' in line and line.startswith("{"):
                event = json.loads(line)
                if event.get("event") == name:
                    found.append(event)
        return found

    def tail(self, lines: int = 30) -> str:
        """The end of its log."""
        return "\n".join(self.command.log.read_text(encoding="utf-8").splitlines()[-lines:])


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What one message came to: its turn's row and the parts that the phone shows."""

    turn: dict[str, Any]
    parts: list[dict[str, Any]]

    @property
    def text(self) -> str:
        """The words of all parts."""
        return "\n".join(str(part.get("text", "")) for part in self.parts)


@dataclass(kw_only=True)
class Stack:
    """A running platform."""

    servers: Backing
    database_url: str
    sandbox_url: str
    processes: dict[str, Process]
    http: httpx2.AsyncClient
    drivers: dict[str, dict[str, Any]]
    database: asyncpg.Pool
    secrets: Secrets
    environment: Mapping[str, Mapping[str, str]]
    folder: Path

    def phone(self, alias: str) -> str:
        """A driver's number as WhatsApp writes it."""
        return str(self.drivers[alias]["phone"]).removeprefix("+")

    # --- the driver's side -----------------------------------------------------------

    async def write(self, alias: str, text: str = "", **more: Any) -> str:
        """Send a message as a driver (or a bare number); its wamid."""
        sender = self.phone(alias) if alias in self.drivers else alias
        body = {"from": sender, "text": text, **more}
        answer = await self.http.post("/meta/_control/messages", json=body)
        answer.raise_for_status()
        wamid: str = answer.json()["wamids"][0]
        return wamid

    async def replies(self, alias: str) -> list[dict[str, Any]]:
        """What the assistant sent to a driver so far, oldest first."""
        user = self.phone(alias) if alias in self.drivers else alias
        answer = await self.http.get("/meta/_control/transcript", params={"user": user})
        answer.raise_for_status()
        messages: list[dict[str, Any]] = answer.json()["messages"]
        return [message for message in messages if message["by"] == "assistant"]

    async def ask(self, alias: str, text: str = "", **more: Any) -> Answer:
        """Write and wait for the whole answer."""
        return await self.answer_to(alias, await self.write(alias, text, **more))

    async def answer_to(self, alias: str, wamid: str, timeout_s: float = 60) -> Answer:
        """The committed turn of a message, and its parts once the phone shows all of them."""
        query = (
            "SELECT t.* FROM turns t JOIN messages m ON m.answered_by = t.message_id"
            " WHERE m.wamid = $1"
        )
        turn = await until(
            lambda: self.database.fetchrow(query, wamid), timeout_s, f"turn of {wamid}", self
        )
        count = await self.value(
            "SELECT count(*) FROM responses WHERE message_id = $1", turn["message_id"]
        )

        async def shown() -> list[dict[str, Any]] | None:
            rows = await self.rows(
                "SELECT out_wamid FROM responses WHERE message_id = $1", turn["message_id"]
            )
            sent = {row["out_wamid"] for row in rows}
            parts = [reply for reply in await self.replies(alias) if reply["wamid"] in sent]
            return parts if len(parts) == count else None

        parts = await until(shown, timeout_s, f"parts of {wamid}", self) if count else []
        return Answer(turn=dict(turn), parts=parts)

    async def press(self, alias: str, choice: int) -> str:
        """Press button or row `choice` (from 1) of the last message that has some; its wamid."""
        return await self.write(alias, type="press", choice=choice)

    # --- the proof ---------------------------------------------------------------------

    async def ledger(self, **params: Any) -> dict[str, Any]:
        """Everything the stand-in for Meta accepted."""
        answer = await self.http.get("/meta/_control/ledger", params=params)
        answer.raise_for_status()
        ledger: dict[str, Any] = answer.json()
        return ledger

    async def rows(self, query: str, *arguments: Any) -> list[asyncpg.Record]:
        """Rows of the database, read as its owner."""
        found: list[asyncpg.Record] = await self.database.fetch(query, *arguments)
        return found

    async def value(self, query: str, *arguments: Any) -> Any:
        """One value of the database."""
        return await self.database.fetchval(query, *arguments)

    async def settled(self, timeout_s: float = 60) -> None:
        """Wait until every message was taken, no message is open and no part is on its way."""

        async def quiet() -> bool:
            # first what the stand-in has not delivered yet: it is in no row
            outbox = await self.http.get("/meta/_control/outbox")
            if outbox.raise_for_status().json()["waiting_messages"]:
                return False
            open_rows = await self.value(
                "SELECT (SELECT count(*) FROM messages WHERE state = 'pending')"
                " + (SELECT count(*) FROM responses"
                " WHERE state IN ('pending', 'sending', 'retry', 'ambiguous'))"
            )
            return bool(open_rows == 0)

        await until(quiet, timeout_s, "everything settled", self)

    # --- faults --------------------------------------------------------------------------

    async def fault(self, stand_in: str, **spec: Any) -> None:
        """Add a fault to a stand-in (`meta`, `openrouter`, `logistics`)."""
        answer = await self.http.post(f"/{stand_in}/_control/faults", json=spec)
        assert answer.is_success, answer.text

    async def heal(self, stand_in: str) -> None:
        """Lift every fault of a stand-in."""
        answer = await self.http.delete(f"/{stand_in}/_control/faults")
        assert answer.is_success, answer.text

    async def command(self, *arguments: str, given: str = "") -> str:
        """Run a command of the command line as `ops`."""
        environment = {**os.environ, **self.environment["ops"]}
        return await run_command((*CLI, *arguments), environment, given=given.encode())

    def ended(self) -> str:
        """Processes that ended by themselves: waiting any longer is in vain."""
        return "".join(
            f"{process.name} has ended\n"
            for process in self.processes.values()
            if process.child is not None and process.child.exit_code not in (None, 0, -9, -15)
        )

    def logs(self) -> str:
        """The ends of all logs, for a failing test."""
        return "\n\n".join(
            f"--- {process.name}\n{process.tail(15)}" for process in self.processes.values()
        )


async def until(
    look: Callable[[], Awaitable[T | None]], timeout_s: float, what: str, stack: Stack | None = None
) -> T:
    """Look again and again until something true comes back."""
    end = time.monotonic() + timeout_s
    while True:
        found = await look()
        if found:
            return found
        ended = stack.ended() if stack else ""
        if ended or time.monotonic() > end:
            logs = f"{ended}{stack.logs()}" if stack else ""
            raise AssertionError(f"not after {timeout_s:g} s: {what}\n{logs}")
        await asyncio.sleep(0.05)


@asynccontextmanager
async def running_stack(
    servers: Backing,
    folder: Path,
    *,
    extra: Mapping[str, str] | None = None,
    aliases: Sequence[str] | None = None,
) -> AsyncIterator[Stack]:
    """A platform of its own: database, vhost, prefix, processes; all gone afterwards.

    Args:
        servers: the real backing services.
        folder: for the logs.
        extra: DA_* settings over the quick defaults, for every process.
        aliases: only these drivers are registered; None registers all of the stand-in's.
    """
    async with AsyncExitStack() as stack:
        warden = stack.enter_context(Warden())
        database_url = await stack.enter_async_context(servers.fresh_database())
        amqp_url = await stack.enter_async_context(servers.fresh_vhost())
        prefix = await stack.enter_async_context(servers.fresh_redis_prefix())
        ports = {name: reserve_port() for name in PROCESSES}
        for port in ports.values():
            stack.callback(port.close)
        secrets = Secrets()
        numbers = {name: port.number for name, port in ports.items()}
        own = {
            "DA_DATABASE_URL": database_url,
            "DA_AMQP_URL": amqp_url,
            "DA_REDIS_PREFIX": prefix,
            **_QUICK,
            **(extra or {}),
        }
        environment = {
            name: {**variables, **own}
            for name, variables in demo_environment(servers, numbers, secrets).items()
        }
        await run_command((*CLI, "migrate"), {**os.environ, **environment["ops"]})
        await run_command((*CLI, "topology", "apply"), {**os.environ, **environment["ops"]})
        processes = {
            name: _process(name, numbers[name], environment[name], folder, warden)
            for name in PROCESSES
        }
        stack.push_async_callback(_stop_all, processes)
        async with asyncio.TaskGroup() as group:
            for process in processes.values():
                group.create_task(process.start())
        sandbox_url = f"http://{LOOPBACK}:{numbers['sandbox']}"
        http = await stack.enter_async_context(
            httpx2.AsyncClient(base_url=sandbox_url, timeout=30, trust_env=False)
        )
        database = await asyncpg.create_pool(database_url, min_size=1, max_size=4)
        stack.callback(database.terminate)
        running = Stack(
            servers=servers,
            database_url=database_url,
            sandbox_url=sandbox_url,
            processes=processes,
            http=http,
            drivers={},
            database=database,
            secrets=secrets,
            environment=environment,
            folder=folder,
        )
        await _register(running, aliases)
        yield running


async def _register(stack: Stack, aliases: Sequence[str] | None) -> None:
    answer = await stack.http.get("/logistics/_control/seed/drivers")
    answer.raise_for_status()
    own = [
        one
        for one in answer.json()
        if one["tenant"] == COMPANY and (aliases is None or one["alias"] in aliases)
    ]
    stack.drivers.update({one["alias"]: one for one in own})
    lines = "".join(f"{json.dumps(one)}\n" for one in own)
    await stack.command("drivers", "import", "-", given=lines)


def _process(
    name: str, port: int, variables: Mapping[str, str], folder: Path, warden: Warden
) -> Process:
    command = Command(
        argv=(*CLI, name),
        environment={**os.environ, **variables, "PYTHONUNBUFFERED": "1"},
        directory=folder,
        log=folder / f"{name}.log",
    )
    return Process(name=name, url=f"http://{LOOPBACK}:{port}", command=command, warden=warden)


async def _stop_all(processes: Mapping[str, Process]) -> None:
    async with asyncio.TaskGroup() as group:
        for process in processes.values():
            if process.child is not None and process.child.running:
                process.resume()
                group.create_task(process.child.stop(10))


__all__ = ["PHONE_NUMBER_ID", "Process", "Stack", "running_stack", "until"]

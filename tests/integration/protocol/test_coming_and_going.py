"""Every service waits for what it needs and says so, and ends in order with its work done."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import httpx2
import pytest
from stack import CLI, Process, Stack, until

from driver_assistant.sandbox.backing.child import Child, Command
from driver_assistant.sandbox.backing.ports import LOOPBACK, reserve_port
from driver_assistant.sandbox.backing.warden import Warden

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(300)]


class Gate:
    """A port in front of a server: closed at first, then a plain relay."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._target = (parts.hostname or "", parts.port or 0)
        self._port = reserve_port()
        host = f"{parts.username}:{parts.password}@{LOOPBACK}:{self._port.number}"
        self.url = urlunsplit(parts._replace(netloc=host))
        self._server: asyncio.Server | None = None
        self._copies: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._relay, LOOPBACK, self._port.number)

    def close(self) -> None:
        if self._server is not None:
            self._server.close()
        for task in self._copies:
            task.cancel()
        self._port.close()

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there_reader, there_writer = await asyncio.open_connection(*self._target)
        for source, target in ((reader, there_writer), (there_reader, writer)):
            task = asyncio.create_task(_copy(source, target))
            self._copies.add(task)
            task.add_done_callback(self._copies.discard)


async def _copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    try:
        while data := await source.read(65536):
            target.write(data)
            await target.drain()
    except OSError:
        pass
    finally:
        target.close()


@asynccontextmanager
async def behind_gates(
    stack: Stack, folder: Path
) -> AsyncIterator[tuple[dict[str, Process], Gate, Gate]]:
    """Webhook, worker and delivery a second time, with their servers behind closed gates."""
    postgresql = Gate(stack.database_url)
    rabbitmq = Gate(stack.environment["worker"]["DA_AMQP_URL"])
    processes: dict[str, Process] = {}
    try:
        with Warden() as warden:
            for name in ("webhook", "worker", "delivery"):
                port = reserve_port()
                environment = {
                    **os.environ,
                    **stack.environment[name],
                    "DA_DATABASE_URL": postgresql.url,
                    "DA_AMQP_URL": rabbitmq.url,
                    "DA_HTTP_PORT": str(port.number),
                    "DA_INSTANCE": f"late-{name}",
                }
                command = Command(
                    argv=(*CLI, name),
                    environment=environment,
                    directory=folder,
                    log=folder / f"{name}.log",
                )
                url = f"http://{LOOPBACK}:{port.number}"
                processes[name] = Process(name=name, url=url, command=command, warden=warden)
                port.close()
            for process in processes.values():
                process.child = Child(process.command, warden)
            yield processes, postgresql, rabbitmq
            for process in processes.values():
                await process.stop()
    finally:
        postgresql.close()
        rabbitmq.close()


async def says_it_waits_for(process: Process, dependency: str) -> None:
    async def said() -> bool:
        if not process.command.log.exists():
            return False
        waits = process.events("process.waiting")
        return dependency in {event["dependency"] for event in waits}

    await until(said, 90, f"{process.name} says that it waits for {dependency}")


async def status_of(stack: Stack, process: Process, path: str) -> int:
    """The status of a probe; 0 while nobody listens yet."""
    try:
        return (await stack.http.get(f"{process.url}{path}")).status_code
    except httpx2.ConnectError:
        return 0


async def dependencies(stack: Stack, process: Process) -> dict[str, str]:
    answer = await stack.http.get(f"{process.url}/readyz")
    report: dict[str, str] = answer.json()["dependencies"]
    return report


async def test_each_service_says_what_it_waits_for_and_goes_on_when_it_comes(
    stack: Stack, tmp_path: Path
) -> None:
    async with behind_gates(stack, tmp_path) as (processes, postgresql, rabbitmq):
        for process in processes.values():
            await says_it_waits_for(process, "postgresql")
        probes = [
            await until(partial(status_of, stack, processes["worker"], path), 60, path)
            for path in ("/healthz", "/readyz")
        ]

        await postgresql.open()
        for process in processes.values():
            await process.wait_ready()
        await says_it_waits_for(processes["worker"], "rabbitmq")
        await says_it_waits_for(processes["delivery"], "rabbitmq")
        without = await dependencies(stack, processes["worker"])

        await rabbitmq.open()
        for process in processes.values():

            async def connected(process: Process = process) -> bool:
                return (await dependencies(stack, process))["rabbitmq"] == "ok"

            await until(connected, 60, f"{process.name} has its broker")

    assert probes == [200, 503]
    assert (without["postgresql"], without["rabbitmq"]) == ("ok", "BrokerUnavailable")
    assert {process.child.exit_code for process in processes.values() if process.child} == {0}


async def test_a_worker_that_is_told_to_end_finishes_its_turn(stack: Stack) -> None:
    worker = stack.processes["worker"]
    await stack.http.put("/openrouter/_control/latency", json={"median_ms": 2500, "p95_ms": 2600})
    wamid = await stack.write("olena", "скільки ще можна їхати за кермом?")
    query = "SELECT attempts > 0 FROM messages WHERE wamid = $1"
    await until(lambda: stack.value(query, wamid), 30, "the turn to begin", stack)

    code = await worker.stop(30)
    row = (
        await stack.rows(
            "SELECT state, attempts, conversation_id FROM messages WHERE wamid = $1", wamid
        )
    )[0]
    owner = await stack.value(
        "SELECT owner FROM conversations WHERE id = $1", row["conversation_id"]
    )

    await stack.http.put("/openrouter/_control/latency", json={"median_ms": 0, "p95_ms": 0})
    await worker.start()
    assert code == 0
    assert (row["state"], row["attempts"], owner) == ("answered", 1, None)


async def test_a_sender_that_is_told_to_end_finishes_its_call(stack: Stack) -> None:
    delivery = stack.processes["delivery"]
    await stack.fault("meta", mode="slow", median_s=3, p99_s=3.5, user=stack.phone("mehmet"))
    wamid = await stack.write("mehmet", "menü")
    query = (
        "SELECT true FROM responses r JOIN messages m ON m.answered_by = r.message_id"
        " WHERE m.wamid = $1 AND r.state = 'sending'"
    )
    await until(lambda: stack.value(query, wamid), 30, "the call to begin", stack)

    code = await delivery.stop(30)
    states = await stack.rows(
        "SELECT r.state, r.attempts FROM responses r JOIN messages m"
        " ON m.answered_by = r.message_id WHERE m.wamid = $1",
        wamid,
    )

    await stack.heal("meta")
    await delivery.start()
    assert code == 0
    assert ("accepted", 1) in [tuple(row) for row in states]
    assert {row["state"] for row in states} <= {"accepted", "pending"}
    assert (await stack.ledger())["doubled"] == {}


@pytest.mark.parametrize(
    ("name", "path", "body", "status"),
    [
        ("webhook", "/webhook", b'{"entry":[]}', 200),
        ("guardrails", "/v1/input", b'{"not":"the contract"}', 422),
    ],
)
async def test_a_server_that_is_told_to_end_answers_the_request_under_way(
    stack: Stack, name: str, path: str, body: bytes, status: int
) -> None:
    process = stack.processes[name]
    port = urlsplit(process.url).port
    digest = hmac.new(stack.secrets.app_secret.encode(), body, hashlib.sha256).hexdigest()
    reader, writer = await asyncio.open_connection(LOOPBACK, port)
    head = (
        f"POST {path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
        f"x-hub-signature-256: sha256={digest}\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    writer.write(head.encode() + body[:5])
    await writer.drain()
    await asyncio.sleep(0.5)  # the server has read the head and waits for the rest

    draining = _logged(process, "process.draining")
    ending = asyncio.create_task(process.stop(30))
    await until(draining, 20, "draining")
    writer.write(body[5:])
    await writer.drain()
    line = await asyncio.wait_for(reader.readline(), 20)
    writer.close()
    code = await ending

    await process.start()
    assert int(line.split()[1]) == status
    assert code == 0


def _logged(process: Process, event: str) -> Callable[[], Awaitable[bool]]:
    before = len(process.events(event))

    async def look() -> bool:
        return len(process.events(event)) > before

    return look


async def test_what_was_written_while_services_came_and_went_is_answered(stack: Stack) -> None:
    await stack.settled()

    open_rows = await stack.value("SELECT count(*) FROM messages WHERE state = 'pending'")
    assert open_rows == 0
    assert (await stack.ledger())["doubled"] == {}

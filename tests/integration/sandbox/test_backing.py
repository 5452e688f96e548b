"""The backing services themselves: real servers, started, stopped, killed, paused and left."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import aio_pika
import asyncpg
import psutil
import pytest
import pytest_asyncio
from redis.asyncio import Redis

from driver_assistant.sandbox.backing import tree
from driver_assistant.sandbox.backing.errors import ServerDidNotAnswer, ServerNotOurs
from driver_assistant.sandbox.backing.servers import Backing, backing

pytestmark = pytest.mark.servers
NAMES = ("postgresql", "rabbitmq", "redis")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def own() -> AsyncIterator[Backing]:
    """Servers of this file's own, to be stopped and killed; none by URL."""
    async with backing(environ={}) as started:
        yield started


async def write(servers: Backing) -> None:
    """Commit a row and a persistent message."""
    connection = await asyncpg.connect(servers.postgresql.url)
    try:
        await connection.execute("CREATE TABLE IF NOT EXISTS kept (fact text)")
        await connection.execute("TRUNCATE kept")
        await connection.execute("INSERT INTO kept VALUES ('committed')")
    finally:
        await connection.close()
    async with await aio_pika.connect(servers.rabbitmq.url) as broker:
        channel = await broker.channel()
        queue = await channel.declare_queue(
            "kept", durable=True, arguments={"x-queue-type": "quorum"}
        )
        await queue.purge()
        message = aio_pika.Message(b"confirmed", delivery_mode=aio_pika.DeliveryMode.PERSISTENT)
        await channel.default_exchange.publish(message, "kept")


async def read(servers: Backing) -> tuple[str, bytes]:
    """What `write` wrote."""
    connection = await asyncpg.connect(servers.postgresql.url)
    try:
        row = await connection.fetchval("SELECT fact FROM kept")
    finally:
        await connection.close()
    async with await aio_pika.connect(servers.rabbitmq.url) as broker:
        channel = await broker.channel()
        queue = await channel.get_queue("kept")
        message = await queue.get(no_ack=True)
    assert message is not None
    return row, message.body


async def on_all(servers: Backing, action: str) -> None:
    async with asyncio.TaskGroup() as group:
        for server in servers:
            group.create_task(getattr(server, action)())


async def test_a_restart_keeps_ports_and_committed_data(own: Backing) -> None:
    ports = [server.port for server in own]
    await write(own)

    await on_all(own, "restart")

    assert ports == [server.port for server in own]
    assert await read(own) == ("committed", b"confirmed")


async def test_servers_killed_at_once_come_back_with_what_was_committed(own: Backing) -> None:
    await write(own)

    await on_all(own, "kill")
    down = [server.running for server in own]
    await on_all(own, "start")

    assert down == [False, False, False]
    assert await read(own) == ("committed", b"confirmed")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a port is chosen, not kept")
async def test_a_port_stays_ours_while_its_server_is_down(own: Backing) -> None:
    await own.redis.kill()

    refused = await asyncio.to_thread(_can_bind, own.redis.port)
    await own.redis.start()

    assert refused is False


def _can_bind(port: int | None) -> bool:
    with socket.socket() as intruder:
        try:
            intruder.bind(("127.0.0.1", port or 0))
        except OSError:
            return False
        return True


@pytest.mark.parametrize("name", NAMES)
async def test_a_paused_server_is_silent_and_answers_after_it_is_resumed(
    own: Backing, name: str
) -> None:
    server = own[name]
    server.pause()

    with pytest.raises(ServerDidNotAnswer, match="gave no good answer for 1 s"):
        await server.wait_ready(timeout_s=1)
    server.resume()

    assert await server.wait_ready()


async def test_a_paused_server_can_be_stopped(own: Backing) -> None:
    own.postgresql.pause()

    await own.postgresql.stop(timeout_s=20)
    stopped = not own.postgresql.running
    await own.postgresql.start()

    assert stopped


async def test_a_wiped_server_starts_empty_on_its_port(own: Backing) -> None:
    await write(own)
    port = own.postgresql.port
    await own.postgresql.kill()

    own.postgresql.wipe()
    await own.postgresql.start()
    connection = await asyncpg.connect(own.postgresql.url)
    try:
        tables = await connection.fetchval(
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        )
    finally:
        await connection.close()

    assert (port, 0) == (own.postgresql.port, tables)


async def test_every_test_gets_a_database_a_vhost_and_a_prefix_of_its_own(
    database_url: str, amqp_url: str, redis_url: str, redis_prefix: str, servers: Backing
) -> None:
    async with servers.fresh_database() as other_database, servers.fresh_vhost() as other_vhost:
        others = (other_database, other_vhost)
        connection = await asyncpg.connect(other_database)
        await connection.close()
    async with Redis.from_url(redis_url) as client:
        await client.set(f"{redis_prefix}key", "value")

    assert {database_url, amqp_url}.isdisjoint(others)
    with pytest.raises(asyncpg.InvalidCatalogNameError):
        await asyncpg.connect(other_database)


async def test_a_database_can_be_copied_from_a_migrated_one(servers: Backing) -> None:
    async with servers.fresh_database() as original:
        connection = await asyncpg.connect(original)
        await connection.execute("CREATE TABLE migrated (id int)")
        await connection.close()
        name = original.rpartition("/")[2]

        async with servers.fresh_database(template=name) as copy:
            connection = await asyncpg.connect(copy)
            tables = await connection.fetchval(
                "SELECT count(*) FROM pg_tables WHERE tablename = 'migrated'"
            )
            await connection.close()

    assert tables == 1


async def test_postgresql_is_as_durable_as_in_production(own: Backing) -> None:
    connection = await asyncpg.connect(own.postgresql.url)
    try:
        names = ("fsync", "synchronous_commit", "full_page_writes", "max_connections")
        settings = [await connection.fetchval(f"SHOW {name}") for name in names]
    finally:
        await connection.close()

    assert settings == ["on", "on", "on", "200"]


async def test_everything_listens_on_the_loopback_address_only(own: Backing) -> None:
    addresses = set()
    for server in own:
        process = psutil.Process(server.pid)
        for one in (process, *process.children(recursive=True)):
            addresses |= {
                connection.laddr.ip
                for connection in one.net_connections("inet")
                if connection.status == psutil.CONN_LISTEN
            }

    assert addresses == {"127.0.0.1"}


async def test_two_sets_of_servers_run_side_by_side_and_one_leaves_the_other_alone(
    own: Backing,
) -> None:
    async with backing(environ={}) as second:
        ports = {server.port for server in (*own, *second)}
        versions = [await server.wait_ready() for server in second]
        left = _traces_of(second)

    assert len(ports) == 6
    assert all(versions)
    assert _still_there(left) == []
    assert all([await server.wait_ready() for server in own])


async def test_servers_by_url_are_used_and_never_controlled(own: Backing) -> None:
    async with backing(environ=own.environment()) as given:
        async with given.fresh_database() as url:
            connection = await asyncpg.connect(url)
            await connection.close()
        for action in ("start", "stop", "kill", "restart"):
            with pytest.raises(ServerNotOurs, match="unset DA_AMQP_URL"):
                await getattr(given.rabbitmq, action)()

    assert given.environment() == own.environment()
    assert own.rabbitmq.running


async def test_a_url_where_nothing_answers_is_named_with_its_variable(
    monkeypatch: pytest.MonkeyPatch, own: Backing
) -> None:
    monkeypatch.setattr("driver_assistant.sandbox.backing.servers._EXTERNAL_S", 0.5)
    environ = own.environment() | {"DA_REDIS_URL": "redis://127.0.0.1:1/0"}

    with pytest.raises(ServerDidNotAnswer) as caught:
        async with backing(environ=environ):
            pass

    assert "Redis at 127.0.0.1:1" in str(caught.value)
    assert "Check DA_REDIS_URL, or unset it." in str(caught.value)


async def test_an_exception_in_the_block_leaves_nothing_behind(own: Backing) -> None:
    only_postgresql = own.environment()
    del only_postgresql["DA_DATABASE_URL"]

    with pytest.raises(ZeroDivisionError):
        async with backing(environ=only_postgresql) as started:
            left = _traces_of(started)
            await started.postgresql.kill()  # the hardest way to leave: no cleaning up of its own
            raise ZeroDivisionError

    assert _still_there(left) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
async def test_a_process_that_ends_leaves_none_of_its_servers_behind(
    own: Backing, number: signal.Signals, tmp_path: Path
) -> None:
    environ = dict(os.environ)
    if number != signal.SIGKILL:  # RabbitMQ's start takes seconds: once is enough
        environ |= {name: url for name, url in own.environment().items() if "AMQP" in name}
    log = tmp_path / "log"
    with log.open("wb") as output:
        parent = subprocess.Popen(  # noqa: ASYNC220  # waited for in threads
            [sys.executable, "-m", "driver_assistant.sandbox.backing", "run"],
            env=environ,
            stdout=output,
            stderr=output,
        )
    try:
        await _until(lambda: "Copy these lines" in log.read_text(), 90)
        left = _traces_of_parent(parent.pid)
        parent.send_signal(number)
        await asyncio.to_thread(parent.wait, 30)

        await _until(lambda: not _still_there(left), 20)
    finally:
        parent.kill()
        parent.wait()

    assert len(left) > 4  # processes, a folder, shared memory: there was something to leave
    assert _still_there(left) == []


Trace = psutil.Process | Path | int


def _traces_of(servers: Backing) -> list[Trace]:
    """Everything that private servers have on the machine: processes, folder, shared memory."""
    found: list[Trace] = []
    for server in servers:
        if server.private and server.log is not None:
            process = psutil.Process(server.pid)
            found += [process, *process.children(recursive=True), server.log.parent.parent]
    return found + _shared_memory(found)


def _traces_of_parent(pid: int) -> list[Trace]:
    found = psutil.Process(pid).children(recursive=True)
    folders = {
        Path(*path.parts[: number + 1])
        for path in map(_working_directory, found)
        for number, part in enumerate(path.parts)
        if part.startswith("driver-assistant-")
    }
    return [*found, *folders, *_shared_memory([*found])]


def _working_directory(process: psutil.Process) -> Path:
    try:
        return Path(process.cwd())
    except psutil.NoSuchProcess:  # a session of PostgreSQL that has ended meanwhile
        return Path("/")


def _shared_memory(traces: list[Trace]) -> list[Trace]:
    """The segments that one of these processes created (Linux keeps them in /proc)."""
    pids = {trace.pid for trace in traces if isinstance(trace, psutil.Process)}
    return [segment for segment, creator in _segments() if creator in pids]


def _segments() -> list[tuple[int, int]]:
    table = Path("/proc/sysvipc/shm")
    if not table.exists():
        return []
    rows = [line.split() for line in table.read_text().splitlines()]
    columns = rows[0]
    return [(int(row[columns.index("shmid")]), int(row[columns.index("cpid")])) for row in rows[1:]]


def _still_there(traces: list[Trace]) -> list[Trace]:
    segments = {segment for segment, _ in _segments()}
    return [
        trace
        for trace in traces
        if (isinstance(trace, psutil.Process) and tree.alive(trace))
        or (isinstance(trace, Path) and trace.exists())
        or (isinstance(trace, int) and trace in segments)
    ]


async def _until(true: Callable[[], bool], timeout_s: float) -> None:
    async with asyncio.timeout(timeout_s):
        while not true():  # noqa: ASYNC110  # another process can't set an Event
            await asyncio.sleep(0.05)

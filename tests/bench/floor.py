"""The in-run floor F: what one acknowledgement costs at least on this machine at this moment.

A null ASGI round trip, plus the commit of one row, plus the confirm of one message by a quorum
queue; medians, one after the other, idle. Nothing that is durable can answer faster than this.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import aio_pika
import asyncpg

from driver_assistant.sandbox.backing.child import Child, Command
from driver_assistant.sandbox.backing.ports import LOOPBACK, reserve_port
from driver_assistant.sandbox.backing.servers import Backing
from driver_assistant.sandbox.backing.warden import Warden

_COUNT: Final = 400
_ROOT: Final = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """Milliseconds, medians."""

    http_ms: float
    commit_ms: float
    confirm_ms: float

    @property
    def total_ms(self) -> float:
        """F."""
        return self.http_ms + self.commit_ms + self.confirm_ms

    def as_dict(self) -> dict[str, float]:
        """For the results file."""
        return {name: round(value, 3) for name, value in asdict(self).items()} | {
            "total_ms": round(self.total_ms, 3)
        }


async def measure_floor(servers: Backing, folder: Path, warden: Warden) -> Floor:
    """Measure it now."""
    async with servers.fresh_database() as database, servers.fresh_vhost() as vhost:
        return Floor(
            http_ms=await _http_ms(folder, warden),
            commit_ms=await _commit_ms(database),
            confirm_ms=await _confirm_ms(vhost),
        )


async def _http_ms(folder: Path, warden: Warden) -> float:
    port = reserve_port()
    argv = (sys.executable, "-P", "-m", "uvicorn", "tests.bench.null_app:app", "--host", LOOPBACK)
    options = ("--port", str(port.number), "--log-level", "warning", "--no-access-log")
    command = Command(
        argv=(*argv, *options, "--lifespan", "off", "--loop", "uvloop", "--http", "httptools"),
        environment={**os.environ, "PYTHONPATH": str(_ROOT)},
        directory=folder,
        log=folder / "null.log",
    )
    child = Child(command, warden)
    try:
        reader, writer = await _patiently(port.number)
        raw = b"x" * 700
        head = f"POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Length: {len(raw)}\r\n\r\n"
        request = head.encode() + raw

        async def ask(_: int) -> None:
            writer.write(request)
            await reader.readuntil(b"\r\n\r\nok")

        return await _timed(ask)
    finally:
        await child.stop(5)
        port.close()


async def _commit_ms(url: str) -> float:
    database = await asyncpg.connect(url)
    try:
        await database.execute("CREATE TABLE floor (id int PRIMARY KEY, body bytea)")

        async def commit(number: int) -> None:
            await database.execute("INSERT INTO floor VALUES ($1, $2)", number, b"x" * 400)

        return await _timed(commit)
    finally:
        await database.close()


async def _confirm_ms(url: str) -> float:
    async with await aio_pika.connect(url) as connection:
        channel = await connection.channel(publisher_confirms=True)
        await channel.declare_queue("floor", durable=True, arguments={"x-queue-type": "quorum"})
        message = aio_pika.Message(b"x" * 130, delivery_mode=aio_pika.DeliveryMode.PERSISTENT)

        async def confirm(_: int) -> None:
            await channel.default_exchange.publish(message, "floor")

        return await _timed(confirm)


async def _timed(act: Callable[[int], Awaitable[None]]) -> float:
    times = []
    for number in range(_COUNT):
        started = time.perf_counter()
        await act(number)
        times.append(time.perf_counter() - started)
    return statistics.median(times) * 1000


async def _patiently(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    for _ in range(300):
        try:
            return await asyncio.open_connection(LOOPBACK, port)
        except OSError:
            await asyncio.sleep(0.1)
    raise RuntimeError("the null application does not listen")

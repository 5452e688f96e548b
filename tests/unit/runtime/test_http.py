"""The HTTP server around a stop: callers that keep connections open lose no request."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from driver_assistant.runtime.http import Health, Server, plain_app

REQUEST = b"GET /healthz HTTP/1.1\r\nhost: here\r\n\r\n"


@dataclass(kw_only=True)
class Serving:
    """A server under way, and how to stop it."""

    server: Server
    stop: asyncio.Event
    task: asyncio.Task[None]

    @asynccontextmanager
    async def caller(self) -> AsyncIterator[Caller]:
        """A connection, closed by the caller in the end."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.server.port)
        yield Caller(reader, writer)
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


@dataclass
class Caller:
    """One connection that is kept open."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def ask(self) -> str:
        """Status line and headers of an answer, in lower case."""
        self.writer.write(REQUEST)
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = head.partition("content-length: ")[2].split("\r\n", 1)[0]
        await self.reader.readexactly(int(length))
        return head


@pytest.fixture
async def serving() -> AsyncIterator[Serving]:
    server = Server(plain_app(Health()), "127.0.0.1", 0, drain_timeout_s=60)
    stop = asyncio.Event()
    task = asyncio.create_task(server.serve(stop))
    while not server.port:  # noqa: ASYNC110  # uvicorn has no event for it
        await asyncio.sleep(0.01)
    yield Serving(server=server, stop=stop, task=task)
    stop.set()
    await task


async def test_a_request_after_the_stop_is_answered_on_a_connection_kept_open(
    serving: Serving,
) -> None:
    async with serving.caller() as caller:
        before = await caller.ask()

        serving.stop.set()
        await asyncio.sleep(0.2)  # uvicorn alone would have closed the connection by now
        after = await caller.ask()
        rest = await caller.reader.read()

    assert "connection: close" not in before
    assert after.startswith("http/1.1 200")
    assert "connection: close" in after
    assert rest == b""  # and then the server did close it


async def test_a_new_caller_is_served_while_another_is_seen_off(serving: Serving) -> None:
    async with serving.caller() as idle:
        await idle.ask()

        serving.stop.set()
        await asyncio.sleep(0.2)
        async with serving.caller() as late:
            answer = await late.ask()

    assert "connection: close" in answer


async def test_a_server_without_callers_stops_at_once(
    serving: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving.server, "_notice_s", 3600)

    serving.stop.set()

    await serving.task


async def test_a_caller_that_asks_nothing_more_does_not_hold_the_stop_up(
    serving: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving.server, "_notice_s", 0.2)
    async with serving.caller() as idle:
        await idle.ask()

        serving.stop.set()
        await serving.task
        rest = await idle.reader.read()

    assert rest == b""


async def test_it_is_the_load_balancer_that_gives_up_an_idle_connection(serving: Serving) -> None:
    idle_timeout_of_an_alb_and_of_nginx_s = 60

    assert serving.server._server.config.timeout_keep_alive > idle_timeout_of_an_alb_and_of_nginx_s

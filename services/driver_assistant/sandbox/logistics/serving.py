"""Runs the stand-in alone on a free port: for tests and scripts that want real HTTP.

The sandbox process mounts it beside the other stand-ins instead.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import uvicorn

from driver_assistant.sandbox.logistics.app import create_app
from driver_assistant.sandbox.logistics.backend import Backend
from driver_assistant.sandbox.logistics.settings import LogisticsSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A stand-in that listens: `url` of the port (ends in /v1), `control` of the control API."""

    url: str
    control: str
    backend: Backend

    def phone(self, alias: str) -> str:
        """The phone of a driver of the roster.

        Raises:
            KeyError: there is no such driver.
        """
        person = self.backend.person(alias)
        if person is None:
            raise KeyError(alias)
        return self.backend.world(person).phone


@asynccontextmanager
async def serving(settings: LogisticsSettings | None = None) -> AsyncIterator[Served]:
    """Serve on 127.0.0.1 until the block ends."""
    app = create_app(settings)
    # asyncio sets TCP_NODELAY only on sockets that say TCP; without it each answer takes 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    listener.listen()  # requests that come before the server turns wait in the backlog
    config = uvicorn.Config(
        app, log_level="critical", lifespan="off", ws="none", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    backend = app.state.backend
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        host = f"http://127.0.0.1:{listener.getsockname()[1]}"
        yield Served(url=f"{host}/v1", control=f"{host}/_control", backend=backend)
    finally:
        server.should_exit = True
        await task
        await backend.webhooks.drain()
        listener.close()

"""Serves an app on a free port inside the caller's event loop.

For tests and tools that want the stand-in over real TCP, with uvicorn in between: connection
faults need it. `driver-assistant sandbox` has its own server.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn


class _Server(uvicorn.Server):
    """A uvicorn that tells when it is up, or has failed to come up."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.settled = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().startup(sockets)
        finally:
            self.settled.set()


@asynccontextmanager
async def serving(app: Any, *, port: int = 0) -> AsyncIterator[str]:
    """The base URL of the app, up and with its lifespan entered, until the block ends.

    Raises:
        RuntimeError: the app's lifespan failed.
    """
    listener = socket.create_server(("127.0.0.1", port), backlog=512)
    config = uvicorn.Config(
        app, lifespan="on", access_log=False, log_level="warning", timeout_graceful_shutdown=1
    )
    server = _Server(config)
    async with asyncio.TaskGroup() as group:
        group.create_task(server.serve(sockets=[listener]))
        await server.settled.wait()
        if not server.started:
            msg = "the app did not start; its lifespan failed"
            raise RuntimeError(msg)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True

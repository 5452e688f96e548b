"""Failures below HTTP: a cut body, a reset connection, an answer that never comes.

ASGI has no word for these, so the socket of the request is looked up among the process's open
files by its peer address (Linux and macOS list them in `/dev/fd`). Used by the stand-in only,
for faults somebody asked for.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import stat
import struct
from collections.abc import Iterator
from pathlib import Path

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

_RESET_ON_CLOSE = struct.pack("ii", 1, 0)  # SO_LINGER on, zero seconds: close() sends RST


class Reset(Response):
    """Closes the connection with RST, without one byte of an answer."""

    async def __call__(
        self,
        scope: Scope,
        receive: Receive,
        send: Send,  # noqa: ARG002  # ASGI's signature
    ) -> None:
        _cut(scope)
        await _gone(receive)


class Truncated(Response):
    """Announces the whole body, sends half of it and closes the connection."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        half = bytes(self.body[: len(self.body) // 2])
        await send(
            {"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers}
        )
        await send({"type": "http.response.body", "body": half, "more_body": True})
        await asyncio.sleep(0.05)  # let the bytes leave before the end does
        _cut(scope, reset=False)
        await _gone(receive)


class Hang(Response):
    """Says nothing until the caller gives up, or for `seconds`; then answers as usual."""

    def __init__(self, seconds: float, content: bytes) -> None:
        super().__init__(content, media_type="application/json")
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            async with asyncio.timeout(self._seconds):
                await _gone(receive)
        except TimeoutError:
            await super().__call__(scope, receive, send)


async def _gone(receive: Receive) -> None:
    """Return when the connection is closed."""
    while (await receive())["type"] != "http.disconnect":
        pass


def _cut(scope: Scope, *, reset: bool = True) -> None:
    """End the request's connection; nothing happens when its socket isn't found."""
    peer = tuple(scope["client"] or ())
    for entry in Path("/dev/fd").iterdir():
        with contextlib.suppress(OSError), _opened(int(entry.name)) as connection:
            if connection is None or connection.getpeername()[:2] != peer:
                continue
            if reset:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
            # The server sees an end of file and closes its side, with RST if asked for above.
            connection.shutdown(socket.SHUT_RD if reset else socket.SHUT_RDWR)


@contextlib.contextmanager
def _opened(number: int) -> Iterator[socket.socket | None]:
    """A second handle on an open socket, closed afterwards; None for other files."""
    if not stat.S_ISSOCK(os.fstat(number).st_mode):
        yield None
        return
    with socket.socket(fileno=os.dup(number)) as handle:
        yield handle if handle.family in {socket.AF_INET, socket.AF_INET6} else None

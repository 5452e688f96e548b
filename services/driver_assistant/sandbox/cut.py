"""Cuts the TCP connection of a request, for faults below HTTP that somebody asked for.

ASGI has no word for it, so the socket of the request is looked up among the process's open files
by its peer address (Linux and macOS list them in `/dev/fd`). Used by the stand-ins.
"""

from __future__ import annotations

import contextlib
import os
import socket
import stat
import struct
from collections.abc import Iterator
from pathlib import Path

from starlette.types import Receive, Scope

_RESET_ON_CLOSE = struct.pack("ii", 1, 0)  # SO_LINGER on, zero seconds: close() sends RST


async def gone(receive: Receive) -> None:
    """Return when the connection is closed."""
    while (await receive())["type"] != "http.disconnect":
        pass


def cut(scope: Scope, *, reset: bool = True) -> None:
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

"""A TCP proxy that misbehaves on demand: slow, silent, cut off or gone.

Stands between a process of the platform and a server. Each direction has its own delay and can be
frozen: bytes wait and nothing is lost, as on a link that is down. `reset` cuts every connection
with RST, as a lost machine's successor does.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit

_CHUNK = 65536
_RST = struct.pack("ii", 1, 0)  # SO_LINGER of zero seconds: close sends RST


@dataclass(slots=True)
class Lane:
    """One direction of all connections."""

    delay_s: float = 0.0
    flows: asyncio.Event = field(default_factory=asyncio.Event)

    def freeze(self) -> None:
        """Bytes of this direction wait from now on."""
        self.flows.clear()

    def thaw(self) -> None:
        """They go on."""
        self.flows.set()


class Proxy:
    """Listens on a port of 127.0.0.1 and passes everything on to `target`."""

    def __init__(self, target: str) -> None:
        parts = urlsplit(target)
        self._target = target
        self._host = parts.hostname or "127.0.0.1"
        self._port = parts.port or 0
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._pumps: set[asyncio.Task[None]] = set()
        self.up, self.down = Lane(), Lane()  # to the server, to the client
        self.refuse = False
        self.heal()

    @property
    def url(self) -> str:
        """The target's URL by way of this proxy."""
        assert self._server is not None
        port = self._server.sockets[0].getsockname()[1]
        parts = urlsplit(self._target)
        login, _, _ = parts.netloc.rpartition("@")
        place = f"{login}@127.0.0.1:{port}" if login else f"127.0.0.1:{port}"
        return urlunsplit(parts._replace(netloc=place))

    def heal(self) -> None:
        """Behave again; what was frozen flows."""
        self.refuse = False
        for lane in (self.up, self.down):
            lane.delay_s = 0.0
            lane.thaw()

    def reset(self) -> None:
        """Cut every connection with RST."""
        for writer in list(self._writers):
            with contextlib.suppress(OSError):
                raw = writer.get_extra_info("socket")
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RST)
            writer.transport.abort()

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)

    async def stop(self) -> None:
        assert self._server is not None
        self._server.close()
        self.reset()
        for pump in list(self._pumps):
            pump.cancel()
        await asyncio.wait(self._pumps) if self._pumps else None

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.refuse:
            writer.transport.abort()
            return
        try:
            far_reader, far_writer = await asyncio.open_connection(self._host, self._port)
        except OSError:
            writer.transport.abort()
            return
        self._writers |= {writer, far_writer}
        for source, sink, lane in (
            (reader, far_writer, self.up),
            (far_reader, writer, self.down),
        ):
            pump = asyncio.create_task(self._pump(source, sink, lane))
            self._pumps.add(pump)
            pump.add_done_callback(self._pumps.discard)

    async def _pump(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, lane: Lane
    ) -> None:
        with contextlib.suppress(OSError):
            while data := await source.read(_CHUNK):
                if lane.delay_s:
                    await asyncio.sleep(lane.delay_s)
                await lane.flows.wait()
                sink.write(data)
                await sink.drain()
        self._writers.discard(sink)
        sink.close()


@asynccontextmanager
async def proxied(target: str) -> AsyncIterator[Proxy]:
    """A proxy in front of a URL's server, healed and gone afterwards."""
    proxy = Proxy(target)
    await proxy.start()
    try:
        yield proxy
    finally:
        await proxy.stop()

"""HTTP clients for calls that every message makes: httpx2's interface over aiohttp's connections.

httpx2's own transport parses HTTP in Python and spends most of a small request's CPU there; aiohttp
does it in C. Half of what is left goes into things that none of our calls has (cookies, ways to
authenticate, redirects, hooks) and into joining the same few URLs again and again: those are left
out (`_Plain`). Callers keep httpx2's requests, responses and errors. The one that matters: "never
sent" (`ConnectError`, `ConnectTimeout`) is only said of a request no byte of which has left. The
transports that others publish say it of a connection that broke in the middle, too.
"""

from __future__ import annotations

import ssl
from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar
from functools import cache, lru_cache
from typing import Any, Final, TypeAlias
from urllib.request import getproxies

import aiohttp
import httpx2
from aiohttp.connector import Connection
from httpx2 import USE_CLIENT_DEFAULT
from yarl import URL

# The server side of ours (uvicorn) closes what was idle for five seconds: we let go before it does.
_IDLE_S: Final = 4.0

Trace: TypeAlias = Callable[[str, Mapping[str, Any]], Awaitable[None]]
_trace: ContextVar[Trace | None] = ContextVar("trace", default=None)

# In order: the first class that fits is raised. Whatever is not known to have failed before the
# first byte counts as sent.
_ERRORS: Final[tuple[tuple[type[BaseException], type[httpx2.TransportError]], ...]] = (
    (aiohttp.ConnectionTimeoutError, httpx2.ConnectTimeout),
    (aiohttp.ClientConnectorError, httpx2.ConnectError),
    (aiohttp.ClientConnectorCertificateError, httpx2.ConnectError),
    (aiohttp.NonHttpUrlClientError, httpx2.UnsupportedProtocol),
    (aiohttp.InvalidURL, httpx2.UnsupportedProtocol),
    (aiohttp.ServerDisconnectedError, httpx2.RemoteProtocolError),
    (aiohttp.ClientResponseError, httpx2.RemoteProtocolError),
    (TimeoutError, httpx2.ReadTimeout),
    (aiohttp.ClientError, httpx2.ReadError),
)


def http_client(
    *,
    base_url: str = "",
    timeout: httpx2.Timeout | float,
    most_connections: int = 100,
    headers: Mapping[str, str] | None = None,
    transport: httpx2.AsyncBaseTransport | None = None,
) -> httpx2.AsyncClient:
    """A client that follows no redirects and keeps up to `most_connections` alive.

    `transport` is for tests without a socket.
    """
    return _Plain(
        transport or AiohttpTransport(most_connections=most_connections),
        base_url=base_url,
        timeout=timeout,
        headers=headers,
    )


class _Plain(httpx2.AsyncClient):
    """Sends a request as it is and gives back what comes; no cookies, no redirects, no hooks."""

    def __init__(
        self,
        transport: httpx2.AsyncBaseTransport,
        *,
        base_url: str,
        timeout: httpx2.Timeout | float,
        headers: Mapping[str, str] | None,
    ) -> None:
        super().__init__(
            base_url=base_url,
            timeout=timeout,
            headers=headers,
            transport=transport,
            follow_redirects=False,
        )
        self._straight = transport
        self._limits = {"timeout": self.timeout.as_dict()}
        self._headers_of_all = dict(self.headers)
        # Keyed by the path or address as the caller gives it: those with ids in them come and go.
        self._joined = lru_cache(maxsize=256)(self._merge_url)

    def build_request(
        self,
        method: str,
        url: httpx2.URL | str,
        *,
        content: Any = None,
        json: Any = None,
        headers: Any = None,
        extensions: Any = None,
        **more: Any,
    ) -> httpx2.Request:
        """The request; whatever is more than a body and headers is httpx2's work."""
        limits = more.pop("timeout", USE_CLIENT_DEFAULT)
        given = {name: value for name, value in more.items() if value}
        if given or limits is not USE_CLIENT_DEFAULT:
            return super().build_request(
                method,
                url,
                content=content,
                json=json,
                headers=headers,
                extensions=extensions,
                timeout=limits,
                **given,
            )
        own = {name.lower(): value for name, value in dict(headers or {}).items()}
        return httpx2.Request(
            method,
            self._joined(url),
            content=content,
            json=json,
            headers={**self._headers_of_all, **own},
            extensions={**self._limits, **(extensions or {})},
        )

    async def send(self, request: httpx2.Request, **_given: Any) -> httpx2.Response:
        """One exchange, its answer read as a whole."""
        response = await self._straight.handle_async_request(request)
        response.request = request
        if isinstance(response.stream, httpx2.SyncByteStream):  # it is here already
            response.read()
        else:
            await response.aread()
        return response


class AiohttpTransport(httpx2.AsyncBaseTransport):
    """Answers are read as a whole: none of ours is larger than memory has room for.

    Of httpx2's `trace` extension there is the one event that somebody asks for: the start of
    `send_request_headers`, with a connection there and nothing sent. What it raises ends the
    request unsent.
    """

    def __init__(self, *, most_connections: int = 100) -> None:
        self._most_connections = most_connections
        self._session: aiohttp.ClientSession | None = None

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """One exchange; its errors are httpx2's."""
        session = self._session or self._open()
        content = await request.aread()
        _trace.set(request.extensions.get("trace"))
        try:
            async with session.request(
                request.method,
                URL(str(request.url), encoded=True),
                headers=request.headers.multi_items(),
                data=content or None,
                allow_redirects=False,  # httpx2 decides about them
                timeout=_timeout(**request.extensions.get("timeout", {})),
            ) as response:
                body = await response.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise _as_httpx(error, request) from error
        return httpx2.Response(
            response.status,
            headers=response.raw_headers,
            stream=httpx2.ByteStream(body),
            request=request,
        )

    async def aclose(self) -> None:
        """Close the connections."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    def _open(self) -> aiohttp.ClientSession:
        """The session; made with the first request, because it belongs to the running loop."""
        self._session = aiohttp.ClientSession(
            request_class=_TracedRequest,
            connector=aiohttp.TCPConnector(
                limit=self._most_connections,
                keepalive_timeout=_IDLE_S,
                ssl=_certificates(),
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,  # httpx2 does
            trust_env=bool(getproxies()),  # looking for proxies costs a thread per request
            requote_redirect_url=False,
        )
        return self._session


class _TracedRequest(aiohttp.ClientRequest):
    async def send(self, conn: Connection) -> aiohttp.ClientResponse:
        """Ask the request's trace, then queue the first byte for this turn of the event loop."""
        if (trace := _trace.get()) is not None:
            await trace("http11.send_request_headers.started", {})
        return await super().send(conn)


@cache
def _certificates() -> ssl.SSLContext:
    """Whom we trust, read once for all clients."""
    return httpx2.create_ssl_context()


@cache
def _timeout(**seconds: Any) -> aiohttp.ClientTimeout:
    """httpx2's four limits as aiohttp's: waiting for a connection includes making one."""
    pool, connect = seconds.get("pool"), seconds.get("connect")
    waiting = None if pool is None or connect is None else pool + connect
    return aiohttp.ClientTimeout(
        total=None, connect=waiting, sock_connect=connect, sock_read=seconds.get("read")
    )


def _as_httpx(error: BaseException, request: httpx2.Request) -> httpx2.TransportError:
    found = next(ours for theirs, ours in _ERRORS if isinstance(error, theirs))
    return found(str(error), request=request)

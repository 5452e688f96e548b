"""httpx2's interface over aiohttp: the same answers, and errors that never call a request unsent
when it may have left.
"""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx2
import pytest

from driver_assistant.runtime.http_client import http_client

Behaviour = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

UNSENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)


@asynccontextmanager
async def _server(behave: Behaviour) -> AsyncIterator[str]:
    """A server that behaves like that on each connection; its address."""

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await behave(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


async def _request(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.lower().split(b"\r\n")
    length = next((int(line[15:]) for line in lines if line.startswith(b"content-length:")), 0)
    return head, await reader.readexactly(length)


def _answering(answer: bytes, seen: list[tuple[bytes, bytes]] | None = None) -> Behaviour:
    async def behave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            request = await _request(reader)
            if seen is not None:
                seen.append(request)
            writer.write(answer)

    return behave


async def test_a_request_arrives_as_it_was_made_and_its_answer_comes_back() -> None:
    seen: list[tuple[bytes, bytes]] = []
    answer = b"HTTP/1.1 201 Created\r\nETag: x\r\nContent-Length: 2\r\n\r\nok"
    async with (
        _server(_answering(answer, seen)) as url,
        http_client(base_url=url, timeout=5, headers={"authorization": "Bearer t"}) as http,
    ):
        response = await http.post("/a%2Fb", params={"q": "x y"}, json={"n": 1})
    head, body = seen[0]
    assert head.split(b"\r\n")[0] == b"POST /a%2Fb?q=x+y HTTP/1.1"
    assert b"bearer t" in head.lower()
    assert body == b'{"n":1}'
    assert (response.status_code, response.headers["etag"], response.content) == (201, "x", b"ok")
    assert response.request.method == "POST"


async def test_a_compressed_answer_is_read() -> None:
    packed = gzip.compress(b"hello")
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n"
    async with (
        _server(_answering(head.encode() + packed)) as url,
        http_client(base_url=url, timeout=5) as http,
    ):
        assert (await http.get("/")).text == "hello"


async def test_a_file_is_uploaded_whole() -> None:
    seen: list[tuple[bytes, bytes]] = []
    async with (
        _server(_answering(b"HTTP/1.1 204 No Content\r\n\r\n", seen)) as url,
        http_client(base_url=url, timeout=5) as http,
    ):
        await http.post("/", files=[("file", ("a.pdf", b"x" * 70_000, "application/pdf"))])
    assert b"x" * 70_000 in seen[0][1]


async def test_a_redirect_is_an_answer_and_not_followed() -> None:
    seen: list[tuple[bytes, bytes]] = []
    answer = b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"
    async with (
        _server(_answering(answer, seen)) as url,
        http_client(base_url=url, timeout=5) as http,
    ):
        response = await http.get("/")
    assert (response.status_code, len(seen)) == (302, 1)


async def test_no_cookie_is_kept_for_the_next_request() -> None:
    seen: list[tuple[bytes, bytes]] = []
    answer = b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n"
    async with _server(_answering(answer, seen)) as url, http_client(timeout=5) as http:
        await http.get(url)
        http.cookies.clear()  # httpx2's own jar; what is left would be the transport's
        await http.get(url)
    assert all(b"cookie:" not in head.lower() for head, _ in seen)


async def test_connections_are_used_again() -> None:
    connections = 0
    answering = _answering(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    async def behave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        await answering(reader, writer)

    async with _server(behave) as url, http_client(base_url=url, timeout=5) as http:
        for _ in range(5):
            await http.post("/", content=b"x")
    assert connections == 1


async def test_a_refused_connection_was_never_sent() -> None:
    async with _server(_answering(b"")) as url:
        pass  # gone: the port refuses
    async with http_client(base_url=url, timeout=5) as http:
        with pytest.raises(httpx2.ConnectError):
            await http.post("/", content=b"x")


async def test_a_request_that_waits_in_vain_for_a_connection_was_never_sent() -> None:
    async def behave(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await _request(reader)
        await asyncio.sleep(5)

    timeout = httpx2.Timeout(5, connect=0.05, pool=0.05)
    async with (
        _server(behave) as url,
        http_client(base_url=url, timeout=timeout, most_connections=1) as http,
    ):
        first = asyncio.create_task(http.post("/", content=b"x"))
        await asyncio.sleep(0.05)
        with pytest.raises(UNSENT):
            await http.post("/", content=b"y")
        first.cancel()


async def _closes_before_the_answer(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    await _request(reader)


async def _resets(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await _request(reader)
    writer.transport.abort()


async def _breaks_off(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await _request(reader)
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this")


async def _talks_nonsense(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await _request(reader)
    writer.write(b"what?\r\n\r\n")


async def _is_silent(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    await _request(reader)
    await asyncio.sleep(5)


async def _closes_at_once(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
    return


@pytest.mark.parametrize(
    "behave",
    [
        _closes_before_the_answer,
        _resets,
        _breaks_off,
        _talks_nonsense,
        _is_silent,
        _closes_at_once,
    ],
)
async def test_what_breaks_after_the_connection_is_never_called_unsent(behave: Behaviour) -> None:
    timeout = httpx2.Timeout(5, read=0.2)
    async with _server(behave) as url, http_client(base_url=url, timeout=timeout) as http:
        with pytest.raises(httpx2.TransportError) as caught:
            await http.post("/", content=b"x")
    assert not isinstance(caught.value, UNSENT)


async def test_a_connection_that_broke_between_two_requests_is_no_connection_error() -> None:
    async def behave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _request(reader)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        await _request(reader)  # the second one is taken, and the connection closes

    async with _server(behave) as url, http_client(base_url=url, timeout=5) as http:
        await http.post("/", content=b"x")
        with pytest.raises(httpx2.TransportError) as caught:
            await http.post("/", content=b"y")
    assert not isinstance(caught.value, UNSENT)


class _TooLate(Exception):
    pass


async def test_a_trace_is_asked_with_a_connection_there_and_may_stop_the_request_unsent() -> None:
    seen: list[tuple[bytes, bytes]] = []
    events: list[str] = []

    async def trace(event: str, _info: object) -> None:
        events.append(event)
        if len(events) > 1:
            raise _TooLate

    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
    async with (
        _server(_answering(answer, seen)) as url,
        http_client(base_url=url, timeout=5) as http,
    ):
        await http.post("/", content=b"first", extensions={"trace": trace})
        with pytest.raises(_TooLate):
            await http.post("/", content=b"second", extensions={"trace": trace})
        await http.post("/", content=b"third")
        await asyncio.sleep(0.05)
    assert events == ["http11.send_request_headers.started"] * 2
    assert [body for _, body in seen] == [b"first", b"third"]

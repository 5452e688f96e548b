"""Failures below HTTP: a cut body, a reset connection, an answer that never comes.

Used by the stand-in only, for faults somebody asked for.
"""

from __future__ import annotations

import asyncio

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from driver_assistant.sandbox.cut import cut, gone


class Reset(Response):
    """Closes the connection with RST, without one byte of an answer."""

    async def __call__(
        self,
        scope: Scope,
        receive: Receive,
        send: Send,  # noqa: ARG002  # ASGI's signature
    ) -> None:
        cut(scope)
        await gone(receive)


class Truncated(Response):
    """Announces the whole body, sends half of it and closes the connection."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        half = bytes(self.body[: len(self.body) // 2])
        await send(
            {"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers}
        )
        await send({"type": "http.response.body", "body": half, "more_body": True})
        await asyncio.sleep(0.05)  # let the bytes leave before the end does
        cut(scope, reset=False)
        await gone(receive)


class Hang(Response):
    """Says nothing until the caller gives up, or for `seconds`; then answers as usual."""

    def __init__(self, seconds: float, content: bytes) -> None:
        super().__init__(content, media_type="application/json")
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            async with asyncio.timeout(self._seconds):
                await gone(receive)
        except TimeoutError:
            await super().__call__(scope, receive, send)

"""Idempotency-Key on every POST: one effect, and the same answer again for 48 hours.

An ASGI layer, so that no handler can forget it: it buffers the request, and the answer before it
leaves. Follows draft-ietf-httpapi-idempotency-key-header. Only successes are kept: a refused
request did nothing, so its key may be used again. Opening a session is exempt, it changes nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from driver_assistant.contracts.logistics import ProblemCode
from driver_assistant.sandbox.logistics.problems import Refusal, render

EXEMPT: Final = "/driver-sessions"
HEADER: Final = "idempotency-key"
REPLAYED: Final = (b"idempotent-replayed", b"true")
KEY_MAX: Final = 255

Identify = Callable[[str], str | None]  # Authorization header -> driver or tenant


@dataclass(slots=True)
class Answer:
    """A whole response."""

    status: int = 0
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""

    async def send(self, send: Send, *extra: tuple[bytes, bytes]) -> None:
        """Put it on the wire."""
        headers = [*self.headers, *extra]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body})

    async def collect(self, message: Message) -> None:
        """An ASGI `send` that keeps instead of sending."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = list(message["headers"])
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")


@dataclass(slots=True)
class _Kept:
    fingerprint: str
    until: datetime
    answer: Answer | None = None  # None: in flight


class IdempotencyStore:
    """Keys of each caller with what was answered."""

    def __init__(self, now: Callable[[], datetime], ttl: timedelta) -> None:
        self._now = now
        self._ttl = ttl
        self._kept: dict[tuple[str, str], _Kept] = {}

    def begin(self, caller: str, key: str, fingerprint: str) -> Answer | None:
        """Take the key; gives the answer to replay when there is one.

        Raises:
            Refusal: `key_reused` for another request, `in_progress` while the first one runs.
        """
        kept = self._kept.get((caller, key))
        if kept is None or kept.until <= self._now():
            until = self._now() + self._ttl
            self._kept[(caller, key)] = _Kept(fingerprint=fingerprint, until=until)
            return None
        if kept.fingerprint != fingerprint:
            raise Refusal(ProblemCode.KEY_REUSED)
        if kept.answer is None:
            raise Refusal(ProblemCode.IN_PROGRESS)
        return kept.answer

    def finish(self, caller: str, key: str, answer: Answer | None) -> None:
        """Keep a success; give the key back otherwise."""
        if answer and 200 <= answer.status < 300:
            self._kept[(caller, key)].answer = answer
        else:
            self._kept.pop((caller, key), None)

    def reset(self) -> None:
        """Forget every key."""
        self._kept.clear()


class IdempotencyLayer:
    """The ASGI layer around the application."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        store: IdempotencyStore,
        identify: Identify,
        replayed: Callable[[], None],
    ) -> None:
        self._app = app
        self._store = store
        self._identify = identify
        self._replayed = replayed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        caller = self._caller(scope)
        if caller is None:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        try:
            key = _key(headers)
            body = await _whole_body(receive)
            answer = self._store.begin(caller, key, _fingerprint(scope, headers, body))
        except Refusal as refusal:
            response = render(refusal, headers.get("x-request-id", "-"))
            await response(scope, receive, send)
            return
        if answer is None:
            answer = await self._first_time(scope, body, caller, key)
            await answer.send(send)
        else:
            self._replayed()
            await answer.send(send, REPLAYED)

    def _caller(self, scope: Scope) -> str | None:
        """Whose key it is; None for requests that need none."""
        if scope["type"] != "http" or scope["method"] != "POST":
            return None
        path = scope["path"]
        if "/v1/" not in path or path.endswith(EXEMPT):
            return None
        return self._identify(Headers(scope=scope).get("authorization", ""))

    async def _first_time(self, scope: Scope, body: bytes, caller: str, key: str) -> Answer:
        answer = Answer()
        finished: Answer | None = None
        try:
            await self._app(scope, _replay_of(body), answer.collect)
            finished = answer
        finally:
            self._store.finish(caller, key, finished)
        return answer


def _key(headers: Headers) -> str:
    key = headers.get(HEADER, "")
    if not 1 <= len(key) <= KEY_MAX:
        detail = f"Send an Idempotency-Key of 1 to {KEY_MAX} characters."
        raise Refusal(ProblemCode.VALIDATION_FAILED, detail, status=400)
    return key


def _fingerprint(scope: Scope, headers: Headers, body: bytes) -> str:
    """Of what the request does. If-Match is left out: a retry may have read a newer version."""
    boundary = re.search(r'boundary="?([^";]+)', headers.get("content-type", ""))
    if boundary:  # differs between two encodings of the same upload
        body = body.replace(boundary[1].encode(), b"boundary")
    whole = b"\n".join((scope["method"].encode(), scope["path"].encode(), body))
    return hashlib.sha256(whole).hexdigest()


async def _whole_body(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        body += bytes(message.get("body", b""))
        if not message.get("more_body"):
            return body


def _replay_of(body: bytes) -> Receive:
    sent = False

    async def receive() -> Message:
        nonlocal sent
        if sent:
            return {"type": "http.disconnect"}
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive

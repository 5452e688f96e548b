"""How the stand-in misbehaves on demand: slow, overloaded, broken, or silent after a commit.

Faults are set for a driver, a path or all through the control API, or for one request with the
header `Sandbox-Fault: kind; seconds=4`. The layer is the outermost one, so that "timeout after
commit" really commits, idempotency included.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from random import Random
from typing import Final, Literal

from pydantic import Field
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from driver_assistant.contracts.logistics import ProblemCode, Record
from driver_assistant.sandbox.logistics.idempotency import Answer
from driver_assistant.sandbox.logistics.problems import Refusal, render

Kind = Literal[
    "slow",  # answers after `seconds`
    "unavailable",  # 503 with a gateway's HTML page
    "throttled",  # 429 with a fractional Retry-After, as Samsara does
    "truncated",  # half of the JSON, as a whole response
    "wrong_content",  # JSON of another shape
    "timeout_after_commit",  # acts, then says nothing for `seconds` and hangs up
    "down",  # hangs up before the answer
]

HEADER: Final = "sandbox-fault"
RETRY_AFTER: Final = "0.4"
GATEWAY_PAGE: Final = "<html><body><h1>503 Service Temporarily Unavailable</h1></body></html>"
WRONG_CONTENT: Final = json.dumps({"id": {"no": "id"}, "version": "many", "data": {"rows": 3}})


class Fault(Record):
    """One way to misbehave, and when."""

    kind: Kind
    driver: str | None = Field(None, description="Alias; null: every driver.")
    path: str | None = Field(None, description="Part of the path, e.g. /me/hours; null: all.")
    method: str | None = Field(None, description="GET or POST; null: both.")
    seconds: float = Field(4.0, ge=0, description="For slow and timeout_after_commit.")
    share: float = Field(1.0, gt=0, le=1, description="Of the matching requests.")
    times: int | None = Field(None, ge=1, description="How often; null: until reset.")


# What logistics APIs are like on a bad day: hours and pay come from slow systems behind them.
ROUGH_DAY: Final = (
    Fault(kind="slow", path="/me/hours", seconds=4),
    Fault(kind="slow", path="/me/statements", seconds=9),
    Fault(kind="unavailable", share=0.01),
)


class Faults:
    """The faults that are set."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._rng = Random(f"{seed}/faults")
        self.faults: list[tuple[Fault, int]] = []  # with how often each has struck

    def add(self, fault: Fault) -> None:
        """Set one more."""
        self.faults.append((fault, 0))

    def reset(self) -> None:
        """Behave again."""
        self.faults.clear()
        self._rng = Random(f"{self._seed}/faults")

    def strike(self, path: str, method: str, driver: str | None) -> list[Fault]:
        """The faults that hit this request."""
        hit = []
        for index, (fault, struck) in enumerate(self.faults):
            spent = fault.times is not None and struck >= fault.times
            if not spent and self._matches(fault, path, method, driver):
                self.faults[index] = (fault, struck + 1)
                hit.append(fault)
        return hit

    def _matches(self, fault: Fault, path: str, method: str, driver: str | None) -> bool:
        return (
            fault.driver in {None, driver}
            and fault.method in {None, method}
            and (fault.path or "") in path
            and (fault.share >= 1 or self._rng.random() < fault.share)
        )


class FaultLayer:
    """The outermost ASGI layer."""

    def __init__(
        self, app: ASGIApp, *, faults: Faults, identify: Callable[[str], str | None]
    ) -> None:
        self._app = app
        self._faults = faults
        self._identify = identify

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or "/_control" in scope["path"]:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        driver = self._identify(headers.get("authorization", ""))
        hit = self._faults.strike(scope["path"], scope["method"], driver)
        hit += _from_header(headers.get(HEADER, ""))
        await asyncio.sleep(sum(fault.seconds for fault in hit if fault.kind == "slow"))
        broken = next((fault for fault in hit if fault.kind != "slow"), None)
        if broken is None:
            await self._app(scope, receive, send)
        else:
            await self._misbehave(broken, scope, receive, send)

    async def _misbehave(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        match fault.kind:
            case "unavailable":
                page = Response(GATEWAY_PAGE, 503, media_type="text/html")
                await page(scope, receive, send)
            case "throttled":
                refusal = Refusal(ProblemCode.RATE_LIMITED)
                response = render(refusal, "-", {"Retry-After": RETRY_AFTER})
                await response(scope, receive, send)
            case "wrong_content":
                body = Response(WRONG_CONTENT, 200, media_type="application/json")
                await body(scope, receive, send)
            case "truncated":
                answer = await self._act(scope, receive)
                await _half(answer).send(send)
            case "timeout_after_commit":
                await self._act(scope, receive)
                await asyncio.sleep(fault.seconds)
                await _hang_up(send)
            case _:
                await _hang_up(send)

    async def _act(self, scope: Scope, receive: Receive) -> Answer:
        answer = Answer()
        await self._app(scope, receive, answer.collect)
        return answer


def _half(answer: Answer) -> Answer:
    body = answer.body[: max(1, len(answer.body) // 2)]
    headers = [(k, v) for k, v in answer.headers if k.lower() != b"content-length"]
    length = (b"content-length", str(len(body)).encode())
    return Answer(status=answer.status, headers=[*headers, length], body=body)


async def _hang_up(send: Send) -> None:
    """Close the connection in the middle: a body is promised, and never comes."""
    headers = [(b"content-type", b"application/json"), (b"content-length", b"1000")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})


def _from_header(value: str) -> list[Fault]:
    kind, _, rest = value.partition(";")
    if not kind.strip():
        return []
    seconds = rest.partition("=")[2].strip() or "4"
    return [Fault.model_validate({"kind": kind.strip(), "seconds": seconds})]

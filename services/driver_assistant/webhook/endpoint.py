"""POST /webhook as plain ASGI, ahead of FastAPI: the one request whose cost decides about scale.

A framework's request object, routing and response cost more CPU than everything this endpoint
does itself. All other paths (handshake, probes, metrics) stay FastAPI's. What is answered when is
said in `app.py`; what is done with a body is `receive.py`. An error that nobody expected is the
server's 500, and Meta delivers again.
"""

from __future__ import annotations

import json
import time
from functools import cache

from prometheus_client import Counter, Histogram

from driver_assistant.contracts.errors import AssistantError, Transient
from driver_assistant.runtime.asgi import Application, Message, Receive, Send, read_body
from driver_assistant.runtime.telemetry import continued_trace, log, step
from driver_assistant.webhook.receive import Deps, SignatureMissing, SignatureWrong, receive

REQUESTS = Counter("driver_assistant_webhook_requests_total", "POSTs by outcome.", ["outcome"])
ACK_SECONDS = Histogram(
    "driver_assistant_webhook_ack_seconds",
    "From the request to its answer.",
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5),
)

PATH = "/webhook"


class WebhookApp:
    """Answers POST /webhook itself and hands everything else to `rest`."""

    def __init__(self, rest: Application, deps: Deps, *, max_bytes: int) -> None:
        self._rest = rest
        self._deps = deps
        self._max_bytes = max_bytes

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != PATH or scope["method"] != "POST":
            await self._rest(scope, receive, send)
            return
        started = time.perf_counter()
        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        body = await _body(headers, receive, self._max_bytes)
        status, outcome = await _answer(body, headers, self._deps)
        ACK_SECONDS.observe(time.perf_counter() - started)
        _count_of(outcome).inc()
        start, end = _response(status, outcome)
        await send(start)
        await send(end)


async def _answer(body: bytes | None, headers: dict[str, str], deps: Deps) -> tuple[int, str]:
    if body is None:
        return 413, "too_large"
    try:
        with continued_trace(""), step(8):
            await receive(body, headers, deps)
    except (SignatureMissing, SignatureWrong) as error:
        return 401, error.code
    except Transient as error:
        log.warning("webhook.refused", error=error.code)
        return 503, error.code
    except AssistantError as error:
        return 400, error.code
    return 200, "ok"


async def _body(headers: dict[str, str], receive: Receive, max_bytes: int) -> bytes | None:
    """The raw body, or None when it is too large, by its header already where there is one."""
    if int(headers.get("content-length") or 0) > max_bytes:
        return None
    return await read_body(receive, max_bytes)


@cache
def _response(status: int, outcome: str) -> tuple[Message, Message]:
    """Outcomes are few and known, so are the answers."""
    body = json.dumps({"outcome": outcome}, separators=(",", ":")).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
    ]
    return (
        {"type": "http.response.start", "status": status, "headers": headers},
        {"type": "http.response.body", "body": body},
    )


@cache
def _count_of(outcome: str) -> Counter:
    return REQUESTS.labels(outcome)

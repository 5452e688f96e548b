"""The webhook process: Meta's GET handshake and signed POSTs, probes, and the inbox sweeper.

Answers: 200 recorded (or nothing of ours in it), 400 signed but unreadable, 401 unsigned or
wrongly signed, 403 handshake refused, 413 too large, 503 PostgreSQL away (Meta delivers again).
"""

from __future__ import annotations

import asyncio
import hmac
import time
from datetime import timedelta

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from prometheus_client import Counter, Histogram

from driver_assistant import channels
from driver_assistant.contracts.channel import Channel
from driver_assistant.contracts.errors import AssistantError, Transient
from driver_assistant.runtime.broker import BrokerUnavailable
from driver_assistant.runtime.http import Health, add_probes
from driver_assistant.runtime.phones import ContactBook
from driver_assistant.runtime.plugins import discover
from driver_assistant.runtime.process import run_process, serve_and_work
from driver_assistant.runtime.publisher import Publisher
from driver_assistant.runtime.telemetry import continued_trace, log, step
from driver_assistant.store.database import Database
from driver_assistant.webhook.receive import Deps, SignatureMissing, SignatureWrong, receive
from driver_assistant.webhook.record import Recorder
from driver_assistant.webhook.settings import WebhookSettings
from driver_assistant.webhook.sweep import sweep_inbox

REQUESTS = Counter("driver_assistant_webhook_requests_total", "POSTs by outcome.", ["outcome"])
ACK_SECONDS = Histogram(
    "driver_assistant_webhook_ack_seconds",
    "From the request to its answer.",
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5),
)


def create_app(settings: WebhookSettings, deps: Deps, health: Health) -> FastAPI:
    """The HTTP side, around `receive`."""
    app = FastAPI(title="driver-assistant webhook", docs_url=None, redoc_url=None)
    token = settings.whatsapp_verify_token.get_secret_value().encode()

    @app.get("/webhook")
    async def handshake(request: Request) -> Response:
        query = request.query_params
        given = query.get("hub.verify_token", "").encode()
        if query.get("hub.mode") == "subscribe" and hmac.compare_digest(given, token):
            return PlainTextResponse(query.get("hub.challenge", ""))
        return PlainTextResponse("wrong verify token or mode", status_code=403)

    @app.post("/webhook")
    async def post(request: Request) -> Response:
        started = time.perf_counter()
        status, outcome = await _answer(request, settings.webhook_max_bytes, deps)
        ACK_SECONDS.observe(time.perf_counter() - started)
        REQUESTS.labels(outcome).inc()
        return JSONResponse({"outcome": outcome}, status_code=status)

    return add_probes(app, health)


async def _answer(request: Request, max_bytes: int, deps: Deps) -> tuple[int, str]:
    body = await _body(request, max_bytes)
    if body is None:
        return 413, "too_large"
    try:
        with continued_trace(""), step(8):
            await receive(body, request.headers, deps)
    except (SignatureMissing, SignatureWrong) as error:
        return 401, error.code
    except Transient as error:
        log.warning("webhook.refused", error=error.code)
        return 503, error.code
    except AssistantError as error:
        return 400, error.code
    return 200, "ok"


async def _body(request: Request, max_bytes: int) -> bytes | None:
    """The raw body, or None once it is larger than allowed; never more than that in memory."""
    if int(request.headers.get("content-length") or 0) > max_bytes:
        return None
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > max_bytes:
            return None
        chunks.append(chunk)
    return b"".join(chunks)


async def _main(settings: WebhookSettings, stop: asyncio.Event) -> None:
    channel = discover(channels, Channel)[settings.channel]
    secrets = [secret.get_secret_value().encode() for secret in settings.whatsapp_app_secrets]
    database = Database(settings, process="webhook", instance=settings.instance)
    async with Publisher(
        settings.amqp_url.get_secret_value(),
        name=f"webhook {settings.instance}",
        confirm_timeout_s=settings.amqp_confirm_timeout_s,
    ) as publisher:

        async def broker() -> None:
            if not publisher.connected:
                raise BrokerUnavailable

        deps = Deps(
            channel=channel,
            secrets=lambda: secrets,
            numbers=frozenset(settings.whatsapp_phone_number_ids),
            contacts=ContactBook(settings),
            recorder=Recorder(
                database,
                publisher,
                company=settings.company,
                flushers=settings.flushers,
                flush_rows=settings.flush_rows,
            ),
        )
        health = Health(
            dependencies={"postgresql": database.ping, "rabbitmq": broker},
            required=frozenset({"postgresql"}),  # without the broker the sweeper takes over
        )

        async def sweeper(stop: asyncio.Event) -> None:
            await sweep_inbox(
                database,
                publisher,
                stop,
                every_s=settings.sweep_every_s,
                grace=timedelta(seconds=settings.sweep_grace_s),
            )

        app = create_app(settings, deps, health)
        try:
            await serve_and_work(settings, app, health, [sweeper], stop)
        finally:
            await database.close()


def main() -> int:
    """`driver-assistant webhook`."""
    settings = WebhookSettings()
    return run_process("webhook", settings, lambda stop: _main(settings, stop))

"""The webhook process: Meta's GET handshake and signed POSTs, probes, and the inbox sweeper.

Answers: 200 recorded (or nothing of ours in it), 400 signed but unreadable, 401 unsigned or
wrongly signed, 403 handshake refused, 413 too large, 503 PostgreSQL away (Meta delivers again).
"""

from __future__ import annotations

import asyncio
import hmac
from datetime import timedelta

from fastapi import FastAPI, Request, Response
from fastapi.responses import PlainTextResponse

from driver_assistant import channels
from driver_assistant.contracts.channel import Channel
from driver_assistant.runtime.broker import BrokerUnavailable
from driver_assistant.runtime.depth import QueueWatch
from driver_assistant.runtime.http import Health, add_probes
from driver_assistant.runtime.phones import ContactBook
from driver_assistant.runtime.plugins import discover
from driver_assistant.runtime.process import run_process, serve_and_work
from driver_assistant.runtime.publisher import Publisher
from driver_assistant.store.database import Database
from driver_assistant.webhook.endpoint import PATH, WebhookApp
from driver_assistant.webhook.receive import Deps
from driver_assistant.webhook.record import Recorder
from driver_assistant.webhook.settings import WebhookSettings
from driver_assistant.webhook.sweep import sweep_inbox


def create_app(settings: WebhookSettings, deps: Deps, health: Health) -> WebhookApp:
    """The HTTP side, around `receive`."""
    app = FastAPI(title="driver-assistant webhook", docs_url=None, redoc_url=None)
    token = settings.whatsapp_verify_token.get_secret_value().encode()

    @app.get(PATH)
    async def handshake(request: Request) -> Response:
        query = request.query_params
        given = query.get("hub.verify_token", "").encode()
        if query.get("hub.mode") == "subscribe" and hmac.compare_digest(given, token):
            return PlainTextResponse(query.get("hub.challenge", ""))
        return PlainTextResponse("wrong verify token or mode", status_code=403)

    return WebhookApp(add_probes(app, health), deps, max_bytes=settings.webhook_max_bytes)


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
            url = settings.amqp_url.get_secret_value()
            async with QueueWatch(url, name=f"webhook {settings.instance}") as watch:
                await sweep_inbox(
                    database,
                    publisher,
                    watch,
                    stop,
                    every_s=settings.sweep_every_s,
                    grace=timedelta(seconds=settings.sweep_grace_s),
                )

        app = create_app(settings, deps, health)
        try:
            await serve_and_work(settings, app, health, [sweeper], stop)
        finally:
            await deps.recorder.close()
            await database.close()


def main() -> int:
    """`driver-assistant webhook`."""
    settings = WebhookSettings()
    return run_process("webhook", settings, lambda stop: _main(settings, stop))

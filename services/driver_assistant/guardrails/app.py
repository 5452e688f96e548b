"""The guardrails service over HTTP: `/v1/input`, `/v1/output`, probes and metrics.

`main()` runs it; the worker is its client. Answers: 200 with a verdict, 413 for a body larger than
allowed, 422 for one that isn't the contract's. Everything is built here, once, before the first
request; no request reads a file or opens a connection.
"""

from __future__ import annotations

import asyncio
import gc
from functools import partial
from typing import Final

from driver_assistant.guardrails.endpoint import GuardrailsApp
from driver_assistant.guardrails.service import Service, build_service
from driver_assistant.guardrails.settings import GuardrailsSettings
from driver_assistant.guardrails.warm import preload_output
from driver_assistant.runtime.http import Health, plain_app
from driver_assistant.runtime.process import run_process, serve_and_work
from driver_assistant.runtime.telemetry import log

# Allocations between two collections. What judging allocates dies by its reference counts; every
# collection walks the records that are kept, in the middle of somebody's verdict.
GARBAGE: Final = 50_000


def create_app(settings: GuardrailsSettings, service: Service, health: Health) -> GuardrailsApp:
    """The HTTP side of a service."""
    return GuardrailsApp(plain_app(health), service, max_bytes=settings.guardrails_max_body_bytes)


async def _main(settings: GuardrailsSettings, stop: asyncio.Event) -> None:
    if not settings.database_url.get_secret_value():
        log.warning("guardrails.events_in_log_only", reason="DA_DATABASE_URL is not set")
    service = build_service(settings)
    # Before the loop serves: the first answer must not miss its deadline.
    preload_output(service.policy_of(settings.company))
    gc.set_threshold(GARBAGE)
    health = Health(dependencies={"checks": service.ready}, required=frozenset({"checks"}))
    app = create_app(settings, service, health)
    try:
        await serve_and_work(settings, app, health, service.parts(), stop)
    finally:
        await service.finish()


def main(settings: GuardrailsSettings | None = None) -> int:
    """Run the service until SIGTERM; returns the exit code."""
    chosen = settings or GuardrailsSettings()
    return run_process("guardrails", chosen, partial(_main, chosen))

"""The sandbox process: the stand-ins for Meta, OpenRouter and the logistics API on one port.

Refuses to start in production. Each stand-in is a small app of its own with a control API for
faults; nothing here is part of the platform.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from fastapi import FastAPI

from driver_assistant.contracts.errors import Permanent
from driver_assistant.runtime.http import Health, add_probes
from driver_assistant.runtime.process import run_process, serve_and_work
from driver_assistant.runtime.settings import ProcessSettings
from driver_assistant.sandbox.logistics.app import create_app as create_logistics
from driver_assistant.sandbox.logistics.settings import LogisticsSettings
from driver_assistant.sandbox.meta.app import create_app as create_meta
from driver_assistant.sandbox.meta.settings import MetaSettings
from driver_assistant.sandbox.openrouter.app import create_app as create_openrouter
from driver_assistant.sandbox.openrouter.settings import OpenRouterSettings


class NotInProduction(Permanent):
    """The sandbox does not start where DA_ENVIRONMENT is production."""

    code = "not_in_production"


@asynccontextmanager
async def _apps(health: Health) -> AsyncIterator[FastAPI]:
    parts = {
        "/meta": create_meta(MetaSettings()),
        "/openrouter": create_openrouter(OpenRouterSettings()),
        "/logistics": create_logistics(LogisticsSettings()),
    }
    app = add_probes(FastAPI(title="driver-assistant sandbox"), health)
    async with AsyncExitStack() as stack:
        for path, part in parts.items():
            # A mounted app's lifespan is the host's business.
            await stack.enter_async_context(part.router.lifespan_context(part))
            app.mount(path, part)
        yield app


async def _main(settings: ProcessSettings, stop: asyncio.Event) -> None:
    if settings.environment == "production":
        raise NotInProduction
    health = Health()
    async with _apps(health) as app:
        await serve_and_work(settings, app, health, [], stop)


def main() -> int:
    """`driver-assistant sandbox`."""
    settings = ProcessSettings()
    return run_process("sandbox", settings, lambda stop: _main(settings, stop))

"""The sandbox process: stand-ins for Meta, OpenRouter and the logistics API, and the phone page.

Refuses to start in production. Each stand-in is a small app of its own with a control API for
faults; nothing here is part of the platform. All of it is on one port, behind `guard.py`.
"""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import httpx2
from fastapi import FastAPI

from driver_assistant.contracts.errors import Permanent
from driver_assistant.runtime.http import Health, add_probes
from driver_assistant.runtime.process import run_process, serve_and_work
from driver_assistant.sandbox.guard import LOOPBACK_NAMES, LocalGuard
from driver_assistant.sandbox.logistics.app import create_app as create_logistics
from driver_assistant.sandbox.logistics.settings import LogisticsSettings
from driver_assistant.sandbox.meta.app import create_app as create_meta
from driver_assistant.sandbox.meta.settings import MetaSettings
from driver_assistant.sandbox.openrouter.app import create_app as create_openrouter
from driver_assistant.sandbox.openrouter.settings import OpenRouterSettings
from driver_assistant.sandbox.page.app import PageParts, create_page
from driver_assistant.sandbox.page.pulse import Pulse
from driver_assistant.sandbox.page.settings import SandboxSettings
from driver_assistant.sandbox.page.switchboard import Switchboard
from driver_assistant.sandbox.telemetry.keeper import SpanKeeper
from driver_assistant.sandbox.telemetry.receiver import create_receiver

# Called by the platform's processes, by whatever name a cluster gives us.
_FOR_SERVICES = ("/meta/", "/openrouter/", "/logistics/", "/telemetry/")
_PROBES = ("/healthz", "/readyz", "/metrics")


class NotInProduction(Permanent):
    """The sandbox does not start where DA_ENVIRONMENT is production."""

    code = "not_in_production"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sandbox:
    """The whole as one app, and what runs beside it."""

    app: FastAPI
    pulse: Pulse


@asynccontextmanager
async def sandbox(
    settings: SandboxSettings, health: Health, stop: asyncio.Event
) -> AsyncIterator[Sandbox]:
    """The sandbox, ready to be served; `stop` ends the pages' streams."""
    meta = create_meta(MetaSettings())
    parts = {
        "/meta": meta,
        "/openrouter": create_openrouter(OpenRouterSettings()),
        "/logistics": create_logistics(LogisticsSettings()),
    }
    keeper = SpanKeeper()
    app = add_probes(FastAPI(title="driver-assistant sandbox", openapi_url=None), health)
    _guarded(app, settings)
    async with AsyncExitStack() as stack:
        for path, part in parts.items():
            # A mounted app's lifespan is the host's business.
            await stack.enter_async_context(part.router.lifespan_context(part))
            app.mount(path, part)
        app.mount("/telemetry", create_receiver(keeper))
        inside = httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app=app), base_url="http://127.0.0.1"
        )
        await stack.enter_async_context(inside)
        control = await _control(settings, stack)
        switchboard = Switchboard(inside, control)
        pulse = Pulse(switchboard, keeper)
        page = PageParts(
            company=settings.company,
            cloud=meta.state.cloud,
            keeper=keeper,
            pulse=pulse,
            switchboard=switchboard,
            sandbox=inside,
            supervised=control is not None,
        )
        app.mount("/", create_page(page, stop))
        yield Sandbox(app=app, pulse=pulse)


async def _control(settings: SandboxSettings, stack: AsyncExitStack) -> httpx2.AsyncClient | None:
    if not settings.sandbox_control_url:
        return None
    client = httpx2.AsyncClient(base_url=settings.sandbox_control_url, trust_env=False)
    return await stack.enter_async_context(client)


def _guarded(app: FastAPI, settings: SandboxSettings) -> None:
    """To which host names we answer: on loopback to its own; elsewhere the page to those named."""
    names = LOOPBACK_NAMES | set(settings.sandbox_page_hosts)
    if _is_loopback(settings.http_host):
        app.add_middleware(LocalGuard, names=names)
    else:
        app.add_middleware(LocalGuard, names=names, named=_is_for_browsers)


def _is_for_browsers(path: str) -> bool:
    return not path.startswith(_FOR_SERVICES) and path not in _PROBES


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


async def _main(settings: SandboxSettings, stop: asyncio.Event) -> None:
    if settings.environment == "production":
        raise NotInProduction
    health = Health()
    async with sandbox(settings, health, stop) as running:
        await serve_and_work(settings, running.app, health, [running.pulse.run], stop)


def main() -> int:
    """`driver-assistant sandbox`."""
    settings = SandboxSettings()
    return run_process("sandbox", settings, lambda stop: _main(settings, stop))

"""The stand-in on a free port, its control API, and the worker's client connected to it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import httpx2
import pytest

from driver_assistant.sandbox.logistics.serving import Served, serving
from driver_assistant.sandbox.logistics.settings import LogisticsSettings
from driver_assistant.worker.logistics import (
    DriverLogistics,
    LogisticsClient,
)

SETTINGS = LogisticsSettings()


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    async with serving(SETTINGS) as it:
        yield it


@pytest.fixture
async def control(served: Served) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(base_url=served.control, timeout=30) as http:
        yield http


@pytest.fixture
async def connect(served: Served) -> AsyncIterator[Callable[..., LogisticsClient]]:
    """Makes clients: of another tenant, or with a shorter deadline."""
    clients = []

    def make(*, timeout_s: float = 10.0, tenant: str = "acme") -> LogisticsClient:
        token = SETTINGS.credentials()[tenant].get_secret_value()
        clients.append(LogisticsClient(served.url, token, timeout_s=timeout_s))
        return clients[-1]

    yield make
    for client in clients:
        await client.aclose()


@pytest.fixture
def client(connect: Callable[..., LogisticsClient]) -> LogisticsClient:
    return connect()


@pytest.fixture
def driver_of(served: Served, client: LogisticsClient) -> Callable[[str], DriverLogistics]:
    """A driver of the roster, by alias."""
    return lambda alias: client.for_driver(served.phone(alias))

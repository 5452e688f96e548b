"""A quiet stand-in in memory: no delays, no random misbehaviour, limits off unless asked for."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx2
import pytest
import pytest_asyncio

from driver_assistant.sandbox.meta.app import create_app
from driver_assistant.sandbox.meta.cloud import Cloud
from driver_assistant.sandbox.meta.settings import MetaSettings

NUMBER = "106540352242922"
ANA = "4915100000001"

QUIET: dict[str, Any] = {
    "sent_after_s": 0.0,
    "delivered_after_s": 0.0,
    "read_after_s": 0.0,
    "delay_jitter": 0.0,
    "skip_delivered_rate": 0.0,
    "shuffle_rate": 0.0,
    "duplicate_rate": 0.0,
    "status_contacts": "full",
    "pricing_rate": 1.0,
    "number_rate_per_s": 0.0,
    "pair_rate_per_s": 0.0,
    "window_hours": 0.0,
}


@pytest.fixture
def cloud_with() -> Callable[..., Cloud]:
    """Makes a cloud with the given settings changed."""

    def make(**changes: Any) -> Cloud:
        return Cloud(MetaSettings(**(QUIET | changes)))

    return make


@pytest.fixture
def cloud(cloud_with: Callable[..., Cloud]) -> Cloud:
    """A quiet cloud."""
    return cloud_with()


@pytest.fixture
def text_to() -> Callable[..., dict[str, Any]]:
    """Makes the body of a text message."""

    def make(to: str = ANA, body: str = "hello", **more: Any) -> dict[str, Any]:
        return {
            "messaging_product": "whatsapp",
            "to": to,
            "type": "text",
            "text": {"body": body},
        } | more

    return make


@pytest_asyncio.fixture
async def http() -> AsyncIterator[httpx2.AsyncClient]:
    """A client of the whole app, in process, with its token; the outbox runs."""
    app = create_app(MetaSettings(**QUIET))
    transport = httpx2.ASGITransport(app=app)
    headers = {"authorization": "Bearer sandbox-access-token"}
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(
            transport=transport, base_url="http://meta.test", headers=headers
        ) as client,
    ):
        yield client

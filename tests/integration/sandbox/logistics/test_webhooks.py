"""Webhooks go out signed, at least once, in any order; /me/changes has them all."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest
from starlette.requests import Request
from starlette.responses import Response

from driver_assistant.contracts.logistics.signing import SIGNATURE_HEADER, verify
from driver_assistant.sandbox.logistics.serving import Served
from driver_assistant.sandbox.logistics.settings import LogisticsSettings
from driver_assistant.worker.logistics import (
    DriverLogistics,
)

SETTINGS = LogisticsSettings()
DriverOf = Callable[[str], DriverLogistics]


class Receiver:
    """A small server that keeps what it is sent; refuses the first `refuse` calls."""

    def __init__(self, refuse: int = 0) -> None:
        self.refuse = refuse
        self.calls: list[tuple[bytes, str]] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        request = Request(scope, receive)
        body = await request.body()
        status = 204
        if self.refuse:
            self.refuse -= 1
            status = 503
        else:
            self.calls.append((body, request.headers[SIGNATURE_HEADER]))
        await Response(status_code=status)(scope, receive, send)


@asynccontextmanager
async def listening(app: Any) -> AsyncIterator[str]:
    import socket

    import uvicorn

    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_level="critical", lifespan="off", ws="none")
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/hook"
    finally:
        server.should_exit = True
        await task
        listener.close()


SECRET = "a secret of sixteen characters or more"


async def subscribe(served: Served, url: str, **more: Any) -> None:
    async with httpx2.AsyncClient(base_url=served.url + "/") as http:
        token = SETTINGS.token.get_secret_value()
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": url}
        body = {"url": url, "secret": SECRET, **more}
        response = await http.post("webhook-subscriptions", json=body, headers=headers)
        assert response.status_code == 201
        assert "secret" not in response.text


async def test_a_webhook_is_signed_carries_ids_only_and_is_tried_again(
    served: Served, control: httpx2.AsyncClient
) -> None:
    receiver = Receiver(refuse=2)
    async with listening(receiver) as url:
        await subscribe(served, url)
        event = {"driver": "karl", "type": "message.from_dispatch"}
        change = (await control.post("/events", json=event)).json()
        await served.backend.webhooks.drain()

    ((body, signature),) = receiver.calls
    assert verify(SECRET, body, signature, datetime.now(UTC))
    assert json.loads(body) == change
    assert set(change) == {"id", "type", "occurredAt", "tenant", "driverId", "resource"}
    assert b"call when" not in body


@pytest.mark.parametrize(
    ("alias", "habit", "expected"),
    [
        ("karl", {}, [1, 2]),
        ("nikolay", {}, [1, 1, 1, 2, 2, 2]),  # duplicate-webhook
        ("desislava", {}, [2, 1]),  # out-of-order-webhook
        ("karl", {"copies": 2, "hold": 2}, [2, 2, 1, 1]),
        ("karl", {"lose": True}, []),
    ],
)
async def test_webhooks_come_doubled_reordered_or_never_and_changes_has_them_all(
    alias: str,
    habit: dict[str, Any],
    expected: list[int],
    served: Served,
    control: httpx2.AsyncClient,
    driver_of: DriverOf,
) -> None:
    receiver = Receiver()
    if habit:
        await control.put("/webhooks", json={"driver": alias, **habit})
    async with listening(receiver) as url:
        await subscribe(served, url)
        made = []
        for kind in ("message.from_dispatch", "stop.window_changed"):
            event = {"driver": alias, "type": kind}
            made.append((await control.post("/events", json=event)).json()["id"])
            await served.backend.webhooks.drain()

    came = [made.index(json.loads(body)["id"]) + 1 for body, _ in receiver.calls]
    changes = await driver_of(alias).changes()
    assert came == expected
    assert [change.id for change in changes.data][-2:] == made


async def test_a_subscription_gets_its_tenants_wanted_types_until_it_ends(
    served: Served, control: httpx2.AsyncClient
) -> None:
    receiver = Receiver()
    async with listening(receiver) as url, httpx2.AsyncClient(base_url=served.url + "/") as http:
        await subscribe(served, url, types=["stop.window_changed"])
        for alias, kind in (
            ("karl", "message.from_dispatch"),
            ("agnieszka", "stop.window_changed"),
            ("karl", "stop.window_changed"),
        ):
            await control.post("/events", json={"driver": alias, "type": kind})
        await served.backend.webhooks.drain()
        before = len(receiver.calls)

        bearer = {"Authorization": f"Bearer {SETTINGS.token.get_secret_value()}"}
        listed = (await http.get("webhook-subscriptions", headers=bearer)).json()["data"]
        path = f"webhook-subscriptions/{listed[0]['id']}"
        assert (await http.get(path, headers=bearer)).json()["url"] == url
        assert (await http.delete(path, headers=bearer)).status_code == 204
        await control.post("/events", json={"driver": "karl", "type": "stop.window_changed"})
        await served.backend.webhooks.drain()

    assert (before, len(receiver.calls)) == (1, 1)

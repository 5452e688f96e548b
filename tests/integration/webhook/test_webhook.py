"""The webhook on real PostgreSQL and RabbitMQ: what is answered, stored and published, and when."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aio_pika
import asyncpg
import httpx2
import pytest
import pytest_asyncio

from driver_assistant.channels.whatsapp_cloud import PLUGIN
from driver_assistant.runtime.broker import connect, declare_topology
from driver_assistant.runtime.http import Health
from driver_assistant.runtime.ids import new_id
from driver_assistant.runtime.phones import ContactBook
from driver_assistant.runtime.publisher import Publisher
from driver_assistant.store import drivers
from driver_assistant.store.database import Database
from driver_assistant.store.drivers import Registration
from driver_assistant.store.migrate import migrate
from driver_assistant.webhook.app import create_app
from driver_assistant.webhook.receive import Deps
from driver_assistant.webhook.record import Recorder
from driver_assistant.webhook.settings import WebhookSettings

NUMBER = "106540352242922"
KEY = base64.b64encode(b"k" * 32).decode()
ANA = "34600111222"


@dataclass(kw_only=True)
class Webhook:
    """The app over HTTP, and what is behind it."""

    http: httpx2.AsyncClient
    pool: asyncpg.Pool
    broker: aio_pika.abc.AbstractChannel

    async def post(self, body: bytes, secret: str = "new", **headers: str) -> httpx2.Response:
        signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        return await self.http.post(
            "/webhook",
            content=body,
            headers={"x-hub-signature-256": f"sha256={signature}"} | headers,
        )

    async def rows(self, table: str = "messages") -> int:
        count: int = await self.pool.fetchval(f"SELECT count(*) FROM {table}")
        return count

    async def depth(self, queue: str) -> int:
        declared = await self.broker.declare_queue(queue, passive=True)
        return declared.declaration_result.message_count or 0


def text(body: str, *, sender: str = ANA, wamid: str = "", number: str = NUMBER) -> dict[str, Any]:
    return {
        "field": "messages",
        "value": {
            "metadata": {"phone_number_id": number},
            "contacts": [{"wa_id": sender}],
            "messages": [
                {
                    "from": sender,
                    "id": wamid or f"wamid.{new_id().hex}",
                    "timestamp": "1749416383",
                    "type": "text",
                    "text": {"body": body},
                }
            ],
        },
    }


def payload(*changes: dict[str, Any]) -> bytes:
    body = {"object": "whatsapp_business_account", "entry": [{"changes": list(changes)}]}
    # Meta signs an ASCII body with escaped slashes and at signs.
    return json.dumps(body).replace("/", "\\/").replace("@", "\\u0040").encode()


@pytest_asyncio.fixture
async def webhook(database_url: str, amqp_url: str) -> AsyncIterator[Webhook]:
    settings = WebhookSettings(
        database_url=database_url,
        amqp_url=amqp_url,
        phone_hash_key=KEY,
        phone_encryption_key=KEY,
        whatsapp_app_secrets="new,old",
        whatsapp_verify_token="token",
        whatsapp_phone_number_ids=NUMBER,
        webhook_max_bytes=100_000,
    )
    await migrate(database_url)
    contacts = ContactBook(settings)
    pool = await asyncpg.create_pool(database_url, min_size=1, max_size=4)
    async with pool.acquire() as connection:
        ana = Registration(
            id=new_id(),
            external_id="drv_ana",
            name="Ana",
            contact_hash=contacts.hash(ANA),
            contact_cipher=contacts.encrypt(ANA),
            language="es",
            time_zone="Europe/Madrid",
        )
        await drivers.register_drivers(connection, "acme", [ana])
    database = Database(settings, process="webhook")
    broker = await connect(amqp_url, "test")
    channel = await broker.channel()
    await declare_topology(channel)
    async with Publisher(amqp_url, name="test", confirm_timeout_s=5) as publisher:
        deps = Deps(
            channel=PLUGIN,
            secrets=lambda: [b"new", b"old"],
            numbers=frozenset({NUMBER}),
            contacts=contacts,
            recorder=Recorder(database, publisher, company="acme"),
        )
        app = create_app(settings, deps, Health())
        async with httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app=app), base_url="http://webhook"
        ) as http:
            yield Webhook(http=http, pool=pool, broker=channel)
        await deps.recorder.close()
    await database.close()
    await broker.close()
    pool.terminate()


async def test_the_handshake_gives_the_challenge_back_to_who_knows_the_token(
    webhook: Webhook,
) -> None:
    good = {"hub.mode": "subscribe", "hub.verify_token": "token", "hub.challenge": "1158201444"}

    right = await webhook.http.get("/webhook", params=good)
    wrong = [
        await webhook.http.get("/webhook", params=good | change)
        for change in ({"hub.verify_token": "x"}, {"hub.mode": "unsubscribe"})
    ]
    empty = await webhook.http.get("/webhook")

    assert (right.status_code, right.text) == (200, "1158201444")
    assert [answer.status_code for answer in (*wrong, empty)] == [403, 403, 403]


async def test_a_signed_message_is_recorded_published_and_acknowledged(webhook: Webhook) -> None:
    answer = await webhook.post(payload(text("¿dónde está mi próxima parada? 🚚 a@b.c/d")))

    assert answer.status_code == 200
    assert await webhook.rows() == 1
    assert await webhook.depth("in.normal") == 1
    async with asyncio.timeout(30):  # the mark follows in bulk
        while not await webhook.pool.fetchval(  # noqa: ASYNC110  # it is a row, not an event
            "SELECT published_at IS NOT NULL FROM messages"
        ):
            await asyncio.sleep(0.05)


async def test_buttons_and_emergencies_ring_the_high_queue(webhook: Webhook) -> None:
    await webhook.post(payload(text("he tenido un accidente")))

    assert await webhook.depth("in.high") == 1
    assert await webhook.pool.fetchval("SELECT emergency FROM messages") == "accident"


async def test_either_secret_signs_while_one_is_rotated(webhook: Webhook) -> None:
    answers = [await webhook.post(payload(text("hola")), secret) for secret in ("new", "old")]

    assert [answer.status_code for answer in answers] == [200, 200]


@pytest.mark.parametrize(
    "headers",
    [{}, {"x-hub-signature-256": "sha256=zz"}, {"x-hub-signature-256": "sha256=" + "0" * 64}],
)
async def test_unsigned_and_wrongly_signed_bodies_leave_nothing(
    webhook: Webhook, headers: dict[str, str]
) -> None:
    answer = await webhook.http.post("/webhook", content=payload(text("x")), headers=headers)

    assert answer.status_code == 401
    assert await webhook.rows() == 0
    assert await webhook.depth("in.normal") == 0


async def test_a_signed_body_that_is_no_json_is_a_clear_400(webhook: Webhook) -> None:
    answers = [await webhook.post(body) for body in (b"", b"{", b"[1]", b"\xff\xfe")]

    assert [answer.status_code for answer in answers] == [400] * 4


async def test_an_oversized_body_is_refused_with_and_without_its_length(webhook: Webhook) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(30):
            yield b"x" * 10_000

    declared = await webhook.post(b"x" * 200_000)
    streamed = await webhook.http.post("/webhook", content=chunks())

    assert (declared.status_code, streamed.status_code) == (413, 413)


async def test_a_replayed_webhook_is_acknowledged_and_recorded_once(webhook: Webhook) -> None:
    body = payload(text("hola", wamid="wamid.same"))

    async with asyncio.TaskGroup() as group:
        answers = [group.create_task(webhook.post(body)) for _ in range(50)]

    assert {answer.result().status_code for answer in answers} == {200}
    assert await webhook.rows() == 1
    assert await webhook.depth("in.normal") == 1


async def test_a_message_for_another_number_is_acknowledged_and_not_stored(
    webhook: Webhook,
) -> None:
    answer = await webhook.post(payload(text("hola", number="999")))

    assert answer.status_code == 200
    assert await webhook.rows() == 0


async def test_an_unknown_number_gets_one_doorbell_a_day_and_keeps_no_text(
    webhook: Webhook,
) -> None:
    for _ in range(3):
        await webhook.post(payload(text("secret words", sender="34600999888")))

    rows = await webhook.pool.fetch("SELECT content, kind FROM messages")
    assert [row["kind"] for row in rows] == ["unknown_contact"]
    assert b"secret" not in rows[0]["content"]
    assert await webhook.depth("in.normal") == 1


async def test_no_phone_number_is_stored_in_the_clear(webhook: Webhook) -> None:
    await webhook.post(payload(text("hola")))

    for table in ("messages", "conversations", "drivers"):
        for row in await webhook.pool.fetch(f"SELECT t::text AS all FROM {table} t"):
            assert ANA not in row["all"]
            assert ANA.encode().hex() not in row["all"]


async def test_a_row_that_postgresql_refuses_does_not_fail_its_neighbours(
    webhook: Webhook,
) -> None:
    """`wamid` longer than an index entry allows is refused by PostgreSQL itself."""
    random_wamid = "w" + "".join(new_id().hex for _ in range(32))
    await webhook.pool.execute("ALTER TABLE messages ADD CHECK (wamid <> 'wamid.poison')")
    body = payload(
        text("a", wamid="wamid.a"), text("b", wamid="wamid.poison"), text("c", wamid=random_wamid)
    )

    answer = await webhook.post(body)

    assert answer.status_code == 200
    wamids = {row["wamid"] for row in await webhook.pool.fetch("SELECT wamid FROM messages")}
    assert wamids == {"wamid.a", random_wamid[:1024]}


async def test_a_changed_number_requires_linking_again(webhook: Webhook) -> None:
    change = text("x")
    change["value"]["messages"][0] |= {"type": "system", "system": {"type": "user_changed_number"}}
    change["value"]["messages"][0].pop("text")

    await webhook.post(payload(change))

    assert await webhook.pool.fetchval("SELECT state FROM drivers") == "relink"

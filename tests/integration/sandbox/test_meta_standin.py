"""The Meta stand-in over real TCP: what the product meets, connection faults included."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx2
import pytest
import pytest_asyncio
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from driver_assistant.sandbox.meta.app import create_app
from driver_assistant.sandbox.meta.serving import serving
from driver_assistant.sandbox.meta.settings import MetaSettings

Json = dict[str, Any]

NUMBER = "106540352242922"
ANA = "4915100000001"
MESSAGES = f"/v26.0/{NUMBER}/messages"


@dataclass
class Subscriber:
    """The product's webhook: keeps what it gets, answers as told, 200 by default."""

    answers: list[int] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    signatures: list[str | None] = field(default_factory=list)
    verify_token: str = "sandbox-verify-token"  # the stand-in's own
    url: str = ""

    async def receive(self, request: Request) -> Response:
        if request.method == "GET":
            query = request.query_params
            good = query["hub.verify_token"] == self.verify_token
            good = good and query["hub.mode"] == "subscribe"
            return PlainTextResponse(query["hub.challenge"] if good else "", 200 if good else 403)
        status = self.answers.pop(0) if self.answers else 200
        if status == 200:
            self.bodies.append(await request.body())
            self.signatures.append(request.headers.get("x-hub-signature-256"))
        return Response(status_code=status)

    def values(self) -> list[Json]:
        """The `value` of every change that was accepted."""
        return [
            change["value"]
            for body in self.bodies
            for entry in json.loads(body)["entry"]
            for change in entry["changes"]
        ]

    def messages(self) -> list[Any]:
        return [message for value in self.values() for message in value.get("messages", [])]

    def statuses(self) -> list[Json]:
        return [status for value in self.values() for status in value.get("statuses", [])]


@dataclass
class Meta:
    """The stand-in as a client with its token, and its control API."""

    http: httpx2.AsyncClient
    subscriber: Subscriber

    async def control(self, method: str, path: str, body: Any = None, **query: Any) -> Json:
        response = await self.http.request(method, f"/_control{path}", json=body, params=query)
        assert response.status_code == 200, response.text
        answer: Json = response.json()
        return answer

    async def set(self, **settings: Any) -> None:
        await self.control("PATCH", "/settings", settings)

    async def fault(self, **spec: Any) -> None:
        await self.control("POST", "/faults", spec)

    async def drained(self) -> Json:
        answer = await self.control("GET", "/outbox", wait_s=20)
        assert answer["waiting"] == 0
        return answer

    async def ledger(self, **query: Any) -> Json:
        return await self.control("GET", "/ledger", **query)

    async def write(self, **fields: Any) -> str:
        answer = await self.control("POST", "/messages", {"from": ANA, "text": "hi"} | fields)
        return str(answer["wamids"][0])

    async def send(self, body: str = "hello", to: str = ANA, **more: Any) -> httpx2.Response:
        text = {"type": "text", "text": {"body": body}}
        payload = {"messaging_product": "whatsapp", "to": to} | text | more
        return await self.http.post(MESSAGES, json=payload)


@pytest_asyncio.fixture
async def meta() -> AsyncIterator[Meta]:
    """A quiet stand-in that knows its subscriber, both under uvicorn."""
    subscriber = Subscriber()
    route = Route("/webhook", subscriber.receive, methods=["GET", "POST"])
    async with serving(Starlette(routes=[route])) as webhook:
        subscriber.url = f"{webhook}/webhook"
        settings = MetaSettings(
            webhook_url=subscriber.url,
            sent_after_s=0,
            delivered_after_s=0,
            read_after_s=0,
            skip_delivered_rate=0,
            shuffle_rate=0,
            duplicate_rate=0,
            number_rate_per_s=0,
            pair_rate_per_s=0,
            window_hours=0,
            redelivery_first_s=0.02,
            redelivery_max_s=0.1,
        )
        headers = {"authorization": "Bearer sandbox-access-token"}
        async with (
            serving(create_app(settings)) as url,
            httpx2.AsyncClient(base_url=url, headers=headers, timeout=60) as http,
        ):
            yield Meta(http=http, subscriber=subscriber)


# --- the proof ------------------------------------------------------------------


async def test_a_thousand_sends_are_in_the_ledger_exactly_and_in_order(meta: Meta) -> None:
    await meta.set(shuffle_rate=0.3, duplicate_rate=0.2, skip_delivered_rate=0.3)
    answered: list[tuple[str, str]] = []

    async def sender(worker: int) -> None:
        for n in range(100):
            opaque = f"{worker}.{n}"
            response = await meta.send(to=f"49151{worker:08d}", biz_opaque_callback_data=opaque)
            answered.append((opaque, response.json()["messages"][0]["id"]))

    async with asyncio.TaskGroup() as group:
        for worker in range(10):
            group.create_task(sender(worker))
    await meta.drained()
    ledger = await meta.ledger()

    accepted = ledger["accepted"]
    assert ledger["counts"]["accepted"] == len(accepted) == 1000
    assert [entry["seq"] for entry in accepted] == list(range(1, 1001))
    assert {(entry["opaque"], entry["wamid"]) for entry in accepted} == set(answered)
    assert ledger["doubled"] == {}
    assert Counter(entry["status"] for entry in accepted) == {"read": 1000}
    for worker in range(10):  # in each conversation, the order in which they were sent
        own = [e["opaque"] for e in accepted if e["user"] == f"49151{worker:08d}"]
        assert own == [f"{worker}.{n}" for n in range(100)]


async def test_every_status_of_every_message_arrives_whatever_the_disorder(meta: Meta) -> None:
    await meta.set(shuffle_rate=0.5, duplicate_rate=0.5, status_contacts="mixed")
    meta.subscriber.answers = [500, 503] * 5
    wamids = {(await meta.send()).json()["messages"][0]["id"] for _ in range(30)}

    await meta.drained()

    seen = Counter((status["id"], status["status"]) for status in meta.subscriber.statuses())
    expected = {(w, s) for w in wamids for s in ("sent", "delivered", "read")}
    assert set(seen) == expected
    assert max(seen.values()) == 2


# --- webhooks --------------------------------------------------------------------


async def test_webhooks_are_signed_over_the_escaped_bytes(meta: Meta) -> None:
    await meta.write(text="Größe 🚚 a@b/c")
    await meta.drained()

    [body], [signature] = meta.subscriber.bodies, meta.subscriber.signatures
    expected = hmac.new(b"sandbox-app-secret", body, hashlib.sha256).hexdigest()
    assert signature == f"sha256={expected}"
    assert rb"Gr\u00f6\u00dfe \ud83d\ude9a a\u0040b\/c" in body
    assert meta.subscriber.messages()[0]["text"]["body"] == "Größe 🚚 a@b/c"


async def test_a_refused_webhook_comes_again_until_it_is_taken(meta: Meta) -> None:
    meta.subscriber.answers = [500, 503, 404]

    wamid = await meta.write()
    counts = (await meta.drained())["counts"]

    assert [message["id"] for message in meta.subscriber.messages()] == [wamid]
    assert (counts["refused"], counts["accepted"]) == (3, 1)


async def test_a_subscriber_that_is_down_loses_nothing(meta: Meta) -> None:
    await meta.set(webhook_url="http://127.0.0.1:9/webhook")
    wamids = [await meta.write() for _ in range(5)]
    await meta.set(webhook_url=meta.subscriber.url)
    await meta.drained()

    assert sorted(message["id"] for message in meta.subscriber.messages()) == sorted(wamids)


async def test_under_load_one_post_carries_several_messages(meta: Meta) -> None:
    await meta.set(webhook_concurrency=1)
    messages = [{"from": f"49151{n:08d}", "text": str(n)} for n in range(200)]

    await meta.control("POST", "/messages", {"messages": messages})
    await meta.drained()

    assert len(meta.subscriber.messages()) == 200
    assert len(meta.subscriber.bodies) < 100


async def test_an_exact_batch_is_posted_as_described(meta: Meta) -> None:
    sent = (await meta.send()).json()["messages"][0]["id"]
    await meta.drained()
    meta.subscriber.bodies.clear()
    change = {
        "messages": [{"from": ANA, "text": "a"}, {"from": ANA, "type": "malformed"}],
        "statuses": [{"wamid": sent, "status": "read"}],
    }
    entries = [{"changes": [change, change]}, {"changes": [change, change]}]

    answer = await meta.control("POST", "/batches", {"entries": entries, "repeat": 3})

    assert [response["status"] for response in answer["responses"]] == [200] * 3
    assert len(set(meta.subscriber.bodies)) == 1
    [payload] = [json.loads(meta.subscriber.bodies[0])]
    assert [len(entry["changes"]) for entry in payload["entry"]] == [2, 2]
    assert len(answer["wamids"]) == 8
    assert len(meta.subscriber.messages()) == 3 * 8


@pytest.mark.parametrize("how", ["none", "wrong", "malformed", "old"])
async def test_raw_bytes_go_out_with_the_signature_asked_for(meta: Meta, how: str) -> None:
    raw = {"body": '{"entry": []}', "signature": how}

    answer = await meta.control("POST", "/raw", raw)

    good = hmac.new(b"sandbox-app-secret", b'{"entry": []}', hashlib.sha256).hexdigest()
    [body], [signature] = meta.subscriber.bodies, meta.subscriber.signatures
    assert body == b'{"entry": []}'
    assert signature != f"sha256={good}"
    assert (signature is None) == (how == "none")
    assert answer["responses"][0]["status"] == 200


async def test_the_same_bytes_can_arrive_fifty_times_at_once(meta: Meta) -> None:
    message = {"from": ANA, "id": "wamid.same", "timestamp": "1", "type": "text", "text": {}}
    value = {"metadata": {"phone_number_id": NUMBER}, "messages": [message]}
    payload = {"entry": [{"changes": [{"field": "messages", "value": value}]}]}

    raw = {"payload": payload, "repeat": 50, "concurrency": 50}
    answer = await meta.control("POST", "/raw", raw)

    assert len(answer["responses"]) == len(meta.subscriber.bodies) == 50
    assert len(set(meta.subscriber.bodies)) == 1


@pytest.mark.parametrize(
    ("query", "verified"),
    [({}, True), ({"verify_token": "wrong"}, False), ({"mode": "unsubscribe"}, False)],
)
async def test_the_handshake_tells_whether_the_subscriber_knows_the_token(
    meta: Meta, query: dict[str, str], verified: bool
) -> None:
    answer = await meta.control("POST", "/handshake", **query)

    assert answer["verified"] is verified


async def test_an_opt_out_arrives_as_a_user_preference(meta: Meta) -> None:
    await meta.control("POST", f"/users/{ANA}/marketing/stop")
    await meta.drained()

    [value] = meta.subscriber.values()
    assert value["user_preferences"][0]["value"] == "stop"
    assert json.loads(meta.subscriber.bodies[0])["entry"][0]["changes"][0]["field"] == (
        "user_preferences"
    )


# --- faults ------------------------------------------------------------------------


async def test_a_connection_cut_after_acceptance_leaves_a_message_the_caller_knows_nothing_of(
    meta: Meta,
) -> None:
    await meta.fault(mode="accept_then_reset", count=1)

    with pytest.raises(httpx2.TransportError):
        await meta.send(biz_opaque_callback_data="row.0")
    await meta.drained()

    assert [entry["opaque"] for entry in (await meta.ledger())["accepted"]] == ["row.0"]
    assert {s["biz_opaque_callback_data"] for s in meta.subscriber.statuses()} == {"row.0"}


async def test_a_connection_cut_before_acceptance_leaves_nothing(meta: Meta) -> None:
    await meta.fault(mode="reset", count=1)

    with pytest.raises(httpx2.TransportError):
        await meta.send()

    assert (await meta.ledger())["counts"]["accepted"] == 0


@pytest.mark.parametrize(("mode", "accepted"), [("hang", 0), ("accept_then_hang", 1)])
async def test_a_hang_ends_with_the_callers_patience(meta: Meta, mode: str, accepted: int) -> None:
    await meta.fault(mode=mode, count=1)

    with pytest.raises(httpx2.ReadTimeout):
        await meta.http.post(
            MESSAGES,
            json={"messaging_product": "whatsapp", "to": ANA, "text": {"body": "x"}},
            timeout=0.2,
        )

    assert (await meta.ledger())["counts"]["accepted"] == accepted
    assert (await meta.send()).status_code == 200


async def test_late_statuses_come_late_but_come(meta: Meta) -> None:
    await meta.fault(mode="late_status", delay_s=0.1, count=1)
    await meta.fault(mode="late_status", delay_s=600, count=1)

    soon, late = [(await meta.send()).json()["messages"][0]["id"] for _ in range(2)]
    async with asyncio.timeout(20):
        while (await meta.control("GET", "/outbox", wait_s=0.05))["waiting"] > 3:
            pass

    assert {status["id"] for status in meta.subscriber.statuses()} == {soon}
    assert late in {entry["wamid"] for entry in (await meta.ledger())["accepted"]}


async def test_a_closed_window_fails_after_http_200_with_its_error(meta: Meta) -> None:
    await meta.set(window_hours=24)

    response = await meta.send()
    await meta.drained()

    [status] = meta.subscriber.statuses()
    assert response.status_code == 200
    assert (status["status"], status["errors"][0]["code"]) == ("failed", 131047)
    assert (await meta.control("GET", "/transcript", user=ANA))["messages"] == []


async def test_a_fault_for_one_user_leaves_the_others_alone(meta: Meta) -> None:
    await meta.fault(mode="error", code=131056, user=ANA)

    assert (await meta.send()).status_code == 429
    assert (await meta.send(to="4915100000002")).status_code == 200


# --- the chat -----------------------------------------------------------------------


async def test_a_chat_can_be_watched_as_it_happens(meta: Meta) -> None:
    wamid = await meta.write(text="where to?")
    await meta.drained()
    start = (await meta.control("GET", "/events", after=-1))["last"]

    async with asyncio.TaskGroup() as group:
        poll = group.create_task(meta.control("GET", "/events", after=start, wait_s=20, user=ANA))
        await asyncio.sleep(0.05)
        receipt = {"status": "read", "message_id": wamid, "typing_indicator": {"type": "text"}}
        await meta.http.post(MESSAGES, json={"messaging_product": "whatsapp"} | receipt)
    await meta.send("Stop 12, 14:05")
    chat = await meta.control("GET", "/transcript", user=ANA)

    assert [(e["kind"], e["typing"]) for e in poll.result()["events"]] == [("receipt", True)]
    assert [(m["by"], m["text"], m["ticks"]) for m in chat["messages"][:1]] == [
        ("driver", "where to?", "read")
    ]
    assert [(m["by"], m["text"]) for m in chat["messages"][1:]] == [("assistant", "Stop 12, 14:05")]
    assert not chat["typing"]


async def test_who_reads_later_is_reported_when_the_chat_is_opened(meta: Meta) -> None:
    await meta.control("PUT", f"/users/{ANA}", {"reads": "never"})
    await meta.send()
    await meta.drained()
    before = [status["status"] for status in meta.subscriber.statuses()]

    await meta.control("POST", f"/users/{ANA}/read")
    await meta.drained()

    assert sorted(before) == ["delivered", "sent"]
    assert [s["status"] for s in meta.subscriber.statuses()].count("read") == 1

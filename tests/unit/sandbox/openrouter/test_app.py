"""The stand-in's rim: what it refuses without any server around it."""

from __future__ import annotations

from decimal import Decimal

import httpx2
import pytest

from driver_assistant.sandbox.openrouter.app import create_app
from driver_assistant.sandbox.openrouter.settings import OpenRouterSettings

KEY = "sk-or-v1-test"
BODY = {"model": "openai/gpt-5.1-mini", "messages": [{"role": "user", "content": "hello"}]}


def stand_in(**changed: object) -> httpx2.AsyncClient:
    """The app itself as the transport of a client."""
    settings = OpenRouterSettings.model_validate(
        {"api_key": KEY, "latency_median_ms": 0, "latency_p95_ms": 0, **changed}
    )
    return httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app=create_app(settings)),
        base_url="http://stand-in",
        headers={"Authorization": f"Bearer {KEY}"},
    )


async def test_a_spent_key_is_a_402_that_names_its_limit() -> None:
    async with stand_in(key_limit_usd=Decimal(0)) as client:
        answer = await client.post("/api/v1/chat/completions", json=BODY)

    assert answer.status_code == 402
    assert answer.json()["error"]["metadata"]["limit_source"] == "openrouter_key_limit"


async def test_a_body_that_is_too_large_is_a_413() -> None:
    async with stand_in(max_body_bytes=50) as client:
        answer = await client.post("/api/v1/chat/completions", json=BODY)

    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"{", "not JSON"),
        (b'{"messages":[]}', "messages"),
        (b'{"messages":[{"role":"user","content":"x"}]}', "No models"),
        (b'{"model":"m","messages":[{"role":"user","content":"x"}],"stream":true}', "stream"),
        (b'{"model":"m","messages":[{"role":"alien","content":"x"}]}', "role"),
        (b"[1]", "valid dict"),
    ],
)
async def test_a_bad_request_says_what_is_wrong(body: bytes, says: str) -> None:
    async with stand_in() as client:
        answer = await client.post("/api/v1/chat/completions", content=body)

    assert answer.status_code == 400
    assert says in answer.json()["error"]["message"]


async def test_an_absent_model_is_neither_listed_nor_served() -> None:
    async with stand_in(absent_models=("openai/gpt-5.1-mini",)) as client:
        listed = (await client.get("/api/v1/models")).json()["data"]
        answer = await client.post("/api/v1/chat/completions", json=BODY)

    assert "openai/gpt-5.1-mini" not in {model["id"] for model in listed}
    assert answer.json()["error"]["availability"]["code"] == "model_not_found"


async def test_the_same_seed_gives_the_same_day() -> None:
    bodies = []
    for _ in range(2):
        async with stand_in() as client:
            answers = [
                (await client.post("/api/v1/chat/completions", json=BODY)).json() for _ in range(5)
            ]
        bodies.append([{**answer, "created": 0} for answer in answers])

    assert bodies[0] == bodies[1]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/faults", {"kind": "earthquake"}),
        ("/faults", {"kind": "hang", "color": "red"}),
        ("/faults", {"kind": "hang", "count": 0}),
    ],
)
async def test_the_control_api_refuses_nonsense(path: str, body: dict[str, object]) -> None:
    async with stand_in() as client:
        answer = await client.post(f"/_control{path}", json=body)

    assert answer.status_code == 422


async def test_latency_can_be_changed_while_running() -> None:
    async with stand_in() as client:
        refused = await client.put("/_control/latency", json={"median_ms": -1})
        await client.put("/_control/latency", json={"median_ms": 5, "p95_ms": 6})
        await client.post("/api/v1/chat/completions", json=BODY)
        ledger = (await client.get("/_control/ledger")).json()

    assert refused.status_code == 422
    assert ledger["calls"][0]["latency_ms"] > 0


async def test_only_the_last_requests_are_kept() -> None:
    async with stand_in(kept_requests=2) as client:
        for number in range(4):
            await client.post("/api/v1/chat/completions", json={**BODY, "user": str(number)})
        kept = (await client.get("/_control/requests")).json()["requests"]

    assert [request["user"] for request in kept] == ["2", "3"]

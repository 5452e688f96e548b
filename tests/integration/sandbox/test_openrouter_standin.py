"""The stand-in over real HTTP with the official openai client, as any user of OpenRouter would."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator
from decimal import Decimal
from typing import Any

import httpx2
import openai
import pytest
import uvicorn
from fastapi import FastAPI
from openai import AsyncOpenAI

from driver_assistant.sandbox.openrouter.app import create_app
from driver_assistant.sandbox.openrouter.settings import OpenRouterSettings

KEY = "sk-or-v1-test"
MODEL = "openai/gpt-5.1-mini"
TOOL: dict[str, Any] = {
    "type": "function",
    "function": {
        "name": "get_route",
        "description": 'The stops of a day. Examples: "show my route" | "moja trasa na dziś"',
        "parameters": {
            "type": "object",
            "properties": {"day": {"type": "string", "enum": ["today", "tomorrow"]}},
        },
    },
}
ASKED: list[Any] = [{"role": "user", "content": "show my route tomorrow"}]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The stand-in, mounted as the sandbox mounts it."""
    settings = OpenRouterSettings(api_key=KEY, latency_median_ms=0, latency_p95_ms=0)
    sandbox = FastAPI()
    sandbox.mount("/openrouter", create_app(settings))
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        config = uvicorn.Config(sandbox, log_level="warning", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started:
            time.sleep(0.01)  # noqa: TID251  # a thread, not the event loop
        yield f"http://127.0.0.1:{port}/openrouter"
        server.should_exit = True
        thread.join()


@pytest.fixture
def control(address: str) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=f"{address}/_control") as client:
        client.post("/reset")
        yield client


@pytest.fixture
async def client(address: str, control: httpx2.Client) -> AsyncIterator[AsyncOpenAI]:
    async with AsyncOpenAI(
        api_key=KEY, base_url=f"{address}/api/v1", max_retries=0, timeout=30
    ) as found:
        yield found


@pytest.fixture
async def plain(address: str, control: httpx2.Client) -> AsyncIterator[httpx2.AsyncClient]:
    headers = {"Authorization": f"Bearer {KEY}"}
    async with httpx2.AsyncClient(base_url=f"{address}/api/v1", headers=headers) as found:
        yield found


async def test_a_tool_call_has_openrouters_shape(plain: httpx2.AsyncClient) -> None:
    body = {"model": MODEL, "messages": ASKED, "tools": [TOOL], "session_id": "c1"}

    answer = (await plain.post("/chat/completions", json=body)).json()

    choice = answer["choices"][0]
    call = choice["message"]["tool_calls"][0]
    assert answer["id"].startswith("gen-")
    assert (answer["object"], answer["model"]) == ("chat.completion", MODEL)
    assert answer["provider"] in {"OpenAI", "Azure"}
    assert (choice["finish_reason"], choice["native_finish_reason"]) == ("tool_calls", "tool_calls")
    assert (choice["message"]["content"], choice["message"]["refusal"]) == (None, None)
    assert (call["type"], call["function"]["name"]) == ("function", "get_route")
    assert json.loads(call["function"]["arguments"]) == {"day": "tomorrow"}


async def test_the_bill_adds_up(plain: httpx2.AsyncClient) -> None:
    body = {"model": MODEL, "messages": ASKED, "tools": [TOOL]}

    usage = (await plain.post("/chat/completions", json=body)).json()["usage"]

    details = usage["cost_details"]
    parts = (
        details["upstream_inference_prompt_cost"] + details["upstream_inference_completions_cost"]
    )
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"]
    assert pytest.approx(usage["cost"]) == parts
    assert (
        pytest.approx(usage["prompt_tokens"] * 0.25e-6 + usage["completion_tokens"] * 2e-6) == parts
    )


async def test_the_openai_client_reads_it_without_extras(client: AsyncOpenAI) -> None:
    answer = await client.chat.completions.create(model=MODEL, messages=ASKED, tools=[TOOL])  # type: ignore[list-item]  # a dict as JSON gives it

    calls = answer.choices[0].message.tool_calls
    assert calls is not None
    assert calls[0].function.name == "get_route"  # type: ignore[union-attr]  # a function tool
    assert answer.usage is not None
    assert answer.usage.prompt_tokens > 0


async def test_the_answer_to_a_tools_result_is_written_from_it(client: AsyncOpenAI) -> None:
    made = {"id": "c", "type": "function", "function": {"name": "get_route", "arguments": "{}"}}
    messages: list[Any] = [
        *ASKED,
        {"role": "assistant", "content": None, "tool_calls": [made]},
        {"role": "tool", "tool_call_id": "c", "content": '{"route":"Poznań to Łódź"}'},
    ]

    answer = await client.chat.completions.create(model=MODEL, messages=messages, tools=[TOOL])  # type: ignore[list-item]  # a dict as JSON gives it

    assert "Poznań to Łódź" in (answer.choices[0].message.content or "")


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("unauthorized", openai.AuthenticationError),
        ("bad_request", openai.BadRequestError),
        ("moderation", openai.PermissionDeniedError),
        ("no_endpoints", openai.NotFoundError),
        ("unprocessable", openai.UnprocessableEntityError),
        ("rate_limit", openai.RateLimitError),
        ("bad_gateway", openai.InternalServerError),
        ("overloaded", openai.InternalServerError),
        ("reset", openai.APIConnectionError),
        ("truncated", openai.APIConnectionError),
    ],
)
async def test_faults_are_the_openai_clients_errors(
    client: AsyncOpenAI, control: httpx2.Client, kind: str, error: type[Exception]
) -> None:
    control.post("/faults", json={"kind": kind})

    with pytest.raises(error):
        await client.chat.completions.create(model=MODEL, messages=ASKED)


async def test_a_reset_is_a_real_one(address: str, control: httpx2.Client) -> None:
    control.post("/faults", json={"kind": "reset"})
    url = httpx2.URL(address)
    body = json.dumps({"model": MODEL, "messages": ASKED})
    reader, writer = await asyncio.open_connection(url.host, url.port)
    writer.write(
        f"POST {url.path}/api/v1/chat/completions HTTP/1.1\r\nHost: x\r\n"
        f"Authorization: Bearer {KEY}\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()
    )

    with pytest.raises(ConnectionResetError):
        await reader.read()
    writer.close()


async def test_a_reset_connection_leaves_the_others_alone(
    client: AsyncOpenAI, control: httpx2.Client
) -> None:
    control.post("/faults", json={"kind": "reset", "count": 5})
    outcomes: list[str] = []

    async def ask() -> None:
        try:
            await client.chat.completions.create(model=MODEL, messages=ASKED)
            outcomes.append("answered")
        except openai.APIConnectionError:
            outcomes.append("reset")

    async with asyncio.TaskGroup() as group:
        for _ in range(20):
            group.create_task(ask())

    assert (outcomes.count("reset"), outcomes.count("answered")) == (5, 15)


async def test_only_our_own_rate_limit_has_rate_limit_headers(
    plain: httpx2.AsyncClient, control: httpx2.Client
) -> None:
    body = {"model": MODEL, "messages": ASKED}
    fine = await plain.post("/chat/completions", json=body)
    control.post("/faults", json={"kind": "rate_limit", "count": 1, "retry_after_s": 0.4})
    ours = await plain.post("/chat/completions", json=body)
    control.post("/faults", json={"kind": "upstream_rate_limit", "count": 1})
    theirs = await plain.post("/chat/completions", json=body)

    assert ["0" if "x-ratelimit-remaining" in r.headers else "-" for r in (fine, ours, theirs)] == [
        "-",
        "0",
        "-",
    ]
    assert ours.headers["retry-after"] == "0.4"
    assert theirs.json()["error"]["metadata"]["provider_code"] == "rate_limited"


async def test_an_unavailable_model_explains_itself(
    plain: httpx2.AsyncClient, control: httpx2.Client
) -> None:
    control.post("/faults", json={"kind": "capacity_exhausted", "retry_after_s": 7})

    answer = await plain.post("/chat/completions", json={"model": MODEL, "messages": ASKED})

    why = answer.json()["error"]["availability"]
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "7")
    assert (why["code"], why["retryable"], why["retry_after"]) == ("capacity_exhausted", True, 7.0)
    assert why["requested_models"] == [MODEL]


async def test_a_failing_model_falls_back_inside_one_request(
    plain: httpx2.AsyncClient, control: httpx2.Client
) -> None:
    control.post("/faults", json={"kind": "moderation", "models": [MODEL]})
    body = {"model": MODEL, "models": [MODEL, "openai/gpt-5-mini"], "messages": ASKED}

    answer = await plain.post("/chat/completions", json=body)

    assert answer.json()["model"] == "openai/gpt-5-mini"


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer nope"}, {"Authorization": KEY}])
async def test_a_wrong_key_gets_nothing(address: str, header: dict[str, str]) -> None:
    async with httpx2.AsyncClient(base_url=f"{address}/api/v1", headers=header) as stranger:
        answers = [
            await stranger.post("/chat/completions", json={"model": MODEL, "messages": ASKED}),
            await stranger.get("/key"),
            await stranger.get("/generation", params={"id": "x"}),
        ]

    assert [answer.status_code for answer in answers] == [401, 401, 401]


async def test_models_show_prices_and_parameters(client: AsyncOpenAI) -> None:
    listed = {model.id: model async for model in client.models.list()}

    extra = listed[MODEL].model_extra or {}
    assert Decimal("0.00000025") == Decimal(extra["pricing"]["prompt"])
    assert "tools" in extra["supported_parameters"]
    assert "temperature" not in extra["supported_parameters"]


async def test_a_generation_and_the_key_can_be_looked_up(plain: httpx2.AsyncClient) -> None:
    body = {"model": MODEL, "messages": ASKED, "session_id": "c9"}
    answer = (await plain.post("/chat/completions", json=body)).json()

    generation = (await plain.get("/generation", params={"id": answer["id"]})).json()["data"]
    key = (await plain.get("/key")).json()["data"]
    unknown = await plain.get("/generation", params={"id": "gen-unknown"})

    assert answer["usage"]["cost"] == generation["total_cost"] == key["usage"]
    assert answer["usage"]["prompt_tokens"] == generation["native_tokens_prompt"]
    assert unknown.status_code == 404


async def test_the_ledger_knows_every_call(
    plain: httpx2.AsyncClient, control: httpx2.Client
) -> None:
    control.post("/faults", json={"kind": "credits", "count": 1})
    costs = []
    for turn in range(30):
        body = {"model": MODEL, "messages": ASKED, "session_id": f"c{turn % 3}"}
        answer = await plain.post("/chat/completions", json=body)
        if answer.status_code == 200:
            costs.append(Decimal(str(answer.json()["usage"]["cost"])))

    ledger = control.get("/ledger", params={"last": 5}).json()

    assert sum(costs) == Decimal(ledger["total"]["cost"])
    assert ledger["by_outcome"] == {"credits": 1, "ok": 29}
    assert (ledger["total"]["calls"], len(ledger["calls"])) == (30, 5)

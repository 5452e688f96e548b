"""A real stand-in over real HTTP, a client for it, and two small intents to choose from."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import httpx2
import pytest
import uvicorn
from pydantic import BaseModel, Field

from driver_assistant.sandbox.openrouter.app import create_app
from driver_assistant.sandbox.openrouter.settings import OpenRouterSettings
from driver_assistant.worker.model.answers import PlainAnswer, ToolChoice
from driver_assistant.worker.model.client import ModelClient
from driver_assistant.worker.model.prompt import Prompts
from driver_assistant.worker.model.settings import ModelSettings
from driver_assistant.worker.model.tools import ToolSet, tool_set

KEY = "sk-or-v1-test"


@dataclass(frozen=True)
class Intent:
    """As much of an intent as a model is told."""

    name: str
    description: str
    parameters: type[BaseModel]
    examples: tuple[str, ...]


class DayChoice(BaseModel):
    day: Literal["today", "tomorrow"] = Field("today", description="Which day.")


class Delay(BaseModel):
    minutes: int = Field(description="Minutes late.", ge=1, le=1440)
    reason: Literal["traffic", "weather", "breakdown"] | None = None


class Topic(BaseModel):
    about: str | None = Field(None, description="What the driver wants to know, in their words.")


INTENTS = (
    Intent(
        "route",
        "All stops of a day, in order.",
        DayChoice,
        ("show my route", "what is my run tomorrow", "pokaż moją trasę", "meine Tour heute"),
    ),
    Intent(
        "report_delay",
        "The driver is late, by how much and why.",
        Delay,
        ("I'm running late", "30 minutes late, traffic", "spóźnię się 20 minut", "komme später"),
    ),
    Intent(
        "contacts",
        "Whom to call: dispatcher, customer, workshop.",
        Topic,
        (
            "I want to speak to my dispatcher",
            "phone number of the customer",
            "chcę rozmawiać z dyspozytorem",
            "wen kann ich anrufen",
            "quiero hablar con alguien",
            "qui dois-je appeler",
            "com quem falo",
            "pe cine sun",
            "kimi aramam gerek",
            "кому дзвонити",
        ),
    ),
)


@dataclass(frozen=True)
class StandIn:
    """The running stand-in and its control API."""

    base_url: str
    control: httpx2.Client

    def fail(self, kind: str, **wish: Any) -> None:
        answer = self.control.post("/faults", json={"kind": kind, **wish})
        assert answer.status_code == 201, answer.text

    def ledger(self) -> dict[str, Any]:
        found: dict[str, Any] = self.control.get("/ledger", params={"last": 10_000}).json()
        return found

    def requests(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.control.get("/requests").json()["requests"]
        return found


@pytest.fixture(scope="session")
def _server() -> Iterator[str]:
    settings = OpenRouterSettings(api_key=KEY, latency_median_ms=0, latency_p95_ms=0)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        config = uvicorn.Config(
            create_app(settings), log_level="warning", timeout_graceful_shutdown=1
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started:
            time.sleep(0.01)  # noqa: TID251  # a thread, not the event loop
        yield f"http://127.0.0.1:{port}"
        server.should_exit = True
        thread.join()


@pytest.fixture
def stand_in(_server: str) -> Iterator[StandIn]:
    with httpx2.Client(base_url=f"{_server}/_control") as control:
        control.post("/reset")
        yield StandIn(f"{_server}/api/v1", control)


@pytest.fixture
def settings(stand_in: StandIn) -> ModelSettings:
    return ModelSettings(
        api_key=KEY, base_url=stand_in.base_url, timeout_s=20.0, longest_wait_s=0.5
    )


@pytest.fixture
async def client(settings: ModelSettings) -> AsyncIterator[ModelClient]:
    client = ModelClient(settings)
    yield client
    await client.aclose()


@pytest.fixture
async def hasty(settings: ModelSettings) -> AsyncIterator[ModelClient]:
    """A client that gives a model half a second."""
    client = ModelClient(settings.model_copy(update={"timeout_s": 0.5}))
    yield client
    await client.aclose()


@pytest.fixture
def tools() -> ToolSet:
    return tool_set(INTENTS)


@pytest.fixture
def prompts(tools: ToolSet) -> Prompts:
    return Prompts(tools, canary="0123456789abcdef")


@pytest.fixture
def choose(prompts: Prompts) -> Callable[..., Awaitable[ToolChoice | PlainAnswer]]:
    """Asks a client for the tool that fits a text, within some seconds."""

    async def ask(
        client: ModelClient, text: str = "I'm 40 minutes late, traffic", seconds: float = 60.0
    ) -> ToolChoice | PlainAnswer:
        deadline = asyncio.get_running_loop().time() + seconds
        messages = prompts.pick(text, language="en")
        return await client.choose_tool(messages, prompts.tools, session="c1", deadline=deadline)

    return ask

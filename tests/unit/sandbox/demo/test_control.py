"""The demo's control interface: what it does, and for whom it doesn't."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from driver_assistant.sandbox.backing.child import Command
from driver_assistant.sandbox.backing.server import Server
from driver_assistant.sandbox.backing.servers import Backing, named_in
from driver_assistant.sandbox.backing.warden import Warden
from driver_assistant.sandbox.demo.control import create_control
from driver_assistant.sandbox.demo.process import ManagedProcess, ProcessSpec
from driver_assistant.sandbox.demo.screen import Screen
from driver_assistant.sandbox.demo.supervisor import Supervisor

PAGE = "http://127.0.0.1:20001"


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    made: list[str] = []

    async def slow(self: ManagedProcess) -> None:
        made.append(f"{self.spec.name} kill")

    def quick(self: ManagedProcess) -> None:
        made.append(f"{self.spec.name} pause")

    monkeypatch.setattr(ManagedProcess, "kill", slow)
    monkeypatch.setattr(ManagedProcess, "pause", quick)
    return made


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx2.AsyncClient]:
    urls = {
        "DA_DATABASE_URL": "postgresql://u:p@127.0.0.1:1/d",
        "DA_AMQP_URL": "amqp://u:p@127.0.0.1:2/v",
        "DA_AMQP_MANAGEMENT_URL": "http://u:p@127.0.0.1:3",
        "DA_REDIS_URL": "redis://127.0.0.1:4/0",
    }
    servers = Backing(**{name: Server(service) for name, service in named_in(urls).items()})
    command = Command(argv=("true",), environment={}, directory=tmp_path, log=tmp_path / "log")
    spec = ProcessSpec(name="worker", command=command, ready_url="http://127.0.0.1:5/readyz")
    with Warden() as warden:
        app = create_control(Supervisor([spec], warden, Screen(io.StringIO())), servers, (PAGE,))
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1") as one:
            yield one


async def test_it_lists_processes_and_servers(client: httpx2.AsyncClient) -> None:
    processes = (await client.get("/processes")).json()
    servers = (await client.get("/servers")).json()

    assert [(one["name"], one["state"]) for one in processes] == [("worker", "stopped")]
    assert [(one["name"], one["private"]) for one in servers] == [
        ("postgresql", False),
        ("rabbitmq", False),
        ("redis", False),
    ]


async def test_it_passes_on_what_is_asked(client: httpx2.AsyncClient, calls: list[str]) -> None:
    statuses = [
        (await client.post(f"/processes/worker/{action}")).status_code
        for action in ("kill", "pause")
    ]

    assert (statuses, calls) == ([200, 200], ["worker kill", "worker pause"])


@pytest.mark.parametrize(
    "path", ["/processes/nobody/kill", "/processes/worker/start", "/servers/mysql/kill"]
)
async def test_what_does_not_exist_is_answered_with_what_does(
    client: httpx2.AsyncClient, path: str
) -> None:
    answer = await client.post(path)

    assert answer.status_code == 404
    assert "there are" in answer.json()["detail"]


async def test_a_server_given_by_url_is_refused_with_the_reason(
    client: httpx2.AsyncClient,
) -> None:
    answer = await client.post("/servers/redis/kill")

    assert answer.status_code == 409
    assert "unset DA_REDIS_URL" in answer.json()["detail"]


async def test_other_pages_of_the_browser_may_not_use_it(
    client: httpx2.AsyncClient, calls: list[str]
) -> None:
    foreign = await client.post("/processes/worker/kill", headers={"origin": "https://evil.test"})
    rebound = await client.post("/processes/worker/kill", headers={"host": "evil.test"})
    own = await client.post("/processes/worker/kill", headers={"origin": PAGE})

    assert (foreign.status_code, rebound.status_code, own.status_code) == (403, 400, 200)
    assert calls == ["worker kill"]
    assert own.headers["access-control-allow-origin"] == PAGE

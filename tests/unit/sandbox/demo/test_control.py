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
from driver_assistant.sandbox.demo.reports import Reports
from driver_assistant.sandbox.demo.screen import Screen
from driver_assistant.sandbox.demo.supervisor import Supervisor

PAGE = "http://127.0.0.1:20001"  # the phone page, which is another server


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
        supervisor = Supervisor([spec], warden, Screen(io.StringIO()))
        reports = Reports(cli=("false",), environment={})
        app = create_control(supervisor, servers, reports, {"worker": "http://127.0.0.1:6/metrics"})
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


@pytest.mark.parametrize(
    "headers", [{"origin": "https://evil.test"}, {"host": "evil.test"}, {"origin": PAGE}]
)
async def test_no_page_of_a_browser_may_use_it(
    client: httpx2.AsyncClient, calls: list[str], headers: dict[str, str]
) -> None:
    """Not even the phone page: its own server asks for it."""
    answer = await client.post("/processes/worker/kill", headers=headers)

    assert answer.status_code == 403
    assert calls == []


async def test_the_status_says_what_does_not_answer(client: httpx2.AsyncClient) -> None:
    status = (await client.get("/status")).json()

    assert status["queues"] is None
    assert status["numbers"] == {}
    assert [one["name"] for one in status["servers"]] == ["postgresql", "rabbitmq", "redis"]
    assert not any(one["paused"] for one in status["servers"])


async def test_an_unknown_report_is_answered_with_those_there_are(
    client: httpx2.AsyncClient,
) -> None:
    answer = await client.get("/reports/passwords")

    assert answer.status_code == 404
    assert "dead-letters" in answer.json()["detail"]

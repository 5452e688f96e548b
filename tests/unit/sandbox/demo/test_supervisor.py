"""The supervisor with small programs in the place of the platform's."""

from __future__ import annotations

import asyncio
import io
import signal
import sys
import textwrap
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest

from driver_assistant.sandbox.backing.child import Command
from driver_assistant.sandbox.backing.ports import Port, reserve_port
from driver_assistant.sandbox.backing.warden import Warden
from driver_assistant.sandbox.demo import process
from driver_assistant.sandbox.demo.errors import ProcessDidNotStart
from driver_assistant.sandbox.demo.process import ProcessSpec
from driver_assistant.sandbox.demo.screen import Screen
from driver_assistant.sandbox.demo.supervisor import Supervisor

WELL = """
    import http.server, signal, sys
    class Ready(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200); self.end_headers()
        def log_message(self, *_): pass
    def stop(*_):
        open(sys.argv[2], "a").write(sys.argv[3] + "\\n")
        sys.exit(0)
    signal.signal(signal.SIGTERM, {on_term})
    http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Ready).serve_forever()
"""
DEAF = WELL.format(on_term="signal.SIG_IGN")
WELL = WELL.format(on_term="stop")
BROKEN = "print('starting'); import no_such_library"


@pytest.fixture
def warden() -> Iterator[Warden]:
    with Warden() as one:
        yield one


@pytest.fixture
def port() -> Iterator[Port]:
    one = reserve_port()
    yield one
    one.close()


@pytest.fixture
def other_port() -> Iterator[Port]:
    one = reserve_port()
    yield one
    one.close()


def spec(folder: Path, name: str, port: Port, program: str = WELL) -> ProcessSpec:
    arguments = (str(port.number), str(folder / "stopped"), name)
    return ProcessSpec(
        name=name,
        command=Command(
            argv=(sys.executable, "-c", textwrap.dedent(program), *arguments),
            environment={},
            directory=folder,
            log=folder / f"{name}.log",
        ),
        ready_url=f"http://127.0.0.1:{port.number}/readyz",
    )


@asynccontextmanager
async def up(
    specs: list[ProcessSpec], warden: Warden
) -> AsyncIterator[tuple[Supervisor, io.StringIO]]:
    screen = io.StringIO()
    supervisor = Supervisor(specs, warden, Screen(screen))
    async with supervisor.running():
        yield supervisor, screen


async def ready_again(supervisor: Supervisor, name: str) -> None:
    async with asyncio.timeout(20):
        await supervisor.processes[name].ready.wait()


async def test_processes_are_ready_inside_and_gone_in_order_after(
    tmp_path: Path, warden: Warden, port: Port, other_port: Port
) -> None:
    specs = [spec(tmp_path, "webhook", port), spec(tmp_path, "sandbox", other_port)]

    async with up(specs, warden) as (supervisor, screen):
        states = [one["state"] for one in supervisor.facts()]

    assert states == ["ready", "ready"]
    assert (tmp_path / "stopped").read_text().split() == ["webhook", "sandbox"]
    assert [one["pid"] for one in supervisor.facts()] == [None, None]
    assert "webhook is ready (" in screen.getvalue()


async def test_a_process_that_dies_is_started_again_and_it_is_said(
    tmp_path: Path, warden: Warden, port: Port
) -> None:
    async with up([spec(tmp_path, "worker", port)], warden) as (supervisor, screen):
        worker = supervisor.processes["worker"]
        before = worker.pid

        await worker.kill()
        await ready_again(supervisor, "worker")

        after, restarts = worker.pid, worker.restarts

    assert (after in {before, None}, restarts) == (False, 1)
    assert "worker was ended by SIGKILL; starting it again in 1 s" in screen.getvalue()
    assert "worker is ready again (" in screen.getvalue()


async def test_a_process_that_dies_at_start_shows_its_last_lines_and_the_fix(
    tmp_path: Path, warden: Warden, port: Port, other_port: Port
) -> None:
    specs = [spec(tmp_path, "webhook", port), spec(tmp_path, "worker", other_port, BROKEN)]

    with pytest.raises(ProcessDidNotStart) as caught:
        async with up(specs, warden):
            pass

    message = str(caught.value)
    assert "worker ended with 1. A library is missing: run `make demo`" in message
    assert "  ModuleNotFoundError: No module named 'no_such_library'" in message
    assert str(tmp_path / "worker.log") in message


async def test_a_process_that_never_gets_ready_is_named_and_ended(
    tmp_path: Path, warden: Warden, port: Port
) -> None:
    supervisor = Supervisor(
        [spec(tmp_path, "delivery", port, "import time; print('thinking'); time.sleep(600)")],
        warden,
        Screen(io.StringIO()),
    )
    delivery = supervisor.processes["delivery"]

    with pytest.raises(ProcessDidNotStart, match=r"delivery was not ready after 0\.2 s"):
        await delivery.start(timeout_s=0.2)
    await delivery.kill()


async def test_a_paused_process_keeps_its_connections_and_answers_after_it_is_resumed(
    tmp_path: Path, warden: Warden, port: Port
) -> None:
    async with up([spec(tmp_path, "worker", port)], warden) as (supervisor, _):
        worker = supervisor.processes["worker"]
        worker.pause()
        paused = worker.state
        async with httpx2.AsyncClient(timeout=0.3, trust_env=False) as client:
            with pytest.raises(httpx2.ReadTimeout):
                await client.get(worker.spec.ready_url)
        worker.resume()
        async with httpx2.AsyncClient(timeout=10, trust_env=False) as client:
            answer = await client.get(worker.spec.ready_url)

    assert (paused, answer.status_code) == ("paused", 200)


async def test_a_restart_that_was_asked_for_is_in_order_and_not_complained_about(
    tmp_path: Path, warden: Warden, port: Port
) -> None:
    async with up([spec(tmp_path, "worker", port)], warden) as (supervisor, screen):
        before = supervisor.processes["worker"].pid

        await supervisor.processes["worker"].restart()

        after = supervisor.processes["worker"].pid
        stopped = (tmp_path / "stopped").read_text().split()

    assert after not in {before, None}
    assert stopped == ["worker"]
    assert "starting it again" not in screen.getvalue()


async def test_a_process_that_ignores_the_request_to_stop_is_killed(
    tmp_path: Path, warden: Warden, port: Port, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process.ManagedProcess.stop, "__defaults__", (0.2,))

    async with up([spec(tmp_path, "worker", port, DEAF)], warden) as (supervisor, screen):
        pass

    assert supervisor.processes["worker"].pid is None
    assert "worker did not stop in time and was killed" in screen.getvalue()


async def test_nothing_is_started_again_on_the_way_down(
    tmp_path: Path, warden: Warden, port: Port
) -> None:
    async with up([spec(tmp_path, "worker", port)], warden) as (supervisor, _):
        await supervisor.processes["worker"].kill()

    assert supervisor.processes["worker"].pid is None
    assert supervisor.processes["worker"].restarts == 0


def test_the_end_of_a_process_is_told_in_words() -> None:
    assert process._how(-signal.SIGKILL) == "was ended by SIGKILL"
    assert process._how(3) == "ended with 3"

"""A whole demo over real servers, with a small program in the place of the platform's."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
import psutil
import pytest

from driver_assistant.sandbox.backing import tree

if TYPE_CHECKING:
    from driver_assistant.sandbox.backing.servers import Backing

pytestmark = [pytest.mark.servers, pytest.mark.processes]

# Stands in for `driver-assistant <process or command>`: enough HTTP to be ready, the seed of the
# stand-in for the logistics API, and a note of what each command was given.
PLATFORM = """
    import http.server, json, os, sys
    name, notes = sys.argv[1], os.environ["NOTES"]
    if os.environ.get("BREAK") == name:
        sys.exit("boom: the reason")
    if name in ("migrate", "topology", "drivers"):
        given = sys.stdin.read() if name == "drivers" else os.environ["DA_DATABASE_URL"]
        open(f"{notes}/{name}", "w").write(given)
        sys.exit(0)
    class Answers(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            seed = [
                {"alias": "ana", "phone": "+34750000001", "tenant": "acme"},
                {"alias": "agnieszka", "phone": "+48499000001", "tenant": "borealis"},
            ]
            body = json.dumps(seed if "seed" in self.path else {"ready": True}).encode()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)
    port = int(os.environ["DA_HTTP_PORT"])
    http.server.HTTPServer(("127.0.0.1", port), Answers).serve_forever()
"""
START = """
    import sys
    from driver_assistant.sandbox.demo.run import DemoOptions, run_demo
    sys.exit(run_demo(DemoOptions(cli=(sys.executable, sys.argv[1]))))
"""


class Demo:
    """A demo in a process of its own, as a terminal would run it."""

    def __init__(self, process: subprocess.Popen[bytes], screen: Path, state: Path) -> None:
        self.process = process
        self._screen = screen
        self._state = state

    @property
    def said(self) -> str:
        return self._screen.read_text()

    @property
    def state(self) -> dict[str, Any]:
        return dict(json.loads(self._state.read_bytes()))

    @property
    def forgotten(self) -> bool:
        return not self._state.exists()

    async def until_said(self, words: str) -> None:
        async with asyncio.timeout(60):
            while words not in self.said:  # said by another process
                assert self.process.poll() is None, self.said
                await asyncio.sleep(0.05)

    async def ended(self) -> int:
        return await asyncio.to_thread(self.process.wait, 60)


@contextmanager
def demo(folder: Path, servers: Backing, **extra: str) -> Iterator[Demo]:
    program, screen = folder / "platform.py", folder / "screen"
    program.write_text(textwrap.dedent(PLATFORM))
    mine = {"XDG_RUNTIME_DIR": str(folder), "NOTES": str(folder), **extra}
    with screen.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(START), str(program)],
            env=os.environ | servers.environment() | mine,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    try:
        yield Demo(process, screen, folder / "driver-assistant" / "demo.json")
    finally:
        process.kill()
        process.wait()


def family(pid: int) -> list[psutil.Process]:
    return [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]


async def all_gone(processes: list[psutil.Process], *folders: Path) -> None:
    async with asyncio.timeout(20):
        while any(tree.alive(one) for one in processes) or any(one.exists() for one in folders):  # noqa: ASYNC110  # others end them
            await asyncio.sleep(0.05)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_demo_comes_up_says_what_to_do_and_leaves_nothing(
    tmp_path: Path, servers: Backing, number: signal.Signals
) -> None:
    with demo(tmp_path, servers) as run:
        await run.until_said("Ctrl-C stops everything")
        state, processes = run.state, family(run.process.pid)
        run.process.send_signal(number)
        code = await run.ended()
        await all_gone(processes, Path(state["logs"]).parent)

    assert code == 0
    assert run.forgotten
    for name in ("webhook", "worker", "delivery", "guardrails", "sandbox"):
        assert f"{name} is ready" in run.said
    assert "1 drivers registered" in run.said
    assert '"from": "+34750000001"' in run.said
    assert "stopped; nothing is left behind" in run.said
    assert (tmp_path / "migrate").read_text() == servers.postgresql.url
    assert json.loads((tmp_path / "drivers").read_text())["alias"] == "ana"


async def test_a_killed_demo_leaves_nothing(tmp_path: Path, servers: Backing) -> None:
    with demo(tmp_path, servers) as run:
        await run.until_said("Ctrl-C stops everything")
        logs, processes = Path(run.state["logs"]), family(run.process.pid)
        run.process.kill()
        await run.ended()
        await all_gone(processes, logs.parent, tmp_path / "driver-assistant" / "demo.json")

    assert len(processes) > 5
    assert run.forgotten


async def test_a_process_can_be_killed_over_http_and_comes_back(
    tmp_path: Path, servers: Backing
) -> None:
    with demo(tmp_path, servers) as run:
        await run.until_said("Ctrl-C stops everything")
        async with httpx2.AsyncClient(base_url=run.state["control_url"], trust_env=False) as client:
            before = {one["name"]: one["pid"] for one in (await client.get("/processes")).json()}
            killed = await client.post("/processes/worker/kill")
            await run.until_said("worker is ready again")
            after = {one["name"]: one["pid"] for one in (await client.get("/processes")).json()}
            listed = (await client.get("/servers")).json()

    assert killed.status_code == 200
    assert "worker was ended by SIGKILL; starting it again in 1 s" in run.said
    assert before["worker"] != after["worker"]
    assert before["webhook"] == after["webhook"]
    assert [(one["name"], one["running"]) for one in listed] == [
        ("postgresql", True),
        ("rabbitmq", True),
        ("redis", True),
    ]


async def test_a_process_that_cannot_start_ends_the_demo_with_the_reason(
    tmp_path: Path, servers: Backing
) -> None:
    with demo(tmp_path, servers, BREAK="delivery") as run:
        code = await run.ended()

    assert code == 1
    assert "delivery ended with 1" in run.said
    assert "boom: the reason" in run.said
    assert "Traceback" not in run.said


async def test_a_failed_migration_ends_the_demo_with_the_reason(
    tmp_path: Path, servers: Backing
) -> None:
    with demo(tmp_path, servers, BREAK="migrate") as run:
        code = await run.ended()

    assert code == 1
    assert "migrate ended with 1:\n  boom: the reason" in run.said
    assert "Traceback" not in run.said


async def test_a_second_demo_is_refused_and_the_first_one_named(
    tmp_path: Path, servers: Backing
) -> None:
    with demo(tmp_path, servers) as first:
        await first.until_said("Ctrl-C stops everything")
        (tmp_path / "second").mkdir()
        with demo(tmp_path / "second", servers, XDG_RUNTIME_DIR=str(tmp_path)) as second:
            code = await second.ended()

    assert code == 1
    assert f"Its process is {first.process.pid}" in second.said

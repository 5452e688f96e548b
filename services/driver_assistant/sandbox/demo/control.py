"""The supervisor's HTTP interface: see, kill, pause, hold and restart what the demo runs.

For the phone page's own server and for people with curl, on 127.0.0.1 only. No web page may use
it: see `guard.py`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from typing import Any

import httpx2
import psutil
from fastapi import FastAPI, Response
from fastapi.responses import JSONResponse

from driver_assistant.contracts.errors import AssistantError
from driver_assistant.sandbox.backing.servers import Backing
from driver_assistant.sandbox.demo.gauges import plain, read_gauges
from driver_assistant.sandbox.demo.queues import QueueDepths
from driver_assistant.sandbox.demo.reports import COMMANDS, Reports
from driver_assistant.sandbox.demo.supervisor import Supervisor
from driver_assistant.sandbox.guard import LocalGuard

PROCESS_ACTIONS = ("kill", "pause", "resume", "restart", "hold", "release")
SERVER_ACTIONS = ("start", "stop", "kill", "pause", "resume", "restart")


def create_control(
    supervisor: Supervisor, servers: Backing, reports: Reports, metrics: Mapping[str, str]
) -> FastAPI:
    """`GET /status`, `/processes`, `/servers`, `/reports/{name}`; `POST` for actions.

    Actions are `POST /{processes,servers}/{name}/{action}`. `metrics` has the URL of each
    process's `/metrics`.
    """
    app = FastAPI(title="Demo control", docs_url=None, redoc_url=None)
    app.add_middleware(LocalGuard)
    depths = QueueDepths(servers.rabbitmq.environment["DA_AMQP_URL"])
    _errors(app)
    _lists(app, supervisor, servers)

    @app.get("/status")
    async def status() -> dict[str, Any]:
        async with httpx2.AsyncClient(trust_env=False) as http, asyncio.TaskGroup() as group:
            queues = group.create_task(depths.read())
            numbers = group.create_task(read_gauges(http, metrics))
        return {
            "processes": supervisor.facts(),
            "servers": [_facts_of(servers, name) for name in _names(servers)],
            "queues": queues.result(),
            "numbers": plain(numbers.result()),
        }

    @app.get("/reports/{name}")
    async def report(name: str) -> Response:
        if name not in COMMANDS:
            return JSONResponse({"detail": f"there are {', '.join(COMMANDS)}"}, status_code=404)
        return JSONResponse(await reports.read(name))

    return app


def _lists(app: FastAPI, supervisor: Supervisor, servers: Backing) -> None:
    @app.get("/processes")
    async def processes() -> list[dict[str, Any]]:
        return supervisor.facts()

    @app.get("/servers")
    async def all_servers() -> list[dict[str, Any]]:
        return [_facts_of(servers, name) for name in _names(servers)]

    @app.post("/processes/{name}/{action}")
    async def on_process(name: str, action: str) -> Response:
        if name not in supervisor.processes or action not in PROCESS_ACTIONS:
            return _unknown(supervisor.processes, PROCESS_ACTIONS)
        await _call(supervisor.processes[name], action)
        return JSONResponse(next(one for one in supervisor.facts() if one["name"] == name))

    @app.post("/servers/{name}/{action}")
    async def on_server(name: str, action: str) -> Response:
        if name not in _names(servers) or action not in SERVER_ACTIONS:
            return _unknown(_names(servers), SERVER_ACTIONS)
        await _call(servers[name], action)
        return JSONResponse(_facts_of(servers, name))


def _errors(app: FastAPI) -> None:
    @app.exception_handler(AssistantError)
    async def refused(_: object, error: AssistantError) -> JSONResponse:
        return JSONResponse({"detail": str(error)}, status_code=409)

    @app.exception_handler(TimeoutError)
    async def too_late(_: object, __: TimeoutError) -> JSONResponse:
        return JSONResponse({"detail": "asked, but it is not ready in time"}, status_code=504)


async def _call(target: object, action: str) -> None:
    """Some actions take time, some don't."""
    result = getattr(target, action)()
    if asyncio.iscoroutine(result):
        await result


def _names(servers: Backing) -> list[str]:
    return [server.name for server in servers]


def _facts_of(servers: Backing, name: str) -> dict[str, Any]:
    server = servers[name]
    return {
        "name": name,
        "running": server.running,
        "paused": _is_stopped(server.pid),
        "private": server.private,
        "pid": server.pid,
        "port": server.port,
        "log": str(server.log) if server.log else None,
    }


def _is_stopped(pid: int | None) -> bool:
    """Whether SIGSTOP holds a process; one that isn't ours or is gone counts as not."""
    try:
        return pid is not None and psutil.Process(pid).status() == psutil.STATUS_STOPPED
    except psutil.NoSuchProcess:
        return False


def _unknown(names: Collection[str], actions: Collection[str]) -> JSONResponse:
    detail = f"there are {', '.join(names)}, each with {', '.join(actions)}"
    return JSONResponse({"detail": detail}, status_code=404)

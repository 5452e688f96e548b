"""The supervisor's HTTP interface: see, kill, pause, resume and restart what the demo runs.

For the demo's page and for people with curl, on 127.0.0.1 only. A page of any other site that a
browser has open may not use it: requests with a foreign Host or Origin are refused.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from driver_assistant.contracts.errors import AssistantError
from driver_assistant.sandbox.backing.servers import Backing
from driver_assistant.sandbox.demo.supervisor import Supervisor

PROCESS_ACTIONS = ("kill", "pause", "resume", "restart")
SERVER_ACTIONS = ("start", "stop", "kill", "pause", "resume", "restart")


def create_control(supervisor: Supervisor, servers: Backing, origins: Collection[str]) -> FastAPI:
    """`GET /processes`, `GET /servers`, `POST /{processes,servers}/{name}/{action}`.

    `origins` are the pages that may use it from a browser.
    """
    app = FastAPI(title="Demo control")
    _guard(app, origins)

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

    return app


def _guard(app: FastAPI, origins: Collection[str]) -> None:
    app.add_middleware(CORSMiddleware, allow_origins=list(origins), allow_methods=["GET", "POST"])
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])

    @app.middleware("http")
    async def only_known_pages(
        request: Request, call_next: Callable[[Request], Awaitable[Response]]
    ) -> Response:
        origin = request.headers.get("origin")
        if origin is not None and origin not in origins:
            return JSONResponse({"detail": f"{origin} may not control this demo"}, status_code=403)
        return await call_next(request)

    @app.exception_handler(AssistantError)
    async def refused(_: Request, error: AssistantError) -> JSONResponse:
        return JSONResponse({"detail": str(error)}, status_code=409)

    @app.exception_handler(TimeoutError)
    async def too_late(_: Request, __: TimeoutError) -> JSONResponse:
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
        "private": server.private,
        "pid": server.pid,
        "port": server.port,
        "log": str(server.log) if server.log else None,
    }


def _unknown(names: Collection[str], actions: Collection[str]) -> JSONResponse:
    detail = f"there are {', '.join(names)}, each with {', '.join(actions)}"
    return JSONResponse({"detail": detail}, status_code=404)

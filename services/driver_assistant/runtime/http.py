"""The HTTP side of every process: probes, metrics, and a server that drains on SIGTERM.

`/healthz` says that the event loop turns and the process does not know itself to be stuck;
`/readyz` says which dependencies answer. A process that only consumes has nothing else to serve and
needs no FastAPI for it (11 MB); the services' FastAPI apps are Starlette's and get the same routes.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp

Check = Callable[[], Awaitable[None]]
App = TypeVar("App", bound=Starlette)

LOOP_LAG = Gauge("driver_assistant_event_loop_lag_seconds", "How late the event loop was woken.")
_BEAT_S = 1.0
_DEAF_AFTER_S = 30.0  # an event loop that did not turn for this long is stuck

# Longer than any caller keeps an idle connection (an ALB and NGINX: 60 s), so that it is the caller
# who gives it up: the other way round, a request now and then meets a connection just closed.
_KEEP_ALIVE_S = 75
_LOOK_S = 0.05
_NOTICE_S = 5.0  # how long a caller has to hear, with an answer, that its connection ends


@dataclass(kw_only=True)
class Health:
    """What the probes say: `dependencies` raise when they fail, `required` ones gate readiness."""

    dependencies: Mapping[str, Check] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    started: bool = False
    draining: bool = False
    last_beat_s: float = field(default_factory=time.monotonic)

    async def beat(self) -> None:
        """Run beside the work: proves that the loop turns and measures how late."""
        while True:
            before = time.monotonic()
            await asyncio.sleep(_BEAT_S)
            self.last_beat_s = time.monotonic()
            LOOP_LAG.set(max(0.0, self.last_beat_s - before - _BEAT_S))

    async def readiness(self) -> tuple[bool, dict[str, str]]:
        """Whether work may come, and each dependency's state in words."""
        report: dict[str, str] = {}
        for name, check in self.dependencies.items():
            try:
                async with asyncio.timeout(2):
                    await check()
                report[name] = "ok"
            except TimeoutError:
                report[name] = "no answer in 2 s"
            except Exception as error:  # noqa: BLE001  # a probe reports whatever is wrong
                report[name] = f"{type(error).__name__}"
        down = [name for name in self.required if report.get(name) != "ok"]
        return self.started and not self.draining and not down, report


def add_probes(app: App, health: Health) -> App:
    """Add `/healthz`, `/readyz` and `/metrics` to an app."""

    async def healthz(_: Request) -> JSONResponse:
        late_s = time.monotonic() - health.last_beat_s
        alive = late_s < _DEAF_AFTER_S
        return JSONResponse({"alive": alive}, status_code=200 if alive else 500)

    async def readyz(_: Request) -> JSONResponse:
        ready, report = await health.readiness()
        body = {"ready": ready, "draining": health.draining, "dependencies": report}
        return JSONResponse(body, status_code=200 if ready else 503)

    async def metrics(_: Request) -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    for path, probe in (("/healthz", healthz), ("/readyz", readyz), ("/metrics", metrics)):
        app.router.add_route(path, probe, include_in_schema=False)
    return app


def plain_app(health: Health) -> Starlette:
    """An app with nothing but the probes, for processes that only consume."""
    return add_probes(Starlette(), health)


class Server:
    """uvicorn without its signal handlers: the process decides when to drain."""

    def __init__(self, app: ASGIApp, host: str, port: int, *, drain_timeout_s: float) -> None:
        self._server = uvicorn.Server(
            uvicorn.Config(
                app,
                host=host,
                port=port,
                loop="none",
                http="httptools",
                ws="none",
                lifespan="off",
                proxy_headers=False,  # nobody asks who the client is
                access_log=False,
                log_config=None,
                server_header=False,
                date_header=False,
                timeout_keep_alive=_KEEP_ALIVE_S,
                timeout_graceful_shutdown=max(1, int(drain_timeout_s)),  # else it waits forever
            )
        )
        self._notice_s = min(_NOTICE_S, drain_timeout_s / 2)

    async def serve(self, stop: asyncio.Event) -> None:
        """Serve until `stop`, see the callers off, then finish the requests under way."""
        serving = asyncio.create_task(self._server._serve())  # noqa: SLF001  # serve() would take the signals
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        await self._see_off()
        self._server.should_exit = True
        stopping.cancel()
        await serving

    async def _see_off(self) -> None:
        """Answer on, with `Connection: close`, until nobody is connected or the notice is over.

        uvicorn alone closes idle connections at once, and a request already on its way fails.
        """
        close = [(b"connection", b"close")]
        self._server.config.encoded_headers = close  # what uvicorn renews its own list from
        self._server.server_state.default_headers = close
        end = time.monotonic() + self._notice_s
        connections = self._server.server_state.connections
        while connections and time.monotonic() < end:  # noqa: ASYNC110  # uvicorn has no event for it
            await asyncio.sleep(_LOOK_S)

    @property
    def port(self) -> int:
        """The bound port, once serving; useful with port 0."""
        for server in getattr(self._server, "servers", ()):  # none before it listens
            for socket in server.sockets:
                return int(socket.getsockname()[1])
        return 0

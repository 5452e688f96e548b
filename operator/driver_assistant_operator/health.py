"""/healthz, /readyz and /metrics, answered by a thread of its own: they work when the loop hangs.

Liveness is honest: it fails when the event loop stands still, when a watch has heard nothing for
longer than a stream may last, or when what a fresh list says is not what the watch delivered
(`term.Term`). A replica that waits for the Lease is alive and ready.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from prometheus_client import make_wsgi_app

LOOP_STALLED_S: Final = 30.0
WATCH_SILENT_S: Final = 90.0  # a stream lasts 45 s, its read times out 10 s later


@dataclass(slots=True)
class Health:
    """What the probes judge; written by the loop, read by the server's thread."""

    beat: float = field(default_factory=time.monotonic)
    heard: Mapping[str, float] = field(default_factory=dict)
    deaf: str = ""
    leading: bool = False
    started: bool = False

    def problem(self) -> str:
        """Why this process should be restarted; empty when it is well."""
        now = time.monotonic()
        if now - self.beat > LOOP_STALLED_S:
            return f"the event loop has stood still for {now - self.beat:.0f} s"
        if not self.leading:
            return ""
        if self.deaf:
            return self.deaf
        silent = {kind: now - at for kind, at in dict(self.heard).items()}
        worst = max(silent, key=lambda kind: silent[kind], default="")
        if worst and silent[worst] > WATCH_SILENT_S:
            return f"the watch of {worst} has heard nothing for {silent[worst]:.0f} s"
        return ""


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Probes are no news."""


def serve(health: Health, host: str, port: int) -> tuple[WSGIServer, threading.Thread]:
    """Start answering; `shutdown` the server to stop."""
    metrics = make_wsgi_app()

    def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == "/metrics":
            answer: Iterable[bytes] = metrics(environ, start)
            return answer
        if path not in {"/healthz", "/readyz"}:
            start("404 Not Found", [("Content-Type", "text/plain")])
            return [b"try /healthz, /readyz or /metrics\n"]
        problem = health.problem()
        if not problem and path == "/readyz" and not health.started:
            problem = "starting"
        status = "500 Internal Server Error" if problem else "200 OK"
        start(status, [("Content-Type", "text/plain")])
        return [(problem or "ok").encode() + b"\n"]

    server = make_server(host, port, app, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, name="health", daemon=True)
    thread.start()
    return server, thread

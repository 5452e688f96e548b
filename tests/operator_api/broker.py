"""RabbitMQ's management API, played: what the operator asks and writes, and how it can fail.

The real one is asked in tests/unit/driver_assistant_operator/test_queues.py.
"""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

from tests.operator_api.harness import Json

from driver_assistant.contracts.topology import QUEUES


class FakeBroker:
    """RabbitMQ's management API, as far as the operator uses it."""

    def __init__(self) -> None:
        self.vhosts: dict[str, Json] = {}
        self.policies: dict[str, Json] = {}
        self.queues = [queue.name for queue in QUEUES]
        self.forbidden = False
        self.down = False
        self.writes: list[str] = []
        broker = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                broker.answer(self, "GET")

            def do_PUT(self) -> None:
                broker.answer(self, "PUT")

            def do_DELETE(self) -> None:
                broker.answer(self, "DELETE")

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://acme:made-up@127.0.0.1:{self.server.server_address[1]}"

    def answer(self, handler: BaseHTTPRequestHandler, method: str) -> None:
        length = int(handler.headers.get("content-length") or 0)
        body = json.loads(handler.rfile.read(length) or b"null")
        status, found = self._reply(method, handler.path, body)
        text = json.dumps(found).encode()
        handler.send_response(status)
        handler.send_header("content-length", str(len(text)))
        handler.end_headers()
        handler.wfile.write(text)

    def _reply(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        if self.down:
            return 503, {}
        if self.forbidden and method != "GET":
            return 401, {}
        if method != "GET":
            self.writes.append(f"{method} {path}")
        if path.startswith("/api/queues/"):
            return 200, [{"name": name, "messages": 7} for name in self.queues]
        store = self.vhosts if path.startswith("/api/vhosts/") else self.policies
        key = unquote(path)
        if method == "PUT":
            store[key] = store.get(key, {}) | body
            return 201, {}
        if method == "DELETE":
            return 204, store.pop(key, None) and {}
        return (200, store[key]) if key in store else (404, {})

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

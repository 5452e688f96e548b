"""A proxy between the operator and the API server that injects faults on purpose.

Plain HTTP towards the operator, the tests' own credentials towards the API server. It can refuse a
share of the calls, end the operator around its n-th write, and go silent like a network that
drops packets.
"""

from __future__ import annotations

import itertools
import random
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx2
import yaml

from driver_assistant_operator.kube import Credentials

_HOP = {"connection", "transfer-encoding", "content-length", "content-encoding", "host", "date"}
_HOP |= {"server", "accept-encoding", "keep-alive"}

Fault = Callable[[str, str, str], int]
Strike = Callable[[int, str], None]  # which write it is, counted from one, and what it asks


def spare(_number: int, _path: str) -> None:
    """Let the write through and its caller live."""


def no_fault(_method: str, _path: str, _agent: str) -> int:
    """Let every call pass."""
    return 0


class Proxy:
    """`fault` is asked before each call: a status to answer instead, or 0 to pass it on.

    It is told the method, the path and the caller's user agent.
    """

    def __init__(self, credentials: Credentials, folder: Path) -> None:
        self.frozen = threading.Event()
        self._watches: dict[int, str] = {}  # open streams: number -> plural
        self._dead: set[int] = set()  # streams that say nothing more and never end
        self._numbers = itertools.count()
        self._closed = threading.Event()
        self.writers: set[str] = set()  # user agents of everything but Lease writes
        self.fault: Fault = no_fault
        self.before_write: Strike = spare  # raises OSError to lose the write
        self.after_write: Strike = spare  # it is stored, and the caller has not heard so yet
        self.writes: list[str] = []
        self.calls = 0
        self._upstream = httpx2.Client(
            base_url=credentials.server,
            verify=credentials.tls(),
            headers=credentials.headers(),
            timeout=httpx2.Timeout(20, read=120),
            limits=httpx2.Limits(max_connections=200),
        )
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self) -> None:
                proxy.pass_on(self)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any  # noqa: N815  http.server's names

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()
        self.kubeconfig = str(folder / "proxied.kubeconfig")
        url = f"http://127.0.0.1:{self.server.server_address[1]}"
        Path(self.kubeconfig).write_text(yaml.safe_dump(_kubeconfig(url)))

    def pass_on(self, handler: BaseHTTPRequestHandler) -> None:
        """One call, forwarded, refused or swallowed."""
        method, path = handler.command, handler.path
        body = handler.rfile.read(int(handler.headers.get("content-length") or 0))
        self.calls += 1
        self._wait_while_frozen()
        agent = handler.headers.get("user-agent", "")
        if status := self.fault(method, path, agent):
            self._answer(handler, status, b'{"kind":"Status","message":"made up"}')
            return
        is_write = method != "GET" and "/leases" not in path and "/events" not in path
        number = len(self.writes) + 1
        if is_write:
            try:
                self.before_write(number, f"{method} {path}")
            except OSError:
                handler.close_connection = True
                return
            self.writes.append(f"{method} {path}")
            self.writers.add(agent)
        headers = {k: v for k, v in handler.headers.items() if k.lower() not in _HOP}
        try:
            with self._upstream.stream(method, path, content=body, headers=headers) as answer:
                if is_write:
                    answer.read()
                    self.after_write(number, f"{method} {path}")
                self._relay(handler, answer, path if "watch=" in path else "")
        except (httpx2.HTTPError, OSError):
            handler.close_connection = True

    def _relay(self, handler: BaseHTTPRequestHandler, answer: httpx2.Response, watch: str) -> None:
        if not watch:
            self._answer(handler, answer.status_code, answer.read())
            return
        handler.send_response(answer.status_code)
        handler.send_header("content-type", "application/json")
        handler.send_header("connection", "close")
        handler.end_headers()
        handler.close_connection = True
        number = next(self._numbers)
        self._watches[number] = watch.partition("?")[0].rpartition("/")[2]
        try:
            for chunk in answer.iter_raw():
                self._wait_while_frozen()
                if number in self._dead:
                    break
                handler.wfile.write(chunk)
                handler.wfile.flush()
        finally:
            del self._watches[number]
        if number in self._dead:
            self._closed.wait(180)

    def silence(self, plural: str) -> None:
        """The open watches of a kind say nothing more, like a connection whose packets are lost."""
        self._dead |= {number for number, of in self._watches.items() if of == plural}

    def _answer(self, handler: BaseHTTPRequestHandler, status: int, body: bytes) -> None:
        handler.send_response(status)
        handler.send_header("content-type", "application/json")
        handler.send_header("content-length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    def _wait_while_frozen(self) -> None:
        while self.frozen.is_set():
            time.sleep(0.2)  # noqa: TID251  a thread of a test's proxy

    def storm(self, share: float, statuses: tuple[int, ...] = (429, 500, 409)) -> None:
        """Refuse a share of all calls."""
        dice = random.Random(7)
        lock = threading.Lock()

        def fault(_method: str, _path: str, _agent: str) -> int:
            with lock:
                return dice.choice(statuses) if dice.random() < share else 0

        self.fault = fault

    def close(self) -> None:
        self.frozen.clear()
        self._closed.set()
        self.server.shutdown()
        self.server.server_close()
        self._upstream.close()


def _kubeconfig(url: str) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "proxied", "cluster": {"server": url}}],
        "users": [{"name": "proxied", "user": {}}],
        "contexts": [{"name": "proxied", "context": {"cluster": "proxied", "user": "proxied"}}],
        "current-context": "proxied",
    }

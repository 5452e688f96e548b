"""The cluster as the tests reach it: kubectl, and HTTP to Services through the API server.

`platform exec` sets KUBECONFIG; the same works on kind or in a cloud. Nothing here knows the
platform: that is `company.py`.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import subprocess
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import httpx2

Json = dict[str, Any]
T = TypeVar("T")

_TLS = ssl.create_default_context()  # made once: a client of its own would read all CAs each time


class KubectlError(AssertionError):
    """kubectl refused or failed; the message is what it said."""


class Cluster:
    """kubectl, and a `kubectl proxy` that carries HTTP to Services and the API."""

    def __init__(self) -> None:
        self._proxy = subprocess.Popen(
            ["kubectl", "proxy", "--port=0"], stdout=subprocess.PIPE, text=True
        )
        assert self._proxy.stdout is not None
        said = self._proxy.stdout.readline()  # "Starting to serve on 127.0.0.1:41234"
        self.url = f"http://{said.rsplit(' ', 1)[-1].strip()}"

    def close(self) -> None:
        self._proxy.terminate()
        self._proxy.communicate(timeout=10)

    async def kubectl(self, *arguments: str, given: str = "", timeout_s: float = 120) -> str:
        """Run kubectl; what it printed."""
        process = await asyncio.create_subprocess_exec(
            "kubectl",
            *arguments,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            async with asyncio.timeout(timeout_s):
                out, err = await process.communicate(given.encode())
        except TimeoutError:
            process.kill()
            await process.wait()
            raise KubectlError(f"kubectl {' '.join(arguments)}: not after {timeout_s} s") from None
        if process.returncode:
            raise KubectlError(f"kubectl {' '.join(arguments)}: {err.decode()}{out.decode()}")
        return out.decode()

    async def get(self, path: str, labels: str = "") -> Json:
        """An object, or a list of those with these labels; `path` is the API's.

        Not through kubectl: tests look every half second, and each kubectl is a quarter of a
        second of a processor that the platform needs.
        """
        found: Json = await self.http(
            "GET", path, params={"labelSelector": labels} if labels else {}
        )
        return found

    async def items(self, path: str, labels: str = "") -> list[Json]:
        """The list's items."""
        found: list[Json] = (await self.get(path, labels))["items"]
        return found

    async def apply(self, *manifests: Json) -> None:
        """Server-side apply."""
        listed = {"apiVersion": "v1", "kind": "List", "items": list(manifests)}
        await self.kubectl(
            "apply",
            "--server-side",
            "--force-conflicts",
            "--field-manager=tests",
            "-f",
            "-",
            given=json.dumps(listed),
        )

    async def http(self, method: str, path: str, *, timeout_s: float = 30, **more: Any) -> Any:
        """A request through the API server; the answer's JSON."""
        async with httpx2.AsyncClient(
            base_url=self.url, timeout=timeout_s, trust_env=False, verify=_TLS
        ) as client:
            answer = await client.request(method, path, **more)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text[:500]}"
        return answer.json() if answer.content else None


async def until(
    look: Callable[[], Awaitable[T | None]], timeout_s: float, what: str, every_s: float = 0.5
) -> T:
    """Look again and again until something true comes back.

    A look that fails on the way (a pod that is being replaced, a connection that breaks) is
    another look; the last failure is in the message.
    """
    end, last = time.monotonic() + timeout_s, ""
    while True:
        try:
            found = await look()
            if found:
                return found
            last = f"last: {found!r}"
        except (AssertionError, httpx2.HTTPError) as error:
            last = f"last: {error}"
        if time.monotonic() > end:
            raise AssertionError(f"not after {timeout_s:g} s: {what}\n{last}")
        await asyncio.sleep(every_s)

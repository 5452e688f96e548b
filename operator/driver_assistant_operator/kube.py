"""The Kubernetes API as the operator needs it: read, server-side apply, delete, status.

Raw HTTP through the project's own client, because kopf sends merge patches only and the official
client is synchronous and heavy (docs/operator.md, "Why not the official client"). A call that the
server refuses for the moment (429, 5xx, a lost connection) is tried again four times with jitter;
then `Unavailable` leaves the rest to the object's own back-off. Never retries forever by itself.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Final

import httpx2

from driver_assistant.contracts.errors import Permanent, Transient
from driver_assistant_operator.credentials import Credentials, credentials_found, credentials_of
from driver_assistant_operator.kinds import Json, Kind, path_of
from driver_assistant_operator.metrics import API_RETRIES
from driver_assistant_operator.naming import MANAGER

__all__ = [
    "Conflict", "Credentials", "Kube", "Refused", "Unavailable",
    "credentials_found", "credentials_of",
]  # fmt: skip

ATTEMPTS: Final = 5
TIMEOUT_S: Final = 20.0
LONGEST_PAUSE_S: Final = 5.0  # what we wait inside one call; the object's back-off does the rest


class Unavailable(Transient):
    """The API server did not answer, or asked to be called later."""

    code = "api_unavailable"


class Conflict(Transient):
    """Somebody else changed the object at the same moment."""

    code = "api_conflict"


class Refused(Permanent):
    """The API server refused a request."""

    code = "api_refused"

    def __init__(self, detail: str, status: int) -> None:
        super().__init__(detail)
        self.status = status


class Kube:
    """A client for one API server; `close` it."""

    def __init__(self, credentials: Credentials, *, identity: str = "") -> None:
        self.credentials = credentials
        self._http = httpx2.AsyncClient(
            base_url=credentials.server,
            verify=credentials.tls(),
            timeout=TIMEOUT_S,
            headers={"user-agent": f"{MANAGER} {identity}".strip()},
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def get(self, path: str) -> Json | None:
        """The object, or None when there is none (or not even its kind)."""
        return await self._send("GET", path, missing_ok=True)

    async def list(
        self, kind: Kind, namespace: str | None, selector: str = ""
    ) -> tuple[list[Json], str]:
        """All objects of a kind, with the resource version to watch from."""
        params = {"labelSelector": selector} if selector else {}
        found = await self._send("GET", kind.path(namespace), params=params) or {}
        items = [
            {"apiVersion": kind.api_version, "kind": kind.kind} | item
            for item in found.get("items", [])
        ]
        return items, found.get("metadata", {}).get("resourceVersion", "")

    async def apply(self, manifest: Json, *, dry_run: bool = False) -> Json:
        """Server-side apply as our one field manager; the stored object comes back."""
        found = await self._send(
            "PATCH",
            path_of(manifest),
            params=_params(dry_run=dry_run) | {"force": "true"},
            body=manifest,
            content_type="application/apply-patch+yaml",
        )
        return found or {}

    async def merge(self, path: str, body: Json, *, missing_ok: bool = False) -> Json | None:
        """A JSON merge patch."""
        return await self._send(
            "PATCH",
            path,
            params=_params(),
            body=body,
            content_type="application/merge-patch+json",
            missing_ok=missing_ok,
        )

    async def create(self, path: str, body: Json, *, dry_run: bool = False) -> Json:
        """Create an object; the stored one comes back."""
        return await self._send("POST", path, params=_params(dry_run=dry_run), body=body) or {}

    async def replace(self, path: str, body: Json, *, dry_run: bool = False) -> Json:
        """Replace an object; its resourceVersion makes it a compare-and-swap."""
        return await self._send("PUT", path, params=_params(dry_run=dry_run), body=body) or {}

    async def delete(self, path: str, uid: str) -> None:
        """Delete the object with exactly this uid; its children go in the background."""
        options = {"preconditions": {"uid": uid}, "propagationPolicy": "Background"}
        await self._send("DELETE", path, body=options, missing_ok=True)

    @asynccontextmanager
    async def watch(
        self, kind: Kind, namespace: str | None, *, selector: str, since: str, lasting: timedelta
    ) -> AsyncIterator[AsyncIterator[Json]]:
        """Events since a resource version. The server ends the stream after `lasting`; a stream
        that says nothing for longer than that is dead, and the read times out.
        """
        params = {
            "watch": "true",
            "allowWatchBookmarks": "true",
            "resourceVersion": since,
            "timeoutSeconds": str(int(lasting.total_seconds())),
        } | ({"labelSelector": selector} if selector else {})
        silent = httpx2.Timeout(TIMEOUT_S, read=lasting.total_seconds() + 10)
        async with self._http.stream(
            "GET",
            kind.path(namespace),
            params=params,
            timeout=silent,
            headers=self.credentials.headers(),
        ) as answer:
            if answer.status_code >= 400:
                raise Refused(f"watch {kind.plural}: {answer.status_code}", answer.status_code)
            yield (json.loads(line) async for line in answer.aiter_lines() if line)

    async def _send(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        body: Json | None = None,
        content_type: str = "application/json",
        missing_ok: bool = False,
    ) -> Json | None:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                answer = await self._http.request(
                    method,
                    path,
                    params=params,
                    content=None if body is None else json.dumps(body),
                    headers={"content-type": content_type} | self.credentials.headers(),
                )
            except httpx2.TransportError as error:
                failure: Transient = Unavailable(f"{method} {path}: {type(error).__name__}")
            else:
                if answer.status_code == 404 and missing_ok:
                    return None
                if answer.status_code < 400:
                    found: Json = answer.json()
                    return found
                failure = _failure(answer, method, path)
            if attempt == ATTEMPTS:
                raise failure
            API_RETRIES.labels(failure.code).inc()
            await asyncio.sleep(_pause(attempt, failure))
        raise AssertionError  # the loop returns or raises


def _params(*, dry_run: bool = False) -> dict[str, str]:
    return {"fieldManager": MANAGER} | ({"dryRun": "All"} if dry_run else {})


def _failure(answer: httpx2.Response, method: str, path: str) -> Transient:
    """What may be tried again; anything else is raised at once."""
    detail = f"{method} {path}: {answer.status_code} {_message(answer)}"
    if answer.status_code == 409 and method != "POST":
        return Conflict(detail)
    if answer.status_code == 429 or answer.status_code >= 500:
        return Unavailable(detail, retry_after=_retry_after(answer))
    raise Refused(detail, answer.status_code)


def _message(answer: httpx2.Response) -> str:
    try:
        return str(answer.json().get("message", ""))
    except ValueError:
        return answer.text[:200]


def _retry_after(answer: httpx2.Response) -> timedelta | None:
    value = answer.headers.get("retry-after", "")
    return timedelta(seconds=int(value)) if value.isdigit() else None


def _pause(attempt: int, failure: Transient) -> float:
    asked = failure.retry_after.total_seconds() if failure.retry_after else 0.0
    jitter: float = random.uniform(0.5, 1.5)  # noqa: S311  spreads retries, guards nothing
    pause: float = max(asked, 0.1 * 2**attempt * jitter)
    return min(pause, LONGEST_PAUSE_S)

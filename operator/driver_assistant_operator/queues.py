"""RabbitMQ over its management API: the vhost, its policies, its stamp, and the backlog.

Called by `reconcile.py`. Services declare their queues themselves; this makes what they stand in,
where the credentials allow, else says what is missing and how to add it. Never reads messages.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import httpx2

from driver_assistant.contracts.errors import Transient
from driver_assistant.contracts.topology import POLICIES, PRIORITIES, SIDES, QueuePolicy, work_queue
from driver_assistant_operator.facts import Json

TIMEOUT_S: Final = 5.0
WORK_QUEUES: Final = tuple(work_queue(side, priority) for side in SIDES for priority in PRIORITIES)
STAMP: Final = "driver-assistant owner: "


class BrokerUnreachable(Transient):
    """RabbitMQ's management API did not answer."""

    code = "broker_unreachable"


class _NotPermittedError(Exception):
    """The management API's credentials do not allow this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFacts:
    """What the broker said. `owner` is the stamp; `missing` are policies we may not set."""

    reachable: bool = True
    detail: str = ""
    owner: str = ""
    missing: tuple[str, ...] = ()
    depths: dict[str, int] = field(default_factory=dict)

    @property
    def exist(self) -> bool:
        """Whether the services have declared all work queues."""
        return all(queue in self.depths for queue in WORK_QUEUES)


class Broker:
    """One company's vhost. `url` carries the credentials and is never logged."""

    def __init__(self, url: str, vhost: str) -> None:
        parts = urlsplit(url)
        host = parts.hostname or ""
        netloc = f"{host}:{parts.port}" if parts.port else host
        self._base = urlunsplit((parts.scheme, netloc, "", "", ""))
        # as KEDA reads the same address: what a password may not contain is percent-encoded
        self._auth = (unquote(parts.username or ""), unquote(parts.password or ""))
        self._vhost = quote(vhost, safe="")
        self.vhost = vhost

    async def ensure(self, owner: str, *, adopt: bool, write: bool = True) -> QueueFacts:
        """The vhost with our stamp and policies, as far as we may; what is there, if not.

        Without `write` it only looks.
        """
        try:
            async with self._client() as http:
                stamp = await self._stamp(http, owner, adopt=adopt, write=write)
                if stamp not in {"", owner}:
                    return QueueFacts(owner=stamp)
                missing = [p.name for p in POLICIES if not await self._policy(http, p, write=write)]
                depths = await self._depths(http)
        except (httpx2.HTTPError, BrokerUnreachable) as error:
            return QueueFacts(reachable=False, detail=str(error) or type(error).__name__)
        return QueueFacts(owner=stamp, missing=tuple(missing), depths=depths)

    async def remove(self, owner: str) -> bool:
        """Delete the vhost with its queues, if the stamp is ours; False when it is not."""
        try:
            async with self._client() as http:
                found = await _get(http, f"/api/vhosts/{self._vhost}")
                if found is None:
                    return True
                if _owner(found) != owner:
                    return False
                _checked(await http.delete(f"/api/vhosts/{self._vhost}"))
        except (httpx2.HTTPError, _NotPermittedError) as error:
            raise BrokerUnreachable(str(error) or type(error).__name__) from error
        return True

    async def _stamp(
        self, http: httpx2.AsyncClient, owner: str, *, adopt: bool, write: bool
    ) -> str:
        """Whose vhost it is; made and stamped as ours when nobody's (or when told to)."""
        path = f"/api/vhosts/{self._vhost}"
        try:
            found = await _get(http, path)
            had = _owner(found) if found else ""
            if had == owner or (had and not adopt) or not write:
                return had
            _checked(await http.put(path, json={"description": STAMP + owner}))
        except _NotPermittedError:
            return ""
        return owner

    async def _policy(self, http: httpx2.AsyncClient, policy: QueuePolicy, *, write: bool) -> bool:
        """Whether the policy is there as we want it; set when it may be."""
        path = f"/api/policies/{self._vhost}/{policy.name}"
        body: Json = {
            "pattern": policy.pattern,
            "definition": policy.definition,
            "priority": policy.priority,
            "apply-to": "queues",
        }
        try:
            found = await _get(http, path)
            if found and all(found.get(key) == value for key, value in body.items()):
                return True
            if not write:
                return False
            _checked(await http.put(path, json=body))
        except _NotPermittedError:
            return False
        return True

    async def _depths(self, http: httpx2.AsyncClient) -> dict[str, int]:
        path = f"/api/queues/{self._vhost}?disable_stats=false&columns=name,messages"
        try:
            found = await _get(http, path)
        except _NotPermittedError:
            return {}
        return {queue["name"]: int(queue.get("messages", 0)) for queue in found or []}

    def _client(self) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(
            base_url=self._base,
            auth=self._auth,
            verify=_tls(),
            timeout=TIMEOUT_S,
            follow_redirects=False,
        )


@cache
def _tls() -> ssl.SSLContext:
    """Once for all: reading the CAs costs more than the rest of a reconciliation."""
    return httpx2.create_ssl_context()


async def _get(http: httpx2.AsyncClient, path: str) -> Any:
    answer = await http.get(path)
    return None if answer.status_code == 404 else _checked(answer).json()


def _checked(answer: httpx2.Response) -> httpx2.Response:
    if answer.status_code in {401, 403}:
        raise _NotPermittedError(f"{answer.status_code} from the management API")
    if answer.status_code >= 400:
        raise BrokerUnreachable(f"{answer.status_code} from the management API")
    return answer


def _owner(vhost: Json) -> str:
    """The stamp in a vhost's description; empty when it has none."""
    description = str(vhost.get("description") or "")
    return description.removeprefix(STAMP) if description.startswith(STAMP) else ""

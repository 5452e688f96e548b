"""One of several replicas acts: it holds a Lease. Used by `running.py`.

A leader that can't renew stops before its Lease has run out, so two never write at once; one that
is told to stop gives the Lease back, so the next takes over at once. Clocks of different machines
are never compared: another's Lease is judged by how long we have seen it unchanged.
"""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from typing import Final

import structlog

from driver_assistant.contracts.errors import AssistantError
from driver_assistant_operator import kinds
from driver_assistant_operator.facts import Json
from driver_assistant_operator.kube import Kube
from driver_assistant_operator.metrics import LEADER

log = structlog.get_logger()

RETRIES_PER_LEASE: Final = 5  # how often we try within one duration
_TIME: Final = "%Y-%m-%dT%H:%M:%S.%fZ"


class LeadershipLostError(Exception):
    """The Lease could not be renewed in time: another replica may act now."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class Lease:
    """One Lease, as seen by one replica."""

    def __init__(
        self, kube: Kube, *, namespace: str, name: str, identity: str, duration_s: float
    ) -> None:
        self._kube = kube
        self._path = kinds.LEASE.path(namespace, name)
        self._collection = kinds.LEASE.path(namespace)
        self._metadata = {"name": name, "namespace": namespace}
        self._identity = identity
        self._duration_s = duration_s
        self._seen: tuple[str, float] = ("", 0.0)  # resourceVersion, when we first saw it

    @property
    def pause_s(self) -> float:
        """Seconds between two tries."""
        return self._duration_s / RETRIES_PER_LEASE

    async def acquire(self) -> None:
        """Wait until this replica leads."""
        LEADER.set(0)
        while not await self._tried():  # noqa: ASYNC110  the Lease is on another machine
            await asyncio.sleep(self.pause_s)
        LEADER.set(1)
        log.info("leadership.acquired", identity=self._identity)

    async def keep(self) -> None:
        """Renew until cancelled; `LeadershipLostError` when that did not work in time."""
        renewed = time.monotonic()
        deadline = self._duration_s * 2 / 3  # we stop well before another may start
        while True:
            await asyncio.sleep(self.pause_s)
            if await self._tried(deadline - (time.monotonic() - renewed)):
                renewed = time.monotonic()
            elif time.monotonic() - renewed >= deadline:
                LEADER.set(0)
                raise LeadershipLostError

    async def release(self) -> None:
        """Give the Lease back, if we have it."""
        LEADER.set(0)
        try:
            async with asyncio.timeout(2):
                found = await self._kube.get(self._path)
                if found and found["spec"].get("holderIdentity") == self._identity:
                    await self._kube.replace(self._path, self._renewed(found, holder=""))
        except (AssistantError, TimeoutError) as error:
            log.warning("leadership.not_released", reason=str(error))

    async def _tried(self, limit_s: float | None = None) -> bool:
        try:
            async with asyncio.timeout(max(limit_s or self._duration_s / 2, 0.1)):
                return await self._try()
        except (AssistantError, TimeoutError) as error:
            log.warning("leadership.unclear", reason=str(error) or type(error).__name__)
            return False

    async def _try(self) -> bool:
        found = await self._kube.get(self._path)
        if found is None:
            body: Json = {
                "apiVersion": kinds.LEASE.api_version,
                "kind": kinds.LEASE.kind,
                "metadata": self._metadata,
                "spec": {},
            }
            await self._kube.create(self._collection, self._renewed(body))
            return True
        if not self._is_free(found):
            return False
        await self._kube.replace(self._path, self._renewed(found))
        return True

    def _is_free(self, found: Json) -> bool:
        spec, version = found["spec"], found["metadata"]["resourceVersion"]
        if spec.get("holderIdentity") in {self._identity, "", None}:
            return True
        now = time.monotonic()
        if self._seen[0] != version:
            self._seen = (version, now)
        return now - self._seen[1] > float(spec.get("leaseDurationSeconds", self._duration_s))

    def _renewed(self, found: Json, *, holder: str | None = None) -> Json:
        spec, now = found["spec"], datetime.now(UTC).strftime(_TIME)
        who = self._identity if holder is None else holder
        is_new = spec.get("holderIdentity") != who
        return found | {
            "spec": spec
            | {
                "holderIdentity": who,
                "leaseDurationSeconds": max(int(self._duration_s), 1),
                "renewTime": now,
                "acquireTime": now if is_new else spec.get("acquireTime", now),
                "leaseTransitions": int(spec.get("leaseTransitions", 0)) + int(is_new),
            }
        }

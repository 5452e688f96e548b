"""A live copy of the operator's children, kept by watches that the API server filters.

kopf has no server-side selectors, so watching children with it would stream every Pod and
ConfigMap of the cluster; here each kind is one list and one watch with our label. A stream lasts
at most `STREAM`, bookmarks included, and a silent one times out: a frozen connection is noticed
in seconds over a minute, and `heard` tells the liveness probe. Wakes a resource by its owner.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Final

import httpx2
import structlog

from driver_assistant.contracts.errors import AssistantError
from driver_assistant_operator import kinds, naming
from driver_assistant_operator.facts import Json
from driver_assistant_operator.kinds import Kind
from driver_assistant_operator.kube import Kube
from driver_assistant_operator.metrics import WATCH_AGE

log = structlog.get_logger()

STREAM: Final = timedelta(seconds=45)
Wake = Callable[[str, str], None]  # namespace, name of the assistant


class Children:
    """What exists, by namespace, owner, kind and name."""

    def __init__(self, kube: Kube, *, namespace: str | None, wake: Wake) -> None:
        self._kube = kube
        self._namespace = namespace
        self._wake = wake
        self._found: dict[tuple[str, str, str], Json] = {}  # (namespace, kind, name)
        self.heard: dict[str, float] = {}  # kind -> monotonic seconds

    def of(self, namespace: str, uid: str) -> dict[tuple[str, str], Json]:
        """The children of one resource, pods not included."""
        return {
            (kind, name): found
            for (where, kind, name), found in self._found.items()
            if where == namespace and kind != "Pod" and _owner_uid(found) == uid
        }

    def pods(self, namespace: str, assistant: str) -> list[Json]:
        """The pods of one assistant."""
        return [
            found
            for (where, kind, _), found in self._found.items()
            if where == namespace
            and kind == "Pod"
            and found["metadata"]["labels"].get(naming.ASSISTANT) == assistant
        ]

    def remember(self, found: Json) -> None:
        """Take an object as the API server just answered it, unless we know a newer one."""
        key = _key(found)
        if key not in self._found or _version(found) >= _version(self._found[key]):
            self._found[key] = found

    def forget(self, found: Json) -> None:
        """Drop an object that is being deleted."""
        self._found.pop(_key(found), None)

    async def fill(self, watched: tuple[Kind, ...]) -> dict[Kind, str]:
        """List every kind once; what to watch from, by kind."""
        return {kind: await self._list(kind) for kind in watched}

    async def follow(self, kind: Kind, since: str) -> None:
        """Watch one kind until cancelled; lists again whenever the history is gone."""
        pause = 1.0
        while True:
            try:
                since = await self._stream(kind, since or await self._list(kind))
                pause = 1.0
            except (AssistantError, httpx2.TransportError, ValueError) as error:
                log.warning("watch.interrupted", kind=kind.kind, reason=str(error))
                since = ""
                await asyncio.sleep(pause)
                pause = min(pause * 2, 30.0)

    async def _list(self, kind: Kind) -> str:
        items, version = await self._kube.list(kind, self._namespace, naming.SELECTOR)
        listed = {_key(item): item for item in items}
        for key in [k for k in self._found if k[1] == kind.kind and k not in listed]:
            self._woken(self._found.pop(key))
        for item in items:
            self.remember(item)
            self._woken(item)
        self._hear(kind)
        return version

    async def _stream(self, kind: Kind, since: str) -> str:
        async with self._kube.watch(
            kind, self._namespace, selector=naming.SELECTOR, since=since, lasting=STREAM
        ) as events:
            async for event in events:
                self._hear(kind)
                found = event["object"]
                if event["type"] == "ERROR":  # 410 Gone: the history we ask for is compacted
                    return ""
                since = found["metadata"]["resourceVersion"]
                if event["type"] != "BOOKMARK":
                    self._take(event["type"], found)
        self._hear(kind)
        return since

    def _take(self, event: str, found: Json) -> None:
        known = self._found.get(_key(found))
        if event == "DELETED":
            if known is None or known["metadata"]["uid"] == found["metadata"]["uid"]:
                self.forget(found)
        else:
            self.remember(found)
        self._woken(found)

    def _woken(self, found: Json) -> None:
        name = found["metadata"].get("labels", {}).get(naming.ASSISTANT)
        if name:
            self._wake(found["metadata"]["namespace"], name)

    def _hear(self, kind: Kind) -> None:
        self.heard[kind.kind] = time.monotonic()
        WATCH_AGE.labels(kind.kind).set_to_current_time()


def watched(installed: frozenset[str]) -> tuple[Kind, ...]:
    """The kinds that exist in this cluster, and pods."""
    return (
        *(kind for kind in kinds.CHILDREN if not kind.optional or kind.api_version in installed),
        kinds.POD,
    )


def _key(found: Json) -> tuple[str, str, str]:
    metadata = found["metadata"]
    return metadata["namespace"], found["kind"], metadata["name"]


def _version(found: Json) -> int:
    return int(found["metadata"]["resourceVersion"])


def _owner_uid(found: Json) -> str | None:
    for reference in found["metadata"].get("ownerReferences", []):
        if reference.get("controller"):
            return str(reference["uid"])
    return None

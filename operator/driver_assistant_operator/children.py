"""A live copy of the operator's children, kept by watches that the API server filters.

kopf has no server-side selectors, so watching children with it would stream every Pod and
ConfigMap of the cluster; here each kind is one list and one watch with our label. A stream lasts
at most `STREAM`, bookmarks included, and a silent one times out: a frozen connection is noticed
in seconds over a minute, and `heard` tells the liveness probe. Wakes a resource by its owner.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
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
# Kinds whose status the operator reads. That of an autoscaler changes every few seconds.
_STATUS_READ: Final = frozenset({"Deployment", "Job", "Pod"})
_BOOKKEEPING: Final = frozenset({"resourceVersion", "managedFields", "generation"})
Wake = Callable[[str, str], None]  # namespace, name of the assistant
Key = tuple[str, str, str]  # namespace, kind, name


class Children:
    """What exists, by namespace, owner, kind and name."""

    def __init__(self, kube: Kube, *, namespace: str | None, wake: Wake) -> None:
        self._kube = kube
        self._namespace = namespace
        self._wake = wake
        self._found: dict[Key, Json] = {}
        self._of: defaultdict[tuple[str, str], set[Key]] = defaultdict(set)  # namespace, assistant
        self._lost: dict[Key, tuple[str, str]] = {}  # deleted by others; whose it was
        self._deleted: set[str] = set()  # uids of what we deleted ourselves
        self.heard: dict[str, float] = {}  # kind -> monotonic seconds

    def of(self, namespace: str, assistant: str, uid: str) -> dict[tuple[str, str], Json]:
        """The children of one resource, pods not included."""
        return {
            (kind, name): found
            for (_, kind, name), found in self._labelled(namespace, assistant)
            if kind != "Pod" and _owner_uid(found) == uid
        }

    def pods(self, namespace: str, assistant: str) -> list[Json]:
        """The pods of one assistant."""
        return [
            found for (_, kind, _), found in self._labelled(namespace, assistant) if kind == "Pod"
        ]

    def was_deleted(self, manifest: Json) -> bool:
        """Whether somebody else deleted this object, which is not back yet."""
        return _key(manifest) in self._lost

    def remember(self, found: Json) -> None:
        """Take an object as the API server just answered it, unless we know a newer one."""
        key = _key(found)
        known = self._found.get(key)
        if known is None or _version(found) >= _version(known):
            self._forget(known or found)
            found["metadata"].pop("managedFields", None)  # half of an object, and nobody reads it
            self._found[key] = found
            self._of[_assistant(found)].add(key)
            self._lost.pop(key, None)

    def deleted(self, found: Json) -> None:
        """Drop an object that we have deleted ourselves."""
        self._deleted.add(found["metadata"]["uid"])
        self._forget(found)

    def release(self, namespace: str, assistant: str) -> None:
        """Nothing of this assistant is missed any more: it is gone itself."""
        whose = (namespace, assistant)
        self._lost = {key: owner for key, owner in self._lost.items() if owner != whose}

    def _forget(self, found: Json) -> None:
        key = _key(found)
        known = self._found.pop(key, None)
        if known is not None:
            keys = self._of[_assistant(known)]
            keys.discard(key)
            if not keys:
                del self._of[_assistant(known)]

    def _labelled(self, namespace: str, assistant: str) -> Iterator[tuple[Key, Json]]:
        for key in sorted(self._of.get((namespace, assistant), ())):
            yield key, self._found[key]

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
        for gone in [f for k, f in self._found.items() if k[1] == kind.kind and k not in listed]:
            self._lose(gone)
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
                    self.take(event["type"], found)
        self._hear(kind)
        return since

    def take(self, event: str, found: Json) -> None:
        """One event of a watch: ADDED, MODIFIED or DELETED."""
        known = self._found.get(_key(found))
        if event != "DELETED":
            self.remember(found)
            if known is None or _is_news(known, found):
                self._woken(found)
        elif known is None or known["metadata"]["uid"] == found["metadata"]["uid"]:
            self._lose(known or found)

    def _lose(self, found: Json) -> None:
        """An object is gone; whether we miss it depends on who deleted it."""
        self._forget(found)
        uid = found["metadata"]["uid"]
        if uid not in self._deleted and found["kind"] != "Pod":
            self._lost[_key(found)] = _assistant(found)
        self._deleted.discard(uid)
        self._woken(found)

    def _woken(self, found: Json) -> None:
        namespace, name = _assistant(found)
        if name:
            self._wake(namespace, name)

    def _hear(self, kind: Kind) -> None:
        self.heard[kind.kind] = time.monotonic()
        WATCH_AGE.labels(kind.kind).set_to_current_time()


def watched(installed: frozenset[str]) -> tuple[Kind, ...]:
    """The kinds that exist in this cluster, and pods."""
    return (
        *(kind for kind in kinds.CHILDREN if not kind.optional or kind.api_version in installed),
        kinds.POD,
    )


def _key(found: Json) -> Key:
    metadata = found["metadata"]
    return metadata["namespace"], found["kind"], metadata["name"]


def _assistant(found: Json) -> tuple[str, str]:
    metadata = found["metadata"]
    return metadata["namespace"], (metadata.get("labels") or {}).get(naming.ASSISTANT, "")


def _version(found: Json) -> int:
    return int(found["metadata"]["resourceVersion"])


def _is_news(known: Json, found: Json) -> bool:
    """Whether a new version says something that a reconciliation would look at."""
    if found["kind"] in _STATUS_READ:
        return _version(found) > _version(known)
    return _substance(known) != _substance(found)


def _substance(found: Json) -> Json:
    metadata = {k: v for k, v in found["metadata"].items() if k not in _BOOKKEEPING}
    return {k: v for k, v in found.items() if k != "status"} | {"metadata": metadata}


def _owner_uid(found: Json) -> str | None:
    for reference in found["metadata"].get("ownerReferences", []):
        if reference.get("controller"):
            return str(reference["uid"])
    return None

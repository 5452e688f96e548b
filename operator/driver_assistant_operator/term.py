"""One term of leadership: watches, workers, and the checks that keep them honest.

Started by `running.py`, again whenever optional kinds are installed or removed. kopf watches the
two custom resources, `children.py` everything we make; both only wake the work queue.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, NamedTuple

import kopf
import structlog

from driver_assistant.contracts.errors import AssistantError, Transient
from driver_assistant_operator import children, handlers, kinds, metrics, references
from driver_assistant_operator.children import Children
from driver_assistant_operator.credentials import Credentials
from driver_assistant_operator.events import Events
from driver_assistant_operator.facts import Assistant, NotUnderstood
from driver_assistant_operator.health import Health
from driver_assistant_operator.isolation import Ledger
from driver_assistant_operator.kube import Kube
from driver_assistant_operator.reconcile import Deps, reconcile, reconcile_policy
from driver_assistant_operator.settings import OperatorSettings
from driver_assistant_operator.workqueue import Key, WorkQueue

log = structlog.get_logger()

CANARY_S: Final = 30.0
DISCOVERY_S: Final = 30.0
LONG_S: Final = 30.0
RECONCILE_TIMEOUT_S: Final = 120.0
ASSISTANT: Final = kinds.ASSISTANT.kind
POLICY: Final = kinds.POLICY.kind

_RECONCILERS: Final[dict[str, Callable[[Deps, str, str], Awaitable[timedelta | None]]]] = {
    ASSISTANT: reconcile,
    POLICY: reconcile_policy,
}


class Stopping:
    """SIGTERM and SIGINT cancel the process's main task, once.

    kopf installs handlers of its own while it runs and returns when they fire: then `ask` is
    called for it, and `install` brings ours back.
    """

    def __init__(self) -> None:
        self._task = asyncio.current_task()
        self.asked = False

    def install(self) -> None:
        """Listen to the signals."""
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, self.ask)

    def ask(self) -> None:
        """Stop in order."""
        self.asked = True
        if self._task:
            self._task.cancel()


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """What outlives a term."""

    kube: Kube
    settings: OperatorSettings
    credentials: Credentials
    health: Health
    ledger: Ledger
    stopping: Stopping


async def discover(kube: Kube) -> frozenset[str]:
    """The optional API versions whose kinds all exist."""
    found = set()
    for version, wanted in kinds.optional_groups().items():
        answer = await kube.get(f"/apis/{version}") or {}
        plurals = {resource["name"] for resource in answer.get("resources", [])}
        if {kind.plural for kind in wanted} <= plurals:
            found.add(version)
    return frozenset(found)


class _KindsChangedError(Exception):
    """Kinds were installed or removed."""


class _Version(NamedTuple):
    """What people write into a resource, as far as it tells two versions apart."""

    generation: int
    annotations: dict[str, str]


_NEVER: Final = _Version(0, {})


class Term:
    """Watches and workers for one set of installed kinds."""

    def __init__(self, process: Process, installed: frozenset[str]) -> None:
        self._process, self._kube, self._settings = process, process.kube, process.settings
        self._health, self._installed = process.health, installed
        self._namespace = process.settings.namespace or None
        self._queue = WorkQueue()
        self._seen: dict[Key, _Version] = {}  # what kopf's watch has delivered
        self._children = Children(self._kube, namespace=self._namespace, wake=self._wake)
        self._deps = Deps(
            kube=self._kube,
            children=self._children,
            events=Events(self._kube, self._settings.identity),
            ledger=process.ledger,
            installed=installed,
            settings=self._settings,
        )

    async def run(self) -> None:
        """Until cancelled, or until the set of installed kinds changes."""
        since = await self._children.fill(children.watched(self._installed))
        await self._prime()
        self._health.heard = self._children.heard
        try:
            async with asyncio.TaskGroup() as group:
                for kind, version in since.items():
                    group.create_task(self._children.follow(kind, version))
                for _ in range(self._settings.workers):
                    group.create_task(self._work())
                group.create_task(self._kopf())
                group.create_task(self._canary())
                group.create_task(self._rediscover())
        except* _KindsChangedError:
            log.info("kinds.changed")

    async def _prime(self) -> None:
        """Learn who claims what before anybody is started, or a younger one might win."""
        bodies, _ = await self._kube.list(kinds.ASSISTANT, self._namespace)
        for body in bodies:
            with contextlib.suppress(NotUnderstood):  # its own reconciliation says so
                assistant = Assistant.parse(body)
                secrets = await references.read(self._kube, assistant)
                self._process.ledger.state(assistant, secrets.stamps)

    # --- what kopf tells ---------------------------------------------------------

    def assistant(self, body: kopf.Body, *, gone: bool) -> None:
        """A DriverAssistant was seen."""
        self._note(ASSISTANT, body, gone=gone)

    def policy(self, body: kopf.Body, *, gone: bool) -> None:
        """A GuardrailPolicy was seen: its assistants look again."""
        key = self._note(POLICY, body, gone=gone)
        for other in self._seen:
            if other.kind == ASSISTANT and other.namespace == key.namespace:
                self._queue.add(other)

    def _note(self, kind: str, body: kopf.Body, *, gone: bool) -> Key:
        metadata = body["metadata"]
        key = Key(kind, metadata["namespace"], metadata["name"])
        now = _Version(metadata["generation"], dict(metadata.get("annotations") or {}))
        self._queue.add(key, changed=self._seen.pop(key, None) != now)
        if not gone:
            self._seen[key] = now
        return key

    def _wake(self, namespace: str, name: str) -> None:
        self._queue.add(Key(ASSISTANT, namespace, name))

    async def _kopf(self) -> None:
        """Kopf's watches, started again when they end; the canary notices what is missed."""
        pause = 1.0
        while True:
            started = time.monotonic()
            try:
                await kopf.operator(
                    registry=handlers.registry(self, self._process.credentials),
                    settings=handlers.kopf_settings(),
                    clusterwide=self._namespace is None,
                    namespaces=[self._namespace] if self._namespace else (),
                    standalone=True,
                )
                self._process.stopping.ask()  # it returns when it was told to by a signal
            except Exception as error:  # noqa: BLE001  an answer kopf gives up on must not end the operator
                log.warning("kopf.ended", reason=f"{type(error).__name__}: {error}")
            self._process.stopping.install()
            pause = 1.0 if time.monotonic() - started > LONG_S else min(pause * 2, LONG_S)
            await asyncio.sleep(pause)

    # --- the work ----------------------------------------------------------------

    async def _work(self) -> None:
        while True:
            key = await self._queue.take()
            started = time.monotonic()
            try:
                async with asyncio.timeout(RECONCILE_TIMEOUT_S):
                    again = await _RECONCILERS[key.kind](self._deps, key.namespace, key.name)
            except Exception as error:  # noqa: BLE001  the process's edge: one resource's trouble is not another's
                self._failed(key, error)
            else:
                self._done(key, again)
            metrics.SECONDS.labels(key.kind).observe(time.monotonic() - started)

    def _done(self, key: Key, again: timedelta | None) -> None:
        metrics.RECONCILES.labels(key.kind, "ok").inc()
        if again is None:
            self._queue.drop(key)
            metrics.forget(key.kind, key.namespace, key.name)
            return
        metrics.LAST_SUCCESS.labels(key.kind, key.namespace, key.name).set_to_current_time()
        self._queue.done(key, again.total_seconds())

    def _failed(self, key: Key, error: Exception) -> None:
        known = isinstance(error, AssistantError)
        reason = error.code if isinstance(error, AssistantError) else type(error).__name__
        asked = error.retry_after if isinstance(error, Transient) else None
        pause = self._queue.failed(key, asked.total_seconds() if asked else 0.0)
        metrics.RECONCILES.labels(key.kind, "error").inc()
        metrics.ERRORS.labels(key.kind, reason).inc()
        log.warning(
            "reconcile.failed",
            kind=key.kind,
            namespace=key.namespace,
            name=key.name,
            reason=reason,
            detail=str(error),
            again_in_s=round(pause, 1),
            exc_info=None if known else error,
        )

    # --- honesty -----------------------------------------------------------------

    async def _canary(self) -> None:
        """A fresh list against what the watch delivered: twice different means deaf."""
        suspects: set[Key] = set()
        while True:
            await asyncio.sleep(CANARY_S)
            unheard = set()
            try:
                for kind in (kinds.ASSISTANT, kinds.POLICY):
                    found, _ = await self._kube.list(kind, self._namespace)
                    for body in found:
                        metadata = body["metadata"]
                        key = Key(kind.kind, metadata["namespace"], metadata["name"])
                        if self._seen.get(key, _NEVER).generation < metadata["generation"]:
                            unheard.add(key)
                            self._queue.add(key)
            except AssistantError:
                continue  # an API server that is away says nothing about our watch
            deaf = sorted(f"{key.kind} {key.namespace}/{key.name}" for key in unheard & suspects)
            self._health.deaf = f"the watch did not deliver {', '.join(deaf)}" if deaf else ""
            suspects = unheard

    async def _rediscover(self) -> None:
        while True:
            await asyncio.sleep(DISCOVERY_S)
            with contextlib.suppress(AssistantError):
                if await discover(self._kube) != self._installed:
                    raise _KindsChangedError

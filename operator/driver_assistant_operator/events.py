"""Kubernetes Events: what `kubectl describe` shows. Posted when something changed, never twice.

Called by `reconcile.py` and `cleanup.py`. An Event that can't be posted is logged and forgotten:
telling must not stop doing.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal

import structlog

from driver_assistant.contracts.errors import AssistantError
from driver_assistant_operator import kinds, naming
from driver_assistant_operator.apply import Change
from driver_assistant_operator.facts import Assistant, Json
from driver_assistant_operator.kube import Kube

log = structlog.get_logger()


class Events:
    """Posts Events as this replica."""

    def __init__(self, kube: Kube, identity: str) -> None:
        self._kube = kube
        self._identity = identity

    async def drift(self, assistant: Assistant, changes: Sequence[Change]) -> None:
        """Name what somebody had changed and the operator put back."""
        for change in changes:
            if change.drift:
                done = "deleted" if change.action == "create" else "changed"
                what = f"{change.kind} {change.name} was {done} by somebody else and put back"
                await self._post(assistant, "Warning", "DriftRepaired", what)

    async def transitions(self, assistant: Assistant, new: Json) -> None:
        """Name the conditions whose status has changed."""
        before = {c["type"]: c["status"] for c in assistant.status.get("conditions") or []}
        for condition in new["conditions"]:
            kind, value = condition["type"], condition["status"]
            if before.get(kind, "Unknown") == value or kind == "Ready":
                continue
            bad = value == "False" and kind not in {"Paused", "UpdatePending"}
            reason = f"{kind}{value}"
            message = condition["message"] or condition["reason"]
            await self._post(assistant, "Warning" if bad else "Normal", reason, message)

    async def warn(self, assistant: Assistant, reason: str, message: str) -> None:
        """Something a person should know."""
        await self._post(assistant, "Warning", reason, message)

    async def _post(
        self, assistant: Assistant, kind: Literal["Normal", "Warning"], reason: str, message: str
    ) -> None:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        body = {
            "metadata": {
                "name": f"{assistant.name}.{uuid.uuid4().hex[:16]}",
                "namespace": assistant.namespace,
            },
            "involvedObject": {
                "apiVersion": kinds.ASSISTANT.api_version,
                "kind": kinds.ASSISTANT.kind,
                "name": assistant.name,
                "namespace": assistant.namespace,
                "uid": assistant.uid,
            },
            "type": kind,
            "reason": reason,
            "message": message[:1024],
            "firstTimestamp": now,
            "lastTimestamp": now,
            "count": 1,
            "source": {"component": naming.MANAGER},
            "reportingComponent": naming.MANAGER,
            "reportingInstance": self._identity,
        }
        try:
            await self._kube.create(kinds.EVENT.path(assistant.namespace), body)
        except AssistantError as error:
            log.warning("event.not_posted", reason=reason, error=str(error))

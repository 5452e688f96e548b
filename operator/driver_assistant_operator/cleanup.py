"""The finalizer: only a resource with deletionPolicy Delete has one, and it is bounded.

Called by `reconcile.py`. Children go by ownerReference; what is left to do is the vhost. A broker
that does not answer holds a deletion for `cleanup_timeout_s` at most; the skip annotation ends the
wait at once. The database is never deleted.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import structlog

from driver_assistant.contracts.crd import status as crd
from driver_assistant_operator import kinds, naming, references
from driver_assistant_operator.events import Events
from driver_assistant_operator.facts import Assistant, Json
from driver_assistant_operator.kube import Kube
from driver_assistant_operator.queues import Broker, BrokerUnreachable
from driver_assistant_operator.settings import OperatorSettings

log = structlog.get_logger()
RETRY = timedelta(seconds=5)


async def hold(kube: Kube, assistant: Assistant) -> None:
    """Put the finalizer on, or take it off, as deletionPolicy says."""
    wants = assistant.spec.deletion_policy == "Delete"
    if wants != (naming.FINALIZER in assistant.finalizers):
        others = [name for name in assistant.finalizers if name != naming.FINALIZER]
        await _write(kube, assistant, [*others, naming.FINALIZER] if wants else others)


async def finish(
    kube: Kube, events: Events, assistant: Assistant, settings: OperatorSettings
) -> timedelta | None:
    """Remove what is outside Kubernetes, then the finalizer; when to try again, if needed."""
    if naming.FINALIZER not in assistant.finalizers:
        return RETRY  # somebody else's finalizer, or Kubernetes' own, is at work
    if not assistant.flag(naming.SKIP_CLEANUP):
        try:
            await _remove(kube, events, assistant)
        except BrokerUnreachable as error:
            if not _waited_enough(assistant, settings):
                await _say(kube, assistant, str(error))
                return RETRY
            await events.warn(assistant, "CleanupGivenUp", f"{error}; the vhost is left behind")
    await _write(kube, assistant, [f for f in assistant.finalizers if f != naming.FINALIZER])
    return RETRY


async def _remove(kube: Kube, events: Events, assistant: Assistant) -> None:
    secrets = await references.read(kube, assistant)
    if not secrets.management_url:
        await events.warn(assistant, "CleanupSkipped", "the Secret with management-url is gone")
        return
    if not await Broker(secrets.management_url, secrets.vhost).remove(assistant.owner):
        await events.warn(assistant, "CleanupSkipped", f"vhost {secrets.vhost} is not stamped ours")


def _waited_enough(assistant: Assistant, settings: OperatorSettings) -> bool:
    since = datetime.fromisoformat(assistant.deleting_since)
    return (datetime.now(UTC) - since).total_seconds() >= settings.cleanup_timeout_s


async def _say(kube: Kube, assistant: Assistant, why: str) -> None:
    """One condition, once: why the deletion waits, and how to end the wait."""
    said = {
        "type": crd.DELETING,
        "status": "False",
        "reason": "BrokerUnreachable",
        "message": f"{why} Set the annotation {naming.SKIP_CLEANUP}: 'true' to delete anyway",
        "observedGeneration": assistant.generation,
        "lastTransitionTime": datetime.now(UTC).replace(microsecond=0).isoformat(),
    }
    had: list[Json] = assistant.status.get("conditions") or []
    if any(c["type"] == crd.DELETING for c in had):
        return
    path = kinds.ASSISTANT.path(assistant.namespace, assistant.name) + "/status"
    await kube.merge(path, {"status": {"conditions": [*had, said]}}, missing_ok=True)


async def _write(kube: Kube, assistant: Assistant, finalizers: list[str]) -> None:
    path = kinds.ASSISTANT.path(assistant.namespace, assistant.name)
    metadata = {"finalizers": finalizers, "resourceVersion": assistant.resource_version}
    await kube.merge(path, {"metadata": metadata}, missing_ok=True)
    log.info("finalizers.written", assistant=assistant.owner, finalizers=finalizers)

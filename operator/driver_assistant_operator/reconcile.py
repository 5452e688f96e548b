"""One look at one resource: read, decide, write, report. The operator's recipe.

Level-based: nothing here asks what happened, only what is and what should be. Called by the
workers of `term.py`; every step is safe to repeat after a crash at any point.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from driver_assistant_operator import (
    apply,
    cleanup,
    conditions,
    kinds,
    naming,
    observe,
    policies,
    references,
    rollout,
)
from driver_assistant_operator.children import Children
from driver_assistant_operator.conditions import Observed
from driver_assistant_operator.desired import jobs
from driver_assistant_operator.desired.children import Wanted, wanted
from driver_assistant_operator.events import Events
from driver_assistant_operator.facts import (
    Assistant,
    Json,
    NotUnderstood,
    SecretFacts,
    Situation,
)
from driver_assistant_operator.isolation import Ledger
from driver_assistant_operator.kinds import Kind
from driver_assistant_operator.kube import Kube
from driver_assistant_operator.metrics import BACKLOG, READY
from driver_assistant_operator.queues import WORK_QUEUES, Broker, QueueFacts
from driver_assistant_operator.settings import OperatorSettings

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Deps:
    """What a reconciliation works with."""

    kube: Kube
    children: Children
    events: Events
    ledger: Ledger
    installed: frozenset[str]
    settings: OperatorSettings


async def reconcile(deps: Deps, namespace: str, name: str) -> timedelta | None:
    """Bring one DriverAssistant up to date; when to look again, or None when it is gone."""
    body = await deps.kube.get(kinds.ASSISTANT.path(namespace, name))
    if body is None:
        deps.ledger.drop(f"{namespace}/{name}")
        deps.children.release(namespace, name)
        return None
    try:
        assistant = Assistant.parse(body)
    except NotUnderstood as error:
        await _write_status(deps, kinds.ASSISTANT, body, conditions.not_understood(body, error))
        return timedelta(seconds=deps.settings.resync_s)
    if assistant.deleting:
        return await cleanup.finish(deps.kube, deps.events, assistant, deps.settings)
    if not assistant.flag(naming.PAUSED):
        await cleanup.hold(deps.kube, assistant)
    secrets = await references.read(deps.kube, assistant)
    situation = Situation(secrets=secrets, installed=deps.installed)
    clashes = deps.ledger.state(assistant, secrets.stamps)
    if not secrets.resolved or clashes:
        await _report(deps, assistant, Observed(situation=situation, clashes=clashes))
        return timedelta(seconds=deps.settings.waiting_s)
    queues = await _broker(assistant, secrets)
    if queues.owner not in {"", assistant.owner}:
        vhost = f"RabbitMQ vhost {secrets.vhost} belongs to {queues.owner} already"
        await _report(deps, assistant, Observed(situation=situation, clashes=(vhost,)))
        return timedelta(seconds=deps.settings.waiting_s)
    return await _converge(deps, assistant, situation, queues)


async def _broker(assistant: Assistant, secrets: SecretFacts) -> QueueFacts:
    broker = Broker(secrets.management_url, secrets.vhost)
    adopt, paused = assistant.flag(naming.ADOPT), assistant.flag(naming.PAUSED)
    facts = await broker.ensure(assistant.owner, adopt=adopt, write=not paused)
    for queue in WORK_QUEUES:
        if queue in facts.depths:
            BACKLOG.labels(assistant.namespace, assistant.name, queue).set(facts.depths[queue])
    return facts


async def _converge(
    deps: Deps, assistant: Assistant, situation: Situation, queues: QueueFacts
) -> timedelta:
    pods = deps.children.pods(assistant.namespace, assistant.name)
    reasons = observe.job_reasons(pods)
    live = deps.children.of(assistant.namespace, assistant.name, assistant.uid)
    bodies = await _policies_of(deps, assistant)
    accepted, judged = policies.judge(assistant, bodies, situation.secrets, live, reasons)
    situation = Situation(
        secrets=situation.secrets, installed=situation.installed, policies=accepted
    )
    wants = wanted(assistant, situation, live, _now(), queues_exist=queues.exist)
    paused = assistant.flag(naming.PAUSED)
    planned: list[apply.Change] = []
    if paused:
        planned = await apply.plan(deps.kube, deps.children, assistant, wants)
    else:
        made = await apply.converge(deps.kube, deps.children, assistant, wants)
        await deps.events.drift(assistant, made)
        await _wake_kubelets(deps, accepted.hash, pods)
    live = deps.children.of(assistant.namespace, assistant.name, assistant.uid)
    observed = Observed(
        situation=situation,
        queues=queues,
        migration=rollout.migration_state(assistant, live),
        migration_detail=_last_words(reasons.get(jobs.migration_name(assistant), "")),
        components=tuple(observe.components(assistant, wants, live, pods)),
        updates_pending=wants.updates_pending,
        paused=paused,
        plan=tuple(planned),
    )
    await _report(deps, assistant, observed)
    for one in judged:
        await _write_status(deps, kinds.POLICY, one.body, conditions.policy_status(one))
    return _again(deps.settings, wants, queues)


async def _policies_of(deps: Deps, assistant: Assistant) -> list[Json]:
    bodies, _ = await deps.kube.list(kinds.POLICY, assistant.namespace)
    alive = [body for body in bodies if "deletionTimestamp" not in body["metadata"]]
    return [body for body in alive if policies.applies_to(body, assistant.name)]


async def _wake_kubelets(deps: Deps, wants: str, pods: list[Json]) -> None:
    """Show guardrails pods the hash of the policies they should have.

    A changed annotation makes the kubelet look at the pod now: a changed ConfigMap reaches it in
    seconds instead of a minute, and nothing restarts.
    """
    for pod in pods:
        metadata = pod["metadata"]
        is_ours = metadata["labels"].get(naming.COMPONENT) == "guardrails"
        if is_ours and metadata.get("annotations", {}).get(naming.POLICY) != wants:
            path = kinds.POD.path(metadata["namespace"], metadata["name"])
            body = {"metadata": {"annotations": {naming.POLICY: wants}}}
            await deps.kube.merge(path, body, missing_ok=True)


async def _report(deps: Deps, assistant: Assistant, observed: Observed) -> None:
    """Write the status when it says something new."""
    new = conditions.status(assistant, observed)
    ready = next(c for c in new["conditions"] if c["type"] == "Ready")
    READY.labels("DriverAssistant", assistant.namespace, assistant.name).set(
        ready["status"] == "True"
    )
    if not conditions.changed(assistant.status, new):
        return
    path = kinds.ASSISTANT.path(assistant.namespace, assistant.name) + "/status"
    await deps.kube.merge(path, {"status": new}, missing_ok=True)
    await deps.events.transitions(assistant, new)


async def _write_status(deps: Deps, kind: Kind, body: Json, new: Json) -> None:
    """Write a status, or some fields of it, when they say something new."""
    old, metadata = body.get("status") or {}, body["metadata"]
    if conditions.changed(old, old | new):
        path = kind.path(metadata["namespace"], metadata["name"]) + "/status"
        await deps.kube.merge(path, {"status": new}, missing_ok=True)


async def reconcile_policy(deps: Deps, namespace: str, name: str) -> timedelta | None:
    """Say so when no DriverAssistant uses a policy; assistants report on the rest themselves."""
    body = await deps.kube.get(kinds.POLICY.path(namespace, name))
    if body is None:
        return None
    found, _ = await deps.kube.list(kinds.ASSISTANT, namespace)
    if not any(policies.applies_to(body, one["metadata"]["name"]) for one in found):
        await _write_status(deps, kinds.POLICY, body, conditions.unclaimed_policy_status(body))
    return timedelta(seconds=deps.settings.resync_s)


def _again(settings: OperatorSettings, wants: Wanted, queues: QueueFacts) -> timedelta:
    waits = [timedelta(seconds=settings.resync_s)]
    if not queues.exist:
        waits.append(timedelta(seconds=settings.waiting_s))
    if wants.again_in is not None:
        waits.append(max(wants.again_in, timedelta(seconds=1)))
    return min(waits)


def _last_words(text: str) -> str:
    """The end of a log as one line; it was wrapped for a terminal."""
    return " ".join(text.split())[-300:]


def _now() -> datetime:
    return rollout.now_utc()

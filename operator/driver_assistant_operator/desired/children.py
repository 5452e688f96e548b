"""Puts the builders together: everything that should exist for one assistant, now.

Called by `reconcile.py` with live children and facts; pure. `keep` names what is neither applied
nor pruned: old versions that still serve, and what they need.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from driver_assistant_operator import naming
from driver_assistant_operator.desired import (
    configuration,
    deployment,
    exposure,
    guarding,
    jobs,
    monitoring,
    scaling,
)
from driver_assistant_operator.desired.roles import ALL_ROLES, CHECK_ROLES
from driver_assistant_operator.facts import MODES, Assistant, Json, Situation
from driver_assistant_operator.naming import Colour, ComponentName
from driver_assistant_operator.rollout import (
    Colours,
    Live,
    colours,
    is_rolled_out,
    migration_state,
)

Served = Literal["webhook", "guardrails"]
Queued = Literal["worker", "delivery"]
SERVED: tuple[Served, ...] = ("guardrails", "webhook")
QUEUED: tuple[Queued, ...] = ("worker", "delivery")

# Kinds whose old objects outlive their successors until a rollout has ended.
_NEEDED_BY_OLD_PODS = frozenset({"ConfigMap", "TriggerAuthentication"})
_OF_A_VERSION = frozenset({"Deployment", "HorizontalPodAutoscaler", "ScaledObject", "Service"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What should exist, what is left alone, and how many replicas nobody else decides."""

    manifests: tuple[Json, ...]
    keep: frozenset[tuple[str, str]]
    replicas: Mapping[str, tuple[int, int]] = field(default_factory=dict)  # Deployment -> range
    colours: Mapping[ComponentName, Colours] = field(default_factory=dict)
    updates_pending: tuple[str, ...] = ()
    again_in: timedelta | None = None


def wanted(
    assistant: Assistant, situation: Situation, live: Live, now: datetime, *, queues_exist: bool
) -> Wanted:
    """Everything that should exist now. Workloads wait for the migration."""
    build = _Build(assistant, situation, live, queues_exist)
    base = tuple(build.base())
    if migration_state(assistant, live) != "done":
        return Wanted(
            manifests=(*base, *build.first_services()),
            keep=frozenset(k for k in live if k[0] in _OF_A_VERSION | _NEEDED_BY_OLD_PODS),
        )
    plans: dict[ComponentName, Colours] = {
        name: colours(assistant, name, situation.secrets, live, now) for name in SERVED
    }
    manifests = (*base, *build.queued(), *build.served(plans))
    waits = [plan.again_in for plan in plans.values() if plan.again_in]
    return Wanted(
        manifests=manifests,
        keep=build.keep(manifests, plans),
        replicas=build.replicas(plans),
        colours=plans,
        updates_pending=build.updates_pending(plans),
        again_in=min(waits, default=None),
    )


@dataclass(frozen=True, slots=True)
class _Build:
    assistant: Assistant
    situation: Situation
    live: Live
    queues_exist: bool

    def base(self) -> Iterator[Json]:
        """What every pod needs before it starts, and what does not depend on versions."""
        a, secrets = self.assistant, self.situation.secrets
        for role in ALL_ROLES:
            yield guarding.service_account(a, role.name)
            yield guarding.network_policy(a, role, secrets)
            yield configuration.settings_map(a, role.name)
        for check in CHECK_ROLES:
            yield guarding.network_policy(a, check, secrets)
        for mode in MODES:
            yield configuration.policies_map(a, self.situation.policies, mode)
        yield from self.situation.policies.checks
        yield jobs.migration(a, secrets)
        yield jobs.retention(a, secrets)
        yield jobs.ops(a, secrets)
        for component in naming.COMPONENTS:
            yield guarding.disruption_budget(a, component)
        if ingress := exposure.ingress(a):
            yield ingress
        yield from self._monitors()

    def _monitors(self) -> Iterator[Json]:
        """For Prometheus and Grafana, as far as somebody reads them in this cluster."""
        shown, installed = self.assistant.spec.observability, self.situation.installed
        if monitoring.MONITORING in installed and shown.monitors == "Auto":
            yield monitoring.pod_monitor(self.assistant)
        if monitoring.MONITORING in installed and shown.rules == "Auto":
            yield monitoring.prometheus_rule(self.assistant)
        if shown.dashboards == "Auto" and monitoring.GRAFANA in installed:
            yield monitoring.grafana_dashboard(self.assistant)
        elif shown.dashboards == "Auto" and monitoring.MONITORING in installed:
            yield monitoring.dashboard_map(self.assistant)

    def first_services(self) -> Iterator[Json]:
        """While a migration runs, callers stay where they are; new Services may be made."""
        for name in SERVED:
            if ("Service", naming.child(self.assistant.name, name)) not in self.live:
                strategy = self.assistant.spec.rollout.strategy
                first: Colour = "blue" if strategy == "BlueGreen" else "plain"
                yield exposure.service(self.assistant, name, first)

    def queued(self) -> Iterator[Json]:
        """Worker and delivery, which always roll: a second colour would take real messages."""
        secrets = self.situation.secrets
        for name in QUEUED:
            yield self._deployment(name, "plain")
        if any(self.scales_by_queue(name) for name in QUEUED):
            yield scaling.trigger_authentication(self.assistant, secrets)
        for name in QUEUED:
            if self.scales_by_queue(name):
                yield scaling.scaled_object(self.assistant, name, secrets)

    def scales_by_queue(self, name: Queued) -> bool:
        """KEDA is there, the range is open, and the queue exists (or once did)."""
        exists = ("ScaledObject", naming.child(self.assistant.name, name)) in self.live
        return (
            scaling.KEDA in self.situation.installed
            and not scaling.is_fixed(scaling.queue_scaling(self.assistant, name))
            and (exists or self.queues_exist)
        )

    def served(self, plans: Mapping[ComponentName, Colours]) -> Iterator[Json]:
        """Webhook and guardrails with their Services and colours."""
        for name in SERVED:
            plan = plans[name]
            for colour in plan.apply:
                yield self._deployment(name, colour)
                if not scaling.is_fixed(scaling.cpu_scaling(self.assistant, name)):
                    yield scaling.cpu_autoscaler(self.assistant, name, colour)
            yield exposure.service(self.assistant, name, plan.active, **plan.notes)
            if plan.preview:
                yield exposure.preview(self.assistant, name, plan.preview)
            if plan.check:
                yield jobs.smoke_check(self.assistant, name, plan.check, self.situation.secrets)

    def _deployment(self, name: ComponentName, colour: Colour) -> Json:
        live = self.live.get(("Deployment", naming.child(self.assistant.name, name, colour)))
        settings = {called for kind, called in self.live if kind == "ConfigMap"}
        return deployment.settled(self._built(name, colour), live, settings)

    def _built(self, name: ComponentName, colour: Colour) -> Json:
        return deployment.deployment(self.assistant, name, self.situation.secrets, colour)

    def updates_pending(self, plans: Mapping[ComponentName, Colours]) -> tuple[str, ...]:
        """Components whose template this operator would build differently."""
        every: list[tuple[ComponentName, Colour]] = [(name, "plain") for name in QUEUED]
        every += [(name, colour) for name in SERVED for colour in plans[name].apply]
        return tuple(
            name
            for name, colour in every
            if deployment.is_pending(self._built(name, colour), self._deployment(name, colour))
        )

    def keep(
        self, manifests: tuple[Json, ...], plans: Mapping[ComponentName, Colours]
    ) -> frozenset[tuple[str, str]]:
        """Old colours, what announced templates read, and what old pods may while any roll."""
        found = {
            (kind, naming.child(self.assistant.name, name, colour))
            for name, plan in plans.items()
            for colour in plan.keep
            for kind in ("Deployment", "HorizontalPodAutoscaler")
        }
        found |= {
            ("ConfigMap", name)
            for manifest in manifests
            if manifest["kind"] == "Deployment"
            for name in deployment.settings_of(manifest["spec"]["template"])
        }
        if not self._all_rolled_out(manifests, plans):
            found |= {key for key in self.live if key[0] in _NEEDED_BY_OLD_PODS}
        return frozenset(found)

    def _all_rolled_out(
        self, manifests: tuple[Json, ...], plans: Mapping[ComponentName, Colours]
    ) -> bool:
        for manifest in manifests:
            if manifest["kind"] != "Deployment":
                continue
            found = self.live.get(("Deployment", manifest["metadata"]["name"]))
            wants = manifest["metadata"]["annotations"][naming.DECLARED]
            if found is None or not is_rolled_out(found):
                return False
            if found["metadata"].get("annotations", {}).get(naming.DECLARED) != wants:
                return False
        return not any(plan.keep for plan in plans.values())

    def replicas(self, plans: Mapping[ComponentName, Colours]) -> dict[str, tuple[int, int]]:
        """Deployments that no autoscaler owns, with the range they must be in."""
        found: dict[str, tuple[int, int]] = {}
        for name in QUEUED:
            if not self.scales_by_queue(name):
                limits = scaling.queue_scaling(self.assistant, name)
                found[naming.child(self.assistant.name, name)] = (limits.min, limits.max)
        for served in SERVED:
            cpu = scaling.cpu_scaling(self.assistant, served)
            if scaling.is_fixed(cpu):
                for colour in plans[served].apply:
                    found[naming.child(self.assistant.name, served, colour)] = (cpu.min, cpu.max)
        return found

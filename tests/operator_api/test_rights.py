"""The operator has exactly the rights it uses: none is missing, none is granted in vain."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.operator_api import others
from tests.operator_api.harness import POLICY, ROOT, Api, Json, changed
from tests.operator_api.world import PLAIN, World, account_kubeconfig, started, until

ACCOUNT = "test-driver-assistant-operator"


@pytest.fixture
def chart(world: World) -> list[Json]:
    """What the chart renders for an operator of the world's namespace."""
    folder = ROOT / "charts" / "driver-assistant-operator"
    arguments = ["--set", f"watchNamespace={world.namespace}", "--set", "crds.enabled=false"]
    text = subprocess.run(
        [others.program("helm"), "template", "test", str(folder), "-n", world.namespace,
         *arguments],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return [document for document in yaml.safe_load_all(text) if document]


@pytest.fixture
def optional_kinds(api: Api) -> Iterator[None]:
    """KEDA's kinds and the Prometheus operator's, so that every right is used."""
    if api.find("/apis/apps/v1/namespaces/keda/deployments/keda-operator"):
        raise pytest.UsageError("KEDA runs in this cluster, and its kinds would be removed")
    definitions = [*others.keda_kinds(), *others.monitor_kinds(), *others.dashboard_kinds()]
    others.remove(api, definitions)
    others.install(api, definitions)
    yield
    others.remove(api, definitions)


@pytest.fixture
def role(world: World, chart: list[Json], tmp_path: Path) -> list[Json]:
    """The chart's Roles of the operator, in the world's namespace, one of them for the Lease.

    The world's kubeconfig is their account's.
    """
    for document in chart:
        if plural := _PLURALS.get(document["kind"]):
            group = document["apiVersion"] if "/" in document["apiVersion"] else ""
            world.api.apply(world.path(plural, document["metadata"]["name"], group), document)
    world.kubeconfig = account_kubeconfig(world, ACCOUNT, tmp_path)
    return [d for d in chart if d["kind"] == "Role" and not d["metadata"]["name"].endswith("-edit")]


_PLURALS = {"ServiceAccount": "serviceaccounts", "Role": "roles", "RoleBinding": "rolebindings"}


@pytest.mark.usefixtures("optional_kinds")
@pytest.mark.timeout(600)
def test_every_verb_used_is_granted_and_every_verb_granted_is_used(
    world: World, role: list[Json]
) -> None:
    """A whole life: made, scaled, exposed, switched, given a policy, unwatched, and deleted."""
    audit = others.STATE / "log" / "audit.log"
    if not audit.exists():
        raise pytest.UsageError("the audit log is that of tests/cluster: run `make operator-api`")
    since = audit.stat().st_size
    lease = {"DA_OPERATOR_LEASE_NAME": ACCOUNT}
    ingress = {"host": "assistant.acme.example", "tls": {"secretName": "acme-tls"}}
    first = changed(changed(PLAIN, "spec.deletionPolicy", "Delete"), "spec.ingress", ingress)
    rollout = {"strategy": "BlueGreen", "drainSeconds": 5}
    first = changed(changed(first, "spec.rollout", rollout), "spec.delivery.scaling.min", 2)
    started(world, document=first, **lease)
    world.apply(POLICY)
    until(
        lambda: world.condition("Accepted", "acme-house-rules", policy=True).get("status")
        == "True",
        "accepted", within=60,
    )  # fmt: skip
    shown = {"logFormat": "console", "monitors": "Off", "rules": "Off", "dashboards": "Off"}
    second = changed(changed(first, "spec.observability", shown), "spec.ingress", ...)
    for name in ("worker", "delivery"):  # without an autoscaler: KEDA's objects go again
        second = changed(second, f"spec.{name}.scaling", {"min": 2, "max": 2})
    world.api.merge(world.da("acme"), {"spec": {"ingress": None}}, manager="tests")
    world.apply(second)
    until(lambda: "deployments/acme-webhook-blue" not in world.children(), "switched", within=120)
    world.apply(changed(second, "spec.image", "registry.example/driver-assistant:2"))
    until(world.is_ready, "migrated again", within=120)
    world.api.delete(world.da("acme"))
    until(lambda: world.api.find(world.da("acme")) is None, "deleted", within=30)
    world.operators[-1].stop()

    used, refused = _used(audit, since, world.namespace)

    assert refused == set()
    granted = {right for one in role for right in _granted(one)}
    assert used - granted == set()
    # update on finalizers is asked for by an admission plugin that not every cluster runs
    assert granted - used == {("driverassistant.dev", "driverassistants/finalizers", "update")}


def _granted(role: Json) -> set[tuple[str, str, str]]:
    return {
        (group, resource, verb)
        for rule in role["rules"]
        for group in rule["apiGroups"]
        for resource in rule["resources"]
        for verb in rule["verbs"]
    }


def _used(audit: Path, since: int, namespace: str) -> tuple[set[tuple[str, str, str]], set[str]]:
    user = f"system:serviceaccount:{namespace}:{ACCOUNT}"
    used: set[tuple[str, str, str]] = set()
    refused: set[str] = set()
    with audit.open("rb") as log:
        log.seek(since)
        for line in log:
            entry: dict[str, Any] = json.loads(line)
            if entry["user"]["username"] != user or "objectRef" not in entry:
                continue
            ref, code = entry["objectRef"], entry.get("responseStatus", {}).get("code", 0)
            resource = ref["resource"] + (f"/{ref['subresource']}" if "subresource" in ref else "")
            if code == 403 and "being terminated" not in str(entry):
                refused.add(f"{entry['verb']} {resource}")
            used.add((ref.get("apiGroup", ""), resource, entry["verb"]))
            if entry["verb"] == "patch" and code == 201:  # server-side apply that created
                used.add((ref.get("apiGroup", ""), resource, "create"))
    return used, refused

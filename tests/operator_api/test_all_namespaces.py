"""The chart as it comes: one operator for all namespaces, with the chart's own ClusterRole."""

from __future__ import annotations

import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from tests.operator_api import others
from tests.operator_api.harness import ROOT, Api, Json, changed
from tests.operator_api.world import GROUP, PLAIN, World, account_kubeconfig, started, until

ACCOUNT = "test-driver-assistant-operator"
RBAC = "/apis/rbac.authorization.k8s.io/v1"


@pytest.fixture
def cluster_wide(world: World, tmp_path: Path) -> Iterator[None]:
    """The chart's account and rights; the world's kubeconfig is the account's."""
    text = subprocess.run(
        [others.program("helm"), "template", "test", "charts/driver-assistant-operator",
         "-n", world.namespace, "--show-only", "templates/rbac.yaml"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    made = []
    for document in yaml.safe_load_all(text):
        path = _path(world, document)
        world.api.apply(path, document)
        made.append(path)
    world.kubeconfig = account_kubeconfig(world, ACCOUNT, tmp_path)
    yield
    for path in made:
        world.api.delete(path)


def _path(world: World, document: Json) -> str:
    kind, name = document["kind"], document["metadata"]["name"]
    if kind.startswith("Cluster"):
        return f"{RBAC}/{kind.lower()}s/{name}"
    group = document["apiVersion"] if "/" in document["apiVersion"] else ""
    return world.path(f"{kind.lower()}s", name, group)


@pytest.fixture
def elsewhere(api: Api) -> Iterator[str]:
    """Another namespace."""
    name = f"da-{uuid.uuid4().hex[:10]}"
    api.create("/api/v1/namespaces", {"metadata": {"name": name}})
    yield name
    api.delete(f"/api/v1/namespaces/{name}")


@pytest.fixture
def alone(world: World) -> None:
    """No company in any other namespace: the operator of this test would look after it too."""

    def others_are_gone() -> bool:
        found = world.api.items(GROUP + "/driverassistants")
        return not [one for one in found if one["metadata"]["namespace"] != world.namespace]

    until(others_are_gone, "no company is left in another namespace", within=20)


@pytest.mark.usefixtures("cluster_wide", "alone")
def test_one_operator_looks_after_all_namespaces_and_keeps_companies_apart(
    world: World, elsewhere: str
) -> None:
    going = changed(PLAIN, "spec.deletionPolicy", "Delete")  # its vhost goes with it
    settings = {"DA_OPERATOR_NAMESPACE": "", "DA_OPERATOR_LEASE_NAME": ACCOUNT}
    operator = world.operator(**settings)
    world.secrets()
    world.apply(going)
    until(world.is_ready, "Ready", within=90)
    other = world.beside(elsewhere)
    other.secrets()

    other.apply(PLAIN)
    until(lambda: other.condition("Isolated").get("status") == "False", "the same company twice")
    assert f"belongs to {world.namespace}/acme already" in other.condition("Isolated")["message"]
    assert other.children() == {}

    world.api.delete(world.da("acme"))
    until(other.is_ready, "free once the first is gone", within=90)
    world.api.delete(other.path("services", "acme-webhook"))
    until(lambda: other.api.find(other.path("services", "acme-webhook")), "repaired", within=10)

    assert operator.lives()
    assert "forbidden: User" not in world.log.read_text()


def test_two_companies_in_one_namespace_live_beside_each_other(world: World) -> None:
    started(world)
    for secret in ("postgres", "rabbitmq", "redis"):
        found = world.api.get(world.path("secrets", f"acme-{secret}"))
        copy = {"metadata": {"name": f"globex-{secret}"}, "data": found["data"]}
        world.api.create(world.path("secrets"), copy)
    _of_its_own(world)
    second = changed(changed(PLAIN, "metadata.name", "globex"), "spec.company", "globex")
    second = changed(second, "spec.whatsapp.phoneNumberIds", ["106540352249999"])
    for secret in ("postgres", "rabbitmq", "redis"):
        second = changed(second, f"spec.{secret}.secretRef.name", f"globex-{secret}")

    world.apply(second)
    until(lambda: world.is_ready("globex"), "Ready", within=90)
    before = _objects(world, "globex")
    world.api.delete(world.da("acme"))
    until(lambda: not _objects(world, "acme"), "gone", within=60)

    assert len(before) > 20
    assert _objects(world, "globex") == before
    until(lambda: world.is_ready("globex"), "still Ready")


def _objects(world: World, assistant: str) -> dict[str, str]:
    """The uids of one assistant's children."""
    found = world.children().items()
    return {key: item["metadata"]["uid"] for key, item in found if f"/{assistant}" in key}


def _of_its_own(world: World) -> None:
    """A database and a vhost for globex; Redis is shared, with a prefix for each."""
    urls = {
        "postgres": {"url": "postgresql://globex:made-up@postgresql.backing.svc:5432/globex"},
        "rabbitmq": {"amqp-url": "amqp://acme:made-up@127.0.0.1:5672/globex"},
    }
    for secret, values in urls.items():
        world.api.merge(world.path("secrets", f"globex-{secret}"), {"stringData": values})

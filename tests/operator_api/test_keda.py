"""KEDA coming, being asked, going: its own CRDs, and its own webhook as the judge."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.operator_api import others
from tests.operator_api.harness import Api, Json
from tests.operator_api.world import World, started, until


@pytest.fixture
def keda(api: Api) -> Iterator[list[Json]]:
    """KEDA's CRDs, not installed yet; gone again afterwards."""
    if api.find("/apis/apps/v1/namespaces/keda/deployments/keda-operator"):
        raise pytest.UsageError("KEDA runs in this cluster, and its kinds would be removed")
    definitions = others.keda_kinds()
    others.remove(api, definitions)
    yield definitions
    others.remove(api, definitions)


def test_keda_is_missed_then_used_and_told_of_a_rotated_secret(
    world: World, keda: list[Json]
) -> None:
    started(world)
    assert world.condition("Autoscaling")["reason"] == "KedaMissing"
    assert world.deployment("acme-worker")["spec"]["replicas"] == 1

    others.install(world.api, keda)
    scaled = world.path("scaledobjects", "acme-worker", "keda.sh/v1alpha1")
    found = until(lambda: world.api.find(scaled), "picked up", within=90)
    spec = found["spec"]
    assert [t["metadata"]["queueName"] for t in spec["triggers"]] == ["in.normal", "in.high"]
    assert {t["metadata"]["protocol"] for t in spec["triggers"]} == {"http"}
    assert spec["fallback"]["behavior"] == "currentReplicasIfHigher"
    assert spec["minReplicaCount"] <= spec["fallback"]["replicas"] <= spec["maxReplicaCount"]
    until(lambda: world.condition("Autoscaling")["status"] == "True", "said")

    world.broker.vhosts.clear()
    rotated = world.broker.url.replace("made-up", "rotated")
    world.secrets(acme_rabbitmq__management_url=rotated)
    until(
        lambda: world.api.get(scaled)["metadata"]["generation"] > found["metadata"]["generation"],
        "KEDA was told", within=60,
    )  # fmt: skip


def test_what_old_pods_and_keda_read_stays_until_the_rollout_of_a_rotation_has_ended(
    world: World, keda: list[Json]
) -> None:
    others.install(world.api, keda)
    started(world)
    until(lambda: _authentications(world), "made", within=60)
    (before,) = _authentications(world)
    world.node.frozen |= {"worker", "delivery"}  # their new pods don't start

    world.broker.vhosts.clear()
    rotated = world.broker.url.replace("made-up", "rotated")
    amqp = "amqp://acme:rotated@127.0.0.1:5672/acme"
    world.secrets(acme_rabbitmq__management_url=rotated, acme_rabbitmq__amqp_url=amqp)
    until(lambda: len(_authentications(world)) == 2, "the new beside the old", within=60)
    until(lambda: world.condition("WorkerReady").get("reason") == "RollingOut", "rolls")

    assert before in _authentications(world)
    old, new = _revisions_of(world, "acme-worker")
    assert old["status"]["readyReplicas"] == 1
    assert new["status"].get("readyReplicas", 0) == 0

    world.node.frozen.clear()
    until(lambda: len(_authentications(world)) == 1, "the old one is gone", within=90)
    assert before not in _authentications(world)
    until(world.is_ready, "Ready", within=60)


def _authentications(world: World) -> set[str]:
    found = world.api.find(world.path("triggerauthentications", group="keda.sh/v1alpha1"))
    return {item["metadata"]["name"] for item in (found or {"items": []})["items"]}


def _revisions_of(world: World, deployment: str) -> list[Json]:
    """The ReplicaSets of a Deployment, oldest first."""
    found = [
        item
        for item in world.api.items(world.path("replicasets", group="apps/v1"))
        if item["metadata"]["ownerReferences"][0]["name"] == deployment
    ]
    note = "deployment.kubernetes.io/revision"
    return sorted(found, key=lambda item: int(item["metadata"]["annotations"][note]))


def test_kedas_own_webhook_accepts_what_the_operator_makes(
    world: World, keda: list[Json], tmp_path: Path
) -> None:
    others.install(world.api, keda)
    webhook = others.KedaWebhook(world.api, world.kubeconfig, tmp_path)
    try:
        started(world)
        collection = world.path("scaledobjects", group="keda.sh/v1alpha1")
        until(lambda: len(world.api.items(collection)) == 2, "both ScaledObjects", within=60)

        second = world.api.items(collection)[0] | {"metadata": {"name": "second"}}
        answer = world.api.create(collection, second)
    finally:
        webhook.close()

    assert "denied the request" in answer.text  # the judge was awake
    assert "already managed by the ScaledObject" in answer.text

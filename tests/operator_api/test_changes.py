"""Changes: secrets, migrations, plans, operators and endings."""

from __future__ import annotations

import json

import pytest
from tests.operator_api.harness import changed
from tests.operator_api.world import PLAIN, World, started, until


def test_missing_secrets_are_named_and_nothing_is_half_built(world: World) -> None:
    world.operator()
    world.apply(PLAIN)

    until(lambda: world.condition("SecretsResolved").get("status") == "False", "noticed")

    said = world.condition("SecretsResolved")["message"]
    assert "Secret acme-postgres does not exist" in said
    assert world.condition("Ready")["reason"] == "Missing"
    assert world.children() == {}

    world.secrets()
    until(world.is_ready, "Ready without touching the resource", within=60)


def test_an_unsafe_address_is_refused_with_the_key_that_is_wrong(world: World) -> None:
    world.secrets(acme_redis__url="redis://:made-up@redis:6379/0")
    world.operator()
    world.apply(PLAIN)

    until(lambda: world.condition("SecretsResolved").get("reason") == "Unsafe", "noticed")

    said = world.condition("SecretsResolved")["message"]
    assert "key url of Secret acme-redis must start with rediss://" in said
    assert world.children() == {}


def test_a_rotated_secret_rolls_the_pods_that_use_it(world: World) -> None:
    started(world)
    generations = world.revisions()

    world.secrets(acme_openrouter__api_key="rotated")
    until(lambda: world.revisions() != generations, "rolled", within=40)

    after = world.revisions()
    assert {n for n in after if after[n] != generations[n]} == {"acme-worker"}


def test_a_failed_migration_keeps_the_old_version_and_says_what_to_do(world: World) -> None:
    started(world)
    world.node.failing_jobs.add("migrate")
    new = changed(PLAIN, "spec.image", "registry.example/driver-assistant:2")

    world.apply(new)
    until(lambda: world.condition("Migrated").get("reason") == "MigrationFailed", "failed",
          within=90)  # fmt: skip

    assert "driverassistant.dev/retry-migration" in world.condition("Migrated")["message"]
    assert world.condition("Ready")["reason"] == "MigrationFailed"
    images = _images(world)
    assert images == {PLAIN["spec"]["image"]}

    world.node.failing_jobs.clear()
    world.api.merge(
        world.da("acme"),
        {"metadata": {"annotations": {"driverassistant.dev/retry-migration": "1"}}},
    )
    until(lambda: _images(world) == {new["spec"]["image"]}, "rolled out", within=60)
    until(world.is_ready, "Ready", within=60)


def _images(world: World) -> set[str]:
    found = world.api.items(world.path("deployments", group="apps/v1"))
    return {d["spec"]["template"]["spec"]["containers"][0]["image"] for d in found}


def test_orphans_are_pruned(world: World) -> None:
    ingress = {"host": "assistant.acme.example", "tls": {"secretName": "acme-tls"}}
    started(world, document=changed(PLAIN, "spec.ingress", ingress))
    path = world.path("ingresses", "acme-webhook", "networking.k8s.io/v1")
    assert world.api.find(path)

    world.api.merge(world.da("acme"), {"spec": {"ingress": None}}, manager="tests")

    until(lambda: world.api.find(path) is None, "pruned")


def test_a_newer_operator_restarts_nothing_until_it_is_told_to(world: World) -> None:
    started(world)
    world.operators[0].stop()
    path = world.path("deployments", "acme-worker", "apps/v1")
    old = _as_an_older_operator_made_it(world, path)
    world.operator()
    until(lambda: world.condition("UpdatePending").get("status") == "True", "noticed")

    assert "worker" in world.condition("UpdatePending")["message"]
    assert world.revisions()["acme-worker"] == old
    until(world.is_ready, "Ready", within=60)

    world.api.merge(
        world.da("acme"), {"metadata": {"annotations": {"driverassistant.dev/roll": "1"}}}
    )
    until(lambda: world.condition("UpdatePending").get("status") == "False", "rolled", within=60)
    grace = world.api.get(path)["spec"]["template"]["spec"]["terminationGracePeriodSeconds"]
    assert grace == 90


def _as_an_older_operator_made_it(world: World, path: str) -> int:
    """The Deployment as applied by an operator whose template had another grace period."""
    note = "driverassistant.dev/template"
    found = world.api.get(path)
    template = json.loads(found["metadata"]["annotations"][note])
    template["spec"]["terminationGracePeriodSeconds"] = 45
    compact = json.dumps(template, sort_keys=True, separators=(",", ":"))
    after = world.api.apply(
        path,
        {
            "apiVersion": "apps/v1",
            "kind": "Deployment",
            "metadata": {"name": "acme-worker", "annotations": {note: compact}},
            "spec": {
                "selector": found["spec"]["selector"],
                "template": {
                    "metadata": template["metadata"],
                    "spec": {
                        "terminationGracePeriodSeconds": 45,
                        "containers": template["spec"]["containers"],
                    },
                },
            },
        },
        manager="older",
    )
    until(
        lambda: (
            world.api.get(path).get("status", {}).get("observedGeneration")
            == after["metadata"]["generation"]
        ),
        "observed",
    )
    return world.revisions()["acme-worker"]


@pytest.mark.parametrize("policy", ["Retain", "Delete"])
def test_deleting_the_assistant_treats_the_vhost_as_asked(world: World, policy: str) -> None:
    started(world, document=changed(PLAIN, "spec.deletionPolicy", policy))
    assert "/api/vhosts/acme" in world.broker.vhosts

    world.api.delete(world.da("acme"))
    until(lambda: world.api.find(world.da("acme")) is None, "deleted", within=30)

    assert ("/api/vhosts/acme" in world.broker.vhosts) == (policy == "Retain")
    until(lambda: not world.children(), "children collected", within=60)


def test_a_lost_broker_holds_a_deletion_until_it_is_told_to_go_on(world: World) -> None:
    started(world, document=changed(PLAIN, "spec.deletionPolicy", "Delete"))
    world.broker.down = True

    world.api.delete(world.da("acme"))
    until(lambda: world.condition("CleanedUp").get("status") == "False", "said")

    assert "driverassistant.dev/skip-cleanup" in world.condition("CleanedUp")["message"]
    note = {"metadata": {"annotations": {"driverassistant.dev/skip-cleanup": "true"}}}
    world.api.merge(world.da("acme"), note)
    until(lambda: world.api.find(world.da("acme")) is None, "deleted", within=30)


def test_a_lost_broker_holds_a_deletion_for_a_bounded_time(world: World) -> None:
    document = changed(PLAIN, "spec.deletionPolicy", "Delete")
    started(world, document=document, DA_OPERATOR_CLEANUP_TIMEOUT_S="6")
    world.broker.down = True

    world.api.delete(world.da("acme"))

    until(lambda: world.api.find(world.da("acme")) is None, "given up", within=40)


def test_deleting_the_namespace_never_hangs(world: World) -> None:
    started(world, document=changed(PLAIN, "spec.deletionPolicy", "Delete"))

    world.api.delete(f"/api/v1/namespaces/{world.namespace}")

    gone = f"/api/v1/namespaces/{world.namespace}"
    until(lambda: world.api.find(gone) is None, "namespace deleted", within=90)

"""Blue and green, policies without a restart, isolation."""

from __future__ import annotations

import yaml
from tests.operator_api.harness import POLICY, Json, changed
from tests.operator_api.world import PLAIN, World, started, until

BLUE_GREEN = changed(
    PLAIN,
    "spec.rollout",
    {"strategy": "BlueGreen", "drainSeconds": 6, "checkTimeoutSeconds": 30},
)
# Only worker and delivery would wait for a migration: a setting is enough to start a colour.
NEXT = changed(BLUE_GREEN, "spec.observability.logFormat", "console")


def colour(world: World, name: str) -> str:
    """Where callers of a component go."""
    found = world.api.get(world.path("services", name))["spec"]["selector"]
    return str(found["driverassistant.dev/colour"])


def deployments(world: World) -> set[str]:
    found = world.api.items(world.path("deployments", group="apps/v1"))
    return {d["metadata"]["name"] for d in found}


def test_a_second_colour_is_checked_switched_to_and_the_old_one_drained(world: World) -> None:
    started(world, document=BLUE_GREEN)
    assert colour(world, "acme-webhook") == "blue"
    assert "acme-worker" in deployments(world)

    world.apply(NEXT)
    until(lambda: "acme-webhook-green" in deployments(world), "the second colour")
    assert colour(world, "acme-webhook") == "blue"
    until(lambda: colour(world, "acme-webhook") == "green", "switched", within=60)

    assert "acme-webhook-blue" in deployments(world)
    until(lambda: "acme-webhook-blue" not in deployments(world), "drained", within=60)
    until(lambda: "acme-guardrails-blue" not in deployments(world), "drained too", within=60)
    until(world.is_ready, "Ready", within=60)
    components = world.api.get(world.da("acme"))["status"]["components"]
    assert {c["name"]: c.get("colour") for c in components} == {
        "webhook": "green", "guardrails": "green", "worker": None, "delivery": None,
    }  # fmt: skip
    assert colour(world, "acme-guardrails") == "green"


def test_a_colour_that_fails_its_check_never_gets_callers(world: World) -> None:
    started(world, document=BLUE_GREEN)
    world.node.failing_jobs.add("webhook-check")

    world.apply(NEXT)
    until(lambda: world.condition("WebhookReady").get("reason") == "CheckFailed", "refused",
          within=120)  # fmt: skip

    assert colour(world, "acme-webhook") == "blue"
    until(lambda: "acme-webhook-green" not in deployments(world), "cleared away")
    assert "acme-webhook-blue" in deployments(world)

    world.apply(BLUE_GREEN)
    until(world.is_ready, "Ready again with the old settings", within=60)


def test_a_colour_that_dies_after_the_switch_gives_way_to_the_old_one(world: World) -> None:
    started(world, document=changed(BLUE_GREEN, "spec.rollout.drainSeconds", 60))
    world.apply(changed(NEXT, "spec.rollout.drainSeconds", 60))
    until(lambda: colour(world, "acme-webhook") == "green", "switched", within=60)

    _kill_pods(world, "green")

    until(lambda: colour(world, "acme-webhook") == "blue", "returned", within=60)
    until(lambda: world.condition("WebhookReady")["reason"] == "CheckFailed", "said")


def _kill_pods(world: World, dying: str) -> None:
    """Pods of a colour become unready and stay so."""
    world.node.frozen.add("webhook")
    selector = f"driverassistant.dev/colour={dying},app.kubernetes.io/component=webhook"
    for pod in world.api.items(f"{world.path('pods')}?labelSelector={selector}"):
        status = {
            "conditions": [
                {"type": "Ready", "status": "False", "lastTransitionTime": "2026-01-01T00:00:00Z"}
            ]
        }
        path = f"{world.path('pods', pod['metadata']['name'])}/status"
        world.api.merge(path, {"status": status})


def test_an_accepted_policy_reaches_the_pods_without_a_restart(world: World) -> None:
    started(world)
    revision = world.deployment("acme-guardrails")["metadata"]["annotations"]
    before = revision["deployment.kubernetes.io/revision"]

    world.apply(POLICY)
    until(lambda: accepted(world)["status"] == "True", "accepted", within=60)

    data = until(lambda: files(world), "distributed")
    (text,) = data.values()
    assert yaml.safe_load(text)["rules"][0]["id"] == "acme.fuel-card-pin"
    after = world.deployment("acme-guardrails")["metadata"]["annotations"]
    assert after["deployment.kubernetes.io/revision"] == before
    until(lambda: _hashes_on_pods(world) == {_hash(world)}, "kubelets were woken")


def test_a_policy_whose_examples_fail_is_refused_and_the_old_one_stays(world: World) -> None:
    started(world)
    world.apply(POLICY)
    until(lambda: accepted(world)["status"] == "True", "accepted", within=60)
    good = files(world)
    world.node.failing_jobs.add("policy-check")

    world.apply(changed(POLICY, "spec.rules.0.severity", "critical"))
    until(lambda: accepted(world)["reason"] == "ExamplesFailed", "refused", within=60)

    said = accepted(world)
    assert "rule acme.fuel-card-pin" in said["message"]
    assert "accepted last serves on" in said["message"]
    assert files(world) == good

    world.apply(POLICY)
    until(lambda: accepted(world)["status"] == "True", "rolled back", within=60)
    assert files(world) == good


def test_a_policy_in_shadow_is_never_in_force(world: World) -> None:
    started(world)

    world.apply(changed(POLICY, "spec.mode", "shadow"))
    until(lambda: accepted(world)["status"] == "True", "accepted", within=60)

    shadow = world.path("configmaps", "acme-policies-shadow")
    until(lambda: world.api.get(shadow).get("data"), "distributed")
    assert files(world) == {}


def test_a_policy_that_is_deleted_is_in_force_no_longer(world: World) -> None:
    started(world)
    world.apply(POLICY)
    until(lambda: files(world), "in force", within=60)

    world.api.delete(world.gp("acme-house-rules"))

    until(lambda: not files(world), "gone", within=60)


def test_a_policy_for_nobody_says_so(world: World) -> None:
    world.operator()

    world.apply(changed(POLICY, "spec.assistant", "nobody"))

    until(lambda: accepted(world).get("reason") == "NoAssistant", "said")


def accepted(world: World) -> Json:
    return world.condition("Accepted", "acme-house-rules", policy=True) or {
        "status": "",
        "reason": "",
    }


def files(world: World) -> dict[str, str]:
    found: dict[str, str] = world.api.get(world.path("configmaps", "acme-policies")).get("data", {})
    return found


def _hash(world: World) -> str:
    return str(world.api.get(world.da("acme"))["status"]["policy"])


def _hashes_on_pods(world: World) -> set[str]:
    selector = "app.kubernetes.io/component=guardrails"
    pods = world.api.items(f"{world.path('pods')}?labelSelector={selector}")
    return {p["metadata"]["annotations"].get("driverassistant.dev/policy", "") for p in pods}


def test_two_assistants_never_share_a_company_a_vhost_or_a_number(world: World) -> None:
    started(world)
    second = changed(PLAIN, "metadata.name", "rival")

    world.apply(second)
    until(lambda: world.condition("Isolated", "rival").get("status") == "False", "noticed")

    said = world.condition("Isolated", "rival")["message"]
    for what in ("company", "RabbitMQ vhost", "PostgreSQL database", "phone number id"):
        assert what in said
    assert f"{world.namespace}/acme" in said
    assert not [key for key in world.children() if "rival" in key]
    assert world.is_ready("acme")


def test_a_vhost_that_is_stamped_by_another_cluster_is_not_used(world: World) -> None:
    stamp = "driver-assistant owner: elsewhere/acme"
    world.broker.vhosts["/api/vhosts/acme"] = {"description": stamp}
    world.secrets()
    world.operator()
    world.apply(PLAIN)
    until(lambda: world.condition("Isolated").get("status") == "False", "noticed")
    assert "belongs to elsewhere/acme" in world.condition("Isolated")["message"]
    assert world.children() == {}

    note = {"metadata": {"annotations": {"driverassistant.dev/adopt": "true"}}}
    world.api.merge(world.da("acme"), note)

    until(world.is_ready, "adopted", within=60)
    owner = f"driver-assistant owner: {world.namespace}/acme"
    assert world.broker.vhosts["/api/vhosts/acme"]["description"] == owner


def test_missing_rights_on_the_broker_are_said_with_the_remedy(world: World) -> None:
    world.broker.forbidden = True
    started(world)

    said = world.condition("QueuesReady")
    assert said["reason"] == "NotPermitted"
    assert "in-work; out-work" in said["message"]
    assert "policymaker" in said["message"]

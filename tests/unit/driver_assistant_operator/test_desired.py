"""What is built for a company: shapes with inline expectations, laws by property."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from driver_assistant.runtime.settings import ProcessSettings
from driver_assistant_operator import naming
from driver_assistant_operator.desired import (
    configuration,
    deployment,
    jobs,
    monitoring,
    pod,
    scaling,
)
from driver_assistant_operator.desired.children import wanted
from driver_assistant_operator.desired.roles import ALL_ROLES
from driver_assistant_operator.facts import Assistant, SecretFacts, Situation
from driver_assistant_operator.rollout import Live

Make = Callable[..., Assistant]
Json = dict[str, Any]

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def migrated(assistant: Assistant) -> Live:
    """A namespace whose migration has ended well."""
    name = jobs.migration_name(assistant)
    done = {"conditions": [{"type": "Complete", "status": "True"}]}
    return {("Job", name): {"metadata": {"name": name}, "status": done}}


def test_a_scaled_object_follows_both_queues_of_its_side(make: Make, secrets: SecretFacts) -> None:
    found = scaling.scaled_object(make(), "worker", secrets)

    assert found["spec"]["minReplicaCount"] == 1
    assert found["spec"]["maxReplicaCount"] == 20
    assert found["spec"]["fallback"] == {
        "failureThreshold": 3,
        "replicas": 2,
        "behavior": "currentReplicasIfHigher",
    }
    assert found["spec"]["triggers"][1] == {
        "type": "rabbitmq",
        "name": "in-high",
        "metricType": "AverageValue",
        "metadata": {
            "protocol": "http",
            "mode": "QueueLength",
            "value": "100",
            "queueName": "in.high",
            "vhostName": "acme",
            "excludeUnacknowledged": "false",
            "timeout": "5000",
        },
        "authenticationRef": {"name": scaling.authentication_name(make(), secrets)},
    }
    assert [t["metadata"]["queueName"] for t in found["spec"]["triggers"]] == [
        "in.normal",
        "in.high",
    ]


def test_a_rotated_management_url_gives_keda_a_new_authentication(
    make: Make, secrets: SecretFacts
) -> None:
    rotated = type(secrets)(hashes={"acme-rabbitmq/management-url": "cccc"}, vhost="acme")

    before = scaling.authentication_name(make(), secrets)

    assert scaling.authentication_name(make(), rotated) != before
    names = {"name": scaling.authentication_name(make(), rotated)}
    triggers = scaling.scaled_object(make(), "worker", rotated)["spec"]["triggers"]
    assert [t["authenticationRef"] for t in triggers] == [names, names]


def test_every_pod_passes_the_restricted_standard(make: Make, situation: Situation) -> None:
    found = wanted(make(), situation, migrated(make()), NOW, queues_exist=True)

    templates = [
        m["spec"].get("jobTemplate", m)["spec"]["template"]
        for m in found.manifests
        if m["kind"] in {"Deployment", "Job", "CronJob"}
    ]
    assert len(templates) == 7
    for template in templates:
        spec = template["spec"]
        assert spec["automountServiceAccountToken"] is False
        assert spec["securityContext"]["runAsNonRoot"] is True
        assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        for container in spec["containers"]:
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }
            assert {"requests", "limits"} <= container["resources"].keys()


@pytest.mark.parametrize(
    ("component", "waits"),
    [("webhook", True), ("guardrails", True), ("worker", False), ("delivery", False)],
)
def test_a_pod_serves_on_until_its_callers_have_forgotten_it(
    make: Make, secrets: SecretFacts, component: naming.ComponentName, waits: bool
) -> None:
    found = deployment.deployment(make(), component, secrets)["spec"]["template"]["spec"]
    (container,) = found["containers"]

    assert ("lifecycle" in container) == waits
    drains_s = ProcessSettings.model_fields["drain_timeout_s"].default
    assert pod.FORGET_S + drains_s < found["terminationGracePeriodSeconds"]


def test_a_deployment_never_says_how_many_replicas(make: Make, secrets: SecretFacts) -> None:
    for name in naming.COMPONENTS:
        assert "replicas" not in deployment.deployment(make(), name, secrets)["spec"]


def test_each_process_sees_its_own_secrets_only(make: Make, secrets: SecretFacts) -> None:
    seen = {
        role.name: {e["name"] for e in pod.role_inputs(make(), role, secrets).secrets}
        for role in ALL_ROLES
    }

    assert seen["guardrails"] == {"DA_DATABASE_URL", "DA_GUARDRAILS_HASH_KEY"}
    assert "DA_LLM_API_KEY" not in seen["webhook"] | seen["delivery"] | seen["guardrails"]
    assert "DA_WHATSAPP_APP_SECRETS" not in seen["worker"] | seen["delivery"]
    assert seen["migrate"] == {"DA_DATABASE_URL", "DA_REDIS_URL"}
    assert "DA_WHATSAPP_ACCESS_TOKEN" not in seen["ops"]


def test_a_database_role_of_its_own_is_used_when_the_secret_has_it(
    make: Make, secrets: SecretFacts
) -> None:
    own = type(secrets)(keys={"acme-postgres": frozenset({"url", "worker-url"})})

    def key(role: naming.ComponentName) -> str:
        env = pod.component_inputs(make(), role, own).secrets
        ref = next(e for e in env if e["name"] == "DA_DATABASE_URL")
        return str(ref["valueFrom"]["secretKeyRef"]["key"])

    assert key("worker") == "worker-url"
    assert key("webhook") == "url"


@pytest.mark.parametrize(
    ("field", "value", "rolled"),
    [
        ("worker.concurrency", 11, {"worker"}),
        ("delivery.concurrency", 11, {"delivery"}),
        ("logistics.timeoutSeconds", 9, {"worker"}),
        ("rateLimits.messages", 9, {"worker"}),
        ("observability.logFormat", "console", {"webhook", "worker", "delivery", "guardrails"}),
        ("retention.months", 10, set()),
        ("worker.scaling.max", 50, set()),
        ("deletionPolicy", "Delete", set()),
        ("network.monitoringNamespace", "gmp-system", set()),
        ("rollout.drainSeconds", 100, set()),
    ],
)
def test_only_a_declared_input_restarts_a_component(
    make: Make, secrets: SecretFacts, field: str, value: Any, rolled: set[str]
) -> None:
    before, after = make(), make(**{field: value})

    changed = {
        name
        for name in naming.COMPONENTS
        if pod.component_inputs(before, name, secrets).hash
        != pod.component_inputs(after, name, secrets).hash
    }

    assert changed == rolled


def test_a_rotated_key_restarts_the_processes_that_read_it(
    make: Make, secrets: SecretFacts
) -> None:
    rotated = type(secrets)(
        keys=secrets.keys, hashes={**secrets.hashes, "acme-openrouter/api-key": "dddd"}
    )

    changed = {
        name
        for name in naming.COMPONENTS
        if pod.component_inputs(make(), name, secrets).hash
        != pod.component_inputs(make(), name, rotated).hash
    }

    assert changed == {"worker"}


def test_settings_are_immutable_and_named_after_their_content(make: Make) -> None:
    before = configuration.settings_map(make(), "worker")
    after = configuration.settings_map(make(**{"worker.concurrency": 12}), "worker")

    assert before["immutable"] is True
    assert before["metadata"]["name"] != after["metadata"]["name"]
    assert after["data"]["DA_WORKER_SLOTS"] == "12"
    assert after["data"]["DA_GUARDRAILS_URL"] == "http://acme-guardrails:8080"


def test_workloads_wait_for_the_migration_and_what_lives_is_kept(
    make: Make, situation: Situation
) -> None:
    old = {("Deployment", "acme-worker"): {"metadata": {"name": "acme-worker"}}}

    found = wanted(make(), situation, old, NOW, queues_exist=True)

    assert not [m for m in found.manifests if m["kind"] in {"Deployment", "ScaledObject"}]
    assert ("Deployment", "acme-worker") in found.keep
    assert [m["kind"] for m in found.manifests if m["kind"] == "Job"] == ["Job"]


def test_after_the_migration_everything_is_there_once(make: Make, situation: Situation) -> None:
    found = wanted(make(), situation, migrated(make()), NOW, queues_exist=True)

    keys = [(m["kind"], m["metadata"]["name"]) for m in found.manifests]
    assert len(keys) == len(set(keys))
    assert {name for kind, name in keys if kind == "Deployment"} == {
        "acme-webhook", "acme-worker", "acme-delivery", "acme-guardrails",
    }  # fmt: skip
    assert {name for kind, name in keys if kind == "ScaledObject"} == {
        "acme-worker", "acme-delivery",
    }  # fmt: skip
    assert found.replicas == {}


def test_without_keda_the_queue_components_stay_in_their_range(
    make: Make, secrets: SecretFacts
) -> None:
    alone = Situation(secrets=secrets, installed=frozenset())

    found = wanted(make(), alone, migrated(make()), NOW, queues_exist=True)

    assert found.replicas == {"acme-worker": (1, 20), "acme-delivery": (1, 20)}
    assert not [m for m in found.manifests if m["kind"] in {"ScaledObject", "PodMonitor"}]


def test_keda_waits_for_the_queues_but_never_goes_again(make: Make, situation: Situation) -> None:
    live = migrated(make())

    assert not _scaled(wanted(make(), situation, live, NOW, queues_exist=False))
    live = {**live, ("ScaledObject", "acme-worker"): {"metadata": {"name": "acme-worker"}}}
    assert _scaled(wanted(make(), situation, live, NOW, queues_exist=False)) == {"acme-worker"}


def _scaled(found: Any) -> set[str]:
    return {m["metadata"]["name"] for m in found.manifests if m["kind"] == "ScaledObject"}


def test_alert_rules_have_runbooks_and_their_company(make: Make) -> None:
    (group,) = monitoring.prometheus_rule(make())["spec"]["groups"]

    for rule in group["rules"]:
        assert rule["annotations"]["runbook_url"].startswith("https://")
        assert rule["labels"]["company"] == "acme"


def test_quantities_are_written_as_the_api_server_stores_them(
    make: Make, secrets: SecretFacts
) -> None:
    limits = {"cpu": "2000m", "memory": "2048Mi"}

    found = pod.component_inputs(make(**{"worker.resources.limits": limits}), "worker", secrets)

    assert found.resources["limits"] == {
        "cpu": "2",
        "memory": "2Gi",
        "ephemeral-storage": "256Mi",
    }


def test_names_of_children_fit_for_the_longest_name(
    make: Make, situation: Situation, minimal: Json
) -> None:
    minimal["metadata"]["name"] = "a" * 36
    assistant = make(**{"rollout.strategy": "BlueGreen"})
    found = wanted(assistant, situation, migrated(assistant), NOW, queues_exist=True)

    for manifest in found.manifests:
        assert len(manifest["metadata"]["name"]) <= 63
    assert len(jobs.smoke_check_name(assistant, "guardrails", "green", "hash")) <= 63
    assert len(jobs.policy_check_name("p" * 36, "text")) <= 63


def test_commands_are_run_from_a_form_that_never_runs_by_itself(
    make: Make, secrets: SecretFacts
) -> None:
    found = jobs.ops(make(), secrets)["spec"]

    assert found["suspend"] is True
    template = found["jobTemplate"]["spec"]["template"]
    (container,) = template["spec"]["containers"]
    (who,) = [e for e in container["env"] if e["name"] == "DA_OPERATOR_NAME"]
    path = "metadata.annotations['driverassistant.dev/requested-by']"
    assert who["valueFrom"] == {"fieldRef": {"fieldPath": path}}
    assert template["spec"]["serviceAccountName"] == "acme-ops"

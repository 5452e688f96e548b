"""What people read: conditions, policies and isolation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import yaml

from driver_assistant.contracts.crd.status import TAKEN
from driver_assistant.store.database import WrongInstallation
from driver_assistant_operator import conditions, naming, policies
from driver_assistant_operator.conditions import Observed
from driver_assistant_operator.facts import Assistant, NotUnderstood, SecretFacts, Situation
from driver_assistant_operator.isolation import Ledger
from driver_assistant_operator.observe import ComponentFacts, State
from driver_assistant_operator.queues import WORK_QUEUES, QueueFacts

Make = Callable[..., Assistant]
Json = dict[str, Any]

QUEUES = QueueFacts(owner="trucks/acme", depths=dict.fromkeys(WORK_QUEUES, 0))


def components(**states: State) -> tuple[ComponentFacts, ...]:
    return tuple(
        ComponentFacts(
            name=name,
            state=states.get(name, "ready"),
            reason="Available" if name not in states else "CrashLoopBackOff",
            detail="" if name not in states else f"container {name} ended with exit code 1",
        )
        for name in naming.COMPONENTS
    )


def well(situation: Situation, **changes: Any) -> Observed:
    facts: Json = {
        "situation": situation, "queues": QUEUES, "migration": "done",
        "components": components(),
    }  # fmt: skip
    return Observed(**(facts | changes))


def found(status: Json, kind: str) -> Json:
    return next(c for c in status["conditions"] if c["type"] == kind)


def test_all_is_well(make: Make, situation: Situation) -> None:
    status = conditions.status(make(), well(situation))

    assert found(status, "Ready")["status"] == "True"
    assert found(status, "Autoscaling")["reason"] == "QueueDepth"
    assert {c["observedGeneration"] for c in status["conditions"]} == {3}


def test_ready_names_the_component_that_is_not(make: Make, situation: Situation) -> None:
    broken = components(worker="failed")

    status = conditions.status(make(), well(situation, components=broken))

    ready = found(status, "Ready")
    assert (ready["status"], ready["reason"]) == ("False", "CrashLoopBackOff")
    assert ready["message"] == "WorkerReady: container worker ended with exit code 1"
    assert found(status, "DeliveryReady")["status"] == "True"


def test_a_condition_keeps_its_time_while_its_status_is_the_same(
    make: Make, situation: Situation, minimal: Json
) -> None:
    first = conditions.status(make(), well(situation))
    for condition in first["conditions"]:
        condition["lastTransitionTime"] = "2020-01-01T00:00:00Z"
    minimal["status"] = first

    broken = components(worker="failed")
    second = conditions.status(make(), well(situation, components=broken))

    assert found(second, "DeliveryReady")["lastTransitionTime"] == "2020-01-01T00:00:00Z"
    assert found(second, "WorkerReady")["lastTransitionTime"] > "2026"


def test_an_unchanged_status_is_not_worth_a_write(
    make: Make, situation: Situation, minimal: Json
) -> None:
    first = conditions.status(make(), well(situation))
    minimal["status"] = first

    assert not conditions.changed(first, conditions.status(make(), well(situation)))


def test_missing_secrets_come_before_everything_else(make: Make) -> None:
    secrets = SecretFacts(missing=("Secret acme-redis does not exist",))
    alone = Observed(situation=Situation(secrets=secrets, installed=frozenset()))

    status = conditions.status(make(), alone)

    assert found(status, "SecretsResolved")["message"] == (
        "Secret acme-redis does not exist: create it"
    )
    assert found(status, "Isolated")["status"] == "Unknown"
    assert found(status, "Ready")["reason"] == "Missing"


@pytest.mark.parametrize(
    ("queues", "reason"),
    [
        (QueueFacts(reachable=False, detail="timeout"), "Unreachable"),
        (QueueFacts(missing=("in-work",)), "NotPermitted"),
        (QueueFacts(), "NotDeclared"),
        (QUEUES, "Declared"),
    ],
)
def test_the_queues_condition_says_what_the_broker_said(
    make: Make, situation: Situation, queues: QueueFacts, reason: str
) -> None:
    status = conditions.status(make(), well(situation, queues=queues))

    assert found(status, "QueuesReady")["reason"] == reason
    assert found(status, "Ready")["status"] == "True"


def test_a_failed_migration_quotes_its_job(make: Make, situation: Situation) -> None:
    failed = well(situation, migration="failed", migration_detail="relation is missing")

    status = conditions.status(make(), failed)

    said = found(status, "Migrated")["message"]
    assert "(relation is missing)" in said
    assert naming.RETRY_MIGRATION in said


POLICY: Json = {
    "metadata": {"name": "house", "generation": 2},
    "spec": {
        "lexicon": {"codes": {"en": ["pin"]}},
        "checks": [{"name": "size", "options": [{"name": "max_characters", "number": 900}]}],
        "rules": [
            {
                "id": "acme.pin",
                "all": ["codes"],
                "severity": "high",
                "examples": ["pin?"],
                "counterExamples": ["spin"],
            }
        ],
    },
}


def test_what_only_the_migration_sees_of_another_owner_is_a_matter_of_isolation(
    make: Make, situation: Situation
) -> None:
    error = WrongInstallation(f"It is elsewhere/acme's, not trucks/acme's: {TAKEN}.")
    failed = well(situation, migration="failed", migration_detail=f"error {error}")

    status = conditions.status(make(), failed)

    isolated = found(status, "Isolated")
    assert (isolated["status"], isolated["reason"]) == ("False", "Shared")
    assert "elsewhere/acme" in isolated["message"]
    assert "driverassistant.dev/adopt: 'true'" in isolated["message"]
    assert found(status, "Ready")["reason"] == "Shared"


def test_a_policy_is_written_in_the_services_own_shape(make: Make, secrets: SecretFacts) -> None:
    _, (judged,) = policies.judge(make(), [POLICY], secrets, {}, {})
    accepted, _ = policies.judge(make(), [POLICY], secrets, {}, {})

    assert judged.verdict == "checking"
    (candidate, check) = accepted.checks
    document = yaml.safe_load(candidate["data"]["policy.yaml"])
    assert document["version"].startswith("house-")
    assert document["lexicon"] == {"codes": {"en": ["pin"]}}
    assert document["checks"] == {"size": {"options": {"max_characters": {"value": 900}}}}
    assert document["rules"] == [
        {
            "id": "acme.pin",
            "category": "company_policy",
            "severity": "high",
            "all": ["codes"],
            "examples": ["pin?"],
            "counter_examples": ["spin"],
        }
    ]
    assert check["metadata"]["name"] == candidate["metadata"]["name"]


def test_a_policy_serves_once_its_check_has_passed(make: Make, secrets: SecretFacts) -> None:
    checking, _ = policies.judge(make(), [POLICY], secrets, {}, {})
    job = checking.checks[1]["metadata"]["name"]
    done = {"status": {"conditions": [{"type": "Complete", "status": "True"}]}}

    accepted, (judged,) = policies.judge(make(), [POLICY], secrets, {("Job", job): done}, {})

    assert judged.verdict == "accepted"
    assert list(accepted.files["enforce"]) == ["house.yaml"]
    assert accepted.checks == ()


def test_a_refused_version_leaves_the_old_one_in_force(make: Make, secrets: SecretFacts) -> None:
    old = {("ConfigMap", "acme-policies"): {"data": {"house.yaml": "version: old"}}}
    checking, _ = policies.judge(make(), [POLICY], secrets, old, {})
    job = checking.checks[1]["metadata"]["name"]
    failed = {"status": {"conditions": [{"type": "Failed", "status": "True"}]}}

    kept, (judged,) = policies.judge(
        make(), [POLICY], secrets, {**old, ("Job", job): failed}, {job: "example 1: not found"}
    )

    assert kept.files["enforce"] == {"house.yaml": "version: old"}
    status = conditions.policy_status(judged)
    (condition,) = status["conditions"]
    assert condition["reason"] == "ExamplesFailed"
    assert condition["message"].startswith("example 1: not found")


def test_a_policy_in_shadow_goes_to_the_shadow_folder(make: Make, secrets: SecretFacts) -> None:
    body = {**POLICY, "spec": POLICY["spec"] | {"mode": "shadow"}}
    checking, _ = policies.judge(make(), [body], secrets, {}, {})
    job = checking.checks[1]["metadata"]["name"]
    done = {"status": {"conditions": [{"type": "Complete", "status": "True"}]}}

    accepted, _ = policies.judge(make(), [body], secrets, {("Job", job): done}, {})

    assert accepted.files["enforce"] == {}
    assert list(accepted.files["shadow"]) == ["house.yaml"]


def test_a_policy_of_another_version_is_refused_and_holds_up_no_other(
    make: Make, secrets: SecretFacts
) -> None:
    newer = {"metadata": {"name": "newer", "generation": 1}, "spec": {"mode": "audit"}}
    old = {("ConfigMap", "acme-policies"): {"data": {"newer.yaml": "version: old"}}}

    kept, (first, second) = policies.judge(make(), [POLICY, newer], secrets, old, {})

    assert (first.verdict, second.verdict) == ("checking", "unreadable")
    assert kept.files["enforce"] == {"newer.yaml": "version: old"}
    (condition,) = conditions.policy_status(second)["conditions"]
    assert condition["reason"] == "NotUnderstood"
    assert "spec.mode" in condition["message"]
    assert "accepted last serves on" in condition["message"]


def test_a_resource_of_another_version_says_which_field_is_not_understood(
    make: Make, situation: Situation, minimal: Json
) -> None:
    minimal["status"] = conditions.status(make(), well(situation))
    minimal["spec"]["whatsapp"]["channel"] = "carrier-pigeon"
    with pytest.raises(NotUnderstood) as raised:
        Assistant.parse(minimal)

    status = conditions.not_understood(minimal, raised.value)

    ready = found(status, "Ready")
    assert (ready["status"], ready["reason"]) == ("False", "NotUnderstood")
    assert "spec.whatsapp.channel" in ready["message"]
    assert found(status, "WorkerReady")["status"] == "True"  # what was seen last stays


def test_the_older_of_two_claimants_keeps_what_both_want(make: Make, minimal: Json) -> None:
    ledger = Ledger()
    first = make()
    minimal["metadata"] |= {"name": "rival", "uid": "uid-2", "creationTimestamp": "2026-02-01"}
    second = make()
    claims = {"RabbitMQ vhost": "mq:5671/acme"}

    assert ledger.state(second, claims) == ()
    assert ledger.state(first, claims) == ()
    assert ledger.state(second, claims) == ("RabbitMQ vhost belongs to trucks/acme already",)
    assert ledger.state(first, claims) == ()
    ledger.drop("trucks/acme")
    assert ledger.state(second, claims) == ()

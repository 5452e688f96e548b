"""Blue and green, step by step, with the clock in the test's hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from driver_assistant_operator import naming
from driver_assistant_operator.desired import jobs, pod
from driver_assistant_operator.facts import Assistant, SecretFacts
from driver_assistant_operator.rollout import Colours, colours, is_rolled_out, job_state

Make = Callable[..., Assistant]

Json = dict[str, Any]
NOW = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def assistant(make: Make) -> Assistant:
    return make(**{"rollout.strategy": "BlueGreen", "rollout.drainSeconds": 60})


def service(colour: str, **notes: str) -> Json:
    return {"metadata": {"annotations": notes}, "spec": {"selector": {naming.COLOUR: colour}}}


OLD = {"image": "another"}


def running(declared: dict[str, str], *, available: int = 2, created: datetime = NOW) -> Json:
    return {
        "metadata": {
            "generation": 1,
            "annotations": {naming.DECLARED: json.dumps(declared)},
            "creationTimestamp": created.isoformat(),
        },
        "spec": {"replicas": 2},
        "status": {
            "observedGeneration": 1,
            "replicas": 2,
            "updatedReplicas": 2,
            "availableReplicas": available,
        },
    }


def job(kind: str) -> Json:
    return {"status": {"conditions": [{"type": kind, "status": "True"}]}}


def step(assistant: Assistant, secrets: SecretFacts, live: Any, now: datetime = NOW) -> Colours:
    return colours(assistant, "webhook", secrets, live, now)


def inputs(assistant: Assistant, secrets: SecretFacts) -> str:
    return pod.component_inputs(assistant, "webhook", secrets).hash


def declared(assistant: Assistant, secrets: SecretFacts) -> dict[str, str]:
    return pod.component_inputs(assistant, "webhook", secrets).declared


def test_the_first_colour_is_blue(assistant: Assistant, secrets: SecretFacts) -> None:
    found = step(assistant, secrets, {})

    assert (found.active, found.apply) == ("blue", ("blue",))


def test_a_new_version_starts_beside_the_old_one(
    assistant: Assistant, secrets: SecretFacts
) -> None:
    live = {
        ("Service", "acme-webhook"): service("blue"),
        ("Deployment", "acme-webhook-blue"): running(OLD),
    }

    found = step(assistant, secrets, live)

    assert (found.active, found.apply, found.keep) == ("blue", ("green",), ("blue",))
    assert found.preview == "green"
    assert found.check is None


def test_once_it_runs_it_is_checked(assistant: Assistant, secrets: SecretFacts) -> None:
    live = _started(assistant, secrets)

    found = step(assistant, secrets, live)

    assert (found.active, found.check) == ("blue", "green")


def test_a_passed_check_switches_and_keeps_the_old_one(
    assistant: Assistant, secrets: SecretFacts
) -> None:
    live = _started(assistant, secrets) | {_check(assistant, secrets): job("Complete")}

    found = step(assistant, secrets, live)

    assert (found.active, found.keep) == ("green", ("blue",))
    assert found.notes[naming.SWITCHED] == NOW.isoformat()


def test_a_failed_check_rejects_these_inputs_for_good(
    assistant: Assistant, secrets: SecretFacts
) -> None:
    live = _started(assistant, secrets) | {_check(assistant, secrets): job("Failed")}

    found = step(assistant, secrets, live)
    assert (found.active, found.apply, found.rejected) == ("blue", (), True)
    live[("Service", "acme-webhook")] = service("blue", **found.notes)
    again = step(assistant, secrets, live)

    assert (again.active, again.apply, again.keep) == ("blue", (), ("blue",))
    assert again.rejected


def test_a_colour_that_never_starts_is_rejected_in_time(
    assistant: Assistant, secrets: SecretFacts
) -> None:
    late = running(declared(assistant, secrets), available=0, created=NOW - timedelta(seconds=301))
    live = _started(assistant, secrets) | {("Deployment", "acme-webhook-green"): late}

    assert step(assistant, secrets, live).rejected


def test_the_old_colour_leaves_when_the_drain_has_ended(
    assistant: Assistant, secrets: SecretFacts
) -> None:
    live = _switched(assistant, secrets)

    early = step(assistant, secrets, live, NOW + timedelta(seconds=59))
    late = step(assistant, secrets, live, NOW + timedelta(seconds=61))

    assert early.keep == ("blue",)
    assert early.again_in == timedelta(seconds=1)
    assert late.keep == ()


def test_callers_return_when_the_new_colour_dies_during_the_drain(
    assistant: Assistant, secrets: SecretFacts
) -> None:
    live = _switched(assistant, secrets)
    live[("Deployment", "acme-webhook-green")] = running(declared(assistant, secrets), available=0)

    found = step(assistant, secrets, live, NOW + timedelta(seconds=10))

    assert found.active == "blue"
    assert found.rejected
    assert found.notes[naming.REJECTED] == inputs(assistant, secrets)


def test_blue_follows_green(assistant: Assistant, secrets: SecretFacts) -> None:
    live = {
        ("Service", "acme-webhook"): service("green"),
        ("Deployment", "acme-webhook-green"): running(OLD),
    }

    assert step(assistant, secrets, live).apply == ("blue",)


def test_going_back_to_rolling_switches_once_more(make: Make, secrets: SecretFacts) -> None:
    assistant = make()
    live = {
        ("Service", "acme-webhook"): service("green"),
        ("Deployment", "acme-webhook-green"): running(declared(assistant, secrets)),
    }

    found = step(assistant, secrets, live)

    assert (found.active, found.apply, found.keep) == ("green", ("plain",), ("green",))


def test_a_newer_operator_that_reads_one_more_setting_starts_no_colour(
    assistant: Assistant, secrets: SecretFacts
) -> None:
    older = declared(assistant, secrets)
    del older["DA_WHATSAPP_VERIFY_TOKEN"]
    live = {
        ("Service", "acme-webhook"): service("blue"),
        ("Deployment", "acme-webhook-blue"): running(older),
    }

    found = step(assistant, secrets, live)

    assert (found.active, found.apply, found.keep) == ("blue", ("blue",), ())


def test_rolling_has_one_colour(make: Make, secrets: SecretFacts) -> None:
    live = {("Service", "acme-webhook"): service("plain")}

    assert step(make(), secrets, live).apply == ("plain",)


def _started(assistant: Assistant, secrets: SecretFacts) -> dict[tuple[str, str], Json]:
    return {
        ("Service", "acme-webhook"): service("blue"),
        ("Deployment", "acme-webhook-blue"): running(OLD),
        ("Deployment", "acme-webhook-green"): running(declared(assistant, secrets)),
    }


def _switched(assistant: Assistant, secrets: SecretFacts) -> dict[tuple[str, str], Json]:
    return _started(assistant, secrets) | {
        ("Service", "acme-webhook"): service("green", **{naming.SWITCHED: NOW.isoformat()})
    }


def _check(assistant: Assistant, secrets: SecretFacts) -> tuple[str, str]:
    return "Job", jobs.smoke_check_name(assistant, "webhook", "green", inputs(assistant, secrets))


def test_a_deployment_is_rolled_out_when_every_replica_is_new_and_available() -> None:
    assert is_rolled_out(running(OLD))
    assert not is_rolled_out(running(OLD, available=1))
    assert not is_rolled_out(None)


def test_a_jobs_state_is_what_its_conditions_say() -> None:
    live = {("Job", "a"): job("Complete"), ("Job", "b"): job("Failed"), ("Job", "c"): {}}

    assert [job_state(live, name) for name in "abcd"] == ["done", "failed", "running", "absent"]

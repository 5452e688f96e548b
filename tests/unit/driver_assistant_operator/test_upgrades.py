"""A newer operator restarts nothing: templates stay as announced until a change is declared."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from driver_assistant_operator import naming
from driver_assistant_operator.desired import deployment, jobs
from driver_assistant_operator.desired.children import wanted
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


def test_a_template_stays_as_announced_until_an_input_changes(
    make: Make, secrets: SecretFacts
) -> None:
    desired = deployment.deployment(make(), "worker", secrets)
    older = desired["spec"]["template"]["spec"] | {"terminationGracePeriodSeconds": 45}
    template = desired["spec"]["template"] | {"spec": older}
    notes = desired["metadata"]["annotations"] | {naming.TEMPLATE: json.dumps(template)}
    live = {"metadata": {"annotations": notes}}

    found = deployment.settled(desired, live)

    assert found["spec"]["template"] == template
    assert deployment.is_pending(desired, found)
    rolled = deployment.deployment(make({naming.ROLL: "1"}), "worker", secrets)
    assert deployment.settled(rolled, live) == rolled
    assert not deployment.is_pending(rolled, rolled)


def test_one_more_setting_of_a_newer_operator_is_no_declared_change(
    make: Make, situation: Situation
) -> None:
    """The pods keep the ConfigMap they know, until somebody declares a change."""
    live = _made_before_a_setting(make(), situation)

    found = wanted(make(), situation, live, NOW, queues_exist=True)

    assert found.updates_pending == ("worker",)
    assert ("ConfigMap", "acme-worker-older") in found.keep
    (worker,) = [m for m in found.manifests if m["metadata"]["name"] == "acme-worker"
                 and m["kind"] == "Deployment"]  # fmt: skip
    assert deployment.settings_of(worker["spec"]["template"]) == {"acme-worker-older"}

    changed = wanted(
        make(**{"logistics.timeoutSeconds": 9}), situation, live, NOW, queues_exist=True
    )
    assert changed.updates_pending == ()


def test_a_template_whose_settings_are_gone_is_not_kept(make: Make, situation: Situation) -> None:
    live = dict(_made_before_a_setting(make(), situation))
    del live[("ConfigMap", "acme-worker-older")]

    found = wanted(make(), situation, live, NOW, queues_exist=True)

    assert found.updates_pending == ()


def _made_before_a_setting(assistant: Assistant, situation: Situation) -> Live:
    """A worker as made by an operator that knew one variable less."""
    made = deployment.deployment(assistant, "worker", situation.secrets)
    notes = made["metadata"]["annotations"]
    declared = json.loads(notes[naming.DECLARED])
    del declared["DA_WORKER_SLOTS"]
    template = json.loads(notes[naming.TEMPLATE])
    (container,) = template["spec"]["containers"]
    container["envFrom"] = [{"configMapRef": {"name": "acme-worker-older"}}]
    older = {naming.DECLARED: json.dumps(declared), naming.TEMPLATE: json.dumps(template)}
    return {
        **migrated(assistant),
        ("Deployment", "acme-worker"): {"metadata": {"generation": 1, "annotations": older},
                                        "spec": {}},
        ("ConfigMap", "acme-worker-older"): {"metadata": {"name": "acme-worker-older"}},
    }  # fmt: skip

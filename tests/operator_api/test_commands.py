"""Commands that people run as Jobs: from the form the operator keeps, under their own name."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator

import pytest
import yaml
from tests.operator_api import others
from tests.operator_api.harness import ROOT, Api, Json
from tests.operator_api.world import World, started, until

ASKED = "driverassistant.dev/requested-by"
ADMISSION = "/apis/admissionregistration.k8s.io/v1"


@pytest.fixture
def admission(api: Api, world: World) -> Iterator[None]:
    """The chart's admission policy, for the world's namespace."""
    text = subprocess.run(
        [others.program("helm"), "template", "test", "charts/driver-assistant-operator",
         "--set", f"watchNamespace={world.namespace}", "--show-only", "templates/admission.yaml"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    policy, binding = yaml.safe_load_all(text)
    name = policy["metadata"]["name"]
    paths = [f"{ADMISSION}/validatingadmissionpolicies/{name}",
             f"{ADMISSION}/validatingadmissionpolicybindings/{name}"]  # fmt: skip
    for path, document in zip(paths, (policy, binding), strict=True):
        api.apply(path, document)
    yield
    for path in paths:
        api.delete(path)


def job(world: World, name: str, who: str) -> Json:
    """What `kubectl create job --from=cronjob/acme-ops` makes, with a command and a name."""
    done = subprocess.run(
        [others.program("kubectl"), "--kubeconfig", world.kubeconfig, "-n", world.namespace,
         "create", "job", name, "--from=cronjob/acme-ops", "--dry-run=client", "-o", "json"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    found: Json = json.loads(done.stdout)
    template = found["spec"]["template"]
    template["metadata"]["annotations"][ASKED] = who
    (container,) = template["spec"]["containers"]
    container["command"] = ["driver-assistant", "dead-letters", "list"]
    return found


@pytest.mark.usefixtures("admission")
def test_a_command_runs_under_the_name_of_who_asks_and_no_other(world: World) -> None:
    started(world)
    jobs = world.path("jobs", group="batch/v1")

    def is_refused() -> bool:  # a new policy takes a moment to be in force
        return world.api.create(jobs, job(world, "not-me", "somebody"), dry_run=True).is_error

    until(is_refused, "somebody else's name is refused")
    answer = world.api.create(jobs, job(world, "not-me", "somebody"))
    assert answer.status_code == 422
    assert "set the pod template's annotation driverassistant.dev/requested-by" in answer.text
    assert "to your own name, admin" in answer.text

    assert world.api.create(jobs, job(world, "me", "admin")).status_code == 201
    selector = "labelSelector=batch.kubernetes.io/job-name=me"
    (pod,) = until(
        lambda: world.api.items(f"{world.path('pods')}?{selector}"), "the Job's controller may"
    )
    assert pod["metadata"]["annotations"][ASKED] == "admin"
    assert pod["spec"]["serviceAccountName"] == "acme-ops"

    forged: Json = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "forged", "labels": pod["metadata"]["labels"]},
        "spec": {key: pod["spec"][key] for key in ("containers", "securityContext")},
    }
    assert world.api.create(world.path("pods"), forged).status_code == 422


def test_the_form_never_runs_by_itself(world: World) -> None:
    started(world)

    form = world.api.get(world.path("cronjobs", "acme-ops", "batch/v1"))

    assert form["spec"]["suspend"] is True
    assert "lastScheduleTime" not in form.get("status", {})

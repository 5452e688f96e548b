"""`kubectl driver-assistant` on a stand-in for kubectl that answers from canned JSON."""

from __future__ import annotations

import copy
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from driver_assistant.contracts.crd.status import DriverAssistantStatus
from driver_assistant_operator.desired import jobs
from driver_assistant_operator.facts import Assistant, SecretFacts
from driver_assistant_operator.plugin import cli, commands, report

Json = dict[str, Any]

# Looks its arguments up in answers.json beside it, and notes them in calls.txt.
STAND_IN = """#!{python}
import json, pathlib, sys
here = pathlib.Path({here!r})
asked = " ".join(sys.argv[1:])
with (here / "calls.txt").open("a") as calls:
    calls.write(asked + "\\n")
for words, answer in json.loads((here / "answers.json").read_text()):
    if words in asked:
        if "error" in answer:
            sys.exit(answer["error"])
        print(json.dumps(answer))
        sys.exit(0)
"""


@dataclass(frozen=True)
class FakeKubectl:
    """Answers by words; the first that occur in the arguments win."""

    folder: Path

    def answers(self, *answers: tuple[str, Json]) -> None:
        (self.folder / "answers.json").write_text(json.dumps(answers))

    def calls(self) -> list[str]:
        return (self.folder / "calls.txt").read_text().splitlines()


@pytest.fixture
def kubectl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeKubectl:
    program = tmp_path / "kubectl"
    program.write_text(STAND_IN.format(python=sys.executable, here=str(tmp_path)))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    return FakeKubectl(tmp_path)


@pytest.fixture
def body(minimal: Json) -> Json:
    """Acme, ready but for its worker."""
    found = copy.deepcopy(minimal)
    found["status"] = {
        "observedGeneration": 3,
        "conditions": [
            _condition("Ready", "False", "CrashLoopBackOff", "WorkerReady: exit code 1"),
            _condition("WebhookReady", "True", "Available"),
            _condition("WorkerReady", "False", "CrashLoopBackOff", "exit code 1"),
            _condition("Paused", "False", "Active"),
        ],
    }
    return found


def _condition(kind: str, value: str, reason: str, message: str = "") -> Json:
    return {"type": kind, "status": value, "reason": reason, "message": message}


def test_status_names_what_is_not_well_and_ends_with_1(
    kubectl: FakeKubectl, body: Json, capsys: pytest.CaptureFixture[str]
) -> None:
    kubectl.answers(("get deployments", {"items": []}), ("get driver", body))

    code = cli.main(["status", "acme"])

    said = capsys.readouterr().out
    assert code == 1
    assert said.splitlines()[0] == "trucks/acme: NOT READY"
    assert "WorkerReady    False    CrashLoopBackOff   exit code 1" in said


def test_status_is_not_ready_before_the_operator_has_seen_the_newest_change(body: Json) -> None:
    body["status"]["conditions"][0]["status"] = "True"

    assert report.status(body, [])["ready"]
    body["metadata"]["generation"] = 4
    assert not report.status(body, [])["ready"]


def test_explain_gives_the_meaning_and_a_command_of_what_is_wrong_only(body: Json) -> None:
    (found,) = report.explain(body)

    assert found["type"] == "WorkerReady"
    assert found["command"] == (
        "kubectl -n trucks describe pods -l "
        "driverassistant.dev/assistant=acme,app.kubernetes.io/component=worker"
    )


def test_explain_does_not_send_people_to_a_kind_that_is_not_installed(body: Json) -> None:
    body["status"]["conditions"] = [_condition("Autoscaling", "False", "KedaMissing")]

    (found,) = report.explain(body)

    assert "install KEDA" in found["command"]
    assert "describe scaledobjects" not in found["command"]


def test_every_condition_that_a_status_can_have_is_explained() -> None:
    described = DriverAssistantStatus.model_fields["conditions"].description or ""
    kinds = set(report.MEANING)

    assert {"SecretsResolved", "Isolated", "QueuesReady", "Migrated", "Autoscaling"} <= kinds
    assert described  # the list itself is documented where it is declared


@pytest.mark.parametrize(("command", "value"), [("pause", "true"), ("resume", None)])
def test_pause_and_resume_set_the_annotation(
    kubectl: FakeKubectl, body: Json, command: str, value: str | None
) -> None:
    kubectl.answers(("patch", {}), ("get driver", body))

    assert cli.main([command, "acme"]) == 0

    patch = {"metadata": {"annotations": {"driverassistant.dev/paused": value}}}
    assert json.dumps(patch) in kubectl.calls()[-1]


def test_backlog_is_what_keda_scales_on(
    kubectl: FakeKubectl, body: Json, capsys: pytest.CaptureFixture[str]
) -> None:
    scaled = {
        "metadata": {"name": "acme-worker"},
        "spec": {
            "scaleTargetRef": {"name": "acme-worker"},
            "maxReplicaCount": 20,
            "triggers": [{"metadata": {"value": "100"}}],
        },
        "status": {"externalMetricNames": ["s0-rabbitmq-in-normal", "s1-rabbitmq-in-high"]},
    }
    deployment = {"metadata": {"name": "acme-worker"}, "spec": {"replicas": 4}}
    kubectl.answers(
        ("s0-rabbitmq", {"items": [{"value": "350"}]}),
        ("s1-rabbitmq", {"items": [{"value": "1500m"}]}),
        ("get scaledobjects", {"items": [scaled]}),
        ("get deployments", {"items": [deployment]}),
        ("get driver", body),
    )

    cli.main(["backlog", "-o", "json", "acme"])

    rows = json.loads(capsys.readouterr().out)
    assert [(r["queue"], r["messages"], r["replicas"]) for r in rows] == [
        ("in.normal", 350, 4),
        ("in.high", 1, 4),
    ]


def test_without_keda_backlog_says_that_it_is_missing(
    kubectl: FakeKubectl, body: Json, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = 'error: the server doesn\'t have a resource type "scaledobjects"'
    kubectl.answers(("get scaledobjects", {"error": missing}), ("get driver", body))

    assert cli.main(["backlog", "acme"]) == 2

    said = capsys.readouterr().err
    assert "KEDA is not installed" in said
    assert "The operator is not installed" not in said


def test_a_command_becomes_a_job_in_the_name_of_the_person(
    make: Callable[..., Assistant], secrets: SecretFacts
) -> None:
    form = jobs.ops(make(), secrets)

    job = commands.job_of(form, "ines@acme.example", ["dead-letters", "list"])

    template = job["spec"]["template"]
    assert template["metadata"]["annotations"]["driverassistant.dev/requested-by"] == (
        "ines@acme.example"
    )
    assert template["spec"]["containers"][0]["command"] == [
        "driver-assistant", "dead-letters", "list",
    ]  # fmt: skip
    assert form["spec"]["jobTemplate"]["spec"]["template"]["metadata"]["annotations"][
        "driverassistant.dev/requested-by"
    ] == ""  # fmt: skip


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        ('Error from server (NotFound): driverassistants "x" not found', "kubectl get da -A"),
        ("error: the server doesn't have a resource type", "The operator is not installed"),
    ],
)
def test_an_error_of_kubectl_comes_with_what_helps(
    kubectl: FakeKubectl, capsys: pytest.CaptureFixture[str], error: str, advice: str
) -> None:
    kubectl.answers(("get driver", {"error": error}))

    assert cli.main(["explain", "x"]) == 2

    assert advice in capsys.readouterr().err


def test_without_a_name_the_only_assistant_is_meant(
    kubectl: FakeKubectl, body: Json, capsys: pytest.CaptureFixture[str]
) -> None:
    other = copy.deepcopy(body)
    other["metadata"]["name"] = "globex"
    kubectl.answers(("get driver", {"items": [body, other]}))

    assert cli.main(["explain"]) == 2

    assert "name one: acme, globex" in capsys.readouterr().err


def test_without_kubectl_it_says_what_it_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    assert cli.main(["status"]) == 2

    assert "plugin" in capsys.readouterr().err

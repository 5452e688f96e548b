"""Pause and plan: what is shown beforehand is what happens then, field by field."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import yaml
from tests.operator_api.harness import Json, changed
from tests.operator_api.world import PLAIN, World, started, until

from driver_assistant_operator import kinds
from driver_assistant_operator.apply import difference
from driver_assistant_operator.naming import COMPONENTS
from driver_assistant_operator.planning import AFTER_MIGRATION

IMAGE = PLAIN["spec"]["image"]
PAUSED = "driverassistant.dev/paused"
INGRESS = {"host": "assistant.acme.example", "tls": {"secretName": "acme-tls"}}
FIRST = changed(PLAIN, "spec.ingress", INGRESS)
# A setting, an amount, an autoscaler, a switch of rules and a child that goes.
NEXT = changed(PLAIN, "spec.worker.concurrency", 44)
NEXT = changed(NEXT, "spec.delivery.resources.limits.memory", "1Gi")
NEXT = changed(NEXT, "spec.webhook.scaling", {"min": 2, "max": 9})
NEXT = changed(NEXT, "spec.network", {"privateCIDRs": ["10.9.0.0/24"]})


def pause(world: World, value: str | None) -> None:
    world.api.merge(world.da("acme"), {"metadata": {"annotations": {PAUSED: value}}})


def planned(world: World) -> list[Json]:
    """The status's plan."""
    found: list[Json] = world.api.get(world.da("acme")).get("status", {}).get("plan", [])
    return found


def command(world: World, document: Json, folder: Path) -> subprocess.CompletedProcess[str]:
    """`python -m driver_assistant_operator plan FILE`."""
    file = folder / "changed.yaml"
    file.write_text(yaml.safe_dump(document))
    return subprocess.run(
        [sys.executable, "-m", "driver_assistant_operator", "plan", str(file),
         "-n", world.namespace],
        env=os.environ | {"KUBECONFIG": world.kubeconfig},
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def test_what_is_planned_is_what_is_then_done_field_by_field(world: World, tmp_path: Path) -> None:
    """Told three times: by the command before the file is applied, by the status while paused,
    and by a comparison of all children before and after.
    """
    started(world, document=FIRST)
    world.settle()
    told = command(world, NEXT, tmp_path)
    pause(world, "true")
    until(lambda: world.condition("Paused").get("status") == "True", "paused")
    before = world.children()

    generation = world.apply(NEXT)["metadata"]["generation"]
    until(lambda: world.condition("Paused").get("observedGeneration") == generation, "plan is new")
    plan = planned(world)
    assert {k: c["metadata"]["resourceVersion"] for k, c in before.items()} == world.versions()
    pause(world, None)
    until(lambda: not planned(world) and world.is_ready(), "done", within=60)

    assert told.returncode == 0, told.stderr
    assert told.stdout == _printed(plan)
    done = _done(before, world.children())
    made = {(c["action"], c["kind"], c["name"]): c.get("fields", []) for c in plan}
    # the settings of pods that were replaced since go with them
    leftovers = {key for key in done if key[:2] == ("delete", "ConfigMap")}
    assert {key: done[key] for key in done.keys() - leftovers} == made
    assert {action for action, *_ in made} == {"create", "update", "delete"}
    assert {"Deployment", "ConfigMap", "Ingress", "HorizontalPodAutoscaler", "NetworkPolicy"} == {
        kind for _, kind, _ in made
    }


def _printed(plan: list[Json]) -> str:
    lines = []
    for change in plan:
        lines.append(f"{change['action']} {change['kind']}/{change['name']}")
        lines += [f"    {field}" for field in change.get("fields", [])]
    return "".join(f"{line}\n" for line in lines)


def _done(before: dict[str, Json], after: dict[str, Json]) -> dict[tuple[str, str, str], list[str]]:
    """What happened to the children, without what Kubernetes' own controllers did."""
    found = {}
    for key in before.keys() | after.keys():
        plural, _, name = key.partition("/")
        kind = next(kind.kind for kind in kinds.CHILDREN if kind.plural == plural)
        if key not in before:
            found["create", kind, name] = list[str]()
        elif key not in after:
            found["delete", kind, name] = list[str]()
        elif fields := [
            line for line in difference(before[key], after[key])
            if "deployment.kubernetes.io/revision" not in line
        ]:  # fmt: skip
            found["update", kind, name] = fields
    return found


def test_a_plan_for_a_company_that_is_not_there_yet_creates_everything_and_nothing(
    world: World, tmp_path: Path
) -> None:
    """Everything in the plan, nothing in the cluster."""
    world.secrets()

    told = command(world, PLAIN, tmp_path)

    assert told.returncode == 0, told.stderr
    first, _, then = told.stdout.partition(f"{AFTER_MIGRATION}\n")
    assert "create Job/acme-migrate-" in first
    assert "create Deployment/acme-worker" in then
    assert {line.split()[0] for line in (first + then).splitlines()} == {"create"}
    assert world.api.find(world.da("acme")) is None
    assert world.children() == {}


def test_a_plan_with_another_image_tells_what_follows_the_migration(
    world: World, tmp_path: Path
) -> None:
    started(world, document=PLAIN)
    world.settle()

    told = command(world, changed(PLAIN, "spec.image", f"{IMAGE}-next"), tmp_path)

    first, _, then = told.stdout.partition(f"{AFTER_MIGRATION}\n")
    assert told.returncode == 0, told.stderr
    assert "create Job/acme-migrate-" in first
    assert "Deployment/" not in first
    assert {f"update Deployment/acme-{name}" for name in COMPONENTS} <= set(then.splitlines())
    assert f"{IMAGE}-next" in then
    assert "Job/acme-migrate-" not in then


def test_a_file_that_would_be_refused_has_no_plan(world: World, tmp_path: Path) -> None:
    told = command(world, changed(PLAIN, "spec.worker.scaling", {"min": 30}), tmp_path)

    assert told.returncode == 1
    assert "lower min or raise max" in told.stderr
    assert "Traceback" not in told.stderr


def test_missing_secrets_are_named_instead_of_a_plan(world: World, tmp_path: Path) -> None:
    told = command(world, PLAIN, tmp_path)

    assert told.returncode == 1
    assert "Secret acme-postgres does not exist" in told.stderr

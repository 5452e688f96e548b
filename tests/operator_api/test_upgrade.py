"""The release before this one, upgraded to this one and rolled back: no pod restarts by surprise.

"Before" is the previous tag, else the parent commit: its CRDs, its examples, its operator.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from tests.operator_api.harness import ROOT, Api, Json, changed
from tests.operator_api.others import install
from tests.operator_api.world import PLAIN, World, plain, started, until


@pytest.fixture
def before(tmp_path: Path) -> Path:
    """The files of the release before."""
    folder = tmp_path / "before"
    archive = _git("archive", _release(), "operator", "services", "crds", "examples")
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        files.extractall(folder, filter="data")
    return folder


def _release() -> str:
    done = subprocess.run(
        ["git", "describe", "--tags", "--abbrev=0", "HEAD^"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stdout.strip() or "HEAD^"


def _git(*arguments: str) -> bytes:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        raise pytest.UsageError(f"needs the history (a full clone): {done.stderr.decode()}")
    return done.stdout


@pytest.fixture
def kinds_of_before(api: Api, before: Path) -> Iterator[None]:
    """The CRDs of the release before are installed; this one's come back at the end."""
    install(api, crds(before))
    yield
    install(api, crds(ROOT))


def crds(root: Path) -> list[Json]:
    return [yaml.safe_load(file.read_text()) for file in sorted((root / "crds").glob("*.yaml"))]


@pytest.mark.usefixtures("kinds_of_before")
@pytest.mark.timeout(600)
def test_an_upgrade_restarts_no_pod_and_can_be_rolled_back(world: World, before: Path) -> None:
    path = f"{before / 'operator'}:{before / 'services'}"
    example = yaml.safe_load((before / "examples" / "01-minimal.yaml").read_text())
    world.secrets()
    older = world.operator(PYTHONPATH=path)
    world.apply(plain(example))
    until(world.is_ready, "Ready", within=90)
    world.settle()
    pods, revisions = served_by(world), world.revisions()

    older.stop()
    install(world.api, crds(ROOT))
    newer = world.operator()
    until(
        lambda: (
            newer.leads() and newer.metric("driver_assistant_operator_reconciles_total") >= 3
        ),
        "looked three times", within=60,
    )  # fmt: skip
    world.settle()

    assert world.is_ready()
    assert served_by(world) == pods
    assert world.revisions() == revisions
    world.api.merge(world.da("acme"), {"metadata": {"labels": {"team": "logistics"}}})

    newer.stop()
    install(world.api, crds(before))
    until(world.operator(PYTHONPATH=path).leads, "the older leads again")
    world.apply(changed(plain(example), "spec.worker.concurrency", 21))
    until(
        lambda: world.revisions()["acme-worker"] == revisions["acme-worker"] + 1,
        "the older does its work again", within=90,
    )  # fmt: skip
    until(world.is_ready, "Ready after the rollback", within=90)


def served_by(world: World) -> set[str]:
    """The uids of the components' pods."""
    found = world.api.items(world.path("pods"))
    return {
        pod["metadata"]["uid"]
        for pod in found
        if "batch.kubernetes.io/job-name" not in pod["metadata"]["labels"]
    }


@pytest.fixture
def kinds_of_later(api: Api) -> Iterator[None]:
    """CRDs with a channel that this operator does not know, as after its rollback alone."""
    definitions = crds(ROOT)
    for definition in definitions:
        if definition["spec"]["names"]["kind"] == "DriverAssistant":
            (version,) = definition["spec"]["versions"]
            spec = version["schema"]["openAPIV3Schema"]["properties"]["spec"]["properties"]
            spec["whatsapp"]["properties"]["channel"]["enum"].append("pigeon")
    install(api, definitions)
    yield
    install(api, crds(ROOT))


@pytest.mark.usefixtures("kinds_of_later")
def test_a_resource_of_a_later_release_is_said_not_to_be_understood_and_stops_no_other(
    world: World,
) -> None:
    later = changed(changed(PLAIN, "metadata.name", "later"), "spec.company", "later")
    world.apply(changed(later, "spec.whatsapp.channel", "pigeon"))

    started(world)
    until(lambda: world.condition("Ready", "later"), "said")

    said = world.condition("Ready", "later")
    assert (said["status"], said["reason"]) == ("False", "NotUnderstood")
    assert "spec.whatsapp.channel" in said["message"]
    world.api.delete(world.da("later"))


def test_the_release_before_is_another_code(before: Path) -> None:
    """The test above would prove nothing if the older operator were this one."""
    done = subprocess.run(
        [sys.executable, "-P", "-c",
         "import driver_assistant_operator as found; print(found.__file__)"],
        env={"PYTHONPATH": f"{before / 'operator'}:{before / 'services'}"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert done.stdout.startswith(str(before))

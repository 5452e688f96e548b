"""Helm and kube-score for the charts' tests: `make charts` builds and finds them.

Plain `make test` leaves this folder out by name; here a missing program stops the run.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
STATE = Path(os.environ.get("CLUSTER_STATE", "/var/lib/driver-assistant-cluster"))
Json = dict[str, Any]


def program(name: str) -> str:
    """A program of the test cluster's, else of the PATH."""
    built = STATE / "bin" / name
    found = str(built) if built.exists() else shutil.which(name)
    if found is None:
        raise pytest.UsageError(
            f"{name} is missing: run `tests/cluster/cluster build {name}`, or `make charts`"
        )
    return found


@pytest.fixture(scope="session")
def helm() -> Callable[..., subprocess.CompletedProcess[str]]:
    path = program("helm")

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [path, *arguments], cwd=ROOT / "charts", capture_output=True, text=True, check=False
        )

    return run


Helm = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def render(helm: Helm) -> Callable[..., list[Json]]:
    """`render(chart, *arguments)`: the documents of a release called `test` in `sys`."""

    def run(chart: str, *arguments: str) -> list[Json]:
        done = helm("template", "test", chart, "-n", "sys", *arguments)
        assert done.returncode == 0, done.stderr
        return [document for document in yaml.safe_load_all(done.stdout) if document]

    return run


@pytest.fixture(scope="session")
def kube_score() -> str:
    return program("kube-score")


@pytest.fixture(scope="session")
def promtool() -> str:
    found = shutil.which("promtool")
    if found is None:
        raise pytest.UsageError("promtool is missing: `apt-get install prometheus` brings it")
    return found

"""`scripts/bootstrap` installs what is missing, and nothing twice."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
# In the place of the environment's interpreter: new enough, and it writes down what is installed.
PYTHON = """#!/bin/sh
case "$*" in *"pip install"*) echo "$*" >>"$(dirname "$0")/installed" ;; esac
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    (tmp_path / "scripts").mkdir()
    shutil.copy(ROOT / "scripts/bootstrap", tmp_path / "scripts")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    python = tmp_path / "venv/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text(PYTHON)
    python.chmod(0o755)
    return tmp_path


def installed(copy: Path, *extras: str) -> list[str]:
    """The extras that were installed when each of `extras` was asked for in turn."""
    for extra in extras:
        command: list[str | Path] = [copy / "scripts/bootstrap", copy / "venv", extra]
        subprocess.run(command, check=True, capture_output=True)
    lines = (copy / "venv/bin/installed").read_text().splitlines()
    return [line.partition("[")[2].rstrip("]") for line in lines]


@pytest.mark.parametrize("extra", ["page", "train"])
def test_what_the_developers_extra_lacks_is_installed_beside_it(copy: Path, extra: str) -> None:
    assert installed(copy, "dev", extra) == ["dev", extra]


@pytest.mark.parametrize("holds_all", ["dev", "page"])
def test_what_is_there_already_is_not_installed_again(copy: Path, holds_all: str) -> None:
    assert installed(copy, holds_all, "services", "dev", holds_all) == [holds_all]


def test_a_change_of_the_requirements_is_installed(copy: Path) -> None:
    first = installed(copy, "dev")
    with (copy / "pyproject.toml").open("a") as file:
        file.write("# changed\n")

    assert installed(copy, "dev") == [*first, "dev"]

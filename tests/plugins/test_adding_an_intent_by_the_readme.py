"""Adding an intent is what the README says it is: its steps, followed to the letter, are enough.

The blocks of `docs/example-intent.md` are written into a copy of the package, each where its first
line says, and the commands at the page's end are run over the copy. A page that went stale fails
here, and so does an intent that suddenly needs a registry edit.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "example-intent.md"
INTENT = "get_truck_height"
# What a stranger may touch: an intent, its phrases, its test.
PLACES = re.compile(
    r"services/driver_assistant/worker/(intents/\w+\.py|phrases/[a-z]{2}\.ftl)"
    r"|tests/unit/worker/intents/test_\w+\.py"
)


@dataclass(frozen=True, slots=True)
class Block:
    """A code block of the page: where it goes and what it says."""

    path: str
    text: str


def blocks() -> list[Block]:
    found = re.findall(r"```(?:python|ftl)\n# (\S+)\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    return [Block(path, text) for path, text in found]


def commands() -> list[list[str]]:
    scripts = re.findall(r"```sh\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    return [line.split() for script in scripts for line in script.splitlines()]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as a stranger has it after the page's steps."""
    root = tmp_path_factory.mktemp("copy")
    ignored = shutil.ignore_patterns("__pycache__")
    for folder in ("services", "tests/plugins", "tests/support", "tests/unit/worker"):
        shutil.copytree(ROOT / folder, root / folder, ignore=ignored)
    for file in ("pyproject.toml", "tests/conftest.py"):
        shutil.copy(ROOT / file, root / file)
    for block in blocks():
        target = root / block.path
        before = target.read_text("utf-8") if target.exists() else ""
        target.write_text(f"{before}\n{block.text}" if before else block.text, "utf-8")
    return root


def run(copy: Path, *arguments: str) -> str:
    environment = dict(os.environ) | {"PYTHONPATH": str(copy / "services"), "PYTHONSAFEPATH": "1"}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=copy,
        env=environment,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    return done.stdout


def test_the_steps_touch_an_intent_its_phrases_and_its_test_only() -> None:
    paths = [block.path for block in blocks()]

    assert len(paths) == 12
    assert all(PLACES.fullmatch(path) for path in paths), paths


def test_the_readme_names_the_page_and_the_places() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")

    assert "docs/example-intent.md" in readme
    assert "services/driver_assistant/worker/intents/" in readme
    assert "services/driver_assistant/worker/phrases/" in readme
    assert "tests/plugins/test_every_intent.py" in readme


def test_the_intent_is_found_without_a_registry_edit(copy: Path) -> None:
    program = (
        "from driver_assistant.runtime.plugins import discover;"
        "from driver_assistant.worker import intents;"
        "from driver_assistant.worker.intent import Intent;"
        "print(*discover(intents, Intent))"
    )

    assert INTENT in run(copy, "-P", "-c", program).split()


def test_the_pages_commands_pass(copy: Path) -> None:
    for command in commands():
        assert command[0] == "pytest"

        said = run(
            copy,
            "-P",
            "-m",
            *command,
            "-q",
            "-p",
            "no:cacheprovider",
            "-k",
            f"{INTENT} or test_say or truck_height or examples",
        )

        assert " passed" in said


def test_the_contract_covered_the_new_intent(copy: Path) -> None:
    said = run(
        copy,
        "-P",
        "-m",
        "pytest",
        "tests/plugins/test_every_intent.py",
        "--collect-only",
        "-q",
        "-p",
        "no:cacheprovider",
        "-k",
        INTENT,
    )

    assert said.count(f"[{INTENT}") >= 4

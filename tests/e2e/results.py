"""The table of a run: what each test showed, with its figures. Written where E2E_RESULTS says."""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HEAD = """# Results on a real cluster

Written by a run of `{command}`; what is not in the table was `not run`.

| | |
|---|---|
| commit | {commit} |
| date | {date} |
| cluster | {cluster} |
| machine | {cpus} processors, load {load} at the end |
| seed | {seed} |

| behaviour | result | seconds | figures |
|---|---|---|---|
"""


class Results:
    """Outcome, duration and figures of each test, in order."""

    def __init__(self) -> None:
        self._rows: dict[str, tuple[str, float]] = {}
        self._figures: dict[str, str] = {}

    def figure(self, test: str, text: str) -> None:
        self._figures[test] = text

    def outcome(self, test: str, outcome: str, seconds: float) -> None:
        had, took = self._rows.get(test, ("passed", 0.0))
        worst = outcome if had == "passed" else had
        self._rows[test] = (worst, took + seconds)

    def add_not_run(self, test: str) -> None:
        self._rows.setdefault(test, ("not run", 0.0))

    def write(self, path: Path) -> None:
        rows = "".join(
            f"| {_sentence(test)} | {outcome} | {seconds:.0f} | {self._figures.get(test, '')} |\n"
            for test, (outcome, seconds) in self._rows.items()
        )
        path.write_text(_head() + rows, encoding="utf-8")


def _head() -> str:
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    ).stdout.strip()  # fmt: skip
    load = " ".join(f"{value:.0f}" for value in os.getloadavg())
    return HEAD.format(
        command=os.environ.get("E2E_COMMAND", "pytest tests/e2e"),
        commit=commit,
        date=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        cluster=os.environ.get("E2E_WHERE", "unknown"),
        cpus=os.cpu_count(),
        load=load,
        seed=os.environ.get("E2E_SEED", "7"),
    )


def _sentence(test: str) -> str:
    """`file.py::test_a_pod[worker]` -> `a pod [worker]`."""
    name, bracket, parameter = test.rpartition("::")[2].partition("[")
    words = name.removeprefix("test_").replace("_", " ")
    return f"{words} {bracket}{parameter}".strip()

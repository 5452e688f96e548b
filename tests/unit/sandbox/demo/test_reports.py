"""The page's lists come from the commands that people run, as they are installed."""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path

import pytest

from driver_assistant.sandbox.demo.gauges import SHOWN, numbers_in
from driver_assistant.sandbox.demo.reports import Reports

PROGRAM = """
    import sys
    name = sys.argv[1]
    if name == "dead-letters":
        print('[{"id": 1}]')
    elif name == "audit":
        print("Usage: driver-assistant\\n╭─ Error ──╮\\n│ No such command 'audit'. │\\n╰──╯",
              file=sys.stderr)
        sys.exit(2)
    else:
        print("settings DA_DATABASE_URL: Field required", file=sys.stderr)
        sys.exit(1)
"""


@pytest.fixture
def reports(tmp_path: Path) -> Reports:
    program = tmp_path / "program.py"
    program.write_text(textwrap.dedent(PROGRAM), encoding="utf-8")
    return Reports(cli=(sys.executable, str(program)), environment={"PYTHONUTF8": "1"})


async def test_a_commands_rows_are_passed_on(reports: Reports) -> None:
    report = await reports.read("dead-letters")

    assert (report["state"], report["rows"]) == ("ok", [{"id": 1}])
    assert report["command"] == "driver-assistant dead-letters list --state any -o json"


async def test_a_command_that_is_not_installed_is_said(reports: Reports) -> None:
    report = await reports.read("audit")

    assert (report["state"], report["detail"]) == ("missing", "No such command 'audit'.")


async def test_a_command_that_fails_says_why(reports: Reports) -> None:
    report = await reports.read("guardrails")

    assert report["state"] == "failed"
    assert report["detail"] == "settings DA_DATABASE_URL: Field required"


def test_shown_numbers_are_summed_over_labels_that_are_not_shown() -> None:
    text = (
        "# TYPE driver_assistant_verdicts counter\n"
        'driver_assistant_verdicts_total{stage="input",decision="allow"} 2\n'
        'driver_assistant_verdicts_total{stage="output",decision="allow"} 3\n'
        "# TYPE something_else gauge\n"
        "something_else 7\n"
    )

    assert numbers_in(text) == {"driver_assistant_verdicts_total": {"allow": 5.0}}


def test_every_shown_number_is_one_that_a_process_has() -> None:
    root = Path(__file__).resolve().parents[4]
    listed = (root / "docs" / "reference" / "metrics.md").read_text(encoding="utf-8")

    assert [name for name in SHOWN if f"`{name}`" not in listed] == []

"""docs/operator-checks.md names tests that exist: a promise without its test is no promise."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PAGE = ROOT / "docs" / "operator-checks.md"
FOLDERS = ("operator_api", "chart", "unit/driver_assistant_operator")


def test_every_test_that_the_page_names_is_in_the_file_it_names() -> None:
    named = re.findall(r"`(test_\w+\.py)`: ((?:`test_\w+`(?:, )?)+)", PAGE.read_text())

    assert len(named) > 40
    for file, tests in named:
        found = [path for folder in FOLDERS if (path := ROOT / "tests" / folder / file).exists()]
        code = "".join(path.read_text() for path in found)
        for test in re.findall(r"`(test_\w+)`", tests):
            assert re.search(rf"^(async )?def {test}\(", code, re.MULTILINE), f"{file}: {test}"


def test_every_promise_of_the_specification_has_its_row() -> None:
    rows = re.findall(r"^\| (\d+) \|", PAGE.read_text(), re.MULTILINE)

    assert [int(row) for row in rows] == list(range(1, 26))

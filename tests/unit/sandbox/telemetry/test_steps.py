"""What the page says of the 26 steps is what the documentation and the code say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from driver_assistant.sandbox.demo.environment import PROCESSES
from driver_assistant.sandbox.telemetry.steps import STEPS

ROOT = Path(__file__).resolve().parents[4]
SERVERS = {"postgresql", "rabbitmq", "redis"}
OUTSIDE = {"llm", "logistics", "arrival"}  # two breakers, and the driver's phone at the end


@pytest.mark.parametrize("number", STEPS)
def test_a_step_names_code_that_is_there_and_that_the_documentation_names(number: int) -> None:
    code = STEPS[number].code
    row = re.search(rf"^\| {number} .*", (ROOT / "docs/steps.md").read_text(), re.MULTILINE)

    assert row is not None
    if code:
        assert (ROOT / "services/driver_assistant" / code).is_file()
        assert f"`{code}`" in row[0] or f"`{Path(code).parent}/`" in row[0]
    else:
        assert "services" not in row[0]
        assert STEPS[number].where not in PROCESSES


def test_a_step_asks_only_what_the_page_shows() -> None:
    named = {name for step in STEPS.values() for name in step.uses}

    assert named <= {*PROCESSES, *SERVERS, *OUTSIDE}

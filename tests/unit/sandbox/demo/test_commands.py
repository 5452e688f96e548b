"""Commands that prepare a demo: their input, their output, their failures."""

from __future__ import annotations

import io
import os
import sys

import pytest

from driver_assistant.sandbox.demo.commands import run_command
from driver_assistant.sandbox.demo.errors import StepFailed
from driver_assistant.sandbox.demo.screen import Screen


async def test_a_command_gets_its_input_and_gives_its_output() -> None:
    program = "import sys; print(sys.stdin.read().upper())"

    output = await run_command((sys.executable, "-c", program), os.environ, given=b"line")

    assert output.strip() == "LINE"


async def test_a_failed_command_is_shown_with_its_last_lines() -> None:
    program = "import sys; print('no such database'); sys.exit(3)"

    with pytest.raises(StepFailed, match=r"ended with 3:\n  no such database"):
        await run_command((sys.executable, "-c", program), os.environ)


async def test_a_command_that_takes_too_long_is_ended() -> None:
    with pytest.raises(StepFailed, match=r"not done after 0\.1 s"):
        await run_command(("sleep", "600"), os.environ, timeout_s=0.1)


def test_steps_are_ticked_off_with_their_duration() -> None:
    stream = io.StringIO()
    screen = Screen(stream)

    with screen.step("schema is migrated"):
        pass

    assert stream.getvalue().endswith(" schema is migrated (0.0 s)\n")


def test_a_closed_terminal_does_not_stop_the_tidying_up() -> None:
    class Closed(io.StringIO):
        def write(self, text: str) -> int:
            raise OSError(5, "Input/output error")

    Screen(Closed()).failed("nobody reads this")

"""Runs the platform's own commands (`migrate`, `drivers import`) to their end.

`run.py` prepares a demo with them: what a demo does to its database is what an operator would do.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping, Sequence

from driver_assistant.sandbox.demo.errors import StepFailed

_LAST_LINES = 15


async def run_command(
    argv: Sequence[str],
    environment: Mapping[str, str],
    *,
    given: bytes = b"",
    timeout_s: float = 120.0,
) -> str:
    """Run a command with `given` on its standard input; returns all it wrote.

    Raises:
        StepFailed: it ended with another code than 0, or not within `timeout_s`.
    """
    process = await asyncio.create_subprocess_exec(
        *argv,
        env=dict(environment),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,  # Ctrl-C in the terminal is for us
    )
    try:
        async with asyncio.timeout(timeout_s):
            output, _ = await process.communicate(given)
    except TimeoutError:
        raise StepFailed(f"{' '.join(argv)}: not done after {timeout_s:g} s.") from None
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    text = output.decode(errors="replace")
    if process.returncode != 0:
        lines = "\n".join(f"  {line}" for line in text.splitlines()[-_LAST_LINES:])
        raise StepFailed(f"{' '.join(argv)} ended with {process.returncode}:\n{lines}")
    return text

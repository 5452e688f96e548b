"""The lists that people ask for on the command line, for the page: the same commands, as JSON.

`control.py` runs them with the environment of the `ops` commands. The page so shows what anybody
else would see, and holds no password. A command that this installation lacks is said, not hidden.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

_PATIENCE_S: Final = 30.0
_FRESH_S: Final = 2.0
_MOST_BYTES: Final = 2 * 1024**2
_UNKNOWN_COMMAND: Final = ("No such command", "No such option", "Missing command")

# By the page's name. Arguments are fixed: nothing a browser sends reaches a command line.
COMMANDS: Final[Mapping[str, tuple[str, ...]]] = {
    "dead-letters": ("dead-letters", "list", "--state", "any", "-o", "json"),
    "audit": ("audit", "list", "-o", "json"),
    "guardrails": ("guardrails", "events", "-o", "json"),
}

Json = dict[str, Any]


@dataclass(slots=True)
class Reports:
    """Runs one command at a time; an answer is good for two seconds."""

    cli: tuple[str, ...]
    environment: Mapping[str, str]
    _kept: dict[str, tuple[float, Json]] = field(default_factory=dict)
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def read(self, name: str) -> Json:
        """`{command, state, rows, detail}`; `state` is ok, missing (no such command) or failed."""
        async with self._one_at_a_time:
            at, kept = self._kept.get(name, (0.0, {}))
            if kept and time.monotonic() - at < _FRESH_S:
                return kept
            answer = await self._run(COMMANDS[name])
            self._kept[name] = (time.monotonic(), answer)
            return answer

    async def _run(self, arguments: tuple[str, ...]) -> Json:
        shown = {"command": f"driver-assistant {' '.join(arguments)}", "rows": [], "detail": ""}
        try:
            code, output, error = await self._output(arguments)
        except TimeoutError:
            return {**shown, "state": "failed", "detail": f"no answer in {_PATIENCE_S:g} s"}
        if code != 0:
            missing = code == 2 and any(sign in error for sign in _UNKNOWN_COMMAND)
            return {**shown, "state": "missing" if missing else "failed", "detail": _last(error)}
        try:
            found = json.loads(output)
        except ValueError:
            return {**shown, "state": "failed", "detail": "its output is not JSON"}
        return {**shown, "state": "ok", "rows": _rows(found)}

    async def _output(self, arguments: tuple[str, ...]) -> tuple[int, str, str]:
        process = await asyncio.create_subprocess_exec(
            *self.cli,
            *arguments,
            env={**self.environment, "NO_COLOR": "1", "COLUMNS": "200"},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,  # Ctrl-C in the terminal is for the demo
        )
        try:
            async with asyncio.timeout(_PATIENCE_S):
                output, error = await process.communicate()
        finally:
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
        return (
            process.returncode or 0,
            output[:_MOST_BYTES].decode(),
            error.decode(errors="replace"),
        )


def _rows(found: Any) -> list[Any]:
    """A command prints a list, or an object with one list in it."""
    if isinstance(found, list):
        return found
    if isinstance(found, dict):
        lists = [value for value in found.values() if isinstance(value, list)]
        return lists[0] if len(lists) == 1 else [found]
    return []


def _last(error: str) -> str:
    """The line that says what is wrong, without a frame drawn around it."""
    lines = [line.strip(" │╭╰╮╯─") for line in error.splitlines()]
    return next((line for line in reversed(lines) if line), "")[:300]

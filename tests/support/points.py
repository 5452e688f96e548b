"""Crash points of the platform's processes: arm one, and wait until a process has reached it.

The other half is `tests/faults/injected/sitecustomize.py`, which runs inside the processes. A
point is `<module>.<function>.<before|after>`, per process instance; a function that was renamed
fails the test that waits for it, with its name.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

Act = Literal["kill", "stop", "hold"]
When = Literal["before", "after"]

_PACKAGE: Final = "driver_assistant."
INJECTED: Final = Path(__file__).resolve().parents[1] / "faults" / "injected"

# Every function at which a case ends, stops or holds a process.
FUNCTIONS: Final = (
    "store.inbox:record_messages",
    "webhook.record:Recorder._ring",
    "runtime.confirms:ConfirmChannel._on_confirm_frame",
    "worker.answer:answer",
    "worker.understand:Understanding.understand",
    "store.conversations:commit_turn",
    "worker.closing:write_answer",
    "store.outbox:claim_next",
    "store.outbox:settle",
    "channels.whatsapp_cloud.sender:WhatsAppCloud.send",
)


def points_environment(folder: Path) -> Mapping[str, str]:
    """What every process has to be started with, so that its points can be armed."""
    python_path = [str(INJECTED), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {
        "FAULT_FOLDER": str(folder),
        "FAULT_FUNCTIONS": ",".join(_PACKAGE + function for function in FUNCTIONS),
        "PYTHONPATH": os.pathsep.join(python_path),
    }


@dataclass(frozen=True, slots=True)
class Points:
    """The crash points of one process; `folder` is `<the folder above>/<its DA_INSTANCE>`."""

    folder: Path

    def arm(self, function: str, when: When, act: Act) -> None:
        """The next call of `function` (one of FUNCTIONS) is the process's last, or waits."""
        self._write(function, when, act)

    def poison(self, function: str, word: str) -> None:
        """Every call of `function` with `word` in its arguments kills the process."""
        self._write(function, "before", f"poison {word}")

    def break_(self, function: str, word: str) -> None:
        """Every call of `function` with `word` in its arguments fails, as a bug of ours would."""
        self._write(function, "before", f"break {word}")

    def disarm(self) -> None:
        """Nothing happens anywhere; whoever is held goes on."""
        for file in self.folder.glob("*"):
            file.unlink(missing_ok=True)

    def reached(self, function: str, when: When) -> int:
        """How often a process came there since it was armed."""
        mark = self._file(function, when)
        mark = mark.with_suffix(f"{mark.suffix}.reached")
        return len(mark.read_bytes()) or 1 if mark.exists() else 0

    async def wait(self, function: str, when: When, timeout_s: float = 60) -> None:
        """Until a process has come there."""
        end = time.monotonic() + timeout_s
        while not self.reached(function, when):
            if time.monotonic() > end:
                raise AssertionError(f"nobody came {when} {function} in {timeout_s:g} s")
            await asyncio.sleep(0.02)

    def _write(self, function: str, when: When, text: str) -> None:
        if function not in FUNCTIONS:
            raise AssertionError(f"{function} is not wrapped: add it to FUNCTIONS")
        file = self._file(function, when)
        file.with_suffix(f"{file.suffix}.reached").unlink(missing_ok=True)
        self.folder.mkdir(parents=True, exist_ok=True)
        made = file.with_suffix(".new")
        made.write_text(text, encoding="utf-8")
        made.rename(file)  # at once: a process never reads half of it

    def _file(self, function: str, when: When) -> Path:
        return self.folder / f"{_PACKAGE}{function.replace(':', '.')}.{when}"

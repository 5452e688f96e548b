"""A small process that outlives ours and cleans up after it.

`Warden` is our end of a pipe to `python -m …backing.warden`. While we live it only learns what we
started and where. When the pipe closes, which the kernel does for us even after `kill -9`, it ends
what still runs and deletes what still exists. After an orderly end it finds nothing to do. It
never acts while we live.
"""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from driver_assistant.sandbox.backing import tree


class Warden:
    """Our end: tell it what to end and delete should we not come to it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,  # Ctrl-C in our terminal is not for it
        )

    def watch(self, pid: int, last_signal: signal.Signals) -> None:
        """End this program, and what it started, if we die: `last_signal` first, then SIGKILL."""
        self._tell({"watch": pid, "last_signal": int(last_signal)})

    def forget(self, pid: int) -> None:
        """The program has ended and we know it."""
        self._tell({"forget": pid})

    def delete(self, path: Path) -> None:
        """Delete this file or folder if we die before we did."""
        self._tell({"delete": str(path)})

    def close(self) -> None:
        """Dismiss it; whatever is still watched is ended and deleted before this returns."""
        if self._process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.close()
        self._process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _tell(self, note: dict[str, int | str]) -> None:
        if self._process.stdin is None or self._process.stdin.closed:
            return  # dismissed: it has ended everything already
        with contextlib.suppress(BrokenPipeError):  # somebody killed the warden: we still clean up
            self._process.stdin.write(json.dumps(note).encode() + b"\n")
            self._process.stdin.flush()


def main(notes: Iterable[str]) -> None:
    """The warden itself: listen until the pipe closes, then clean up."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    watched: dict[int, tuple[psutil.Process, signal.Signals]] = {}
    left: list[Path] = []
    for note in map(json.loads, notes):
        if "watch" in note:
            with contextlib.suppress(psutil.NoSuchProcess):
                process = psutil.Process(note["watch"])
                watched[process.pid] = (process, signal.Signals(note["last_signal"]))
        elif "forget" in note:
            watched.pop(note["forget"], None)
        elif "delete" in note:
            left.append(Path(note["delete"]))
    tree.discard(list(watched.values()))
    for path in left:
        tree.delete(path)


if __name__ == "__main__":
    main(sys.stdin)

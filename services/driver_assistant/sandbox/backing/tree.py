"""Signals for a program together with everything it has started.

Process groups are not enough: PostgreSQL's backends and Erlang's port programs lead sessions of
their own. The server, the demo's processes and the warden use this; it knows no server.
"""

from __future__ import annotations

import contextlib
import shutil
import signal
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import psutil

DISCARD_GRACE_S = 3.0  # PostgreSQL's immediate shutdown takes 0.1 s, more on a busy machine


def freeze(root: psutil.Process) -> None:
    """Stop the whole tree with SIGSTOP, the root first, so that nothing new appears meanwhile."""
    frozen: set[psutil.Process] = set()
    while awake := [process for process in _tree(root) if process not in frozen]:
        for process in awake:
            frozen.add(process)
            with contextlib.suppress(psutil.NoSuchProcess):
                process.suspend()


def thaw(root: psutil.Process) -> None:
    """Continue the whole tree, the root last, so that it finds its children awake."""
    for process in reversed(_tree(root)):
        with contextlib.suppress(psutil.NoSuchProcess):
            process.resume()


def kill(root: psutil.Process) -> None:
    """SIGKILL the whole tree at one moment: frozen first, so that no part sees another one die."""
    freeze(root)
    for process in reversed(_tree(root)):
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()


def discard(roots: Sequence[tuple[psutil.Process, signal.Signals]]) -> None:
    """End trees whose data nobody needs any more, each by its own last signal, then by SIGKILL.

    The last signal is for what a killed program would leave outside its folder: PostgreSQL removes
    its shared memory on SIGQUIT.
    """
    everyone = [process for root, _ in roots for process in _tree(root)]
    for root, last_signal in roots:
        thaw(root)
        with contextlib.suppress(psutil.NoSuchProcess):
            root.send_signal(last_signal)
    _wait_until_gone([root for root, _ in roots])
    for process in everyone:
        kill(process)
    _wait_until_gone(everyone)


def delete(path: Path) -> None:
    """Delete a file, or a folder with all it holds; what is still being written is tried again."""
    for _ in range(20):
        if not path.is_dir():
            path.unlink(missing_ok=True)
            return
        shutil.rmtree(path, ignore_errors=True)


def alive(root: psutil.Process) -> bool:
    """Whether the program still runs; one that ended but wasn't waited for does not."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return root.is_running() and root.status() != psutil.STATUS_ZOMBIE
    return False


def _wait_until_gone(processes: Sequence[psutil.Process]) -> None:
    """At most the grace. Zombies count as gone: some containers' first process reaps late."""
    deadline = time.monotonic() + DISCARD_GRACE_S
    while (left := [one for one in processes if alive(one)]) and time.monotonic() < deadline:
        psutil.wait_procs(left, timeout=0.02)


def _tree(root: psutil.Process) -> list[psutil.Process]:
    return list(_walk(root))


def _walk(root: psutil.Process) -> Iterator[psutil.Process]:
    if not alive(root):
        return
    yield root
    with contextlib.suppress(psutil.NoSuchProcess):
        yield from (child for child in root.children(recursive=True) if alive(child))

"""Programs and folders of a process that died are gone soon after it."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from driver_assistant.sandbox.backing import tree
from driver_assistant.sandbox.backing.child import Child, Command, last_lines
from driver_assistant.sandbox.backing.warden import Warden

# A program that starts another in a session of its own, as PostgreSQL and Erlang do.
FAMILY = "sh -c 'setsid sleep 600 & echo started; wait'"
DEAF = "trap '' TERM; echo started; while :; do sleep 0.05; done"


def command(folder: Path, script: str, last: signal.Signals = signal.SIGKILL) -> Command:
    return Command(
        argv=("sh", "-c", script),
        environment={"PATH": os.environ["PATH"]},
        directory=folder,
        log=folder / "log",
        last_signal=last,
    )


def until(true: Callable[[], object], timeout_s: float = 20) -> None:
    deadline = time.monotonic() + timeout_s
    while not true():
        assert time.monotonic() < deadline
        threading.Event().wait(0.02)


def started(folder: Path) -> bool:
    return (folder / "log").exists() and "started" in (folder / "log").read_text()


async def test_a_kill_reaches_what_a_program_started_in_another_session(tmp_path: Path) -> None:
    with Warden() as warden:
        child = Child(command(tmp_path, FAMILY), warden)
        until(lambda: started(tmp_path) and len(child.process.children(recursive=True)) > 0)
        family = [child.process, *child.process.children(recursive=True)]

        await child.kill()
        until(lambda: not any(tree.alive(one) for one in family))

    assert len(family) > 1
    assert child.exit_code == -signal.SIGKILL


async def test_pausing_freezes_the_whole_family_and_resuming_wakes_it(tmp_path: Path) -> None:
    with Warden() as warden:
        child = Child(command(tmp_path, FAMILY), warden)
        until(lambda: started(tmp_path) and len(child.process.children(recursive=True)) > 0)
        family = [child.process, *child.process.children(recursive=True)]

        child.pause()
        until(lambda: {one.status() for one in family} == {psutil.STATUS_STOPPED})
        child.resume()
        until(lambda: psutil.STATUS_STOPPED not in {one.status() for one in family})
        ended_in_order = await child.stop(timeout_s=20)
        tree.discard([(one, signal.SIGKILL) for one in family])

    assert ended_in_order


async def test_a_program_that_ignores_the_request_to_stop_is_killed(tmp_path: Path) -> None:
    with Warden() as warden:
        child = Child(command(tmp_path, DEAF), warden)
        until(lambda: started(tmp_path))

        ended_in_order = await child.stop(timeout_s=0.2)

    assert (ended_in_order, child.exit_code) == (False, -signal.SIGKILL)


async def test_waiting_for_a_program_does_not_hold_the_event_loop(tmp_path: Path) -> None:
    with Warden() as warden:
        child = Child(command(tmp_path, "exit 3"), warden)
        async with asyncio.TaskGroup() as group:
            code = group.create_task(child.wait())
            ticks = group.create_task(asyncio.sleep(0, "ticked"))

    assert (code.result(), ticks.result()) == (3, "ticked")


def test_closing_the_warden_ends_and_deletes_what_it_was_told_of(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    (folder / "deep").mkdir(parents=True)
    warden = Warden()
    warden.delete(folder)
    child = Child(command(tmp_path, FAMILY), warden)
    until(lambda: started(tmp_path) and len(child.process.children(recursive=True)) > 0)
    family = [child.process, *child.process.children(recursive=True)]

    warden.close()
    child.reap()

    assert [one for one in family if tree.alive(one)] == []
    assert not folder.exists()


def test_what_was_forgotten_is_left_alone(tmp_path: Path) -> None:
    with subprocess.Popen(["sleep", "600"]) as stranger:
        warden = Warden()
        warden.watch(stranger.pid, signal.SIGKILL)
        warden.forget(stranger.pid)

        warden.close()
        left = stranger.poll()
        stranger.kill()

    assert left is None


@pytest.mark.parametrize("paused", [False, True])
def test_a_killed_parent_leaves_neither_programs_nor_folders(tmp_path: Path, paused: bool) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    script = f"""
        import os, signal, sys
        from pathlib import Path
        from driver_assistant.sandbox.backing.child import Child, Command
        from driver_assistant.sandbox.backing.warden import Warden
        warden = Warden()
        warden.delete(Path({str(folder)!r}))
        child = Child(Command(
            argv=("sh", "-c", {FAMILY!r}), environment=dict(os.environ),
            directory=Path("/"), log=Path({str(tmp_path / "log")!r}),
            last_signal=signal.SIGTERM,
        ), warden)
        while b"started" not in Path({str(tmp_path / "log")!r}).read_bytes() \\
                or not child.process.children(recursive=True):
            pass
        if {paused}:
            child.pause()
        print(*[one.pid for one in [child.process, *child.process.children(recursive=True)]])
        sys.stdout.flush()
        signal.pause()
    """
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        family = [psutil.Process(int(pid)) for pid in parent.stdout.readline().split()]
        before = all(tree.alive(one) for one in family)

        parent.kill()

    until(lambda: not any(tree.alive(one) for one in family) and not folder.exists())
    assert before
    assert len(family) > 1


def test_the_end_of_a_log_is_shown_indented(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("".join(f"line {number}\n" for number in range(100)))

    assert last_lines(log, 2) == "  line 98\n  line 99"
    assert last_lines(tmp_path / "none") == "  (no log)"

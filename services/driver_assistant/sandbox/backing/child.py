"""A program we started, with everything it starts itself.

`Server` runs the backing services with it and the demo's supervisor the project's processes. It is
bound to no event loop, so that one server serves many tests. It never restarts anything.
"""

from __future__ import annotations

import asyncio
import os
import pwd
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import psutil

from driver_assistant.sandbox.backing import tree
from driver_assistant.sandbox.backing.warden import Warden

_POLL_S = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The user a server runs as when we are root: PostgreSQL refuses root."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """How to start a program; `environment` is all it gets, output is appended to `log`."""

    argv: tuple[str, ...]
    environment: Mapping[str, str]
    directory: Path
    log: Path
    account: Account | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    last_signal: signal.Signals = signal.SIGKILL  # when its data is worth nothing any more


class Child:
    """A running program; its methods reach everything it started too."""

    def __init__(self, command: Command, warden: Warden) -> None:
        self.command = command
        self._warden = warden
        self._popen = _spawn(command)
        self.process = psutil.Process(self._popen.pid)
        warden.watch(self._popen.pid, command.last_signal)

    @property
    def pid(self) -> int:
        return self._popen.pid

    @property
    def exit_code(self) -> int | None:
        """None while it runs; negative when a signal ended it."""
        if self._popen.returncode is not None:
            return self._popen.returncode
        code = self._popen.poll()
        if code is not None:  # before the system gives the number to somebody else
            self._warden.forget(self.pid)
        return code

    @property
    def running(self) -> bool:
        return self.exit_code is None

    def pause(self) -> None:
        """SIGSTOP it and everything it started."""
        tree.freeze(self.process)

    def resume(self) -> None:
        tree.thaw(self.process)

    async def kill(self) -> None:
        """SIGKILL it and everything it started, and wait until it is gone."""
        tree.kill(self.process)
        await self.wait()

    async def stop(self, timeout_s: float) -> bool:
        """Ask it to end and wait; kill it after `timeout_s`. True when it ended by itself."""
        if not self.running:
            return True
        self.resume()  # a paused program can't act on a signal
        self._popen.send_signal(self.command.stop_signal)
        try:
            async with asyncio.timeout(timeout_s):
                await self.wait()
        except TimeoutError:
            await self.kill()
            return False
        return True

    async def wait(self) -> int:
        """Its exit code, once it has ended."""
        while (code := self.exit_code) is None:  # noqa: ASYNC110  # an Event belongs to one loop
            await asyncio.sleep(_POLL_S)
        return code

    def reap(self) -> None:
        """Collect the exit code of one that was killed; its last threads may still be ending."""
        self._popen.wait()
        self._warden.forget(self.pid)


def account_for(*names: str) -> Account | None:
    """The first of these users that exists, else `nobody`; None when we aren't root ourselves."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    for name in (*names, "nobody"):
        if entry := known.get(name):
            return Account(name=name, uid=entry.pw_uid, gid=entry.pw_gid)
    return None


def own(path: Path, account: Account | None) -> Path:
    """Hand a file or folder over to the account that works with it."""
    if account is not None:
        os.chown(path, account.uid, account.gid)
    return path


def last_lines(log: Path, count: int = 15) -> str:
    """The end of a log, indented, for an error message."""
    try:
        lines = log.read_text(errors="replace").rstrip().splitlines()
    except FileNotFoundError:
        return "  (no log)"
    return "\n".join(f"  {line}" for line in lines[-count:]) or "  (the log is empty)"


def _spawn(command: Command) -> subprocess.Popen[bytes]:
    account = command.account
    with command.log.open("ab") as output:
        return subprocess.Popen(
            command.argv,
            env=dict(command.environment),
            cwd=command.directory,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C reaches us alone: we decide the order
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )

"""One backing service: a server somebody gave us by URL, or a private one under our control.

`servers.backing()` builds them, tests and the demo use them. The three files beside it
(`postgresql.py`, `rabbitmq.py`, `redis.py`) say what differs. It never touches a server given by
URL beyond asking whether it is well.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import psutil

from driver_assistant.sandbox.backing import tree
from driver_assistant.sandbox.backing.child import Account, Child, Command, last_lines
from driver_assistant.sandbox.backing.errors import (
    ServerDidNotAnswer,
    ServerDidNotStart,
    ServerInTheWay,
    ServerNotOurs,
)
from driver_assistant.sandbox.backing.ports import Port
from driver_assistant.sandbox.backing.warden import Warden

READY_S = 300.0  # RabbitMQ takes 5 s alone on two cores, minutes on a machine ten times overloaded
STOP_S = 30.0  # RabbitMQ 3.10 always spends 5 s on its statistics
_ASK_EVERY_S = 0.1
_ANSWER_S = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a private server lives: its own folder, its log beside the others, its user."""

    directory: Path
    log: Path
    account: Account | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """How to reach a server; `check` returns its version and raises when it isn't well."""

    name: str
    title: str
    urls: Mapping[str, str]  # by environment variable, the server's own URL first
    check: Callable[[Mapping[str, str]], Awaitable[str]]


class Program(Protocol):
    """How one kind of server is run privately."""

    place: Place
    ports: Mapping[str, Port]  # "main" is the one clients connect to

    async def prepare(self, warden: Warden) -> None:
        """Make folders, configuration and, where there are none, empty data."""

    def commands(self) -> Sequence[Command]:
        """What to run, in this order; the server itself is the last."""

    async def initialise(self) -> None:
        """Bring what the URL names into being, once the server answers."""

    def clear_outside(self) -> None:
        """Remove what a killed server left outside its folder."""


class Server:
    """A backing service; a private one keeps its port and its data over stop, kill and start.

    Redis keeps nothing over a restart: nothing that correctness needs is in it.
    """

    def __init__(
        self, service: Service, program: Program | None = None, warden: Warden | None = None
    ) -> None:
        self._service = service
        self._program = program
        self._warden = warden
        self._children: list[Child] = []

    @property
    def name(self) -> str:
        """postgresql, rabbitmq or redis."""
        return self._service.name

    @property
    def url(self) -> str:
        return next(iter(self._service.urls.values()))

    @property
    def port(self) -> int | None:
        """The port of the URL, None where the URL names none."""
        return urlsplit(self.url).port

    @property
    def environment(self) -> dict[str, str]:
        """The DA_* variables that name this server."""
        return dict(self._service.urls)

    @property
    def private(self) -> bool:
        """Whether it was started here, so that it can be stopped, killed and paused."""
        return self._program is not None

    @property
    def running(self) -> bool:
        """Whether a private server's process is there; one given by URL is assumed to be."""
        return not self.private or bool(self._children and self._children[-1].running)

    @property
    def pid(self) -> int | None:
        """The server's own process, None when it isn't running or isn't ours."""
        return self._children[-1].pid if self._children and self.running else None

    @property
    def log(self) -> Path | None:
        """Where a private server writes what happens to it."""
        return self._program.place.log if self._program else None

    def __str__(self) -> str:
        parts = urlsplit(self.url)
        return f"{self._service.title} at {parts.hostname}:{parts.port}"

    async def start(self, timeout_s: float = READY_S) -> str:
        """Start it on its port with the data it had, and wait until it answers: its version.

        One that runs is only waited for; one that is paused is resumed.
        """
        program, warden = self._ours("started")
        if self.running:
            self.resume()
            return await self.wait_ready(timeout_s)
        await self._kill_all(program)  # one that died by itself leaves companions behind
        await program.prepare(warden)
        self._children = [Child(command, warden) for command in program.commands()]
        version = await self.wait_ready(timeout_s)
        await program.initialise()
        return version

    async def stop(self, timeout_s: float = STOP_S) -> None:
        """Shut it down in order; after `timeout_s` it is killed."""
        self._ours("stopped")
        for child in reversed(self._children):
            await child.stop(timeout_s)
        self._children = []

    async def kill(self) -> None:
        """SIGKILL all of its processes at one moment, as a lost machine would."""
        program, _ = self._ours("killed")
        await self._kill_all(program)

    def pause(self) -> None:
        """SIGSTOP all of its processes: connections stay open and nothing answers."""
        self._ours("paused")
        for child in reversed(self._children):
            child.pause()

    def resume(self) -> None:
        """SIGCONT after `pause`."""
        self._ours("resumed")
        for child in self._children:
            child.resume()

    async def restart(self, timeout_s: float = READY_S) -> str:
        """Stop and start; returns its version once it answers."""
        await self.stop()
        return await self.start(timeout_s)

    def wipe(self) -> None:
        """Delete a stopped server's data, as a lost volume would; the next start begins empty."""
        program, _ = self._ours("wiped")
        if self.running:
            raise ServerInTheWay(f"{self} is running: stop or kill it, then wipe it.")
        tree.delete(program.place.directory)

    async def wait_ready(self, timeout_s: float = READY_S) -> str:
        """Wait until it answers a real question; returns its version.

        Raises:
            ServerDidNotStart: its process ended, with the last lines of its log.
            ServerDidNotAnswer: no good answer within `timeout_s` seconds, and why.
        """
        reason = ""
        try:
            async with asyncio.timeout(timeout_s):
                while True:
                    try:
                        async with asyncio.timeout(_ANSWER_S):
                            return await self._service.check(self._service.urls)
                    except (ServerDidNotAnswer, TimeoutError) as error:
                        reason = _reason(error)
                    self._raise_if_ended()
                    await asyncio.sleep(_ASK_EVERY_S)
        except TimeoutError:
            detail = f"{self} gave no good answer for {timeout_s:g} s: {reason or 'silence'}."
            raise ServerDidNotAnswer(detail + self._log_excerpt()) from None

    def to_discard(self) -> list[tuple[psutil.Process, signal.Signals]]:
        """What `tree.discard` ends when nobody needs the data; nothing for a server by URL."""
        return [(child.process, child.command.last_signal) for child in reversed(self._children)]

    def discarded(self) -> None:
        """The processes are gone: nothing of theirs stays, and the ports are free again."""
        for child in self._children:
            child.reap()
        self._children = []
        if self._program:
            self._program.clear_outside()
            for port in self._program.ports.values():
                port.close()

    def _ours(self, action: str) -> tuple[Program, Warden]:
        if self._program is None or self._warden is None:
            variable = next(iter(self._service.urls))
            raise ServerNotOurs(
                f"{self} was given by {variable}, so it can't be {action} from here: unset "
                f"{variable} to work with a private server."
            )
        return self._program, self._warden

    async def _kill_all(self, program: Program) -> None:
        for child in reversed(self._children):
            await child.kill()
        self._children = []
        program.clear_outside()

    def _raise_if_ended(self) -> None:
        for child in self._children:
            if child.exit_code is not None:
                raise ServerDidNotStart(f"{self} ended ({child.exit_code})." + self._log_excerpt())

    def _log_excerpt(self) -> str:
        return f" The end of {self.log}:\n{last_lines(self.log)}" if self.log else ""


def _reason(error: Exception) -> str:
    return error.detail if isinstance(error, ServerDidNotAnswer) else "no answer"

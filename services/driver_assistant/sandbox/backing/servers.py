"""The three backing services, for as long as somebody needs them.

`make demo`, `make test` and developers come in here: `async with backing() as servers`. A server
named in the environment is used after asking whether it is well; the others are started privately,
all at once. Afterwards, however it ends, no process, folder or shared memory of theirs is left.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from driver_assistant.sandbox.backing import fresh, postgresql, rabbitmq, redis, tree
from driver_assistant.sandbox.backing.child import account_for
from driver_assistant.sandbox.backing.errors import (
    BackingError,
    DirectoryNotReachable,
    ServerDidNotAnswer,
    first_known,
)
from driver_assistant.sandbox.backing.install import ensure_programs
from driver_assistant.sandbox.backing.server import Place, Server, Service
from driver_assistant.sandbox.backing.warden import Warden

_EXTERNAL_S = 10.0  # a server that somebody named should be up already
_SERVICES: Mapping[str, tuple[Callable[[Mapping[str, str]], Service], tuple[str, ...]]] = {
    postgresql.NAME: (postgresql.service, ("DA_DATABASE_URL",)),
    rabbitmq.NAME: (rabbitmq.service, ("DA_AMQP_URL", "DA_AMQP_MANAGEMENT_URL")),
    redis.NAME: (redis.service, ("DA_REDIS_URL",)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Backing:
    """PostgreSQL, RabbitMQ and Redis, up when handed out."""

    postgresql: Server
    rabbitmq: Server
    redis: Server

    def environment(self) -> dict[str, str]:
        """DA_DATABASE_URL, DA_AMQP_URL, DA_AMQP_MANAGEMENT_URL and DA_REDIS_URL."""
        return {name: url for server in self for name, url in server.environment.items()}

    def __iter__(self) -> Iterator[Server]:
        return iter((self.postgresql, self.rabbitmq, self.redis))

    def __getitem__(self, name: str) -> Server:
        """The server called postgresql, rabbitmq or redis; KeyError otherwise."""
        return {server.name: server for server in self}[name]

    def fresh_database(self, *, template: str | None = None) -> AbstractAsyncContextManager[str]:
        """`async with` the URL of a new database, a copy of database `template` if named."""
        return fresh.fresh_database(self.postgresql, template=template)

    def fresh_vhost(self) -> AbstractAsyncContextManager[str]:
        """`async with` the AMQP URL of a new vhost."""
        return fresh.fresh_vhost(self.rabbitmq)

    def fresh_redis_prefix(self) -> AbstractAsyncContextManager[str]:
        """`async with` a key prefix of one's own."""
        return fresh.fresh_redis_prefix(self.redis)


def _silent(line: str) -> None:
    del line


@asynccontextmanager
async def backing(
    root: Path | None = None,
    progress: Callable[[str], None] = _silent,
    environ: Mapping[str, str] = os.environ,
) -> AsyncIterator[Backing]:
    """The backing services, checked or started, and gone again after the block.

    Args:
        root: folder to make the private servers' folder in; the system's temporary one if None.
        progress: is called with a line for each server that is ready.
        environ: where the DA_* URLs of existing servers are looked up.

    Raises:
        ProgramsMissing: one isn't installed and may not be; it carries the command.
        ServerDidNotAnswer, ServerDidNotStart: which server, and why.
    """
    given = named_in(environ)
    wanted = [name for name in _SERVICES if name not in given]
    binaries = await asyncio.to_thread(ensure_programs, wanted, progress)
    with Warden() as warden, private_folder(root, warden) as folder:
        servers = {name: Server(service) for name, service in given.items()}
        try:
            for name in wanted:
                servers[name] = _private(name, binaries[name], folder, warden)
            await _bring_up(list(servers.values()), progress)
            yield Backing(**servers)
        finally:  # without an await: nothing, a second Ctrl-C included, can come between
            private = [server for server in servers.values() if server.private]
            tree.discard([victim for server in private for victim in server.to_discard()])
            for server in private:
                server.discarded()


def named_in(environ: Mapping[str, str]) -> dict[str, Service]:
    """The servers that the environment names by URL; the others are to be run privately."""
    given = {}
    for name, (service, variables) in _SERVICES.items():
        urls = {variable: environ.get(variable, "") for variable in variables}
        if not urls[variables[0]]:
            continue
        if empty := [variable for variable, url in urls.items() if not url]:
            raise BackingError(f"{variables[0]} is set, so {', '.join(empty)} must be, too.")
        given[name] = service(urls)
    return given


def _private(name: str, binaries: Mapping[str, Path], folder: Path, warden: Warden) -> Server:
    place = Place(
        directory=folder / name, log=folder / "logs" / f"{name}.log", account=account_for(name)
    )
    match name:
        case postgresql.NAME:
            database = postgresql.PostgresqlProgram(place, binaries["postgres"].parent)
            return Server(database.service(), database, warden)
        case rabbitmq.NAME:
            found = rabbitmq.RabbitmqBinaries(
                server=binaries["rabbitmq-server"], epmd=binaries["epmd"]
            )
            broker = rabbitmq.RabbitmqProgram(place, found)
            return Server(broker.service(), broker, warden)
        case _:
            cache = redis.RedisProgram(place, binaries["redis-server"])
            return Server(cache.service(), cache, warden)


async def _bring_up(servers: list[Server], progress: Callable[[str], None]) -> None:
    """All at once; the first that fails stops the others, and its error is the one raised."""
    try:
        async with asyncio.TaskGroup() as group:
            for server in servers:
                group.create_task(_bring_up_one(server, progress))
    except ExceptionGroup as group_of_errors:
        raise first_known(group_of_errors, BackingError) from None


async def _bring_up_one(server: Server, progress: Callable[[str], None]) -> None:
    began = time.monotonic()
    if server.private:
        version = await server.start()
    else:
        version = await _check_given(server)
    title, _, address = str(server).partition(" at ")
    how = f"{time.monotonic() - began:.1f} s" if server.private else "already there"
    progress(f"{title} {version} on {address} ({how})")


async def _check_given(server: Server) -> str:
    try:
        return await server.wait_ready(_EXTERNAL_S)
    except ServerDidNotAnswer as error:
        variables = " and ".join(server.environment)
        raise ServerDidNotAnswer(f"{error.detail} Check {variables}, or unset it.") from None


@contextmanager
def private_folder(root: Path | None, warden: Warden) -> Iterator[Path]:
    """A new folder with `logs` in it, which the servers' own users can pass; deleted afterwards.

    Raises:
        DirectoryNotReachable: we are root and `root` is closed to other users.
    """
    parent = _parent(root)
    folder = Path(tempfile.mkdtemp(prefix="driver-assistant-", dir=parent))
    warden.delete(folder)
    try:
        folder.chmod(0o711)  # the servers' own users must get through to their folders
        (folder / "logs").mkdir(mode=0o700)
        yield folder
    finally:
        tree.delete(folder)


def _parent(root: Path | None) -> Path:
    candidates = [root] if root else [Path(tempfile.gettempdir()), Path("/var/tmp"), Path("/tmp")]  # noqa: S108  # only as parents of mkdtemp
    for candidate in candidates:
        if os.geteuid() != 0 or _open_to_all(candidate):
            return candidate
    raise DirectoryNotReachable(
        f"As root, the servers run as users of their own, and they can't pass {candidates[0]}: "
        "choose a folder that everybody may pass (TMPDIR=/var/tmp, for example)."
    )


def _open_to_all(folder: Path) -> bool:
    return all(part.stat().st_mode & 0o001 for part in (folder, *folder.resolve().parents))

"""A private PostgreSQL that is as durable as production's, and how to ask one whether it is well.

`servers.backing()` uses it. It listens on 127.0.0.1 only and asks for a password: other users of
the machine can connect to the port, too.
"""

from __future__ import annotations

import secrets
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from driver_assistant.sandbox.backing.child import Child, Command, own
from driver_assistant.sandbox.backing.errors import ServerDidNotAnswer, ServerDidNotStart
from driver_assistant.sandbox.backing.ports import LOOPBACK, Port, reserve_port
from driver_assistant.sandbox.backing.server import Place, Service
from driver_assistant.sandbox.backing.warden import Warden

NAME = "postgresql"
USER = DATABASE = "driver_assistant"
# Sorting as in production where the system has that locale; macOS has no C.UTF-8.
_LOCALE = "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8"
_SHARED_MEMORY_LINE = 6  # of postmaster.pid, counted from 0: LOCK_FILE_LINE_SHMEM_KEY
_SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "200",
    "fsync": "on",  # a killed server must come back with all that was committed
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "dynamic_shared_memory_type": "mmap",  # in the data directory, not left in /dev/shm
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %d ",
}


class PostgresqlProgram:
    """Runs `postgres` from `binaries`, the folder of one installed version."""

    def __init__(self, place: Place, binaries: Path) -> None:
        self.place = place
        self.ports: Mapping[str, Port] = {"main": reserve_port()}
        self._binaries = binaries
        self._data = place.directory / "data"
        self._password = secrets.token_urlsafe(18)

    def service(self) -> Service:
        port = self.ports["main"].number
        url = f"postgresql://{USER}:{self._password}@{LOOPBACK}:{port}/{DATABASE}"
        return service({"DA_DATABASE_URL": url})

    async def prepare(self, warden: Warden) -> None:
        """`initdb`, where there's no data yet; about a second."""
        if (self._data / "PG_VERSION").exists():
            return
        self.place.directory.mkdir(mode=0o700, exist_ok=True)
        own(self.place.directory, self.place.account)
        secret = self.place.directory / "password"
        secret.touch(mode=0o600)
        secret.write_text(self._password)
        own(secret, self.place.account)
        options = ("--no-sync", "--no-instructions", "--auth=scram-sha-256", f"--pwfile={secret}")
        where = (f"--pgdata={self._data}", f"--username={USER}")
        text = ("--encoding=UTF8", f"--locale={_LOCALE}")
        initdb = Child(self._command("initdb", *options, *where, *text), warden)
        code = await initdb.wait()
        secret.unlink()
        if code != 0:
            raise ServerDidNotStart(f"initdb ended with {code}; see {self.place.log}.")

    def commands(self) -> Sequence[Command]:
        settings = {**_SETTINGS, "port": str(self.ports["main"].number)}
        options = [word for pair in settings.items() for word in ("-c", "=".join(pair))]
        return [self._command("postgres", "-D", str(self._data), *options)]

    async def initialise(self) -> None:
        """Create the database that the URL names, in a new cluster."""
        url = self.service().urls["DA_DATABASE_URL"]
        connection = await asyncpg.connect(on_maintenance_database(url), timeout=30)
        try:
            known = await connection.fetchval(
                "SELECT 1 FROM pg_database WHERE datname = $1", DATABASE
            )
            if not known:
                await connection.execute(f'CREATE DATABASE "{DATABASE}"')
        finally:
            await connection.close()

    def clear_outside(self) -> None:
        """Remove the shared memory that a SIGKILL leaves until the next boot."""
        try:
            lines = (self._data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:  # it ended in order
            return
        if len(lines) > _SHARED_MEMORY_LINE:
            memory = lines[_SHARED_MEMORY_LINE].split()[-1]  # "key id"
            subprocess.run(["ipcrm", "-m", memory], capture_output=True, check=False)

    def _command(self, program: str, *arguments: str) -> Command:
        return Command(
            argv=(str(self._binaries / program), *arguments),
            environment={"PATH": str(self._binaries), "LC_ALL": _LOCALE},
            directory=self.place.directory,
            log=self.place.log,
            account=self.place.account,
            stop_signal=signal.SIGINT,  # "fast": ends sessions, writes a checkpoint
            last_signal=signal.SIGQUIT,  # "immediate": no checkpoint, but removes shared memory
        )


def service(urls: Mapping[str, str]) -> Service:
    """Any PostgreSQL, by its DA_DATABASE_URL."""
    return Service(name=NAME, title="PostgreSQL", urls=urls, check=_check)


def on_maintenance_database(url: str) -> str:
    """The same server's `postgres` database, from which others are created and dropped."""
    return urlunsplit(urlsplit(url)._replace(path="/postgres"))


async def _check(urls: Mapping[str, str]) -> str:
    try:
        connection = await asyncpg.connect(urls["DA_DATABASE_URL"], timeout=5)
    except asyncpg.InvalidCatalogNameError:  # ours, still without the database that we create
        return await _check({"DA_DATABASE_URL": on_maintenance_database(urls["DA_DATABASE_URL"])})
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise ServerDidNotAnswer(f"{type(error).__name__}: {error}") from error
    try:
        return str(await connection.fetchval("SHOW server_version", timeout=5)).split()[0]
    finally:
        await connection.close(timeout=5)

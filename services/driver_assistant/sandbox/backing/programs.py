"""Finds the installed PostgreSQL, RabbitMQ and Redis, wherever the system's packages put them.

`servers.backing()` asks; `install.py` decides what to do about a missing one. It starts nothing.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path

# For each program the folders to look in before PATH: distributions keep servers off it, and
# Debian's `rabbitmq-server` on PATH is a wrapper for its system service.
_ERLANG = (
    "/usr/lib/erlang/erts-*/bin",
    "/opt/homebrew/opt/erlang/bin",
    "/usr/local/opt/erlang/bin",
)
_POSTGRESQL = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)
_RABBITMQ = (
    "/usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin",
    "/opt/homebrew/opt/rabbitmq/sbin",
    "/usr/local/opt/rabbitmq/sbin",
)
_ALSO_ON_PATH = ("/usr/local/sbin", "/usr/sbin", "/opt/homebrew/bin", "/opt/homebrew/sbin")
# Per server: each of its programs by its names, the usual one first.
PROGRAMS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "postgresql": {"initdb": ("initdb",), "postgres": ("postgres",)},
    "rabbitmq": {"rabbitmq-server": ("rabbitmq-server",), "epmd": ("epmd",)},
    "redis": {"redis-server": ("redis-server", "valkey-server")},
}
_FOLDERS: Mapping[str, tuple[str, ...]] = {
    "initdb": _POSTGRESQL,
    "postgres": _POSTGRESQL,
    "rabbitmq-server": _RABBITMQ,
    "epmd": _ERLANG,
}
Which = Callable[[str, str], str | None]


def find_programs(
    servers: Collection[str], *, base: Path = Path("/"), which: Which | None = None
) -> dict[str, dict[str, Path] | None]:
    """The programs of each server by name, or None where one of them isn't installed.

    `base` and `which` stand in for the machine in tests.
    """
    look_up = which or _which
    return {server: _find_all(PROGRAMS[server], base, look_up) for server in servers}


def _find_all(
    programs: Mapping[str, tuple[str, ...]], base: Path, which: Which
) -> dict[str, Path] | None:
    found = {}
    for program, names in programs.items():
        path = _find(program, names, base, which)
        if path is None:
            return None
        found[program] = path
    return found


def _find(program: str, names: Iterable[str], base: Path, which: Which) -> Path | None:
    for name in names:
        for pattern in _FOLDERS.get(program, ()):
            folders = sorted(base.glob(pattern.lstrip("/")), key=_version, reverse=True)
            for folder in folders:
                if (path := folder / name).exists():
                    return path
        path_of_search = os.pathsep.join((os.environ.get("PATH", os.defpath), *_ALSO_ON_PATH))
        if on_path := which(name, path_of_search):
            return Path(on_path)
    return None


def _version(folder: Path) -> tuple[int, ...]:
    """So that PostgreSQL 17 wins over 15, and 9 over neither."""
    return tuple(int(number) for number in re.findall(r"\d+", str(folder)))


def _which(name: str, search: str) -> str | None:
    return shutil.which(name, path=search)

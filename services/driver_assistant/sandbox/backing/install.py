"""Installs missing backing services with apt where it may, else says the exact command.

`servers.backing()` and `make test` call `ensure_programs`. System services are never started: the
packages' own instances would take the usual ports and keep running after us.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from driver_assistant.sandbox.backing.errors import ProgramsMissing
from driver_assistant.sandbox.backing.programs import PROGRAMS, find_programs

Progress = Callable[[str], None]
TITLES = {"postgresql": "PostgreSQL", "rabbitmq": "RabbitMQ", "redis": "Redis"}
_PACKAGES: Mapping[str, Mapping[str, str]] = {
    "apt-get": {
        "postgresql": "postgresql",
        "rabbitmq": "rabbitmq-server",
        "redis": "redis-server",
    },
    "dnf": {"postgresql": "postgresql-server", "rabbitmq": "rabbitmq-server", "redis": "valkey"},
    "brew": {"postgresql": "postgresql@17", "rabbitmq": "rabbitmq", "redis": "redis"},
}
_APT = "apt-get update && apt-get install -y --no-install-recommends"
_COMMANDS = {
    "apt-get": f"sudo sh -c '{_APT} {{}}'",
    "dnf": "sudo dnf install -y {}",
    "brew": "brew install {}",
}
# Package scripts start services through invoke-rc.d and deb-systemd-invoke; both ask policy-rc.d,
# and 101 means "not allowed". One that exists, as in every Docker image, is left alone. A package
# list that can't be refreshed is no reason to give up: the one on disk may do.
_APT_SCRIPT = """
set -eu
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  trap 'exit 130' INT TERM HUP
  printf '#!/bin/sh\\nexit 101\\n' >"$policy"
  chmod 755 "$policy"
fi
export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1
apt-get update -qq || echo "package lists could not be refreshed; using those on disk" >&2
apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 "$@"
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """What decides whether we may install something ourselves."""

    installer: str | None  # apt-get, dnf or brew, the first that's there
    root: bool
    sudo: bool  # sudo is there and, without a terminal to ask at, needs no password
    terminal: bool  # somebody can be asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`argv` installs the packages; None means that only the reader can, with `command`."""

    packages: tuple[str, ...]
    command: str
    argv: tuple[str, ...] | None


def ensure_programs(servers: Collection[str], progress: Progress) -> dict[str, dict[str, Path]]:
    """The programs of these servers, installed first where we may.

    Returns:
        For each server the path of each of its programs, as in `programs.PROGRAMS`.

    Raises:
        ProgramsMissing: a server isn't installed and we may not; it carries the command to type.
    """
    missing = _missing(servers)
    if missing:
        _install(missing, plan_installation(missing, look_at_machine()), progress)
    return {name: found for name, found in find_programs(servers).items() if found is not None}


def plan_installation(missing: Sequence[str], machine: Machine) -> Plan:
    """Which packages, by which command, and whether we run it ourselves."""
    if machine.installer is None:
        titles = ", ".join(TITLES[name] for name in missing)
        return Plan(packages=(), command=f"install {titles}", argv=None)
    packages = tuple(_PACKAGES[machine.installer][name] for name in missing)
    command = _COMMANDS[machine.installer].format(" ".join(packages))
    if machine.root:
        command = command.replace("sudo sh -c '", "").replace("sudo ", "").rstrip("'")
    allowed = machine.installer == "apt-get" and (machine.root or machine.sudo)
    return Plan(
        packages=packages, command=command, argv=_argv(packages, machine) if allowed else None
    )


def look_at_machine() -> Machine:
    """This machine, as `plan_installation` needs to know it."""
    terminal = sys.stdin is not None and sys.stdin.isatty()
    root = os.geteuid() == 0
    return Machine(
        installer=next((name for name in _PACKAGES if shutil.which(name)), None),
        root=root,
        sudo=not root and _sudo_works(terminal),
        terminal=terminal,
    )


def explain(missing: Sequence[str], plan: Plan) -> ProgramsMissing:
    """The error that names what is missing, the command, and the way without installing."""
    titles = ", ".join(TITLES[name] for name in missing)
    variables = {
        "postgresql": "DA_DATABASE_URL",
        "rabbitmq": "DA_AMQP_URL with DA_AMQP_MANAGEMENT_URL",
        "redis": "DA_REDIS_URL",
    }
    ours = ", ".join(variables[name] for name in missing)
    return ProgramsMissing(
        f"{titles} not found.\n\n    {plan.command}\n\nor name servers that run elsewhere: {ours}.",
        command=plan.command,
    )


def _install(missing: Sequence[str], plan: Plan, progress: Progress) -> None:
    if plan.argv is None or not _agreed(plan, look_at_machine()):
        raise explain(missing, plan)
    progress(f"installing {', '.join(plan.packages)} with apt (their services are not started)")
    finished = subprocess.run(plan.argv, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False)
    still_missing = _missing(missing)
    if finished.returncode != 0 or still_missing:
        raise explain(still_missing or missing, plan)
    if Path("/run/systemd/system").is_dir():
        units = " ".join(
            {"postgresql": "postgresql"}.get(name, f"{name}-server") for name in missing
        )
        progress(f"to keep their own services off at boot: sudo systemctl disable {units}")


def _argv(packages: Sequence[str], machine: Machine) -> tuple[str, ...]:
    prefix = () if machine.root else ("sudo",) if machine.terminal else ("sudo", "-n")
    return (*prefix, "sh", "-c", _APT_SCRIPT, "install", *packages)


def _agreed(plan: Plan, machine: Machine) -> bool:
    if not machine.terminal:
        return True
    answer = input(f"Install {', '.join(plan.packages)} with apt? [Y/n] ")
    return answer.strip().lower() in {"", "y", "yes"}


def _sudo_works(terminal: bool) -> bool:
    if shutil.which("sudo") is None:
        return False
    if terminal:
        return True
    return subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0


def _missing(servers: Collection[str]) -> list[str]:
    found = find_programs(servers)
    return [name for name in PROGRAMS if name in found and found[name] is None]

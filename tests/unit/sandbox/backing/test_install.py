"""What is done about a server that isn't installed."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from driver_assistant.sandbox.backing import install
from driver_assistant.sandbox.backing.errors import ProgramsMissing
from driver_assistant.sandbox.backing.install import (
    Machine,
    ensure_programs,
    explain,
    plan_installation,
)

ALL = ("postgresql", "rabbitmq", "redis")
DEBIAN_ROOT = Machine(installer="apt-get", root=True, sudo=False, terminal=False)


def test_root_on_debian_installs_what_is_missing_and_nothing_else() -> None:
    plan = plan_installation(["redis"], DEBIAN_ROOT)

    assert plan.packages == ("redis-server",)
    assert plan.argv is not None
    assert plan.argv[0] == "sh"
    assert plan.argv[-1] == "redis-server"


@pytest.mark.parametrize(
    ("terminal", "prefix"), [(True, ("sudo", "sh")), (False, ("sudo", "-n", "sh"))]
)
def test_a_user_with_sudo_installs_and_is_asked_for_a_password_only_at_a_terminal(
    terminal: bool, prefix: tuple[str, ...]
) -> None:
    machine = Machine(installer="apt-get", root=False, sudo=True, terminal=terminal)

    plan = plan_installation(ALL, machine)

    assert plan.argv is not None
    assert plan.argv[: len(prefix)] == prefix


@pytest.mark.parametrize(
    ("machine", "command"),
    [
        (
            Machine(installer="apt-get", root=False, sudo=False, terminal=False),
            (
                "sudo sh -c 'apt-get update && apt-get install -y --no-install-recommends "
                "postgresql rabbitmq-server redis-server'"
            ),
        ),
        (
            Machine(installer="dnf", root=True, sudo=False, terminal=True),
            "dnf install -y postgresql-server rabbitmq-server valkey",
        ),
        (
            Machine(installer="brew", root=False, sudo=True, terminal=True),
            "brew install postgresql@17 rabbitmq redis",
        ),
        (
            Machine(installer=None, root=True, sudo=False, terminal=False),
            "install PostgreSQL, RabbitMQ, Redis",
        ),
    ],
)
def test_where_we_may_not_install_the_reader_gets_the_exact_command(
    machine: Machine, command: str
) -> None:
    plan = plan_installation(ALL, machine)
    error = explain(ALL, plan)

    assert (plan.argv, plan.command) == (None, command)
    assert command in str(error)
    assert "DA_DATABASE_URL, DA_AMQP_URL with DA_AMQP_MANAGEMENT_URL, DA_REDIS_URL" in str(error)


def test_installed_servers_are_returned_without_asking_apt(monkeypatch: pytest.MonkeyPatch) -> None:
    _pretend(monkeypatch, installed={"redis"}, runs=[])

    found = ensure_programs(["redis"], print)

    assert found == {"redis": {"redis-server": Path("redis")}}


def test_a_missing_server_is_installed_and_then_found(monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[Sequence[str]] = []
    lines: list[str] = []
    _pretend(monkeypatch, installed={"postgresql", "rabbitmq"}, runs=runs)

    found = ensure_programs(ALL, lines.append)

    assert [run[-1] for run in runs] == ["redis-server"]
    assert "redis" in found
    assert lines == ["installing redis-server with apt (their services are not started)"]


def test_a_failed_installation_ends_with_the_command_to_type(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _pretend(monkeypatch, installed=set(), runs=[], works=False)

    with pytest.raises(ProgramsMissing) as caught:
        ensure_programs(ALL, print)

    assert caught.value.command.startswith("apt-get update && apt-get install")


@pytest.mark.parametrize(("answer", "asked_to_run"), [("", 1), ("y", 1), ("n", 0)])
def test_somebody_at_a_terminal_decides(
    monkeypatch: pytest.MonkeyPatch, answer: str, asked_to_run: int
) -> None:
    runs: list[Sequence[str]] = []
    _pretend(monkeypatch, installed=set(), runs=runs, terminal=True)
    monkeypatch.setattr("builtins.input", lambda _: answer)

    if asked_to_run:
        ensure_programs(["redis"], print)
    else:
        with pytest.raises(ProgramsMissing):
            ensure_programs(["redis"], print)

    assert len(runs) == asked_to_run


def test_the_package_script_keeps_services_from_starting_and_removes_its_own_policy() -> None:
    script = install._APT_SCRIPT

    assert "exit 101" in script
    assert 'rm -f "$policy"' in script
    assert subprocess.run(["sh", "-n", "-c", script], check=False).returncode == 0


def _pretend(
    monkeypatch: pytest.MonkeyPatch,
    *,
    installed: set[str],
    runs: list[Sequence[str]],
    works: bool = True,
    terminal: bool = False,
) -> None:
    """A Debian machine, root, on which an installation brings what was asked for."""
    servers = {"postgresql": "postgresql", "rabbitmq-server": "rabbitmq", "redis-server": "redis"}

    def find(wanted: Sequence[str]) -> dict[str, dict[str, Path] | None]:
        return {
            name: {f"{name}-server": Path(name)} if name in installed else None for name in wanted
        }

    def run(argv: Sequence[str], **_: Any) -> subprocess.CompletedProcess[bytes]:
        runs.append(argv)
        if works:
            installed.update(servers[word] for word in argv if word in servers)
        return subprocess.CompletedProcess(argv, 0 if works else 100)

    machine = Machine(installer="apt-get", root=True, sudo=False, terminal=terminal)
    monkeypatch.setattr(install, "find_programs", find)
    monkeypatch.setattr(install, "look_at_machine", lambda: machine)
    monkeypatch.setattr("driver_assistant.sandbox.backing.install.subprocess.run", run)

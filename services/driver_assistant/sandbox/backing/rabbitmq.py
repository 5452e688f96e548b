"""A private RabbitMQ with its management plugin, and how to ask one whether it is well.

`servers.backing()` uses it. Nothing of it meets another RabbitMQ of the machine: node name, cookie,
data, plugins, ports and the port mapper (epmd) are its own, and all of them listen on 127.0.0.1.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import aio_pika
import httpx2
from aio_pika.exceptions import AMQPError

from driver_assistant.sandbox.backing.child import Command, own
from driver_assistant.sandbox.backing.errors import ServerDidNotAnswer
from driver_assistant.sandbox.backing.ports import LOOPBACK, Port, reserve_port
from driver_assistant.sandbox.backing.server import Place, Service
from driver_assistant.sandbox.backing.warden import Warden

NAME = "rabbitmq"
USER = VHOST = "driver-assistant"


@dataclass(frozen=True, slots=True, kw_only=True)
class RabbitmqBinaries:
    """RabbitMQ's own start script (not the distribution's wrapper) and Erlang's port mapper."""

    server: Path
    epmd: Path


class RabbitmqProgram:
    """Runs a node of its own, in the foreground, with a port mapper of its own."""

    def __init__(self, place: Place, binaries: RabbitmqBinaries) -> None:
        self.place = place
        names = ("main", "management", "distribution", "epmd")
        self.ports: Mapping[str, Port] = {name: reserve_port() for name in names}
        self._binaries = binaries
        self._password = secrets.token_urlsafe(18)
        self._home = place.directory / "home"

    def service(self) -> Service:
        login = f"{USER}:{self._password}@{LOOPBACK}"
        return service(
            {
                "DA_AMQP_URL": f"amqp://{login}:{self._port('main')}/{VHOST}",
                "DA_AMQP_MANAGEMENT_URL": f"http://{login}:{self._port('management')}",
            }
        )

    async def prepare(self, warden: Warden) -> None:
        """Write its cookie and configuration files; its data it makes itself."""
        del warden  # nothing is run
        for folder in (self.place.directory, self._home, self.place.directory / "data"):
            folder.mkdir(mode=0o700, exist_ok=True)
            own(folder, self.place.account)
        cookie = self._home / ".erlang.cookie"
        if not cookie.exists():
            self._write(cookie, secrets.token_hex(20), mode=0o400)
        self._write(self._file("enabled_plugins"), "[rabbitmq_management].\n")
        self._write(self._file("environment.conf"), "")  # in place of /etc/rabbitmq's
        self._write(self._file("rabbitmq.conf"), self._configuration())

    def commands(self) -> Sequence[Command]:
        return [
            self._command(str(self._binaries.epmd), "-port", str(self._port("epmd"))),
            # ALLOW_INPUT makes the script become the node instead of waiting for it: SIGTERM
            # then reaches the node, which shuts down in order.
            self._command(str(self._binaries.server), "-noinput", RABBITMQ_ALLOW_INPUT="1"),
        ]

    async def initialise(self) -> None:
        """Nothing: a new node creates the user and the vhost of its configuration."""

    def clear_outside(self) -> None:
        """Nothing: all of it is in its folder."""

    def _configuration(self) -> str:
        return (
            f"listeners.tcp.1 = {LOOPBACK}:{self._port('main')}\n"
            f"management.tcp.ip = {LOOPBACK}\n"
            f"management.tcp.port = {self._port('management')}\n"
            f"default_user = {USER}\n"
            f"default_pass = {self._password}\n"
            f"default_vhost = {VHOST}\n"
            "log.console = true\n"
            "log.file = false\n"
            "disk_free_limit.absolute = 50MB\n"
        )

    def _command(self, *argv: str, **extra: str) -> Command:
        directory = self.place.directory
        environment = {
            "PATH": os.pathsep.join(_search_path(self._binaries)),
            "HOME": str(self._home),
            "LC_ALL": "C.UTF-8",
            "ERL_EPMD_PORT": str(self._port("epmd")),
            "ERL_EPMD_ADDRESS": LOOPBACK,
            "RABBITMQ_NODENAME": f"driver-assistant-{self._port('main')}@localhost",
            "RABBITMQ_DIST_PORT": str(self._port("distribution")),
            "RABBITMQ_CONF_ENV_FILE": str(self._file("environment.conf")),
            "RABBITMQ_CONFIG_FILE": str(self._file("rabbitmq.conf")),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self._file("enabled_plugins")),
            "RABBITMQ_MNESIA_BASE": str(directory / "data"),
            "RABBITMQ_LOG_BASE": str(directory),
            "RABBITMQ_PID_FILE": str(directory / "pid"),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": (
                f"-kernel inet_dist_use_interface {{{LOOPBACK.replace('.', ',')}}}"
                # Erlang's threads spin for a while before they sleep: good where they have the
                # machine for themselves, and RabbitMQ's manual turns it off where they don't.
                " +sbwt none +sbwtdcpu none +sbwtdio none"
            ),
            **extra,
        }
        return Command(
            argv=argv,
            environment=environment,
            directory=directory,
            log=self.place.log,
            account=self.place.account,
        )

    def _port(self, name: str) -> int:
        return self.ports[name].number

    def _file(self, name: str) -> Path:
        return self.place.directory / name

    def _write(self, path: Path, text: str, mode: int = 0o600) -> None:
        path.touch(mode=0o600)
        path.write_text(text)
        path.chmod(mode)
        own(path, self.place.account)


def service(urls: Mapping[str, str]) -> Service:
    """Any RabbitMQ, by its DA_AMQP_URL and DA_AMQP_MANAGEMENT_URL."""
    return Service(name=NAME, title="RabbitMQ", urls=urls, check=_check)


def with_vhost(url: str, vhost: str) -> str:
    """The same server's AMQP URL for another vhost."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{vhost}"))


async def _check(urls: Mapping[str, str]) -> str:
    """The management API first: it is the last to come up and cheap to ask."""
    try:
        async with httpx2.AsyncClient(timeout=5, trust_env=False) as client:
            answer = await client.get(f"{urls['DA_AMQP_MANAGEMENT_URL'].rstrip('/')}/api/overview")
        if answer.status_code != httpx2.codes.OK:
            raise ServerDidNotAnswer(f"its management API answered {answer.status_code}")
        async with await aio_pika.connect(urls["DA_AMQP_URL"], timeout=5):
            return str(answer.json()["rabbitmq_version"])
    except httpx2.HTTPError as error:
        raise ServerDidNotAnswer(f"management API: {type(error).__name__} {error}") from error
    except (OSError, AMQPError) as error:
        raise ServerDidNotAnswer(f"AMQP: {type(error).__name__} {error}") from error


def _search_path(binaries: RabbitmqBinaries) -> list[str]:
    """Erlang's `erl` is beside its port mapper; the start script calls sed, dirname and others."""
    found = [str(binaries.server.parent), str(binaries.epmd.parent)]
    return [*found, *os.environ.get("PATH", os.defpath).split(os.pathsep)]

"""A private Redis that keeps nothing on disk, and how to ask one whether it is well.

`servers.backing()` uses it. A restart empties it, which is what losing Redis means in production:
nothing that correctness needs is in it.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path

from redis.asyncio import Redis
from redis.exceptions import RedisError

from driver_assistant.sandbox.backing.child import Command, own
from driver_assistant.sandbox.backing.errors import ServerDidNotAnswer
from driver_assistant.sandbox.backing.ports import LOOPBACK, Port, reserve_port
from driver_assistant.sandbox.backing.server import Place, Service
from driver_assistant.sandbox.backing.warden import Warden

NAME = "redis"


class RedisProgram:
    """Runs `redis-server` (or `valkey-server`) at `binary`."""

    def __init__(self, place: Place, binary: Path) -> None:
        self.place = place
        self.ports: Mapping[str, Port] = {"main": reserve_port()}
        self._binary = binary
        self._configuration = place.directory / "redis.conf"
        self._password = secrets.token_urlsafe(18)

    def service(self) -> Service:
        port = self.ports["main"].number
        return service({"DA_REDIS_URL": f"redis://:{self._password}@{LOOPBACK}:{port}/0"})

    async def prepare(self, warden: Warden) -> None:
        """Write its configuration; the password is in a file, not on a command line."""
        del warden  # nothing is run
        self.place.directory.mkdir(mode=0o700, exist_ok=True)
        own(self.place.directory, self.place.account)
        self._configuration.touch(mode=0o600)
        self._configuration.write_text(
            f"bind {LOOPBACK}\n"
            f"port {self.ports['main'].number}\n"
            f"requirepass {self._password}\n"
            f"dir {self.place.directory}\n"
            'save ""\n'
            "appendonly no\n"
            "daemonize no\n"
        )
        own(self._configuration, self.place.account)

    def commands(self) -> Sequence[Command]:
        return [
            Command(
                argv=(str(self._binary), str(self._configuration)),
                environment={"LC_ALL": "C"},
                directory=self.place.directory,
                log=self.place.log,
                account=self.place.account,
            )
        ]

    async def initialise(self) -> None:
        """Nothing: database 0 is always there."""

    def clear_outside(self) -> None:
        """Nothing: all of it is in its folder."""


def service(urls: Mapping[str, str]) -> Service:
    """Any Redis, by its DA_REDIS_URL."""
    return Service(name=NAME, title="Redis", urls=urls, check=_check)


async def _check(urls: Mapping[str, str]) -> str:
    client = Redis.from_url(urls["DA_REDIS_URL"], socket_timeout=5, socket_connect_timeout=5)
    try:
        facts = await client.info("server")
    except (OSError, RedisError) as error:
        raise ServerDidNotAnswer(f"{type(error).__name__}: {error}") from error
    finally:
        await client.aclose()
    return str(facts["redis_version"])

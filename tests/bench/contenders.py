"""The programs that are measured: the product's webhook and the peers, on the same servers.

Each has a database of its own on the same PostgreSQL and a vhost of its own on the same RabbitMQ,
both at production durability. `reset` empties what one wrote, `counts` says how many rows and
doorbells it made, so that every measurement is checked.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final, Protocol

import aio_pika
import asyncpg
from stack import CLI
from tests.bench.bodies import DRIVERS, PHONE_NUMBER_ID, opaque, phone, reply_id

from driver_assistant.runtime.phones import ContactBook
from driver_assistant.runtime.settings import PhoneSettings
from driver_assistant.sandbox.backing.child import Child, Command
from driver_assistant.sandbox.backing.ports import LOOPBACK, reserve_port
from driver_assistant.sandbox.backing.servers import Backing
from driver_assistant.sandbox.backing.warden import Warden
from driver_assistant.sandbox.demo.commands import run_command
from driver_assistant.sandbox.demo.environment import COMPANY, PROCESSES, Secrets, demo_environment

HERE: Final = Path(__file__).parent
_PEER_QUEUE: Final = "inbound"
_START_S: Final = 60.0
# A 200 always waits for its confirm, as the peers' do; in production it goes on after 0.4 s.
_STRICT: Final = {"DA_AMQP_CONFIRM_TIMEOUT_S": "10"}


class Contender(Protocol):
    """Something that answers webhooks."""

    name: str
    command: Command
    port: int

    async def reset(self, replies: int) -> None:
        """Empty tables and queues; `replies` earlier replies wait for their statuses."""

    async def counts(self) -> tuple[int, int, int]:
        """Recorded messages, doorbells in the queue, recorded statuses."""


@dataclass(kw_only=True)
class Product:
    """`driver-assistant webhook`, everything it does included."""

    name: str
    command: Command
    port: int
    database_url: str
    amqp_url: str

    async def reset(self, replies: int) -> None:
        async with _connected(self.database_url) as database:
            await database.execute(
                "TRUNCATE messages, inbound_wamids, responses, delivery_statuses, unknown_contacts"
            )
            conversation = await database.fetchval("SELECT id FROM conversations LIMIT 1")
            rows = [
                (reply_id(n), 0, COMPANY, conversation or reply_id(n), n, "answer", b"{}")
                for n in range(replies)
            ]
            columns = [
                "message_id",
                "part",
                "company_id",
                "conversation_id",
                "seq",
                "purpose",
                "payload",
            ]
            await database.copy_records_to_table("responses", records=rows, columns=columns)
            await database.execute("UPDATE responses SET state = 'accepted'")
            await database.execute("VACUUM ANALYZE responses")
            await database.execute("CHECKPOINT")
        async with _channel(self.amqp_url) as channel:
            for queue in ("in.normal", "in.high", "out.normal"):
                await (await channel.get_queue(queue)).purge()

    async def counts(self) -> tuple[int, int, int]:
        async with _connected(self.database_url) as database:
            rows = await database.fetchval("SELECT count(*) FROM messages")
            statuses = await database.fetchval("SELECT count(*) FROM delivery_statuses")
        return rows, await _depth(self.amqp_url, ("in.normal", "in.high"), rows), statuses


@dataclass(kw_only=True)
class Peer:
    """The Node program of `peer/`."""

    name: str
    command: Command
    port: int
    database_url: str
    amqp_url: str

    async def reset(self, replies: int) -> None:
        async with _connected(self.database_url) as database:
            await database.execute("TRUNCATE inbox, reply, delivery")
            rows = [(opaque(n),) for n in range(replies)]
            await database.copy_records_to_table("reply", records=rows, columns=["id"])
            await database.execute("VACUUM ANALYZE reply")
            await database.execute("CHECKPOINT")
        async with _channel(self.amqp_url) as channel:
            queue = await channel.declare_queue(
                _PEER_QUEUE, durable=True, arguments={"x-queue-type": "quorum"}
            )
            await queue.purge()

    async def counts(self) -> tuple[int, int, int]:
        async with _connected(self.database_url) as database:
            rows = await database.fetchval("SELECT count(*) FROM inbox")
            statuses = await database.fetchval("SELECT count(*) FROM delivery")
        return rows, await _depth(self.amqp_url, (_PEER_QUEUE,), rows), statuses


@asynccontextmanager
async def contenders(
    servers: Backing, folder: Path, secrets: Secrets, extra: Mapping[str, str]
) -> AsyncIterator[dict[str, Contender]]:
    """The product and the peers, ready to be started one at a time."""
    async with AsyncExitStack() as stack:
        urls = [
            (
                await stack.enter_async_context(servers.fresh_database()),
                await stack.enter_async_context(servers.fresh_vhost()),
            )
            for _ in range(2)
        ]
        port = reserve_port()
        stack.callback(port.close)
        yield {
            "product": await _product(servers, folder, secrets, urls[0], port.number, extra),
            **await _peers(folder, secrets, urls[1], port.number),
        }


@asynccontextmanager
async def running(contender: Contender, warden: Warden) -> AsyncIterator[int]:
    """Its process id, once it listens."""
    child = Child(contender.command, warden)
    try:
        await listening(child, contender.port)
        yield child.pid
    finally:
        await child.stop(10)


async def _product(
    servers: Backing,
    folder: Path,
    secrets: Secrets,
    urls: tuple[str, str],
    port: int,
    extra: Mapping[str, str],
) -> Product:
    database_url, amqp_url = urls
    own = {"DA_DATABASE_URL": database_url, "DA_AMQP_URL": amqp_url}
    ports = dict.fromkeys(PROCESSES, port)
    environment = {
        name: {**os.environ, **variables, **own, "DA_LOG_FORMAT": "json", **extra}
        for name, variables in demo_environment(servers, ports, secrets).items()
    }
    await run_command((*CLI, "migrate"), environment["ops"])
    await run_command((*CLI, "topology", "apply"), environment["ops"])
    await _register_drivers(database_url, secrets)
    # The rows stay unanswered here, because nobody works on them: ringing for them once more
    # would spoil the count. The sweeper still looks every two seconds, as always.
    webhook = environment["webhook"] | {"DA_SWEEP_GRACE_S": "3600", **_STRICT}
    command = Command(
        argv=(*CLI, "webhook"), environment=webhook, directory=folder, log=folder / "product.log"
    )
    return Product(
        name="product", command=command, port=port, database_url=database_url, amqp_url=amqp_url
    )


async def _register_drivers(database_url: str, secrets: Secrets) -> None:
    book = ContactBook(
        PhoneSettings(
            phone_hash_key=secrets.phone_hash_key,
            phone_encryption_key=secrets.phone_encryption_key,
        )
    )
    rows = [
        (reply_id(n), COMPANY, f"D-{n}", f"Driver {n}", book.hash(phone(n)), book.encrypt(phone(n)))
        for n in range(DRIVERS)
    ]
    columns = ["id", "company_id", "external_id", "name", "contact_hash", "contact_cipher"]
    async with _connected(database_url) as database:
        await database.copy_records_to_table("drivers", records=rows, columns=columns)
        await database.execute("ANALYZE drivers")


async def _peers(
    folder: Path, secrets: Secrets, urls: tuple[str, str], port: int
) -> dict[str, Contender]:
    database_url, amqp_url = urls
    async with _connected(database_url) as database:
        await database.execute((HERE / "peer" / "schema.sql").read_text())
        rows = [(phone(n),) for n in range(DRIVERS)]
        await database.copy_records_to_table("driver", records=rows, columns=["wa_id"])
        await database.execute("ANALYZE driver")
    directory = await asyncio.to_thread(installed_peer)
    environment = {
        **os.environ,
        "NODE_ENV": "production",
        "PORT": str(port),
        "DATABASE_URL": database_url,
        "AMQP_URL": amqp_url,
        "APP_SECRET": secrets.app_secret,
        "QUEUE": _PEER_QUEUE,
    }

    def peer(name: str, argv: Sequence[str]) -> Peer:
        return Peer(
            name=name,
            command=Command(
                argv=tuple(argv),
                environment=environment,
                directory=directory,
                log=folder / f"{name}.log",
            ),
            port=port,
            database_url=database_url,
            amqp_url=amqp_url,
        )

    return {
        "fastify": peer("fastify", ["node", "server.js"]),
        "fastify-batch": peer("fastify-batch", ["node", "server.js", "--batch"]),
    }


def installed_peer() -> Path:
    """A copy of `peer/` with its packages, outside the repository, made once per lock file.

    Raises:
        SystemExit: node, npm or wrk is missing, and how to get it.
    """
    missing = [name for name in ("node", "npm", "wrk") if shutil.which(name) is None]
    if missing:
        raise SystemExit(f"Missing: {', '.join(missing)}. Debian: apt-get install nodejs npm wrk")
    source = HERE / "peer"
    digest = sha256(b"".join(p.read_bytes() for p in sorted(source.iterdir()))).hexdigest()[:16]
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    target = cache / "driver-assistant" / f"bench-peer-{digest}"
    if not (target / "node_modules").exists():
        shutil.copytree(source, target, dirs_exist_ok=True)
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=target, check=True)
    return target


async def listening(child: Child, port: int) -> None:
    """Return a second after it listens; RuntimeError with the end of its log if it never does."""
    end = asyncio.get_running_loop().time() + _START_S
    while asyncio.get_running_loop().time() < end and child.running:
        try:
            _, writer = await asyncio.open_connection(LOOPBACK, port)
        except OSError:
            await asyncio.sleep(0.1)
            continue
        writer.close()
        await asyncio.sleep(1)  # connections to the servers, first compilation
        return
    log = child.command.log.read_text(errors="replace")
    raise RuntimeError(f"{child.command.argv} does not listen:\n{log[-2000:]}")


@asynccontextmanager
async def _connected(url: str) -> AsyncIterator[asyncpg.Connection]:
    database = await asyncpg.connect(url, timeout=30)
    try:
        yield database
    finally:
        await database.close()


@asynccontextmanager
async def _channel(url: str) -> AsyncIterator[aio_pika.abc.AbstractChannel]:
    async with await aio_pika.connect(url, timeout=30) as connection:
        yield await connection.channel()


async def _depth(url: str, queues: Sequence[str], expected: int) -> int:
    """A quorum queue's counter follows within a moment: look until it fits, 5 s at most."""
    depth = -1
    async with _channel(url) as channel:
        for _ in range(20):
            declared = [await channel.declare_queue(name, passive=True) for name in queues]
            depth = sum(queue.declaration_result.message_count or 0 for queue in declared)
            if depth == expected:
                break
            await asyncio.sleep(0.25)
    return depth


__all__ = ["PHONE_NUMBER_ID", "Contender", "Peer", "Product", "contenders", "running"]

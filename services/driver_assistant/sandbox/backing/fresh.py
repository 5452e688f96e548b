"""A database, a vhost or a key prefix of one's own for as long as a block runs.

Tests take one each, so that they can run against one server without meeting. Dropping is skipped
where the test has left a private server down: its data is deleted with it.
"""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg
import httpx2
from redis.asyncio import Redis

from driver_assistant.sandbox.backing.errors import ServerDidNotAnswer
from driver_assistant.sandbox.backing.postgresql import on_maintenance_database
from driver_assistant.sandbox.backing.rabbitmq import with_vhost
from driver_assistant.sandbox.backing.server import Server


@asynccontextmanager
async def fresh_database(server: Server, *, template: str | None = None) -> AsyncIterator[str]:
    """The URL of a new database, dropped afterwards with whoever is still connected.

    `template` is the name of a database to copy (nobody may be connected to it): migrate once, copy
    for each test.
    """
    name = f"test_{secrets.token_hex(6)}"
    await _ask_postgresql(server, f'CREATE DATABASE "{name}" TEMPLATE "{template or "template0"}"')
    try:
        yield urlunsplit(urlsplit(server.url)._replace(path=f"/{name}"))
    finally:
        if server.running:
            await _ask_postgresql(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@asynccontextmanager
async def fresh_vhost(server: Server) -> AsyncIterator[str]:
    """The AMQP URL of a new vhost in which the URL's user may do everything."""
    name = f"test-{secrets.token_hex(6)}"
    user = quote(urlsplit(server.url).username or "guest", safe="")
    await _ask_rabbitmq(server, "PUT", f"/api/vhosts/{name}")
    everything = {"configure": ".*", "write": ".*", "read": ".*"}
    await _ask_rabbitmq(server, "PUT", f"/api/permissions/{name}/{user}", everything)
    try:
        yield with_vhost(server.url, name)
    finally:
        if server.running:
            await _ask_rabbitmq(server, "DELETE", f"/api/vhosts/{name}")


@asynccontextmanager
async def fresh_redis_prefix(server: Server) -> AsyncIterator[str]:
    """A prefix for keys; what was written under it is deleted afterwards."""
    prefix = f"test-{secrets.token_hex(6)}:"
    yield prefix
    if server.running:
        async with Redis.from_url(server.url, socket_timeout=10) as client:
            keys = [key async for key in client.scan_iter(f"{prefix}*", count=1000)]
            if keys:
                await client.unlink(*keys)


async def _ask_postgresql(server: Server, statement: str) -> None:
    connection = await asyncpg.connect(on_maintenance_database(server.url), timeout=30)
    try:
        await connection.execute(statement, timeout=60)
    finally:
        await connection.close(timeout=10)


async def _ask_rabbitmq(
    server: Server, method: str, path: str, body: dict[str, str] | None = None
) -> None:
    base = server.environment["DA_AMQP_MANAGEMENT_URL"].rstrip("/")
    async with httpx2.AsyncClient(timeout=30, trust_env=False) as client:
        answer = await client.request(method, base + path, json=body or {})
    if answer.is_error and answer.status_code != httpx2.codes.NOT_FOUND:
        raise ServerDidNotAnswer(f"{server}: {method} {path} was answered {answer.status_code}.")

"""Real PostgreSQL, RabbitMQ and Redis for the tests that ask for them.

They are started once, when the first test asks; a run of unit tests starts nothing. Named by
DA_DATABASE_URL, DA_AMQP_URL with DA_AMQP_MANAGEMENT_URL, and DA_REDIS_URL they are used as they
are, otherwise they run privately and vanish with the suite. Each test works in a database, a vhost
and under a key prefix of its own. What a fault test stops, kills or pauses is brought back before
the next test that asks for it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from hypothesis import settings

if TYPE_CHECKING:  # importing the drivers takes a second that unit tests need not spend
    from driver_assistant.sandbox.backing.server import Server
    from driver_assistant.sandbox.backing.servers import Backing

# A law holds on a busy machine, too: examples have no time limit of their own, tests have one.
settings.register_profile("no-deadline", deadline=None)
settings.load_profile("no-deadline")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def servers() -> AsyncIterator[Backing]:
    """The three servers, up; fails with the command to type where one can't be had."""
    from driver_assistant.sandbox.backing.errors import BackingError
    from driver_assistant.sandbox.backing.servers import backing

    try:
        async with backing() as started:
            yield started
    except BackingError as error:
        pytest.fail(str(error), pytrace=False)


@pytest_asyncio.fixture
async def database_url(servers: Backing) -> AsyncIterator[str]:
    """An empty database for one test."""
    await _well(servers.postgresql)
    async with servers.fresh_database() as url:
        yield url


@pytest_asyncio.fixture
async def amqp_url(servers: Backing) -> AsyncIterator[str]:
    """An empty vhost for one test."""
    await _well(servers.rabbitmq)
    async with servers.fresh_vhost() as url:
        yield url


@pytest.fixture
def amqp_management_url(servers: Backing) -> str:
    """RabbitMQ's management API, the same for every vhost."""
    return servers.rabbitmq.environment["DA_AMQP_MANAGEMENT_URL"]


@pytest.fixture
def redis_url(servers: Backing) -> str:
    """Redis, shared; write under `redis_prefix` only."""
    return servers.redis.url


@pytest_asyncio.fixture
async def redis_prefix(servers: Backing) -> AsyncIterator[str]:
    """A key prefix for one test."""
    await _well(servers.redis)
    async with servers.fresh_redis_prefix() as prefix:
        yield prefix


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def module_database_url(servers: Backing) -> AsyncIterator[str]:
    """An empty database for the tests of one file, for example to migrate once."""
    await _well(servers.postgresql)
    async with servers.fresh_database() as url:
        yield url


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def module_amqp_url(servers: Backing) -> AsyncIterator[str]:
    """An empty vhost for the tests of one file."""
    await _well(servers.rabbitmq)
    async with servers.fresh_vhost() as url:
        yield url


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def module_redis_prefix(servers: Backing) -> AsyncIterator[str]:
    """A key prefix for the tests of one file."""
    await _well(servers.redis)
    async with servers.fresh_redis_prefix() as prefix:
        yield prefix


async def _well(server: Server) -> None:
    """A fault test that failed half-way must not fail all the others."""
    if server.private:
        await server.start()

"""A connection that stays out of the pool: used again, never shared, replaced when it breaks."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest

from driver_assistant.runtime.settings import DatabaseSettings
from driver_assistant.store.database import Database, StoreUnavailable


async def _pid(database: Database) -> int:
    async with database.connection() as connection:
        pid: int = await connection.fetchval("SELECT pg_backend_pid()")
        return pid


@pytest.fixture
def settings(database_url: str) -> DatabaseSettings:
    return DatabaseSettings(database_url=database_url, database_role="none", database_timeout_s=3)


async def test_a_kept_connection_is_used_again(settings: DatabaseSettings) -> None:
    database = Database(settings, process="webhook")
    assert await _pid(database) == await _pid(database)
    await database.close()


async def test_two_users_at_once_have_two_connections(settings: DatabaseSettings) -> None:
    database = Database(settings, process="webhook")

    async def slow() -> int:
        async with database.connection() as connection:
            pid: int = await connection.fetchval("SELECT pg_backend_pid() FROM pg_sleep(0.2)")
            return pid

    async with asyncio.TaskGroup() as group:
        users = [group.create_task(slow()) for _ in range(2)]
    pids = {user.result() for user in users}
    assert len(pids) == 2
    assert {await slow(), await slow()} <= pids
    await database.close()


async def test_half_of_the_pool_is_left_to_others_however_many_ask_at_once(
    settings: DatabaseSettings,
) -> None:
    small = settings.model_copy(update={"database_pool_size": 2, "database_timeout_s": 10})
    database = Database(small, process="webhook")
    async with asyncio.TaskGroup() as group:
        for _ in range(6):
            group.create_task(_pid(database))
    pool = database._pool  # what it says of itself
    assert pool is not None
    assert pool.get_idle_size() == pool.get_size() - 1
    await database.close()


async def test_whoever_waits_for_a_connection_gets_the_next_one_that_is_free(
    settings: DatabaseSettings,
) -> None:
    single = settings.model_copy(update={"database_pool_size": 2, "database_timeout_s": 2})
    database = Database(single, process="webhook")

    async def busy() -> None:
        for _ in range(20):
            async with database.connection() as connection:
                await connection.execute("SELECT pg_sleep(0.02)")

    async with asyncio.TaskGroup() as group:
        for _ in range(8):
            group.create_task(busy())
    await database.close()


async def test_a_connection_that_was_ended_is_replaced_and_its_place_in_the_pool_is_free_again(
    settings: DatabaseSettings, database_url: str
) -> None:
    database = Database(settings.model_copy(update={"database_pool_size": 2}), process="webhook")
    administrator = await asyncpg.connect(database_url)
    for _ in range(4):
        pid = await _pid(database)
        await administrator.execute("SELECT pg_terminate_backend($1)", pid)
        await asyncio.sleep(0.2)  # the end of the connection arrives while nobody uses it
        assert await _pid(database) != pid
    await administrator.close()
    await database.close()


async def test_a_statement_that_fails_costs_the_next_user_nothing(
    settings: DatabaseSettings,
) -> None:
    database = Database(settings.model_copy(update={"database_pool_size": 2}), process="webhook")
    for _ in range(3):
        with pytest.raises(asyncpg.DataError):
            async with database.connection() as connection:
                await connection.execute("SELECT 1 / 0")
        assert await _pid(database)
    await database.close()


async def test_a_server_that_is_away_is_one_error(settings: DatabaseSettings) -> None:
    database = Database(settings, process="webhook")
    with pytest.raises(StoreUnavailable):
        async with database.connection() as connection:
            await connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    assert await _pid(database)
    await database.close()

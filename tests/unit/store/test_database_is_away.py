"""What the driver raises when the server is at fault is one error for all callers."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import asyncpg
import pytest
from pydantic import SecretStr

from driver_assistant.runtime.settings import DatabaseSettings
from driver_assistant.store.database import Database, StoreUnavailable


async def _acquire(**_: object) -> None:
    return None


async def _release(_connection: object) -> None:
    return None


@pytest.fixture
def database() -> Database:
    settings = DatabaseSettings(database_url=SecretStr("postgresql://nobody@127.0.0.1/none"))
    database = Database(settings, process="worker")
    database._pool = cast(asyncpg.Pool, SimpleNamespace(acquire=_acquire, release=_release))
    return database


@pytest.mark.parametrize(
    "error",
    [
        asyncpg.InternalClientError("cannot switch to state 12; another operation (2)"),
        asyncpg.InterfaceError("connection is closed"),
        asyncpg.AdminShutdownError(),
        ConnectionResetError(),
        TimeoutError(),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_a_server_that_goes_away_is_unavailable_whatever_the_driver_calls_it(
    database: Database, error: Exception
) -> None:
    with pytest.raises(StoreUnavailable, match=type(error).__name__):
        async with database.connection():
            raise error


async def test_a_wrong_statement_is_no_absence(database: Database) -> None:
    with pytest.raises(asyncpg.UndefinedTableError):
        async with database.connection():
            raise asyncpg.UndefinedTableError

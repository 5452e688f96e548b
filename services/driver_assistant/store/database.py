"""The connection pool and the one error for "PostgreSQL can't be reached".

Every process acts as its own least-privileged role, even when it logs in as somebody mightier.
Waiting for a connection is bounded (asyncpg's own default is forever).
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeAlias

import asyncpg

from driver_assistant.contracts.errors import Permanent, Transient
from driver_assistant.runtime.settings import DatabaseSettings

Connection: TypeAlias = asyncpg.Connection | asyncpg.pool.PoolConnectionProxy

# The server or the network is at fault, not the statement. `InterfaceError` is asyncpg's own for
# "connection is closed" and the like; 57P0x are shutdowns, 53xxx lack of resources. A statement
# that meets the server's farewell, read but not yet closed upon, is its `InternalClientError`.
_AWAY = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.InsufficientResourcesError,
    asyncpg.QueryCanceledError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
)


# Our statements are prepared once per connection and find their rows by key, so one plan fits all
# arguments. Left to itself PostgreSQL plans anew wherever it could prune a partition earlier, which
# costs more than most statements do. A plan made while a table is small (a new installation, a new
# month) must not read it as a whole: it is kept while the table grows.
SESSION = {"plan_cache_mode": "force_generic_plan", "jit": "off", "enable_seqscan": "off"}
# A process that is stopped in the middle of a transaction keeps its locks: a paused sweeper would
# keep everybody else from sweeping. The server ends such a transaction after this many times the
# deadline of a statement.
_SILENT_DEADLINES = 2


class StoreUnavailable(Transient):
    """PostgreSQL can't be reached or did not answer in time."""

    code = "store_unavailable"


class WrongInstallation(Permanent):
    """This database belongs to another DriverAssistant."""

    code = "wrong_installation"


class Database:
    """A pool that survives PostgreSQL's absence: it connects when first used."""

    def __init__(self, settings: DatabaseSettings, *, process: str, instance: str = "") -> None:
        role = settings.database_role or f"driver_assistant_{process}"
        server = {"application_name": f"driver-assistant-{process} {instance}".strip()}
        if role != "none":  # PgBouncer takes none of these
            silent_ms = round(settings.database_timeout_s * _SILENT_DEADLINES * 1000)
            server |= {"role": role, **SESSION}
            server["idle_in_transaction_session_timeout"] = str(silent_ms)
        self._settings = settings
        self._server = server
        self._pool: asyncpg.Pool | None = None
        self._opening = asyncio.Lock()
        self._kept: list[asyncpg.pool.PoolConnectionProxy] = []
        self._most_kept = settings.database_pool_size // 2
        self._waiting = 0  # users that ask the pool

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """A connection for one or more statements.

        Between two uses it stays out of asyncpg's pool: taking one from there and handing it back
        costs a task and two timers, which is more than most statements do. It goes back when
        somebody waits for one, when half of the pool is kept already, and when a statement failed:
        the pool knows what is broken.

        Raises:
            StoreUnavailable: no connection or no answer within the deadline.
        """
        try:
            connection = await self._take()
            try:
                yield connection
            except BaseException:
                await self._hand_back(connection)
                raise
            if self._waiting or len(self._kept) >= self._most_kept:
                await self._hand_back(connection)
            else:
                self._kept.append(connection)
        except _AWAY as error:
            raise StoreUnavailable(type(error).__name__) from error

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """A connection inside one transaction; errors as in `connection`."""
        async with self.connection() as connection, connection.transaction():
            yield connection

    @asynccontextmanager
    async def session(self) -> AsyncIterator[Connection]:
        """A connection outside the pool, for what lasts as long as a process; errors as above."""
        connection: asyncpg.Connection | None = None
        try:
            connection = await asyncpg.connect(
                self._settings.database_url.get_secret_value(),
                timeout=self._settings.database_timeout_s,
                command_timeout=self._settings.database_timeout_s,
                server_settings=self._server,
            )
            yield connection
        except _AWAY as error:
            raise StoreUnavailable(type(error).__name__) from error
        finally:
            if connection is not None:
                connection.terminate()

    async def ping(self) -> None:
        """Raise unless PostgreSQL answers and holds the schema."""
        async with self.connection() as connection:
            await connection.fetchval("SELECT 1 FROM installation")

    async def close(self) -> None:
        """Close all connections; waits for those in use up to the deadline."""
        self._most_kept = 0  # those in use go back to the pool, which waits for them
        while self._kept:
            await self._hand_back(self._kept.pop())
        if self._pool is not None:
            try:
                async with asyncio.timeout(self._settings.database_timeout_s):
                    await self._pool.close()
            except TimeoutError:
                self._pool.terminate()
            self._pool = None

    async def _take(self) -> asyncpg.pool.PoolConnectionProxy:
        while self._kept:
            connection = self._kept.pop()
            if not _is_broken(connection):
                return connection
            await self._hand_back(connection)
        pool = self._pool or await self._open()
        self._waiting += 1
        try:
            return await pool.acquire(timeout=self._settings.database_timeout_s)
        finally:
            self._waiting -= 1

    async def _hand_back(self, connection: asyncpg.pool.PoolConnectionProxy) -> None:
        if self._pool is not None:
            with contextlib.suppress(*_AWAY):
                await self._pool.release(connection)

    async def _open(self) -> asyncpg.Pool:
        async with self._opening:
            if self._pool is None:
                self._pool = await asyncpg.create_pool(
                    self._settings.database_url.get_secret_value(),
                    min_size=1,
                    max_size=self._settings.database_pool_size,
                    timeout=self._settings.database_timeout_s,
                    command_timeout=self._settings.database_timeout_s,
                    server_settings=self._server,
                    max_inactive_connection_lifetime=300,
                    reset=_nothing_to_reset,
                )
            return self._pool


def _is_broken(connection: asyncpg.pool.PoolConnectionProxy) -> bool:
    try:
        return bool(connection.is_closed())
    except asyncpg.InterfaceError:  # the pool saw it end and took it back
        return True


async def _nothing_to_reset(connection: asyncpg.Connection) -> None:
    """No statement of ours changes a session, so handing one back needs no round trip.

    asyncpg itself has rolled back what was open; its own RESET ALL cost as much as a small query.
    """

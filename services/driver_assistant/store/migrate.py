"""Brings a database to this release's schema: `driver-assistant migrate`, the operator's Job.

Two migrators at once are harmless: an advisory lock lets one go first. The tool is Alembic.
"""

from __future__ import annotations

from importlib import resources

import asyncpg
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from driver_assistant.contracts.crd.status import TAKEN
from driver_assistant.store.database import WrongInstallation

_LOCK = 7_203_851  # any constant of our own: serialises migrators of one database


def _config() -> Config:
    config = Config()
    location = resources.files("driver_assistant.store") / "migrations"
    config.set_main_option("script_location", str(location))
    return config


def latest_version() -> str:
    """The schema version this code expects."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    return head or ""


async def migrate(database_url: str) -> tuple[str, str]:
    """Run the missing migrations; returns the versions before ("" for none) and after."""
    engine = create_async_engine(_sqlalchemy(database_url), poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            await connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": _LOCK})
            await connection.commit()
            versions = await connection.run_sync(_upgrade)
            await connection.commit()
            return versions
    finally:
        await engine.dispose()


async def claim_installation(database_url: str, owner: str, *, adopt: bool) -> None:
    """Stamp the database with its owner (`namespace/name`), or check whose it is.

    Raises:
        WrongInstallation: another owner's, and `adopt` was not asked for.
    """
    connection = await asyncpg.connect(database_url)
    try:
        stamp = await connection.fetchval(
            "INSERT INTO installation AS i (stamp) VALUES ($1)"
            " ON CONFLICT (only_row) DO UPDATE SET stamp = CASE WHEN $2 THEN excluded.stamp"
            " ELSE i.stamp END RETURNING stamp",
            owner,
            adopt,
        )
    finally:
        await connection.close()
    if stamp != owner:
        raise WrongInstallation(f"It is {stamp}'s, not {owner}'s: {TAKEN}.")


def _sqlalchemy(url: str) -> str:
    for scheme in ("postgresql://", "postgres://"):
        if url.startswith(scheme):
            return "postgresql+asyncpg://" + url.removeprefix(scheme)
    return url


def _upgrade(connection: Connection) -> tuple[str, str]:
    before = _current(connection)
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    return before, _current(connection)


def _current(connection: Connection) -> str:
    context = MigrationContext.configure(connection, opts={"version_table": "schema_versions"})
    return context.get_current_revision() or ""

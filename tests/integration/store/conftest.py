"""A migrated database, per test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import asyncpg
import pytest_asyncio
from rows import Store

from driver_assistant.store.migrate import migrate


@pytest_asyncio.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    """The schema of this release, empty."""
    await migrate(database_url)
    pool = await asyncpg.create_pool(database_url, min_size=1, max_size=20)
    try:
        yield Store(url=database_url, pool=pool)
    finally:
        pool.terminate()

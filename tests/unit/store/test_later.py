"""Rows that nobody waits for: written together, kept while the database is away."""

from __future__ import annotations

import asyncio

from driver_assistant.store.database import StoreUnavailable
from driver_assistant.store.later import WrittenLater


class Table:
    """What was written, statement by statement."""

    def __init__(self) -> None:
        self.statements: list[list[int]] = []
        self.away = False
        self.wrote = asyncio.Event()

    async def write(self, rows: list[int]) -> None:
        await asyncio.sleep(0)
        if self.away:
            raise StoreUnavailable
        self.statements.append(rows)
        self.wrote.set()

    async def next(self) -> None:
        async with asyncio.timeout(10):
            await self.wrote.wait()
        self.wrote.clear()


async def test_rows_of_one_moment_are_written_by_one_statement() -> None:
    table = Table()
    later = WrittenLater("rows", table.write, every_s=0)

    later.add(1, 2)
    later.add(3)
    await table.next()
    later.add(4)
    await table.next()

    assert table.statements == [[1, 2, 3], [4]]


async def test_rows_wait_in_order_while_the_database_is_away() -> None:
    table = Table()
    table.away = True
    later = WrittenLater("rows", table.write, every_s=0)

    later.add(1)
    await asyncio.sleep(0.01)
    later.add(2)
    table.away = False
    await table.next()

    assert table.statements == [[1, 2]]


async def test_what_is_left_is_written_when_the_process_ends() -> None:
    table = Table()
    later = WrittenLater("rows", table.write, every_s=3600)

    later.add(1, 2)
    await later.close()

    assert table.statements == [[1, 2]]


async def test_a_database_that_stays_away_does_not_keep_the_process_from_ending() -> None:
    table = Table()
    table.away = True
    later = WrittenLater("rows", table.write, every_s=3600)

    later.add(1)
    async with asyncio.timeout(10):
        await later.close()

    assert table.statements == []

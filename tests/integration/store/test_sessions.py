"""What every process's session is set to: statements are planned once per connection."""

from __future__ import annotations

from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from rows import Store
from stack import until

from driver_assistant.runtime.ids import new_id
from driver_assistant.runtime.settings import DatabaseSettings
from driver_assistant.store import conversations, inbox, outbox, sweeps
from driver_assistant.store.database import Database, StoreUnavailable
from driver_assistant.store.inbox import NewStatus

SECOND = timedelta(seconds=1)


async def test_a_statement_over_partitions_is_planned_once_and_not_at_every_call(
    store: Store,
) -> None:
    database = Database(DatabaseSettings(database_url=store.url), process="worker")
    async with database.connection() as connection:
        for _ in range(10):
            await conversations.waiting(connection, uuid4(), 10)
        planned = await connection.fetch(  # the pattern is no part of the text: it'd find itself
            "SELECT generic_plans, custom_plans FROM pg_prepared_statements"
            " WHERE statement LIKE $1",
            "%FROM messages%",
        )
    await database.close()
    assert [tuple(row) for row in planned] == [(10, 0)]


async def test_the_one_plan_reads_only_the_partition_that_the_key_names(store: Store) -> None:
    """A plan made without the key still prunes by it when it runs."""
    database = Database(DatabaseSettings(database_url=store.url), process="delivery")
    async with database.connection() as connection:
        for _ in range(2):
            await outbox.claim_next(
                connection, uuid4(), "nobody", timedelta(seconds=1), timedelta(seconds=1)
            )
        await connection.execute(
            "PREPARE by_key (uuid) AS SELECT state FROM messages WHERE id = $1"
        )
        plan = await connection.fetch(f"EXPLAIN EXECUTE by_key('{uuid4()}')")
    await database.close()
    lines = "\n".join(row[0] for row in plan)
    assert "Subplans Removed" in lines, lines


async def test_a_process_stopped_in_mid_sweep_does_not_keep_others_from_sweeping(
    store: Store,
) -> None:
    settings = DatabaseSettings(database_url=store.url, database_timeout_s=0.2)
    stopped = Database(settings, process="delivery")
    async with AsyncExitStack() as open_transaction:
        connection = await open_transaction.enter_async_context(stopped.transaction())
        assert await sweeps.sweep_lock(connection, "out")  # and not a word more

        async def swept_by_another() -> bool:
            async with store.pool.acquire() as other, other.transaction():
                return await sweeps.sweep_lock(other, "out")

        assert not await swept_by_another()
        await until(swept_by_another, 30, "the server ends a silent transaction")
        with pytest.raises(StoreUnavailable):  # when it wakes up, it begins anew
            async with open_transaction:
                await connection.fetchval("SELECT 1")
    await stopped.close()


async def test_a_plan_made_in_an_empty_database_reads_by_key_once_there_are_many_rows(
    store: Store,
) -> None:
    """The plan is kept while the tables grow: neither reports nor claims may read all of one."""
    webhook = Database(DatabaseSettings(database_url=store.url), process="webhook")
    delivery = Database(DatabaseSettings(database_url=store.url), process="delivery")
    reports = await _sent(store, 1)
    async with webhook.connection() as reporting, delivery.connection() as claiming:

        async def work() -> None:
            await inbox.record_statuses(reporting, reports)
            await outbox.claim_next(claiming, uuid4(), "nobody", SECOND, SECOND)

        await work()
        await _sent(store, 5_000)
        before = await _rows_read(store)
        await work()
        await reporting.execute("SELECT pg_stat_force_next_flush()")
        await claiming.execute("SELECT pg_stat_force_next_flush()")
        read = await _rows_read(store) - before
    await webhook.close()
    await delivery.close()
    assert read < 100


async def _sent(store: Store, count: int) -> list[NewStatus]:
    """That many accepted parts, and a report on each."""
    ids = [new_id() for _ in range(count)]
    await store.pool.executemany(
        "INSERT INTO responses (message_id, part, company_id, conversation_id, seq, purpose,"
        " payload, state) VALUES ($1, 0, 'acme', $2, 1, 'answer', 'x', 'accepted')",
        [(one, uuid4()) for one in ids],
    )
    await store.pool.executemany(
        "INSERT INTO outbound_wamids (wamid, message_id, part) VALUES ($1, $2, 0)",
        [(f"wamid.{one}", one) for one in ids],
    )
    return [
        NewStatus(
            phone_number_id="1",
            wamid=f"wamid.{one}",
            status="delivered",
            at=datetime.now(UTC),
            message_id=None,
            part=None,
            error_code=None,
            errors="",
            pricing_category=None,
        )
        for one in ids
    ]


async def _rows_read(store: Store) -> int:
    read: int = await store.pool.fetchval(
        "SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) FROM pg_stat_user_tables"
        " WHERE relname ~ '^(responses|conversations|outbound_wamids)'"
    )
    return read

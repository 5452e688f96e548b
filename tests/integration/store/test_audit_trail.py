"""The audit trail on a real database: sealed in blocks, and whatever is altered is named."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import asyncpg
import pytest
import pytest_asyncio
from rows import Store

from driver_assistant.ops.audit import list_entries, seal_entries, verify_trail
from driver_assistant.ops.settings import OpsDatabase
from driver_assistant.store import audit
from driver_assistant.store.audit import EntryFilter
from driver_assistant.store.migrate import migrate

pytestmark = [pytest.mark.servers, pytest.mark.asyncio(loop_scope="module")]
BLOCKS = 4
PER_BLOCK = 5


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def trail(module_database_url: str) -> AsyncIterator[Store]:
    """A schema, once for the file; each test starts with an empty trail."""
    await migrate(module_database_url)
    pool = await asyncpg.create_pool(module_database_url, min_size=1, max_size=12)
    yield Store(url=module_database_url, pool=pool)
    pool.terminate()


@pytest_asyncio.fixture(loop_scope="module")
async def owner(trail: Store) -> AsyncIterator[asyncpg.Connection]:
    """The database's owner, who may do anything to the trail: the one it must not trust."""
    connection = await asyncpg.connect(trail.url)
    await connection.execute("TRUNCATE audit_entries, audit_blocks RESTART IDENTITY")
    yield connection
    await connection.close()


def ops(trail: Store) -> OpsDatabase:
    return OpsDatabase(database_url=trail.url)


async def write(trail: Store, count: int, *, actor: str = "maria") -> None:
    async with trail.pool.acquire() as connection:
        for number in range(count):
            await audit.note(
                connection,
                company="acme",
                actor=actor,
                act="dead_letter_replayed",
                subject=f"letter-{number}",
                detail=json.dumps({"reason": 'why "not"?\nžluť 🚚', "n": number, "b": 1.50}),
            )


async def sealed_trail(trail: Store) -> None:
    for _ in range(BLOCKS):
        await write(trail, PER_BLOCK)
        await seal_entries(ops(trail))


async def test_an_untouched_trail_is_intact(trail: Store, owner: asyncpg.Connection) -> None:
    await sealed_trail(trail)
    await write(trail, 2)

    found = await verify_trail(ops(trail))

    assert found.faults == ()
    assert (found.blocks, found.entries, found.unsealed) == (BLOCKS, BLOCKS * PER_BLOCK, 2)


async def test_a_long_open_trail_is_sealed_in_blocks_of_a_thousand_and_intact(
    trail: Store, owner: asyncpg.Connection
) -> None:
    await owner.execute(
        "INSERT INTO audit_entries (company_id, actor, act, subject, at) SELECT 'acme', 'm', 'a',"
        " n::text, now() - interval '3 days' + n * interval '1 minute'"
        " FROM generate_series(1, 2500) AS n"
    )

    sealed = await seal_entries(ops(trail))
    found = await verify_trail(ops(trail))

    assert sealed.blocks == (1, 2, 3)
    assert found.head == sealed.head
    assert (found.entries, found.unsealed, found.faults) == (2500, 0, ())


TAMPERING = {
    "a changed detail": (
        "UPDATE audit_entries SET detail = jsonb_set(detail, '{reason}', '\"fine\"') WHERE id = 7",
        (2, "changed"),
    ),
    "a changed actor": ("UPDATE audit_entries SET actor = 'eve' WHERE id = 12", (3, "changed")),
    "a changed date": (
        "UPDATE audit_entries SET at = at + interval '1 microsecond' WHERE id = 1",
        (1, "changed"),
    ),
    "a removed entry": ("DELETE FROM audit_entries WHERE id = 8", (2, "1 entries were removed")),
    "an inserted entry": (
        (
            "INSERT INTO audit_entries (company_id, actor, act, subject, block_id)"
            " VALUES ('acme', 'eve', 'nothing', 'x', 3)"
        ),
        (3, "1 entries were inserted"),
    ),
    "a replaced entry": (
        (
            "WITH gone AS (DELETE FROM audit_entries WHERE id = 8) INSERT INTO audit_entries"
            " (company_id, actor, act, subject, block_id) VALUES ('acme', 'eve', 'nothing', 'x', 2)"
        ),
        (2, "changed"),
    ),
    "a backdated open entry": (
        (
            "INSERT INTO audit_entries (company_id, actor, act, subject, at)"
            " VALUES ('acme', 'eve', 'nothing', 'x', now() - interval '2 days')"
        ),
        (None, "inserted later (21)"),
    ),
    "a changed block": (
        "UPDATE audit_blocks SET sealed_at = sealed_at - interval '1 day' WHERE id = 4",
        (4, "changed"),
    ),
    "a block computed again": (
        "UPDATE audit_blocks SET hash = sha256('x') WHERE id = 2",
        (3, "does not follow"),
    ),
    "a removed block": ("DELETE FROM audit_blocks WHERE id = 3", (3, "missing")),
    "the newest block removed": ("DELETE FROM audit_blocks WHERE id = 4", (4, "missing")),
}


@pytest.mark.parametrize("how", TAMPERING)
async def test_what_was_altered_is_found_and_its_block_named(
    how: str, trail: Store, owner: asyncpg.Connection
) -> None:
    await sealed_trail(trail)
    statement, (block, problem) = TAMPERING[how]

    await owner.execute(statement)
    found = await verify_trail(ops(trail))

    assert any(fault.block == block and problem in fault.problem for fault in found.faults), found


async def test_a_backdated_entry_is_found_after_it_was_sealed_too(
    trail: Store, owner: asyncpg.Connection
) -> None:
    await sealed_trail(trail)
    await owner.execute(TAMPERING["a backdated open entry"][0])
    await seal_entries(ops(trail))

    found = await verify_trail(ops(trail))

    assert [fault.block for fault in found.faults] == [BLOCKS + 1]


async def test_blocks_cut_off_with_their_entries_are_found_by_a_head_kept_elsewhere(
    trail: Store, owner: asyncpg.Connection
) -> None:
    await sealed_trail(trail)
    kept = (await verify_trail(ops(trail))).head
    assert kept is not None
    await owner.execute("DELETE FROM audit_entries WHERE block_id = $1", BLOCKS)
    await owner.execute("DELETE FROM audit_blocks WHERE id = $1", BLOCKS)

    without = await verify_trail(ops(trail))
    found = await verify_trail(ops(trail), kept.hash)

    assert without.faults == ()
    assert "cut off" in found.faults[0].problem


async def test_sealers_at_once_and_writers_meanwhile_make_one_chain(
    trail: Store, owner: asyncpg.Connection
) -> None:
    async def seal_often() -> None:
        for _ in range(8):
            async with trail.pool.acquire() as connection:
                await audit.seal(connection, 3)

    async with asyncio.TaskGroup() as group:
        for number in range(4):
            group.create_task(write(trail, 15, actor=f"writer-{number}"))
            group.create_task(seal_often())
    await seal_entries(ops(trail))
    found = await verify_trail(ops(trail))

    assert found.faults == ()
    assert (found.entries, found.unsealed) == (60, 0)


async def test_an_entry_whose_transaction_ends_after_a_sealing_goes_into_the_next_block(
    trail: Store, owner: asyncpg.Connection
) -> None:
    async with trail.pool.acquire() as slow, slow.transaction():
        await audit.note(slow, company="acme", actor="slow", act="a", subject="s")
        await write(trail, 3)
        first = await seal_entries(ops(trail))
    second = await seal_entries(ops(trail))

    assert (first.blocks, second.blocks) == ((1,), (2,))
    assert (await verify_trail(ops(trail))).faults == ()


@pytest.mark.parametrize("role", ["worker", "delivery", "ops", "guardrails", "webhook"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entries SET actor = 'eve'",
        "UPDATE audit_entries SET block_id = NULL",
        "DELETE FROM audit_entries",
        "TRUNCATE audit_entries",
        "INSERT INTO audit_blocks VALUES (99, 1, 1, 1, '', '')",
        "UPDATE audit_blocks SET hash = ''",
        "DELETE FROM audit_blocks",
    ],
)
async def test_no_service_may_alter_the_trail(
    role: str, statement: str, trail: Store, owner: asyncpg.Connection
) -> None:
    await owner.execute(f"SET ROLE driver_assistant_{role}")

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await owner.execute(statement)


async def test_entries_are_listed_by_what_is_asked_for(
    trail: Store, owner: asyncpg.Connection
) -> None:
    await write(trail, 2, actor="maria")
    await write(trail, 1, actor="jan")

    mine = await list_entries(ops(trail), EntryFilter(actor="maria"), 10)
    about = await list_entries(ops(trail), EntryFilter(subject="letter-1"), 10)

    assert [(entry.id, entry.subject, entry.block) for entry in mine] == [
        (2, "letter-1", None),
        (1, "letter-0", None),
    ]
    assert [entry.detail["n"] for entry in about] == [1]

"""The conversation lease: one answers at a time, a paused one changes nothing, nobody is missed."""

from __future__ import annotations

import asyncio
import functools
from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
import pytest
from rows import Store, message

from driver_assistant.store import conversations
from driver_assistant.store.conversations import Fenced


async def one_message(store: Store) -> tuple[UUID, UUID]:
    await store.register("ana")
    conversation = await store.conversation("ana")
    return conversation, await store.pool.fetchval("SELECT id FROM messages")


async def test_of_many_workers_one_claims(store: Store) -> None:
    conversation, _ = await one_message(store)

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(store.claim(conversation, f"w{n}")) for n in range(16)]

    assert sum(task.result() is not None for task in tasks) == 1


async def test_a_lease_that_ran_out_is_taken_over_and_fences_its_old_owner(store: Store) -> None:
    conversation, message_id = await one_message(store)
    paused = await store.claim(conversation, "paused", seconds=0.05)
    assert paused is not None
    await asyncio.sleep(0.1)

    taken = await store.claim(conversation, "awake")

    assert taken is not None
    assert taken.epoch == paused.epoch + 1
    with pytest.raises(Fenced):
        await store.answer(paused, message_id, "from the grave")
    await store.answer(taken, message_id, "hello")
    assert await store.pool.fetchval("SELECT count(*) FROM responses") == 1


async def test_a_dead_workers_conversation_is_taken_over_at_once(store: Store) -> None:
    """A worker is alive as long as it holds its lock, whatever its lease says."""
    conversation, _ = await one_message(store)
    life = await asyncpg.connect(store.url)
    await life.execute(conversations.LIFE_LOCK, "holder")
    assert await store.claim(conversation, "holder") is not None

    async with store.pool.acquire() as connection:
        claim = functools.partial(
            conversations.claim, connection, conversation, "next", timedelta(seconds=15)
        )
        alive = await claim(from_the_dead=True)
        await life.close()
        dead = None
        for _ in range(500):  # the server notices a moment later
            dead = dead or await claim(from_the_dead=True)
            await asyncio.sleep(0 if dead else 0.02)

    assert alive is None
    assert dead is not None
    assert (dead.owner, dead.taken_over) == ("next", True)


async def test_without_life_locks_a_lease_is_waited_for(store: Store) -> None:
    conversation, _ = await one_message(store)
    await store.claim(conversation, "holder")

    assert await store.claim(conversation, "next") is None


async def test_the_same_turn_committed_twice_is_one_reply(store: Store) -> None:
    conversation, message_id = await one_message(store)
    lease = await store.claim(conversation, "w1")
    assert lease is not None

    await store.answer(lease, message_id, "once")
    await store.answer(lease, message_id, "twice")

    assert await store.pool.fetchval("SELECT count(*) FROM responses") == 1


async def test_parts_of_replies_are_numbered_in_order_of_their_commits(store: Store) -> None:
    conversation, _ = await one_message(store)
    await store.record(message("ana"))
    lease = await store.claim(conversation, "w1")
    assert lease is not None
    ids = [row["id"] for row in await store.pool.fetch("SELECT id FROM messages ORDER BY sent_at")]

    await store.answer(lease, ids[0], "a", "b")
    await store.answer(lease, ids[1], "c")

    rows = await store.pool.fetch("SELECT message_id, part, seq FROM responses ORDER BY seq")
    assert [(row["message_id"], row["part"], row["seq"]) for row in rows] == [
        (ids[0], 0, 1),
        (ids[0], 1, 2),
        (ids[1], 0, 3),
    ]


async def test_letting_go_sees_a_message_that_came_at_the_last_moment(store: Store) -> None:
    conversation, message_id = await one_message(store)
    lease = await store.claim(conversation, "w1")
    assert lease is not None
    await store.answer(lease, message_id, "hello")
    await store.record(message("ana"))

    async with store.pool.acquire() as connection:
        free = await conversations.release(connection, lease)

    assert not free
    assert await store.claim(conversation, "w2") is None


async def test_a_message_recorded_after_the_release_began_is_due_for_it(store: Store) -> None:
    """Inside `release` now() stands still; whether a message is due must not."""
    conversation, message_id = await one_message(store)
    lease = await store.claim(conversation, "w1")
    assert lease is not None
    await store.answer(lease, message_id, "hello")

    async with store.pool.acquire() as connection, connection.transaction():
        await connection.fetchval("SELECT now()")
        await store.record(message("ana"))
        free = await conversations.release(connection, lease)

    assert not free


async def test_no_wakeup_is_lost_between_letting_go_and_a_new_message(store: Store) -> None:
    """Whatever the interleaving: either the holder sees the message or its doorbell can claim."""
    await store.register("ana")
    conversation = await store.conversation("ana")

    for _ in range(30):
        lease = await store.claim(conversation, "holder")
        assert lease is not None
        await store.pool.execute("UPDATE messages SET state = 'closed' WHERE state = 'pending'")

        async def let_go(lease: conversations.Lease = lease) -> bool:
            async with store.pool.acquire() as connection:
                return await conversations.release(connection, lease)

        async def arrive() -> bool:
            await store.record(message("ana"))
            return await store.claim(conversation, "newcomer") is not None

        async with asyncio.TaskGroup() as group:
            freed = group.create_task(let_go())
            claimed = group.create_task(arrive())

        assert claimed.result() or not freed.result()
        await store.pool.execute("UPDATE conversations SET owner = NULL, lease_until = NULL")


async def test_high_messages_come_first_then_the_time_they_were_sent(store: Store) -> None:
    await store.register("ana")
    now = datetime.now(UTC)
    await store.record(
        message("ana", "late", sent_at=now + timedelta(seconds=2)),
        message("ana", "early", sent_at=now),
        message("ana", "high", sent_at=now + timedelta(seconds=3), high=True),
    )
    conversation = await store.pool.fetchval("SELECT id FROM conversations")

    async with store.pool.acquire() as connection:
        waiting = await conversations.waiting(connection, conversation, 10)

    assert [one.wamid for one in waiting] == ["high", "early", "late"]


async def test_an_attempt_is_counted_before_the_work(store: Store) -> None:
    conversation, message_id = await one_message(store)
    lease = await store.claim(conversation, "w1")
    assert lease is not None

    async with store.pool.acquire() as connection:
        await conversations.begin_attempt(connection, lease, [message_id])

    assert await store.pool.fetchval("SELECT attempts FROM messages") == 1


async def test_a_buried_message_is_dead_and_has_one_letter(store: Store) -> None:
    conversation, message_id = await one_message(store)
    lease = await store.claim(conversation, "w1")
    assert lease is not None

    async with store.pool.acquire() as connection:
        await conversations.bury(connection, lease, [message_id], "attempts", "boom")
        await conversations.bury(connection, lease, [message_id], "attempts", "boom")

    assert await store.pool.fetchval("SELECT state FROM messages") == "dead"
    assert await store.pool.fetchval("SELECT count(*) FROM dead_letters") == 1


async def test_a_postponed_head_holds_the_conversation_back_until_it_is_due(store: Store) -> None:
    conversation, message_id = await one_message(store)
    await store.record(message("ana"))
    lease = await store.claim(conversation, "w1")
    assert lease is not None

    async with store.pool.acquire() as connection:
        await conversations.postpone(
            connection, lease, [message_id], timedelta(minutes=5), "model_silent"
        )
        free = await conversations.release(connection, lease)

    assert free

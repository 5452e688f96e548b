"""The way out: one sender per part, in order, never again while its outcome is unknown."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

from rows import NUMBER, Store, message

from driver_assistant.store import outbox, sweeps
from driver_assistant.store.outbox import Sending

LEASE = timedelta(seconds=20)
DOUBT = timedelta(seconds=20)


async def replies(store: Store, *texts: str) -> UUID:
    """A conversation with one answered message of some parts; the conversation's id."""
    await store.register("ana")
    conversation = await store.conversation("ana")
    lease = await store.claim(conversation, "w1")
    assert lease is not None
    message_id = await store.pool.fetchval("SELECT id FROM messages")
    await store.answer(lease, message_id, *texts)
    return conversation


async def claim(store: Store, conversation: UUID, owner: str = "d1") -> Sending | None:
    async with store.pool.acquire() as connection:
        return await outbox.claim_next(connection, conversation, owner, LEASE, DOUBT)


async def settle(store: Store, sending: Sending, result: Any, **more: Any) -> str | None:
    async with store.pool.acquire() as connection:
        return await outbox.settle(connection, sending, more.pop("owner", "d1"), result, **more)


async def test_of_many_senders_one_gets_the_head(store: Store) -> None:
    conversation = await replies(store, "a", "b")

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(claim(store, conversation, f"d{n}")) for n in range(16)]

    claimed = [task.result() for task in tasks if task.result() is not None]
    assert [(one.part, one.attempt) for one in claimed if one] == [(0, 1)]


async def test_the_next_part_waits_until_the_head_is_accepted(store: Store) -> None:
    conversation = await replies(store, "a", "b")
    head = await claim(store, conversation)
    assert head is not None

    before = await claim(store, conversation, "d2")
    await settle(store, head, "accepted", wamid="wamid.out")
    after = await claim(store, conversation, "d2")

    assert before is None
    assert after is not None
    assert after.part == 1


async def test_a_head_in_doubt_holds_later_parts_back_for_a_bounded_time(store: Store) -> None:
    conversation = await replies(store, "a", "b")
    head = await claim(store, conversation)
    assert head is not None
    await settle(store, head, "ambiguous", error="ReadTimeout")

    held = await claim(store, conversation)
    await store.pool.execute("UPDATE responses SET ambiguous_at = now() - interval '21 seconds'")
    passed = await claim(store, conversation)

    assert held is None
    assert passed is not None
    assert passed.part == 1


async def test_a_dead_senders_claim_becomes_doubt_and_is_never_claimed_again(store: Store) -> None:
    conversation = await replies(store, "a")
    await claim(store, conversation)
    await store.pool.execute("UPDATE responses SET lease_until = now() - interval '1 second'")

    async with store.pool.acquire() as connection:
        expired = await sweeps.expire_sendings(connection)

    assert expired == 1
    assert await store.pool.fetchval("SELECT state FROM responses") == "ambiguous"
    assert await claim(store, conversation) is None


async def test_parts_in_doubt_are_parked_when_the_policy_says_so(store: Store) -> None:
    conversation = await replies(store, "a")
    head = await claim(store, conversation)
    assert head is not None
    await settle(store, head, "ambiguous")
    await store.pool.execute("UPDATE responses SET ambiguous_at = now() - interval '5 minutes'")

    async with store.pool.acquire() as connection:
        resolved = await sweeps.resolve_doubts(
            connection, timedelta(minutes=2), timedelta(seconds=10), resend=False
        )

    assert (resolved.parked, resolved.resent) == (1, 0)


async def test_parts_in_doubt_are_resent_only_with_a_live_status_channel(store: Store) -> None:
    conversation = await replies(store, "a")
    head = await claim(store, conversation)
    assert head is not None
    await settle(store, head, "ambiguous")
    await store.pool.execute("UPDATE responses SET ambiguous_at = now() - interval '5 minutes'")
    await store.pool.execute(
        "INSERT INTO senders (phone_number_id, state, status_seen_at) VALUES ($1, 'active', now())",
        NUMBER,
    )

    async with store.pool.acquire() as connection:
        resolved = await sweeps.resolve_doubts(
            connection, timedelta(minutes=2), timedelta(seconds=10), resend=True
        )

    assert (resolved.parked, resolved.resent) == (0, 1)


async def test_a_late_answer_does_not_undo_what_a_status_proved(store: Store) -> None:
    conversation = await replies(store, "a")
    head = await claim(store, conversation)
    assert head is not None
    await store.pool.execute("UPDATE responses SET state = 'accepted', owner = NULL")

    state = await settle(store, head, "ambiguous")

    assert state == "accepted"


async def test_a_throttled_attempt_does_not_count_and_can_be_made_again(store: Store) -> None:
    conversation = await replies(store, "a")
    for _ in range(3):
        head = await claim(store, conversation)
        assert head is not None
        assert head.attempt == 1
        await settle(store, head, "retry", uncounted=True)


async def test_a_held_number_sends_nothing_until_its_time_is_over(store: Store) -> None:
    conversation = await replies(store, "a")
    async with store.pool.acquire() as connection:
        await outbox.hold_number(connection, NUMBER, timedelta(seconds=60), "throttled")

    held = await claim(store, conversation)
    await store.pool.execute("UPDATE senders SET until = now() - interval '1 second'")
    free = await claim(store, conversation)

    assert held is None
    assert free is not None


async def test_a_stopped_number_keeps_its_parts_until_it_is_started(store: Store) -> None:
    conversation = await replies(store, "a")
    async with store.pool.acquire() as connection:
        await outbox.stop_number(connection, NUMBER, "190: expired")
        stopped = await claim(store, conversation)
        started = await outbox.start_number(connection, NUMBER)
    free = await claim(store, conversation)

    assert (stopped, started) == (None, True)
    assert free is not None


async def test_a_replaced_part_gets_a_new_number_and_is_replaced_once(store: Store) -> None:
    conversation = await replies(store, "a")
    head = await claim(store, conversation)
    assert head is not None

    async with store.pool.acquire() as connection:
        first = await outbox.replace_part(connection, head.message_id, 0, b"{}", "template")
        again = await outbox.replace_part(connection, head.message_id, 0, b"{}", "template")

    assert (first, again) == (1, None)
    rows = await store.pool.fetch("SELECT part, state FROM responses ORDER BY part")
    assert [(row["part"], row["state"]) for row in rows] == [(0, "replaced"), (1, "pending")]


async def test_a_dead_part_leaves_a_letter(store: Store) -> None:
    conversation = await replies(store, "a")
    head = await claim(store, conversation)
    assert head is not None

    await settle(store, head, "dead", error_code=131026, error="undeliverable")

    letter = await store.pool.fetchrow("SELECT side, part, cause FROM dead_letters")
    assert (letter["side"], letter["part"], letter["cause"]) == ("out", 0, "131026")


async def test_the_sweeper_rings_once_per_conversation_and_backs_off(store: Store) -> None:
    await store.register("ana")
    await store.record(*(message("ana") for _ in range(5)))
    await store.pool.execute("UPDATE messages SET rung_at = now() - interval '15 seconds'")

    async with store.pool.acquire() as connection:
        first = await sweeps.forgotten_messages(connection, timedelta(seconds=10), 100)
        second = await sweeps.forgotten_messages(connection, timedelta(seconds=10), 100)

    assert len(first) == 1
    # The other rows of the conversation are still due: it is rung for once more, not five times.
    assert len(second) <= 1

"""The way out: one sender per part, in order, never again while its outcome is unknown."""

from __future__ import annotations

import asyncio
import functools
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from rows import NUMBER, Store, message

from driver_assistant.store import dead_letters, outbox, replacements, sweeps
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


@pytest.mark.parametrize(
    ("excuse", "expected"),
    [
        ("SELECT 1", 1),
        ("UPDATE responses SET ambiguous_at = now() WHERE part = 0", 0),
        ("UPDATE responses SET purpose = 'emergency' WHERE part = 1", 0),
    ],
    ids=["no excuse", "was in doubt", "an emergency passed"],
)
async def test_a_part_accepted_after_a_later_one_is_counted_unless_it_may_be(
    store: Store, excuse: str, expected: int
) -> None:
    conversation = await replies(store, "a", "b", "c")
    for _ in range(3):
        sending = await claim(store, conversation)
        assert sending is not None
        await settle(store, sending, "accepted", wamid=f"wamid.out.{sending.part}")
    async with store.pool.acquire() as connection:
        in_order = await sweeps.out_of_order(connection, timedelta(minutes=1))
        await connection.execute(
            "UPDATE responses SET accepted_at = now() - interval '10 seconds' WHERE part = 1"
        )
        await connection.execute(excuse)

        found = await sweeps.out_of_order(connection, timedelta(minutes=1))

    assert (in_order, found) == (0, expected)


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


@pytest.mark.parametrize(
    ("seen", "parked", "resent"),
    [
        ("now()", 0, 1),
        # a status of before, or of the moment of the doubt, proves nothing about what came after
        ("now() - interval '5 minutes'", 1, 0),
        ("NULL", 1, 0),
    ],
)
async def test_parts_in_doubt_are_resent_only_with_a_live_status_channel(
    store: Store, seen: str, parked: int, resent: int
) -> None:
    conversation = await replies(store, "a")
    head = await claim(store, conversation)
    assert head is not None
    await settle(store, head, "ambiguous")
    await store.pool.execute("UPDATE responses SET ambiguous_at = now() - interval '5 minutes'")
    await store.pool.execute(
        "INSERT INTO senders (phone_number_id, state, status_seen_at)"
        f" VALUES ($1, 'active', {seen})",
        NUMBER,
    )

    async with store.pool.acquire() as connection:
        resolved = await sweeps.resolve_doubts(
            connection, timedelta(minutes=2), timedelta(seconds=10), resend=True
        )

    assert (resolved.parked, resolved.resent) == (parked, resent)


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
        first = await replacements.replace_part(connection, head.message_id, 0, b"{}", "template")
        again = await replacements.replace_part(connection, head.message_id, 0, b"{}", "template")

    assert (first, again) == (1, None)
    rows = await store.pool.fetch("SELECT part, state FROM responses ORDER BY part")
    assert [(row["part"], row["state"]) for row in rows] == [(0, "replaced"), (1, "pending")]


async def test_the_acknowledgement_of_an_emergency_passes_a_head_that_waits(store: Store) -> None:
    conversation = await replies(store, "a")
    head = await claim(store, conversation)
    assert head is not None
    await settle(store, head, "retry", delay=timedelta(minutes=10))
    await store.pool.execute("UPDATE conversations SET owner = NULL")
    await store.record(message("ana", high=True))
    lease = await store.claim(conversation, "w2")
    assert lease is not None
    alarm = await store.pool.fetchval("SELECT id FROM messages ORDER BY received_at DESC LIMIT 1")
    await store.answer(lease, alarm, "help is on its way")
    held = await claim(store, conversation)
    await store.pool.execute(
        "UPDATE responses SET purpose = 'emergency', priority = 1 WHERE message_id = $1", alarm
    )

    passed = await claim(store, conversation)

    assert held is None
    assert passed is not None
    assert (passed.message_id, passed.high) == (alarm, True)


async def test_a_template_stands_for_all_parts_of_its_message(store: Store) -> None:
    conversation = await replies(store, "a", "b", "c")
    head = await claim(store, conversation)
    assert head is not None

    async with store.pool.acquire() as connection:
        new = await replacements.replace_part(connection, head.message_id, 0, b"t", "template")

    rows = await store.pool.fetch("SELECT part, state FROM responses ORDER BY part")
    assert new == 3
    assert [row["state"] for row in rows] == ["replaced", "replaced", "replaced", "pending"]
    attempt = await store.pool.fetchrow("SELECT outcome, finished_at FROM send_attempts")
    assert (attempt["outcome"], attempt["finished_at"] is not None) == ("replaced", True)


async def test_parts_that_fail_late_one_after_the_other_get_one_template(store: Store) -> None:
    conversation = await replies(store, "a", "b")
    for _ in range(2):
        sending = await claim(store, conversation)
        assert sending is not None
        await settle(store, sending, "accepted", wamid=f"wamid.{sending.part}")
    await store.pool.execute("UPDATE responses SET delivery_status = 'failed', error_code = 131047")

    async with store.pool.acquire() as connection:
        failed = await replacements.failed_late(connection, conversation)
        made = [
            await replacements.replace_part(connection, one.message_id, one.part, b"t", "template")
            for one in failed
        ]
        left = await replacements.failed_late(connection, conversation)

    assert [one.part for one in failed] == [0, 1]
    assert made == [2, None]
    assert left == []


async def test_a_part_that_failed_late_for_good_is_kept_once_and_replayed_as_a_new_part(
    store: Store,
) -> None:
    conversation = await replies(store, "a")
    sending = await claim(store, conversation)
    assert sending is not None
    await settle(store, sending, "accepted", wamid="wamid.0")
    await store.pool.execute("UPDATE responses SET delivery_status = 'failed', error_code = 131026")

    async with store.pool.acquire() as connection:
        [failed] = await replacements.failed_late(connection, conversation)
        await replacements.bury_late(connection, failed)
        again = await replacements.failed_late(connection, conversation)
        [letter] = await dead_letters.find(connection, "acme", dead_letters.Filter(), 10)
        first = await dead_letters.reopen(connection, letter, force=False)
        second = await dead_letters.reopen(connection, letter, force=False)

    rows = await store.pool.fetch("SELECT part, state, payload FROM responses ORDER BY part")
    assert again == []
    assert letter.cause == "131026"
    assert (first, second) == ("", "not dead any more")
    assert [(row["part"], row["state"]) for row in rows] == [(0, "replaced"), (1, "pending")]
    assert rows[0]["payload"] == rows[1]["payload"]


async def test_a_parked_part_is_kept_as_a_letter_that_only_force_replays(store: Store) -> None:
    conversation = await replies(store, "a")
    head = await claim(store, conversation)
    assert head is not None
    await settle(store, head, "ambiguous")
    await store.pool.execute("UPDATE responses SET ambiguous_at = now() - interval '5 minutes'")

    async with store.pool.acquire() as connection:
        await sweeps.resolve_doubts(
            connection, timedelta(minutes=2), timedelta(seconds=10), resend=False
        )
        [letter] = await dead_letters.find(connection, "acme", dead_letters.Filter(), 10)
        why = await dead_letters.reopen(connection, letter, force=False)
        forced = await dead_letters.reopen(connection, letter, force=True)

    assert letter.cause == "in_doubt"
    assert why.startswith("in doubt")
    assert forced == ""
    assert await store.pool.fetchval("SELECT state FROM responses") == "pending"


@pytest.mark.parametrize(
    ("result", "state"), [("accepted", "accepted"), ("retry", "retry"), ("ambiguous", None)]
)
async def test_only_proof_settles_a_parked_part(
    store: Store, result: str, state: str | None
) -> None:
    """A sender that was stopped for long wakes up and says what became of its call."""
    conversation = await replies(store, "a")
    head = await claim(store, conversation)
    assert head is not None
    await store.pool.execute("UPDATE responses SET state = 'parked', owner = NULL")

    assert await settle(store, head, result) == state


async def test_who_waits_behind_a_part_in_doubt_is_rung_for_as_soon_as_it_may_pass(
    store: Store,
) -> None:
    """Rings that could change nothing would use up the back-off: 20 s would become 32."""
    conversation = await replies(store, "a", "b")
    head = await claim(store, conversation)
    assert head is not None
    await settle(store, head, "ambiguous")
    await store.pool.execute("UPDATE responses SET rung_at = now() - interval '15 seconds'")

    async with store.pool.acquire() as connection:
        sweep = functools.partial(
            sweeps.forgotten_responses, connection, timedelta(seconds=10), DOUBT, 100
        )
        held = await sweep()
        await store.pool.execute("UPDATE responses SET ambiguous_at = now() - interval '21 s'")
        passed = await sweep()

    assert held == []
    assert [one.conversation_id for one in passed] == [conversation]


async def test_a_late_failure_whose_doorbell_was_lost_is_rung_for(store: Store) -> None:
    conversation = await replies(store, "a")
    sending = await claim(store, conversation)
    assert sending is not None
    await settle(store, sending, "accepted", wamid="wamid.0")
    await store.pool.execute(
        "UPDATE responses SET delivery_status = 'failed', error_code = 131047,"
        " rung_at = now() - interval '15 seconds'"
    )

    async with store.pool.acquire() as connection:
        found = await sweeps.forgotten_responses(connection, timedelta(seconds=10), DOUBT, 100)

    assert [one.conversation_id for one in found] == [conversation]


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

    assert (len(first), len(second)) == (1, 0)


async def test_the_sweeper_rings_for_urgent_and_old_messages_first(store: Store) -> None:
    names = [f"driver-{n}" for n in range(6)]
    await store.register(*names)
    for age, name in enumerate(names):
        sent_at = datetime.now(UTC) - timedelta(minutes=age)
        await store.record(message(name, sent_at=sent_at, high=name == "driver-2"))
    await store.pool.execute("UPDATE messages SET rung_at = now() - interval '15 seconds'")

    async with store.pool.acquire() as connection:
        found = await sweeps.forgotten_messages(connection, timedelta(seconds=10), 2)
        wanted = await connection.fetch(
            "SELECT id FROM messages ORDER BY priority DESC, sent_at LIMIT 2"
        )

    assert {one.message_id for one in found} == {row["id"] for row in wanted}

"""Recording: authenticated, de-duplicated and stored in one statement, whatever arrives at once."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from uuid import UUID

import asyncpg
import pytest
from rows import Store, message

from driver_assistant.store import inbox
from driver_assistant.store.inbox import NewStatus


async def test_a_message_of_a_driver_is_recorded_once(store: Store) -> None:
    await store.register("ana")

    first = await store.record(message("ana", "wamid.1"))
    again = await store.record(message("ana", "wamid.1"))

    assert [first[0].new, again[0].new] == [True, False]
    assert first[0].conversation_id == again[0].conversation_id
    assert await store.pool.fetchval("SELECT count(*) FROM messages") == 1


async def test_the_same_webhook_a_hundred_times_at_once_is_one_row(store: Store) -> None:
    await store.register("ana")

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(store.record(message("ana", "wamid.1"))) for _ in range(100)]

    assert sum(task.result()[0].new for task in tasks) == 1
    assert await store.pool.fetchval("SELECT count(*) FROM messages") == 1


async def test_duplicates_inside_one_batch_are_one_row(store: Store) -> None:
    await store.register("ana")

    recorded = await store.record(message("ana", "wamid.1"), message("ana", "wamid.1"))

    assert [one.new for one in recorded] == [True, False]


async def test_overlapping_batches_in_opposite_order_do_not_deadlock(store: Store) -> None:
    names = [f"driver{index}" for index in range(40)]
    await store.register(*names)

    async with asyncio.TaskGroup() as group:
        for turn in range(20):
            batch = [message(name, f"wamid.{name}.{turn // 4}") for name in names]
            group.create_task(store.record(*(batch if turn % 2 else batch[::-1])))

    assert await store.pool.fetchval("SELECT count(*) FROM messages") == 40 * 5


@pytest.mark.parametrize(
    ("state", "expires_in", "high"),
    [
        ("proposed", "1 minute", True),
        ("proposed", "-1 minute", False),
        ("done", "1 minute", False),
        (None, "", False),
    ],
)
async def test_a_typed_yes_is_high_only_while_a_question_of_ours_is_open(
    store: Store, state: str | None, expires_in: str, high: bool
) -> None:
    await store.register("ana")
    conversation = await store.conversation("ana")
    if state:
        await store.pool.execute(
            "INSERT INTO actions (id, company_id, conversation_id, driver_id, message_id, intent,"
            " proposal, state, expires_at) SELECT gen_random_uuid(), 'acme', $1, d.id,"
            " gen_random_uuid(), 'report_delay', '{}', $2, now() + $3::text::interval"
            " FROM drivers d",
            conversation,
            state,
            expires_in,
        )

    typed, other = await store.record(message("ana", answers=True), message("ana"))

    assert (typed.high, other.high) == (high, False)
    assert await store.pool.fetchval("SELECT count(*) FROM messages WHERE priority > 0") == high


async def test_an_unknown_contact_leaves_nothing_of_what_they_wrote(store: Store) -> None:
    [recorded] = await store.record(message("stranger"))

    assert not recorded.known
    assert await store.pool.fetchval("SELECT count(*) FROM messages") == 0
    assert await store.pool.fetchval("SELECT count(*) FROM inbound_wamids") == 0


async def test_an_unknown_contact_opens_one_hint_a_day(store: Store) -> None:
    async with store.pool.acquire() as connection:
        hints = [
            await inbox.record_unknown(connection, "acme", message("stranger")) for _ in range(3)
        ]

    assert [hint is not None for hint in hints] == [True, False, False]


async def test_the_next_day_an_unknown_contact_is_hinted_again(store: Store) -> None:
    async with store.pool.acquire() as connection:
        await inbox.record_unknown(connection, "acme", message("stranger"))
        await connection.execute("UPDATE unknown_contacts SET hinted_on = hinted_on - 1")
        again = await inbox.record_unknown(connection, "acme", message("stranger"))

    assert again is not None


async def test_a_driver_with_a_user_id_only_is_recognised(store: Store) -> None:
    await store.register("ana")
    await store.pool.execute("UPDATE drivers SET user_hash = 'bsuid'")

    [recorded] = await store.record(message("ana", contact_hash=None, user_hash=b"bsuid"))

    assert recorded.new


async def test_the_webhooks_role_can_record_and_can_not_read_audits(store: Store) -> None:
    await store.register("ana")
    connection = await asyncpg.connect(
        store.url, server_settings={"role": "driver_assistant_webhook"}
    )
    try:
        recorded = await inbox.record_messages(connection, "acme", [message("ana")])
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("SELECT 1 FROM audit_entries")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("DELETE FROM messages")
    finally:
        await connection.close()

    assert recorded[0].new


# --- delivery reports -------------------------------------------------------------


def report(about: UUID, status: str, **changes: object) -> NewStatus:
    fields: dict[str, object] = {
        "phone_number_id": "1",
        "wamid": "wamid.out",
        "status": status,
        "at": datetime.now(UTC),
        "message_id": about,
        "part": 0,
        "error_code": None,
        "errors": "",
        "pricing_category": None,
    }
    return NewStatus(**(fields | changes))  # type: ignore[arg-type]  # a test's shorthand


async def answered(store: Store) -> UUID:
    """A conversation whose one message has a pending part; the message's id."""
    await store.register("ana")
    conversation = await store.conversation("ana")
    lease = await store.claim(conversation, "w1")
    assert lease is not None
    message_id: UUID = await store.pool.fetchval("SELECT id FROM messages")
    await store.answer(lease, message_id, "hello")
    return message_id


async def statuses(store: Store, *batch: NewStatus) -> list[tuple[UUID, UUID]]:
    async with store.pool.acquire() as connection, connection.transaction():
        return await inbox.record_statuses(connection, batch)


@pytest.mark.parametrize(
    ("order", "final"),
    [
        (("sent", "delivered", "read"), "read"),
        (("read", "delivered", "sent"), "read"),
        (("delivered", "sent"), "delivered"),
        (("sent", "failed"), "failed"),
        (("failed", "sent"), "failed"),
        (("failed", "delivered"), "delivered"),
        (("read", "failed"), "read"),
    ],
)
async def test_the_delivery_status_never_regresses(
    store: Store, order: tuple[str, ...], final: str
) -> None:
    message_id = await answered(store)

    for status in order:
        await statuses(store, report(message_id, status))

    assert await store.pool.fetchval("SELECT delivery_status FROM responses") == final


async def test_a_status_settles_a_part_in_doubt_and_says_so(store: Store) -> None:
    message_id = await answered(store)
    await store.pool.execute("UPDATE responses SET state = 'ambiguous', ambiguous_at = now()")

    waiting = await statuses(store, report(message_id, "sent"))

    row = await store.pool.fetchrow("SELECT state, out_wamid FROM responses")
    assert (row["state"], row["out_wamid"]) == ("accepted", "wamid.out")
    assert [message for _, message in waiting] == [message_id]


async def test_a_status_that_beats_our_own_commit_settles_the_part(store: Store) -> None:
    message_id = await answered(store)
    await store.pool.execute("UPDATE responses SET state = 'sending', owner = 'd1'")

    await statuses(store, report(message_id, "delivered"))

    assert await store.pool.fetchval("SELECT state FROM responses") == "accepted"


async def test_a_status_for_nothing_of_ours_changes_nothing(store: Store) -> None:
    message_id = await answered(store)
    unknown = UUID(int=message_id.int + 1)

    waiting = await statuses(store, report(unknown, "read"))

    assert waiting == []
    assert await store.pool.fetchval("SELECT count(*) FROM delivery_statuses") == 0


async def test_a_status_without_opaque_data_is_found_by_its_wamid(store: Store) -> None:
    message_id = await answered(store)
    await store.pool.execute("INSERT INTO outbound_wamids VALUES ('wamid.out', $1, 0)", message_id)

    await statuses(store, report(message_id, "read", message_id=None, part=None))

    assert await store.pool.fetchval("SELECT delivery_status FROM responses") == "read"

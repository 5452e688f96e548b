"""Doorbells that the broker gave up on are looked at: rung again, kept as a letter, or let go."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID, uuid4

import aio_pika
import pytest
from rows import Store, message
from stack import Stack, until

from driver_assistant.contracts.messages import InDoorbell, OutDoorbell
from driver_assistant.contracts.topology import DEAD_LETTERS
from driver_assistant.runtime.broker import connect
from driver_assistant.store import dead_doorbells
from driver_assistant.store.migrate import migrate

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(200)]


async def ring(stack: Stack, exchange: str, key: str, body: bytes, kind: str) -> None:
    connection = await connect(stack.environment["worker"]["DA_AMQP_URL"], "test")
    async with connection:
        channel = await connection.channel()
        target = await channel.get_exchange(exchange, ensure=False)
        await target.publish(aio_pika.Message(body, type=kind), key)


async def empty(stack: Stack, queue: str) -> bool:
    connection = await connect(stack.environment["worker"]["DA_AMQP_URL"], "test")
    async with connection:
        declared = await (await connection.channel()).declare_queue(queue, passive=True)
        return declared.declaration_result.message_count == 0


async def metric(stack: Stack, process: str, line: str) -> bool:
    page = await stack.http.get(f"{stack.processes[process].url}/metrics")
    return line in page.text


def counted(stack: Stack, process: str, side: str, fate: str) -> Callable[[], Awaitable[bool]]:
    line = f'driver_assistant_dead_doorbells_total{{fate="{fate}",side="{side}"}} '

    async def look() -> bool:
        return await metric(stack, process, line)

    return look


async def test_a_doorbell_nobody_can_read_becomes_a_letter_without_its_words(stack: Stack) -> None:
    await ring(stack, "in.x", "normal", b"my number is 600111222", "doorbell.in/1")

    async def kept() -> bool:
        return bool(
            await stack.value(
                "SELECT count(*) FROM dead_letters WHERE cause = 'unreadable_doorbell'"
            )
        )

    await until(kept, 60, "a letter", stack)
    [letter] = await stack.rows(
        "SELECT side, error, message_id FROM dead_letters WHERE cause = 'unreadable_doorbell'"
    )
    assert letter["side"] == "in"
    assert "600111222" not in letter["error"]
    discarded = await stack.command(
        "dead-letters", "discard", "--cause", "unreadable_doorbell", "--reason", "a test"
    )
    assert discarded.startswith("1 ")


async def test_a_doorbell_of_a_finished_row_is_let_go(stack: Stack) -> None:
    answer = await stack.ask("joe", "menu")
    message_id = answer.turn["message_id"]
    doorbells = {
        "in": InDoorbell(conversation_id=answer.turn["conversation_id"], message_id=message_id),
        "out": OutDoorbell(conversation_id=answer.turn["conversation_id"], message_id=message_id),
    }

    for side, doorbell in doorbells.items():
        body = doorbell.model_dump_json().encode()
        await ring(stack, DEAD_LETTERS, f"{side}.dlq", body, f"doorbell.{side}/1")

    await until(counted(stack, "worker", "in", "final"), 60, "looked at", stack)
    await until(counted(stack, "delivery", "out", "final"), 60, "looked at", stack)
    assert await empty(stack, "in.dlq")
    assert await empty(stack, "out.dlq")
    letters = await stack.value(
        "SELECT count(*) FROM dead_letters WHERE message_id = $1", message_id
    )
    assert letters == 0


async def test_a_doorbell_of_no_row_is_counted_and_let_go(stack: Stack) -> None:
    doorbell = InDoorbell(conversation_id=uuid4(), message_id=uuid4())

    await ring(stack, DEAD_LETTERS, "in.dlq", doorbell.model_dump_json().encode(), "doorbell.in/1")

    await until(counted(stack, "worker", "in", "unknown"), 60, "looked at", stack)


@pytest.mark.asyncio(loop_scope="function")
async def test_an_open_row_is_rung_for_again_until_it_had_too_many_attempts(
    database_url: str,
) -> None:
    import asyncpg

    await migrate(database_url)
    pool = await asyncpg.create_pool(database_url, min_size=1, max_size=2)
    try:
        store = Store(url=database_url, pool=pool)
        await store.register("ana")
        await store.record(message("ana", high=True))
        message_id: UUID = await pool.fetchval("SELECT id FROM messages")
        async with pool.acquire() as connection:
            found = [
                await dead_doorbells.look_at(connection, "in", message_id, 3) for _ in range(4)
            ]
        states = await pool.fetch("SELECT state, closed_reason FROM messages")
        letters = await pool.fetch("SELECT cause, attempts FROM dead_letters")
    finally:
        pool.terminate()

    assert [one.fate for one in found] == ["open", "open", "buried", "final"]
    assert found[0].high
    assert [tuple(row) for row in states] == [("dead", "delivery_limit")]
    assert [tuple(row) for row in letters] == [("delivery_limit", 3)]


@pytest.mark.asyncio(loop_scope="function")
async def test_a_part_whose_doorbells_kill_their_takers_becomes_a_letter(database_url: str) -> None:
    import asyncpg

    await migrate(database_url)
    pool = await asyncpg.create_pool(database_url, min_size=1, max_size=2)
    try:
        store = Store(url=database_url, pool=pool)
        await store.register("ana")
        lease = await store.claim(await store.conversation("ana"), "w1")
        assert lease is not None
        message_id: UUID = await pool.fetchval("SELECT id FROM messages")
        await store.answer(lease, message_id, "hello")
        async with pool.acquire() as connection:
            found = [
                await dead_doorbells.look_at(connection, "out", message_id, 2) for _ in range(3)
            ]
        letters = await pool.fetch("SELECT side, part, cause FROM dead_letters")
    finally:
        pool.terminate()

    assert [one.fate for one in found] == ["open", "buried", "final"]
    assert [tuple(row) for row in letters] == [("out", 0, "delivery_limit")]

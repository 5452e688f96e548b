"""A sender that was stopped long enough for its part to be parked, and then says what happened."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from rows import Store

from driver_assistant.store import outbox, sweeps
from driver_assistant.store.outbox import Sending

pytestmark = pytest.mark.servers

LEASE = timedelta(seconds=20)


@pytest.mark.parametrize(
    ("result", "state"),
    [
        ("retry", "retry"),  # it knows that no byte left: nothing is in doubt any more
        ("accepted", "accepted"),  # Meta's answer was in its hands
        ("ambiguous", None),  # it knows no more than the others
    ],
)
async def test_what_it_knows_for_certain_ends_the_doubt(
    store: Store, result: Any, state: str | None
) -> None:
    sending = await parked_part(store)

    async with store.pool.acquire() as connection:
        settled = await outbox.settle(connection, sending, "d1", result, wamid=None)

    assert settled == state
    assert await store.pool.fetchval("SELECT state FROM responses") == (state or "parked")


async def parked_part(store: Store) -> Sending:
    """A part that `d1` has claimed and that was parked while it slept."""
    await store.register("ana")
    conversation = await store.conversation("ana")
    lease = await store.claim(conversation, "w1")
    assert lease is not None
    await store.answer(lease, await store.pool.fetchval("SELECT id FROM messages"), "a")
    async with store.pool.acquire() as connection:
        sending = await outbox.claim_next(connection, conversation, "d1", LEASE, LEASE)
        assert sending is not None
        await connection.execute("UPDATE responses SET lease_until = now() - interval '1 second'")
        await sweeps.expire_sendings(connection)
        await connection.execute("UPDATE responses SET ambiguous_at = now() - interval '5 minutes'")
        await sweeps.resolve_doubts(
            connection, timedelta(minutes=2), timedelta(seconds=10), resend=False
        )
    assert await store.pool.fetchval("SELECT state FROM responses") == "parked"
    return sending

"""A connection that goes away under a call is met by trying again, never by the process's end."""

from __future__ import annotations

import pytest

from driver_assistant.runtime.broker import connect, declare_topology
from driver_assistant.runtime.depth import QueueWatch

pytestmark = pytest.mark.servers


async def test_a_question_on_a_channel_closed_meanwhile_is_answered_by_a_new_one(
    amqp_url: str,
) -> None:
    async with await connect(amqp_url, "test") as connection:
        await declare_topology(await connection.channel())
    async with QueueWatch(amqp_url, name="test") as watch:
        before = await watch.ready("in.normal")
        assert watch._connection is not None
        await watch._connection.close()  # as a broker that restarts does

        lost = await watch.ready("in.normal")
        after = await watch.ready("in.normal")

    assert (before, lost, after) == (0, None, 0)

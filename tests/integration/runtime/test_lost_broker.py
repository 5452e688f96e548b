"""A connection that goes away under a call is met by trying again, never by the process's end."""

from __future__ import annotations

import asyncio

import pytest
from aiormq.abc import AbstractConnection
from proxy import proxied
from stack import until

from driver_assistant.contracts.messages import InDoorbell
from driver_assistant.runtime import publisher as publishing
from driver_assistant.runtime.broker import connect, declare_topology
from driver_assistant.runtime.confirms import ConfirmChannel, open_confirming
from driver_assistant.runtime.depth import QueueWatch
from driver_assistant.runtime.ids import new_id
from driver_assistant.runtime.publisher import Publisher, Ring

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


async def test_a_publisher_whose_connection_is_closed_while_it_opens_connects_again(
    amqp_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def meets_a_close(connection: AbstractConnection) -> ConfirmChannel:
        monkeypatch.setattr(publishing, "open_confirming", open_confirming)
        async with asyncio.TaskGroup() as group:
            group.create_task(connection.close())
            await connection.create_future()  # what every call waits for; aiormq cancels it
        raise AssertionError

    monkeypatch.setattr(publishing, "open_confirming", meets_a_close)

    async with Publisher(amqp_url, name="test") as publisher:
        await until(lambda: _is_connected(publisher), 30, "a publisher with a channel")


async def test_a_call_that_waited_on_a_channel_thrown_away_leaves_the_new_one_alone(
    amqp_url: str,
) -> None:
    async with (
        proxied(amqp_url) as proxy,
        Publisher(proxy.url, name="test", confirm_timeout_s=2) as publisher,
    ):
        await until(lambda: _is_connected(publisher), 30, "a publisher with a channel")
        proxy.down.freeze()
        first = asyncio.create_task(publisher.publish([_ring()]))
        await asyncio.sleep(1.5)
        second = asyncio.create_task(publisher.publish([_ring()]))
        unconfirmed = [await first]
        proxy.reset()  # its confirm never comes
        proxy.heal()
        await until(lambda: _is_connected(publisher), 30, "a publisher with a new channel")
        renewed = publisher._channel
        unconfirmed.append(await second)

        assert unconfirmed == [[False], [False]]
        assert publisher._channel is renewed


async def _is_connected(publisher: Publisher) -> bool:
    return publisher.connected


def _ring() -> Ring:
    doorbell = InDoorbell(conversation_id=new_id(), message_id=new_id())
    return Ring(side="in", key="normal", doorbell=doorbell)

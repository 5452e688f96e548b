"""Publishing and consuming on a real broker: confirms, retry tiers, restarts, lost consumers."""

from __future__ import annotations

import asyncio
import time
from typing import Any
from uuid import uuid4

import aio_pika
from pydantic import BaseModel

from driver_assistant.contracts.errors import Transient
from driver_assistant.contracts.messages import InDoorbell
from driver_assistant.contracts.topology import POLICIES, QUEUES
from driver_assistant.runtime.broker import apply_policies, connect, declare_topology
from driver_assistant.runtime.consumer import Consumer
from driver_assistant.runtime.publisher import Publisher, Ring
from driver_assistant.sandbox.backing.servers import Backing


def ring(key: str = "normal") -> Ring:
    doorbell = InDoorbell(conversation_id=uuid4(), message_id=uuid4())
    return Ring(side="in", key=key, doorbell=doorbell, traceparent="00-" + "a" * 32)


def consumer(url: str, handled: list[Any], **changes: Any) -> Consumer:
    async def handle(doorbell: BaseModel, traceparent: str) -> None:
        handled.append((doorbell, traceparent))

    options: dict[str, Any] = {
        "name": "test",
        "slots": {"in.normal": 4, "in.high": 1},
        "doorbells": {"doorbell.in/1": InDoorbell},
        "handler": handle,
    }
    return Consumer(url, **(options | changes))


async def consumed(running: Consumer, until: Any, timeout_s: float = 30) -> None:
    """Run a consumer until something is true, then drain it."""
    stop = asyncio.Event()
    task = asyncio.create_task(running.run(stop))
    try:
        await _until(until, timeout_s)
    finally:
        stop.set()
        await task


async def test_declaring_the_topology_twice_changes_nothing(amqp_url: str) -> None:
    connection = await connect(amqp_url, "test")
    async with connection:
        channel = await connection.channel()
        await declare_topology(channel)
        await declare_topology(channel)
        for queue in QUEUES:
            await channel.declare_queue(queue.name, passive=True)


async def test_policies_are_set_over_the_management_api(
    amqp_url: str, amqp_management_url: str
) -> None:
    connection = await connect(amqp_url, "test")
    async with connection:
        await declare_topology(await connection.channel())

    vhost = amqp_url.rsplit("/", 1)[1]
    names = await apply_policies(amqp_management_url, vhost)

    assert names == [policy.name for policy in POLICIES]


async def test_what_is_published_is_confirmed_and_delivered_with_its_trace(amqp_url: str) -> None:
    handled: list[Any] = []
    connection = await connect(amqp_url, "test")
    async with connection:
        await declare_topology(await connection.channel())
    rings = [ring() for _ in range(200)]

    async with Publisher(amqp_url, name="test", confirm_timeout_s=5) as publisher:
        confirmed = await publisher.publish(rings)
    await consumed(consumer(amqp_url, handled), lambda: len(handled) == 200)

    assert confirmed == [True] * 200
    assert {doorbell for doorbell, _ in handled} == {one.doorbell for one in rings}
    assert {trace for _, trace in handled} == {rings[0].traceparent}


async def test_a_doorbell_in_a_retry_tier_comes_back_under_its_own_key(amqp_url: str) -> None:
    handled: list[Any] = []
    async with Publisher(amqp_url, name="test", confirm_timeout_s=5) as publisher:
        connection = await connect(amqp_url, "test")
        async with connection:
            await declare_topology(await connection.channel())
        started = time.monotonic()
        await publisher.publish([ring("high.retry.1s")])
        only_high = consumer(amqp_url, handled, slots={"in.high": 1})
        await consumed(only_high, lambda: len(handled) == 1)

    assert time.monotonic() - started >= 1


async def test_a_publisher_without_a_broker_answers_at_once() -> None:
    async with Publisher("amqp://127.0.0.1:1/", name="test") as publisher:
        started = time.monotonic()
        confirmed = await publisher.publish([ring()])

    assert confirmed == [False]
    assert time.monotonic() - started < 1


async def test_publisher_and_consumer_come_back_after_a_restart_of_the_broker(
    servers: Backing, amqp_url: str
) -> None:
    handled: list[Any] = []
    running = consumer(amqp_url, handled)
    stop = asyncio.Event()
    async with Publisher(amqp_url, name="test", confirm_timeout_s=5) as publisher:
        task = asyncio.create_task(running.run(stop))
        await _until(lambda: running.connected)
        assert await publisher.publish([ring()]) == [True]

        await servers.rabbitmq.restart()
        await _until(lambda: running.connected and publisher.connected)

        assert await publisher.publish([ring()]) == [True]
        await _until(lambda: len(handled) == 2)
        stop.set()
        await task


async def test_an_unreadable_doorbell_is_dropped_and_its_neighbours_are_handled(
    amqp_url: str,
) -> None:
    handled: list[Any] = []
    connection = await connect(amqp_url, "test")
    async with connection:
        channel = await connection.channel()
        await declare_topology(channel)
        exchange = await channel.get_exchange("in.x", ensure=False)
        for body, kind in ((b"{", "doorbell.in/1"), (b"{}", "doorbell.in/1"), (b"x", "what/9")):
            await exchange.publish(aio_pika.Message(body, type=kind), "normal")
    async with Publisher(amqp_url, name="test", confirm_timeout_s=5) as publisher:
        await publisher.publish([ring()])

    await consumed(consumer(amqp_url, handled), lambda: len(handled) == 1)


async def test_a_doorbell_whose_store_is_away_comes_back(amqp_url: str) -> None:
    tries: list[int] = []

    async def handle(_doorbell: BaseModel, _traceparent: str) -> None:
        tries.append(1)
        if len(tries) == 1:
            raise Transient

    async with Publisher(amqp_url, name="test", confirm_timeout_s=5) as publisher:
        connection = await connect(amqp_url, "test")
        async with connection:
            await declare_topology(await connection.channel())
        await publisher.publish([ring()])

    await consumed(consumer(amqp_url, [], handler=handle), lambda: len(tries) == 2)


async def test_a_consumer_whose_queue_was_deleted_declares_it_again_and_goes_on(
    amqp_url: str,
) -> None:
    handled: list[Any] = []
    running = consumer(amqp_url, handled)
    stop = asyncio.Event()
    task = asyncio.create_task(running.run(stop))
    await _until(lambda: running.connected)
    connection = await connect(amqp_url, "test")
    async with connection:
        await (await connection.channel()).queue_delete("in.normal")

    async with Publisher(amqp_url, name="test", confirm_timeout_s=5) as publisher:
        end = time.monotonic() + 60
        while not handled and time.monotonic() < end:  # as a sweeper would: ring again
            await publisher.publish([ring()])
            await asyncio.sleep(0.5)
    stop.set()
    await task

    assert handled


async def _until(look: Any, timeout_s: float = 60) -> None:
    end = time.monotonic() + timeout_s
    while not look():
        assert time.monotonic() < end
        await asyncio.sleep(0.05)

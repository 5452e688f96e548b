"""Priorities on a real broker: neither ten thousand ordinary doorbells nor a flood of urgent ones.

Conditions instead of clocks: what must not be waited for never ends, or its place in line is looked
at.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from uuid import uuid4

from pydantic import BaseModel

from driver_assistant.contracts.messages import InDoorbell
from driver_assistant.runtime.broker import connect, declare_topology
from driver_assistant.runtime.consumer import Consumer
from driver_assistant.runtime.publisher import Publisher, Ring

SLOTS = {"in.high": 1, "in.normal": 3}


def rings(key: str, count: int) -> list[Ring]:
    return [
        Ring(
            side="in",
            key=key,
            doorbell=InDoorbell(conversation_id=uuid4(), message_id=uuid4()),
        )
        for _ in range(count)
    ]


async def fill(url: str, key: str, count: int) -> set[InDoorbell]:
    """Publish doorbells; those that the broker took."""
    connection = await connect(url, "test")
    async with connection:
        await declare_topology(await connection.channel())
    taken: set[InDoorbell] = set()
    async with Publisher(url, name="test", confirm_timeout_s=30) as publisher:
        for start in range(0, count, 500):
            batch = rings(key, min(500, count - start))
            assert all(await publisher.publish(batch))
            taken |= {ring.doorbell for ring in batch if isinstance(ring.doorbell, InDoorbell)}
    return taken


async def until(look: Callable[[], bool]) -> None:
    async with asyncio.timeout(90):
        while not look():  # noqa: ASYNC110  # what is waited for is no event of ours
            await asyncio.sleep(0.02)


async def test_ten_thousand_ordinary_doorbells_do_not_delay_an_urgent_one(amqp_url: str) -> None:
    normal = await fill(amqp_url, "normal", 10_000)
    taken: list[BaseModel] = []
    never = asyncio.Event()
    stop = asyncio.Event()

    async def handle(doorbell: BaseModel, _traceparent: str) -> None:
        taken.append(doorbell)
        if doorbell in normal:
            await never.wait()

    consumer = Consumer(
        amqp_url, name="test", slots=SLOTS, doorbells={"doorbell.in/1": InDoorbell}, handler=handle
    )
    running = asyncio.create_task(consumer.run(stop))
    await until(lambda: len(taken) == 3)

    urgent = await fill(amqp_url, "high", 1)
    await until(lambda: urgent <= set(taken))

    assert len(taken) == 4, "only a free slot may examine a doorbell"
    never.set()
    stop.set()
    await running


async def test_a_flood_of_urgent_doorbells_does_not_starve_ordinary_ones(amqp_url: str) -> None:
    urgent = await fill(amqp_url, "high", 3000)
    normal = await fill(amqp_url, "normal", 30)
    taken: list[BaseModel] = []
    stop = asyncio.Event()

    async def handle(doorbell: BaseModel, _traceparent: str) -> None:
        taken.append(doorbell)
        await asyncio.sleep(0)

    consumer = Consumer(
        amqp_url, name="test", slots=SLOTS, doorbells={"doorbell.in/1": InDoorbell}, handler=handle
    )
    running = asyncio.create_task(consumer.run(stop))
    await until(lambda: len(taken) >= len(urgent) + len(normal))
    stop.set()
    await running

    last_normal = max(place for place, doorbell in enumerate(taken) if doorbell in normal)
    urgent_after = sum(doorbell in urgent for doorbell in taken[last_normal:])
    assert urgent_after > 0

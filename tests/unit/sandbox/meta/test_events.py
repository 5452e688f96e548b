"""Long polling: readers wake at once, and see only what is theirs."""

from __future__ import annotations

import asyncio

from driver_assistant.sandbox.meta.events import Events


async def test_a_waiting_reader_gets_the_next_event() -> None:
    events = Events(10)
    async with asyncio.TaskGroup() as group:
        reader = group.create_task(events.wait(0, 30.0))
        await asyncio.sleep(0)
        events.add("message", "1", wamid="w")

    assert [event["wamid"] for event in reader.result()] == ["w"]


async def test_a_reader_of_one_user_sleeps_through_the_others() -> None:
    events = Events(10)
    async with asyncio.TaskGroup() as group:
        reader = group.create_task(events.wait(0, 30.0, user="1"))
        for user in ("2", "3", "1"):
            await asyncio.sleep(0)
            events.add("message", user)

    assert [event["seq"] for event in reader.result()] == [3]


async def test_without_events_a_reader_gives_up_in_time() -> None:
    assert await Events(10).wait(0, 0.01) == []


async def test_a_full_ring_shows_its_gap() -> None:
    events = Events(3)
    for _ in range(5):
        events.add("message", "1")

    assert [event["seq"] for event in events.since(0)] == [3, 4, 5]
    assert [event["seq"] for event in events.since(4)] == [5]


async def test_after_clearing_the_numbers_go_on() -> None:
    events = Events(3)
    events.add("message", "1")
    events.clear()
    events.add("message", "1")

    assert [event["seq"] for event in events.since(1)] == [2]

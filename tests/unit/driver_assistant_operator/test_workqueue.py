"""Which resource is looked at next."""

from __future__ import annotations

import asyncio

import pytest

from driver_assistant_operator.workqueue import Key, WorkQueue

A, B = Key("DriverAssistant", "ns", "a"), Key("DriverAssistant", "ns", "b")


async def test_many_wake_ups_are_one_look() -> None:
    queue = WorkQueue()
    for _ in range(50):
        queue.add(A, 0)

    assert await queue.take() == A
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await queue.take()


async def test_one_resource_is_never_taken_twice_at_once() -> None:
    queue = WorkQueue()
    queue.add(A, 0)
    assert await queue.take() == A

    queue.add(A, 0)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await queue.take()
    queue.done(A, 60)

    assert await queue.take() == A


async def test_the_earliest_comes_first() -> None:
    queue = WorkQueue()
    queue.add(A, 0.2)
    queue.add(B, 0)

    assert [await queue.take(), await queue.take()] == [B, A]


async def test_back_off_grows_and_wake_ups_do_not_shorten_it() -> None:
    queue = WorkQueue()
    pauses = []
    for _ in range(5):
        queue._due[A] = 0
        key = await queue.take()
        pauses.append(queue.failed(key))
    queue.add(A, 0)

    assert pauses[4] > pauses[0] * 8
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await queue.take()


async def test_a_change_of_the_resource_itself_ends_the_back_off() -> None:
    queue = WorkQueue()
    queue.add(A, 0)
    queue.failed(await queue.take())

    queue.add(A, 0, changed=True)

    assert await queue.take() == A
    assert queue.failed(A) < 2  # it counts from the start again


async def test_success_ends_the_back_off() -> None:
    queue = WorkQueue()
    queue.add(A, 0)
    queue.failed(await queue.take())
    queue._due[A] = 0

    queue.done(await queue.take(), 0)

    assert await queue.take() == A

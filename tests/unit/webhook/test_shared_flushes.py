"""Flush sharing: what arrives during a flush leaves together in the next one."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest

from driver_assistant.webhook.record import _Lane


@dataclass
class Store:
    """Flushes that end when the test says so."""

    flushed: list[list[str]] = field(default_factory=list)
    open: list[asyncio.Future[None]] = field(default_factory=list)

    async def flush(self, rows: list[str]) -> None:
        self.flushed.append(rows)
        gate: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.open.append(gate)
        await gate


async def turn() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_an_idle_lane_flushes_one_row_at_once() -> None:
    store = Store()
    lane: _Lane[str] = _Lane(store.flush, flushers=1, most=10)

    waiting = asyncio.create_task(lane.put(["a"]))
    await turn()

    assert store.flushed == [["a"]]
    store.open[0].set_result(None)
    await waiting


async def test_rows_that_come_during_a_flush_share_the_next_one() -> None:
    store = Store()
    lane: _Lane[str] = _Lane(store.flush, flushers=1, most=10)

    tasks = [asyncio.create_task(lane.put([row])) for row in "abc"]
    await turn()
    tasks += [asyncio.create_task(lane.put([row])) for row in "de"]
    await turn()
    store.open[0].set_result(None)
    await turn()

    assert store.flushed == [["a", "b", "c"], ["d", "e"]]
    assert [task.done() for task in tasks] == [True] * 3 + [False] * 2
    store.open[1].set_result(None)
    await asyncio.wait(tasks)


async def test_a_second_flusher_works_while_the_first_waits() -> None:
    store = Store()
    lane: _Lane[str] = _Lane(store.flush, flushers=2, most=10)

    tasks = [asyncio.create_task(lane.put(["a"]))]
    await turn()
    tasks += [asyncio.create_task(lane.put(["b"]))]
    await turn()

    assert store.flushed == [["a"], ["b"]]
    store.open[1].set_result(None)  # the later flush may end first
    await turn()
    assert [task.done() for task in tasks] == [False, True]
    store.open[0].set_result(None)
    await asyncio.wait(tasks)


async def test_a_flush_takes_no_more_than_its_most_and_never_splits_a_request() -> None:
    store = Store()
    lane: _Lane[str] = _Lane(store.flush, flushers=1, most=3)

    tasks = [
        asyncio.create_task(lane.put(rows))
        for rows in (["x"], ["a", "b"], ["c", "d"], list("12345"))
    ]
    for number in range(4):
        await turn()
        if number < len(store.open):
            store.open[number].set_result(None)
    await asyncio.wait(tasks, timeout=5)

    assert store.flushed == [["x", "a", "b"], ["c", "d"], list("12345")]


async def test_everybody_in_a_failed_flush_hears_of_it_and_the_next_one_goes_on() -> None:
    store = Store()
    lane: _Lane[str] = _Lane(store.flush, flushers=1, most=2)
    first = [asyncio.create_task(lane.put([row])) for row in "ab"]
    await turn()
    later = asyncio.create_task(lane.put(["c"]))

    store.open[0].set_exception(ConnectionError("away"))
    await turn()
    store.open[1].set_result(None)

    for task in first:
        with pytest.raises(ConnectionError):
            await task
    await later
    assert store.flushed == [["a", "b"], ["c"]]


async def test_a_client_that_leaves_does_not_take_its_row_or_its_neighbours_along() -> None:
    store = Store()
    lane: _Lane[str] = _Lane(store.flush, flushers=1, most=10)
    leaving, staying = (asyncio.create_task(lane.put([row])) for row in "ab")
    await turn()

    leaving.cancel()
    await turn()
    store.open[0].set_result(None)
    await staying

    assert leaving.cancelled()
    assert store.flushed == [["a", "b"]]

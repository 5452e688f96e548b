"""The fair picker: urgent work starts at once, ordinary work is never starved, no slot is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driver_assistant.runtime.slots import FairSlots


class Work:
    """Tasks that hold a slot until they are told to end."""

    def __init__(self, shares: dict[str, int]) -> None:
        self.slots = FairSlots(shares)
        self.started: list[str] = []
        self.running: list[tuple[str, asyncio.Event]] = []
        self.tasks: list[asyncio.Task[None]] = []

    def put(self, queue: str) -> asyncio.Task[None]:
        task = asyncio.create_task(self._work(queue))
        self.tasks.append(task)
        return task

    async def _work(self, queue: str) -> None:
        async with self.slots.slot(queue):
            end = asyncio.Event()
            self.started.append(queue)
            self.running.append((queue, end))
            await end.wait()

    async def end(self, which: Callable[[str], bool] = lambda _: True) -> None:
        position = next(i for i, (queue, _) in enumerate(self.running) if which(queue))
        self.running.pop(position)[1].set()
        await settle()

    async def end_all(self) -> None:
        while self.running:
            await self.end()


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_ten_thousand_ordinary_ones_do_not_delay_an_urgent_one() -> None:
    work = Work({"high": 1, "normal": 3})
    for _ in range(10_000):
        work.put("normal")
    await settle()

    work.put("high")
    await settle()

    assert work.started == ["normal"] * 3 + ["high"]
    for task in work.tasks:
        task.cancel()


async def test_a_flood_of_urgent_ones_leaves_every_third_pick_to_ordinary_ones() -> None:
    work = Work({"high": 1, "normal": 3})
    for _ in range(60):
        work.put("high")
    for _ in range(20):
        work.put("normal")
    await settle()

    await work.end_all()

    first = work.started[:40]
    assert first.count("normal") >= 10
    assert work.started.count("normal") == 20
    assert work.started.count("high") == 60


async def test_urgent_work_uses_what_is_idle() -> None:
    work = Work({"high": 1, "normal": 3})
    for _ in range(10):
        work.put("high")
    await settle()

    assert work.started == ["high"] * 4
    await work.end_all()


async def test_ordinary_work_never_takes_the_urgent_ones_slots() -> None:
    work = Work({"high": 2, "normal": 3})
    for _ in range(10):
        work.put("normal")
    await settle()

    assert work.started == ["normal"] * 3
    assert (work.slots.most("high"), work.slots.most("normal")) == (5, 3)
    await work.end_all()


async def test_who_is_cancelled_while_waiting_takes_no_slot() -> None:
    work = Work({"high": 1, "normal": 1})
    work.put("normal")
    await settle()
    waiting = work.put("normal")
    await settle()

    waiting.cancel()
    await settle()
    await work.end()
    work.put("normal")
    await settle()

    assert work.started == ["normal", "normal"]
    await work.end_all()
    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_who_is_cancelled_in_the_moment_it_was_picked_gives_the_slot_back() -> None:
    work = Work({"high": 1, "normal": 1})
    work.put("normal")
    await settle()
    waiting = work.put("normal")
    after = work.put("normal")
    await settle()

    work.running.pop()[1].set()
    await asyncio.sleep(0)  # the first one ends and picks the second, which has not run yet
    waiting.cancel()
    await settle()

    assert work.slots.busy("normal") == 1
    assert len(work.running) == 1
    await work.end_all()
    assert after.done()


@given(st.lists(st.sampled_from(["high", "normal", "end"]), max_size=80), st.integers(1, 3))
def test_no_slot_is_ever_idle_while_somebody_may_use_it(moves: list[str], own: int) -> None:
    async def play() -> None:
        work = Work({"high": 1, "normal": own})
        for position, move in enumerate(moves):
            moves_so_far = moves[: position + 1]
            if move != "end":
                work.put(move)
            elif work.running:
                await work.end()
            await settle()
            busy = {queue: work.slots.busy(queue) for queue in ("high", "normal")}
            waits = {queue: moves_so_far.count(queue) - work.started.count(queue) for queue in busy}
            assert sum(busy.values()) == len(work.running) <= own + 1
            assert busy["normal"] <= own
            if sum(busy.values()) <= own:  # a slot is free: nobody who may use it waits
                assert waits["high"] == 0
                assert waits["normal"] == 0 or busy["normal"] == own
        await work.end_all()
        assert len(work.started) == sum(move != "end" for move in moves)

    asyncio.run(play())

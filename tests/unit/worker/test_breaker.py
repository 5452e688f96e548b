"""The breaker's laws: opens iff percentage and volume, one probe, cancellations don't count."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from datetime import timedelta

import pytest
from circuitbreaker import CircuitBreakerMonitor  # type: ignore[import-untyped]  # ships no types
from hypothesis import given, settings
from hypothesis import strategies as st
from prometheus_client import REGISTRY

from driver_assistant.contracts.errors import Permanent, Transient
from driver_assistant.worker.breaker import Breaker, BreakerOpen, BreakerPolicy, CallTimedOut

POLICY = BreakerPolicy(timeout=timedelta(seconds=5), jitter=0.2)


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


async def good() -> str:
    return "answer"


async def bad() -> str:
    raise Transient("down")


async def refused() -> str:
    raise Permanent("409")


def breaker(clock: Clock, spread: float = 0.5, policy: BreakerPolicy = POLICY) -> Breaker:
    return Breaker("test", policy, clock=clock, spread=lambda: spread)


async def opened(clock: Clock, spread: float = 0.5) -> Breaker:
    it = breaker(clock, spread)
    for _ in range(10):
        with pytest.raises(Transient):
            await it.call(bad)
    assert it.state == "open"
    return it


async def test_a_good_answer_passes_through() -> None:
    assert await breaker(Clock()).call(good) == "answer"


async def test_arguments_reach_the_function() -> None:
    async def add(a: int, *, b: int) -> int:
        return a + b

    assert await breaker(Clock()).call(add, 1, b=2) == 3


async def test_nine_failures_are_too_few_to_judge() -> None:
    it = breaker(Clock())
    for _ in range(9):
        with pytest.raises(Transient):
            await it.call(bad)

    assert it.state == "closed"
    assert it.failure_count == 9


async def test_an_open_breaker_says_when_to_ask_again_and_calls_nobody() -> None:
    clock = Clock()
    it = await opened(clock)
    clock.now += 10

    with pytest.raises(BreakerOpen) as raised:
        await it.call(good)

    assert raised.value.retry_after == timedelta(seconds=20)


async def test_what_the_client_did_wrong_is_not_a_failure() -> None:
    it = breaker(Clock())
    for _ in range(50):
        with pytest.raises(Permanent):
            await it.call(refused)

    assert it.state == "closed"
    assert it.failure_count == 0


async def test_a_slow_answer_is_a_failure() -> None:
    it = breaker(Clock(), policy=BreakerPolicy(timeout=timedelta(milliseconds=5), minimum_volume=1))

    with pytest.raises(CallTimedOut):
        await it.call(asyncio.sleep, 60)

    assert it.state == "open"


async def test_the_functions_own_timeout_error_is_not_renamed() -> None:
    async def inner() -> None:
        raise TimeoutError("theirs")

    with pytest.raises(TimeoutError, match="theirs"):
        await breaker(Clock()).call(inner)


async def test_a_cancelled_call_is_not_a_failure() -> None:
    it = breaker(Clock())
    for _ in range(20):
        task = asyncio.create_task(it.call(asyncio.sleep, 60))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    assert it.state == "closed"
    assert it.failure_count == 0


async def test_a_good_probe_closes_and_forgets() -> None:
    clock = Clock()
    it = await opened(clock)
    clock.now += 30

    assert it.state == "half_open"
    assert await it.call(good) == "answer"
    assert (it.state, it.failure_count, it.last_failure) == ("closed", 0, None)


async def test_a_bad_probe_opens_again_for_the_whole_reset_time() -> None:
    clock = Clock()
    it = await opened(clock)
    clock.now += 30

    with pytest.raises(Transient):
        await it.call(bad)

    assert it.state == "open"
    assert it.open_remaining == 30


async def test_a_cancelled_probe_gives_its_permit_back() -> None:
    clock = Clock()
    it = await opened(clock)
    clock.now += 30
    probe = asyncio.create_task(it.call(asyncio.sleep, 60))
    await asyncio.sleep(0)
    probe.cancel()
    with pytest.raises(asyncio.CancelledError):
        await probe

    assert it.state == "half_open"
    assert await it.call(good) == "answer"


async def test_a_hundred_callers_in_half_open_make_one_call() -> None:
    clock = Clock()
    it = await opened(clock)
    clock.now += 30
    calls = 0
    release = asyncio.Event()

    async def slow() -> str:
        nonlocal calls
        calls += 1
        await release.wait()
        return "answer"

    async def attempt() -> str:
        try:
            return await it.call(slow)
        except BreakerOpen:
            return "rejected"

    tasks = [asyncio.create_task(attempt()) for _ in range(100)]
    await asyncio.sleep(0.01)
    release.set()
    answers = [await task for task in tasks]

    assert calls == 1
    assert answers.count("answer") == 1
    assert answers.count("rejected") == 99
    assert it.state == "closed"


async def test_a_late_failure_from_before_does_not_open_a_closed_breaker() -> None:
    clock = Clock()
    it = breaker(clock)
    release = asyncio.Event()

    async def late() -> None:
        await release.wait()
        raise Transient("old news")

    old = [asyncio.create_task(it.call(late)) for _ in range(30)]
    await asyncio.sleep(0)
    for _ in range(10):
        with pytest.raises(Transient):
            await it.call(bad)
    clock.now += 31
    await it.call(good)
    release.set()
    for task in old:
        with pytest.raises(Transient):
            await task

    assert (it.state, it.failure_count) == ("closed", 0)


async def test_a_late_success_from_before_does_not_end_a_probe() -> None:
    clock = Clock()
    it = breaker(clock)
    old_release, probe_release = asyncio.Event(), asyncio.Event()
    old = asyncio.create_task(it.call(old_release.wait))
    await asyncio.sleep(0)
    for _ in range(10):
        with pytest.raises(Transient):
            await it.call(bad)
    clock.now += 31
    probe = asyncio.create_task(it.call(probe_release.wait))
    await asyncio.sleep(0)
    old_release.set()
    await old

    with pytest.raises(BreakerOpen):
        await it.call(good)
    probe_release.set()
    await probe
    assert it.state == "closed"


async def test_the_decorator_of_the_base_class_is_guarded_too() -> None:
    clock = Clock()
    it = breaker(clock)
    guarded = it.decorate(bad)
    for _ in range(10):
        with pytest.raises(Transient):
            await guarded()

    assert it.state == "open"
    assert CircuitBreakerMonitor.get("test") is it
    with pytest.raises(TypeError, match="only those"):
        it.decorate(lambda: None)


async def test_metrics_show_state_openings_and_rejections() -> None:
    clock = Clock()
    before = (
        REGISTRY.get_sample_value("driver_assistant_breaker_opened_total", {"dependency": "test"})
        or 0.0
    )
    it = await opened(clock)
    with pytest.raises(BreakerOpen):
        await it.call(good)

    after = REGISTRY.get_sample_value(
        "driver_assistant_breaker_opened_total", {"dependency": "test"}
    )
    assert after == before + 1
    assert REGISTRY.get_sample_value("driver_assistant_breaker_state", {"dependency": "test"}) == 2
    clock.now += 31
    assert REGISTRY.get_sample_value("driver_assistant_breaker_state", {"dependency": "test"}) == 1
    rejected = {"dependency": "test", "outcome": "rejected"}
    assert (REGISTRY.get_sample_value("driver_assistant_breaker_calls_total", rejected) or 0) >= 1


@given(spread=st.floats(min_value=0, max_value=1, exclude_max=True))
async def test_the_reset_time_stays_within_its_jitter(spread: float) -> None:
    it = await opened(Clock(), spread)

    assert 24 <= it.open_remaining <= 36


@settings(max_examples=200)
@given(
    steps=st.lists(
        st.tuples(st.floats(min_value=0, max_value=3), st.sampled_from(["good", "bad", "refused"])),
        max_size=60,
    ),
    volume=st.integers(min_value=1, max_value=12),
    percentage=st.sampled_from([1.0, 25.0, 50.0, 75.0, 100.0]),
)
async def test_it_opens_iff_volume_and_percentage_are_reached_in_the_window(
    steps: list[tuple[float, str]], volume: int, percentage: float
) -> None:
    clock = Clock()
    policy = BreakerPolicy(minimum_volume=volume, error_percentage=percentage)
    it = breaker(clock, policy=policy)
    seen: deque[tuple[int, bool]] = deque()  # the oracle: every outcome with its second
    calls = {"good": good, "bad": bad, "refused": refused}

    for wait, kind in steps:
        clock.now += wait
        with contextlib.suppress(Transient, Permanent):
            await it.call(calls[kind])
        seen.append((int(clock.now), kind == "bad"))
        inside = [failed for second, failed in seen if second > int(clock.now) - 10]
        expected = len(inside) >= volume and sum(inside) * 100 >= percentage * len(inside)

        assert (it.state == "open") == expected
        if expected:
            break


class Callers:
    """Callers that end when told to, and the probes among them."""

    def __init__(self, clock: Clock, it: Breaker) -> None:
        self.clock = clock
        self.it = it
        self.running: deque[tuple[asyncio.Task[None], asyncio.Future[None], bool]] = deque()

    @property
    def probes(self) -> int:
        return sum(probing for _, _, probing in self.running)

    async def start(self) -> None:
        probing = self.it.state == "half_open"
        end: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        async def wait_for_end() -> None:
            await end

        task = asyncio.create_task(self.it.call(wait_for_end))
        await asyncio.sleep(0)
        if task.done():
            assert isinstance(task.exception(), BreakerOpen)
        else:
            self.running.append((task, end, probing))

    async def end(self, how: str) -> None:
        if not self.running:
            return
        task, end, _ = self.running.popleft()
        if how == "succeed":
            end.set_result(None)
        elif how == "fail":
            end.set_exception(Transient("down"))
        else:
            task.cancel()
        await asyncio.wait([task])
        assert task.cancelled() or isinstance(task.exception(), Transient | None)

    async def act(self, act: str) -> None:
        if act == "start":
            await self.start()
        elif act.startswith("wait"):
            self.clock.now += 1 if act == "wait" else 40
        else:
            await self.end(act)


@settings(max_examples=100)
@given(
    script=st.lists(
        st.sampled_from(["start", "succeed", "fail", "cancel", "wait", "wait_long"]), max_size=60
    )
)
async def test_there_are_never_two_probes(script: list[str]) -> None:
    clock = Clock()
    callers = Callers(clock, await opened(clock))

    for act in script:
        await callers.act(act)

        assert callers.probes <= 1
    while callers.running:
        await callers.end("cancel")

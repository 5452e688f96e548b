"""The circuit breaker in front of a dependency that may be sick.

The worker wraps each call to the logistics API (and may wrap others) in `Breaker.call`. It builds
on `circuitbreaker.CircuitBreaker`, whose names, monitor and decorator keep working, and replaces
its counting: that one opens after N consecutive failures and lets every caller in when half-open;
this one opens on an error percentage over a rolling window and admits exactly one probe.

It runs in one event loop and never awaits between a decision and its bookkeeping, so it needs no
lock. It never retries and never caches: the caller decides what to do with `BreakerOpen`.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, NoReturn, ParamSpec, TypeVar

from circuitbreaker import (  # type: ignore[import-untyped]  # ships no types
    STATE_CLOSED,
    STATE_HALF_OPEN,
    STATE_OPEN,
    CircuitBreaker,
    CircuitBreakerMonitor,
)
from prometheus_client import Counter, Gauge

from driver_assistant.contracts.errors import Transient

P = ParamSpec("P")
T = TypeVar("T")

STATE_VALUES: Final = {STATE_CLOSED: 0, STATE_HALF_OPEN: 1, STATE_OPEN: 2}

BREAKER_STATE = Gauge(
    "driver_assistant_breaker_state",
    "0 closed, 1 half-open, 2 open, as seen at the scrape.",
    ["dependency"],
)
BREAKER_CALLS = Counter(
    "driver_assistant_breaker_calls_total",
    "Calls by outcome: success, failure, cancelled, or rejected without being made.",
    ["dependency", "outcome"],
)
BREAKER_OPENED = Counter(
    "driver_assistant_breaker_opened_total", "Times the breaker opened.", ["dependency"]
)


class BreakerOpen(Transient):
    """The dependency is failing, so it was not called."""

    code = "breaker_open"


class CallTimedOut(Transient):
    """The dependency did not answer in time."""

    code = "call_timed_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakerPolicy:
    """When to open and when to look again.

    The numbers are the field's usual ones (opossum, resilience4j): half of at least ten calls in
    ten seconds. `jitter` spreads the probes of many workers: 0.2 is up to 20 % earlier or later.
    Keep `timeout` below the caller's own deadline: a call that the caller cancels counts for
    nothing, so a dependency that only hangs would never open the breaker.
    """

    timeout: timedelta = timedelta(seconds=10)
    error_percentage: float = 50.0
    minimum_volume: int = 10
    bucket: timedelta = timedelta(seconds=1)
    buckets: int = 10
    reset_after: timedelta = timedelta(seconds=30)
    jitter: float = 0.2


def transient(error: BaseException) -> bool:
    """The default judgement: the dependency failed.

    What a client did wrong is not a failure: Permanent errors, and Transient ones that say so
    with `client_error` (it asked us to slow down).
    """
    failed = isinstance(error, Transient | OSError | TimeoutError)
    return failed and not getattr(error, "client_error", False)


class Breaker(CircuitBreaker):  # type: ignore[misc]  # its base is untyped
    """Opens on an error percentage, closes after one good probe.

    Args:
        name: the dependency, as in the metrics.
        policy: when to open and when to look again.
        is_failure: whether an error is the dependency's; by default Transient, OSError, timeouts.
        clock: monotonic seconds.
        spread: a number from 0 up to 1, drawn once per opening for the jitter.
    """

    def __init__(
        self,
        name: str,
        policy: BreakerPolicy | None = None,
        *,
        is_failure: Callable[[BaseException], bool] = transient,
        clock: Callable[[], float] = time.monotonic,
        spread: Callable[[], float] = random.random,
    ) -> None:
        super().__init__(
            name=name,
            expected_exception=lambda _kind, error: (
                isinstance(error, CallTimedOut) or is_failure(error)
            ),
        )
        self.policy = policy or BreakerPolicy()
        self._clock = clock
        self._spread = spread
        self._window = _Window(self.policy.bucket.total_seconds(), self.policy.buckets)
        self._last_failure: Exception | None = None
        self._generation = 0  # outcomes of calls begun before the last change don't count
        self._probe_until: float | None = None  # the half-open permit and its deadline
        self._reopen_at = 0.0
        BREAKER_STATE.labels(name).set_function(lambda: STATE_VALUES[self.state])
        CircuitBreakerMonitor.register(self)

    async def call(self, func: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs) -> T:
        """Await `func(*args, **kwargs)` if the breaker allows it.

        Raises:
            BreakerOpen: not called; `retry_after` says when to ask again.
            CallTimedOut: the policy's timeout passed.
        """
        generation = self._admit()
        outcome = "cancelled"
        try:
            answer = await self._within_time(func, *args, **kwargs)
            outcome = "success"
        except Exception as error:
            outcome = "failure" if self.is_failure(type(error), error) else "success"
            if outcome == "failure":
                self._last_failure = error
            raise
        finally:
            self._record(generation, outcome)
        return answer

    # the base's decorator path for coroutines ends here too
    call_async = call

    async def _within_time(
        self, func: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        deadline = asyncio.timeout(self.policy.timeout.total_seconds())
        try:
            async with deadline:
                return await func(*args, **kwargs)
        except TimeoutError as error:
            if not deadline.expired():
                raise
            raise CallTimedOut(f"{self.name}: {self.policy.timeout.total_seconds()} s") from error

    def _admit(self) -> int:
        """Let a call in, or raise; gives the generation its outcome belongs to."""
        state = self.state
        if state == STATE_OPEN:
            self._reject(self.open_remaining)
        if state == STATE_HALF_OPEN:
            if self._probe_until is not None:
                self._reject(self._probe_until - self._clock())
            self._probe_until = self._clock() + self.policy.timeout.total_seconds()
            self._generation += 1  # from here on only the probe decides
        return self._generation

    def _reject(self, remaining_s: float) -> NoReturn:
        BREAKER_CALLS.labels(self.name, "rejected").inc()
        raise BreakerOpen(str(self.name), retry_after=timedelta(seconds=max(0.0, remaining_s)))

    def _record(self, generation: int, outcome: str) -> None:
        BREAKER_CALLS.labels(self.name, outcome).inc()
        if generation != self._generation:
            return  # begun before the state changed: says nothing about now
        if self._probe_until is not None:
            self._conclude_probe(outcome)
        elif outcome != "cancelled":
            self._window.add(self._clock(), failed=outcome == "failure")
            if self._too_many_failures():
                self._open()

    def _conclude_probe(self, outcome: str) -> None:
        self._probe_until = None
        if outcome == "success":
            self.reset()
        elif outcome == "failure":
            self._open()
        # cancelled: the permit is free again, the next caller probes

    def _too_many_failures(self) -> bool:
        total, failed = self._window.counts(self._clock())
        policy = self.policy
        return total >= policy.minimum_volume and failed * 100 >= policy.error_percentage * total

    def _open(self) -> None:
        around_one = 1 + self.policy.jitter * (2 * self._spread() - 1)
        self._reopen_at = self._clock() + self.policy.reset_after.total_seconds() * around_one
        self._state = STATE_OPEN
        self._generation += 1
        self._window.clear()
        BREAKER_OPENED.labels(self.name).inc()

    # --- what the base class and its monitor show ---------------------------------

    @property
    def state(self) -> str:
        """`closed`, `open`, or `half_open` once the reset time has passed."""
        if self._state == STATE_OPEN and self.open_remaining <= 0:
            return str(STATE_HALF_OPEN)
        return str(self._state)

    @property
    def open_remaining(self) -> float:
        """Seconds until a probe is let through; 0 when closed or due."""
        return max(0.0, self._reopen_at - self._clock()) if self._state == STATE_OPEN else 0.0

    @property
    def failure_count(self) -> int:
        """Failures inside the window."""
        return self._window.counts(self._clock())[1]

    def reset(self) -> None:
        """Close and forget."""
        super().reset()
        self._generation += 1
        self._probe_until = None
        self._window.clear()

    def _decorate_sync(self, function: Callable[..., Any]) -> NoReturn:
        raise TypeError(f"{function!r} is not a coroutine function: Breaker guards only those")


class _Window:
    """Counts of calls and failures in a ring of time buckets."""

    def __init__(self, bucket_s: float, buckets: int) -> None:
        self._bucket_s = bucket_s
        self._buckets = buckets
        self._ring: dict[int, list[int]] = {}  # bucket number -> [calls, failures]

    def add(self, now: float, *, failed: bool) -> None:
        self._forget(now)
        counts = self._ring.setdefault(self._number(now), [0, 0])
        counts[0] += 1
        counts[1] += failed

    def counts(self, now: float) -> tuple[int, int]:
        self._forget(now)
        return sum(c[0] for c in self._ring.values()), sum(c[1] for c in self._ring.values())

    def clear(self) -> None:
        self._ring.clear()

    def _number(self, now: float) -> int:
        return int(now // self._bucket_s)

    def _forget(self, now: float) -> None:
        oldest = self._number(now) - self._buckets + 1
        for number in [n for n in self._ring if n < oldest]:
            del self._ring[number]

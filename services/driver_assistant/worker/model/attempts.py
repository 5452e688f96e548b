"""Decides whether a failed call is tried again: with which model, after how long, or not at all.

The one place where attempts are counted: the HTTP client and the openai library retry nothing,
so attempts never multiply. Pure but for the jitter. Used by `client.py` once per call.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from driver_assistant.worker.model.errors import ModelFailure, ModelUnavailable, Retry

Models = tuple[str, ...]  # what one request asks for: one model, or a list to fail over in

_BACKOFF_S = 0.25  # doubled with every attempt, then shortened by up to a half
_USEFUL_S = 0.3  # an attempt with less time than this is not worth its money
_ABSENT_FOR_S = 600.0


@dataclass(frozen=True, slots=True)
class Step:
    """One more attempt."""

    models: Models
    wait_s: float


class Attempts:
    """The attempts of one call. `requests` are what to ask for, the preferred one first."""

    def __init__(
        self,
        requests: Sequence[Models],
        *,
        maximum: int,
        longest_wait_s: float,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._requests = tuple(requests)
        self._maximum = maximum
        self._longest_wait_s = longest_wait_s
        self._jitter = jitter
        self._made = 0
        self._current = 0
        self._repeated = False

    def first(self, remaining_s: float) -> Step | None:
        """The first attempt; None when there is no time for it."""
        return Step(self._requests[0], 0.0) if remaining_s >= _USEFUL_S else None

    def after(self, failure: ModelFailure, remaining_s: float) -> Step | None:
        """The next attempt after `failure`; None when it wouldn't help, or wouldn't fit."""
        self._made += 1
        if self._made >= self._maximum:
            return None
        wait_s = self._wait_s(failure)
        if wait_s is None or wait_s + _USEFUL_S > remaining_s:
            return None
        return Step(self._requests[self._current], wait_s)

    def _wait_s(self, failure: ModelFailure) -> float | None:
        """Seconds until the next attempt, having chosen what it asks for; None for no attempt."""
        match failure.retry:
            case Retry.NEVER:
                return None
            case Retry.ONCE:
                again = not self._repeated
                self._repeated = True
                return 0.0 if again else None
            case Retry.WAIT:
                return self._patience_s(failure)
            case Retry.NEXT_MODEL:
                if self._current + 1 < len(self._requests):
                    self._current += 1
                    return 0.0
                return None if isinstance(failure, ModelUnavailable) else self._patience_s(failure)

    def _patience_s(self, failure: ModelFailure) -> float | None:
        """What the provider asked for, else a growing pause; None when it is too long."""
        if failure.retry_after is not None:
            asked_s = failure.retry_after.total_seconds()
            return asked_s if asked_s <= self._longest_wait_s else None
        pause_s = _BACKOFF_S * 2.0 ** (self._made - 1) * (1 - self._jitter() / 2)
        return min(pause_s, self._longest_wait_s)


class Roster:
    """Models in order of preference, without those that were missing a short while ago."""

    def __init__(self, models: Models, clock: Callable[[], float] = time.monotonic) -> None:
        self._models = models
        self._clock = clock
        self._absent_until: dict[str, float] = {}

    def present(self) -> Models:
        """The models worth asking; all of them when none seems to be there."""
        now = self._clock()
        found = tuple(m for m in self._models if self._absent_until.get(m, 0.0) <= now)
        return found or self._models

    def missing(self, model: str) -> None:
        """Don't ask for `model` during the next ten minutes."""
        if model in self._models:
            self._absent_until[model] = self._clock() + _ABSENT_FOR_S

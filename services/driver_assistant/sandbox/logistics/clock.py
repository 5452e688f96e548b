"""The stand-in's own time: virtual by default, so that tests and demos meet the same night.

It starts at a fixed instant, ticks with the machine's monotonic clock, and can be set and stepped
through the control API. It can also follow the real clock. Nothing else in the package asks the
operating system for the time of day, but for the signature of a webhook: that is about transport.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

# Sunday 2026-10-25, the night Europe's clocks go back; the United States follow on 1 November.
DEFAULT_START = datetime(2026, 10, 25, 0, 30, tzinfo=ZoneInfo("Europe/Berlin")).astimezone(UTC)


class VirtualClock:
    """A clock that starts at `start` and runs at the speed of `monotonic`; None is real time."""

    def __init__(
        self,
        start: datetime | None = DEFAULT_START,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._monotonic = monotonic
        self._start = start
        self._since = monotonic()

    def now(self) -> datetime:
        """The time of day here, UTC."""
        if self._start is None:
            return datetime.now(UTC)
        return self._start + timedelta(seconds=self._monotonic() - self._since)

    def set(self, now: datetime) -> None:
        """Jump to an instant and run on from there."""
        self._start = now.astimezone(UTC)
        self._since = self._monotonic()

    def step(self, span: timedelta) -> None:
        """Move on, or back if negative."""
        self.set(self.now() + span)

    def follow_real_time(self) -> None:
        """Show the machine's own time."""
        self._start = None

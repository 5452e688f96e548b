"""Clocks. Wall time for people and rows; boot time for leases, because it goes on in a suspend.

A process that was stopped (SIGSTOP, a frozen cgroup, a paused VM) must notice on waking that its
lease is over: `time.monotonic` may stand still meanwhile, CLOCK_BOOTTIME does not
(clock_gettime(2)).
"""

from __future__ import annotations

import time
from datetime import UTC, datetime

_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def now() -> datetime:
    """Wall time, UTC-aware."""
    return datetime.now(UTC)


def boot_time_s() -> float:
    """Seconds since boot, suspensions included; never goes back."""
    return time.clock_gettime(_CLOCK)

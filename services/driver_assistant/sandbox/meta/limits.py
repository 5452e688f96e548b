"""Token buckets: the throughput of a number and the pair rate towards one user.

Used by `cloud.py`. A bucket never sleeps: it says yes or no for an instant it is given.
"""

from __future__ import annotations


class Bucket:
    """Up to `burst` at once, `rate_per_s` in the long run; a rate of 0 means no limit.

    Rate and burst are passed to `take`, so that a changed setting counts at once.
    """

    __slots__ = ("_spent", "_stamp")

    def __init__(self) -> None:
        self._spent = 0.0
        self._stamp = 0.0

    def take(self, now_s: float, rate_per_s: float, burst: float) -> bool:
        """Spend one, if there is one."""
        if rate_per_s == 0:
            return True
        elapsed_s = max(0.0, now_s - self._stamp)
        spent = max(0.0, self._spent - elapsed_s * rate_per_s)
        self._stamp = now_s
        allowed = spent + 1 <= burst + 1e-9  # refilling adds rounding errors
        self._spent = spent + 1 if allowed else spent
        return allowed

    def note(self, now_s: float, rate_per_s: float, burst: float) -> None:
        """Spend one without asking: users are never throttled, but they use the number up."""
        if not self.take(now_s, rate_per_s, burst):
            self._spent = burst

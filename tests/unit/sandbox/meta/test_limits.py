"""Token buckets never give more than their burst plus their rate."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from driver_assistant.sandbox.meta.limits import Bucket


@given(
    waits_s=st.lists(st.floats(min_value=0, max_value=5), min_size=1, max_size=100),
    rate_per_s=st.floats(min_value=0.1, max_value=10),
    burst=st.integers(min_value=1, max_value=10),
)
def test_no_bucket_gives_more_than_burst_plus_rate(
    waits_s: list[float], rate_per_s: float, burst: int
) -> None:
    bucket, now_s, given_out = Bucket(), 100.0, 0
    for wait_s in waits_s:
        now_s += wait_s
        given_out += bucket.take(now_s, rate_per_s, burst)

    assert given_out <= burst + (now_s - 100.0 - waits_s[0]) * rate_per_s + 1e-6


def test_a_rate_of_zero_means_no_limit() -> None:
    bucket = Bucket()

    assert all(bucket.take(0.0, 0.0, 1) for _ in range(1000))


def test_a_spent_bucket_fills_up_again() -> None:
    bucket = Bucket()
    taken = [bucket.take(100.0, 1.0, 2) for _ in range(3)]

    assert taken == [True, True, False]
    assert bucket.take(101.0, 1.0, 2)

"""Retry tiers: bounded, jittered, never before Retry-After while a tier is long enough."""

from __future__ import annotations

import random
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from driver_assistant.contracts.topology import RETRY_TIERS
from driver_assistant.runtime.backoff import retry_tier

LONGEST = RETRY_TIERS[-1][1]


@given(st.integers(min_value=-3, max_value=50), st.integers())
def test_every_attempt_has_a_tier_of_the_topology(attempt: int, seed: int) -> None:
    assert retry_tier(attempt, rng=random.Random(seed)) in RETRY_TIERS


@given(st.integers(min_value=1, max_value=20), st.integers())
def test_a_later_attempt_never_waits_less_than_its_own_tier(attempt: int, seed: int) -> None:
    _, delay = retry_tier(attempt, rng=random.Random(seed))

    assert delay >= RETRY_TIERS[min(attempt, len(RETRY_TIERS)) - 1][1]


@given(
    st.integers(min_value=1, max_value=10),
    st.floats(min_value=0, max_value=10_000),
    st.integers(),
)
def test_retry_after_is_honoured_up_to_the_longest_tier(
    attempt: int, seconds: float, seed: int
) -> None:
    asked = timedelta(seconds=seconds)

    _, delay = retry_tier(attempt, retry_after=asked, rng=random.Random(seed))

    assert delay >= min(asked, LONGEST)


def test_what_failed_together_does_not_all_come_back_together() -> None:
    tiers = {retry_tier(1, rng=random.Random(seed))[0] for seed in range(50)}

    assert len(tiers) > 1

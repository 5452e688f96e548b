"""When to try again: one of the topology's retry tiers, with jitter, never before Retry-After."""

from __future__ import annotations

import random
from datetime import timedelta

from prometheus_client import Counter

from driver_assistant.contracts.topology import RETRY_TIERS

RETRIES = Counter(
    "driver_assistant_retry_total", "Work put off, by side and tier.", ["side", "tier"]
)

MAX_ATTEMPTS = 8  # then the message is dead: about 25 minutes of trying


def retry_tier(
    attempt: int, *, retry_after: timedelta | None = None, rng: random.Random | None = None
) -> tuple[str, timedelta]:
    """The tier for the given attempt (1 is the first that failed).

    Jitter chooses the tier or its upper neighbour, so that what failed together does not come
    back together; a Retry-After moves to the first tier that is long enough, or to the last.
    """
    dice = rng or random.Random()  # noqa: S311  # spreads load, protects nothing
    index = min(max(attempt, 1), len(RETRY_TIERS)) - 1
    if index + 1 < len(RETRY_TIERS) and dice.random() < 0.25:  # a quarter moves up
        index += 1
    if retry_after is not None:
        while index + 1 < len(RETRY_TIERS) and RETRY_TIERS[index][1] < retry_after:
            index += 1
    return RETRY_TIERS[index]

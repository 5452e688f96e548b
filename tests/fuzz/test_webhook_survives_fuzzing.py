"""A slice of the fuzz run: whatever is signed is answered, what is recorded is finished."""

from __future__ import annotations

import pytest
from fuzzing import CALM, fuzz
from stack import running_stack

from driver_assistant.sandbox.backing.servers import Backing

COUNT = 1000
# Allocators keep what they once had; what is bounded is the growth after the first quarter.
GROWTH_MB = 60


@pytest.mark.timeout(300)
async def test_mutated_webhooks_are_answered_and_leave_nothing_stuck(
    servers: Backing, tmp_path_factory: pytest.TempPathFactory
) -> None:
    async with running_stack(servers, tmp_path_factory.mktemp("fuzz"), extra=CALM) as stack:
        fuzzed = await fuzz(stack, count=COUNT, seed=1, settle_s=150)

    assert fuzzed.count == COUNT
    assert fuzzed.errors == 0, fuzzed
    assert fuzzed.messages > 100, "too few bodies were still messages to show anything"
    assert (fuzzed.unfinished, fuzzed.dead, fuzzed.doorbells_left) == (0, 0, 0), fuzzed
    assert fuzzed.rss_end_mb - fuzzed.rss_warm_mb < GROWTH_MB, fuzzed

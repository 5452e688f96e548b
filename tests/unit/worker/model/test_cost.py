"""What a call cost: cached tokens, the ledger to the last digit, and what nobody told us."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any

import pytest
from prometheus_client import REGISTRY

from driver_assistant.worker.model import errors
from driver_assistant.worker.model.client import ModelClient
from driver_assistant.worker.model.errors import ModelFailure

Choose = Callable[..., Awaitable[Any]]  # the fixture: (client, text, seconds) to an answer


async def test_a_second_turn_reads_its_prefix_from_the_cache(
    client: ModelClient, choose: Choose
) -> None:
    first = await choose(client, "show my route")
    second = await choose(client, "show my route tomorrow")

    assert first.usage.cached_tokens == 0
    assert second.usage.cached_tokens >= 1024
    assert second.usage.cached_tokens % 128 == 0
    assert second.usage.cost_usd < first.usage.cost_usd


async def test_the_booked_cost_is_the_ledgers_to_the_last_digit(
    stand_in: Any, client: ModelClient, choose: Choose
) -> None:
    for kind, rate in (("bad_gateway", 0.2), ("empty_content", 0.2), ("broken_arguments", 0.2)):
        stand_in.fail(kind, rate=rate)
    booked, tokens = Decimal(0), 0
    for turn in range(60):
        try:
            usage = (await choose(client, f"I'm {turn + 1} minutes late")).usage
        except ModelFailure as failure:
            usage = failure.usage
        booked += usage.cost_usd
        tokens += usage.cached_tokens

    total = stand_in.ledger()["total"]
    assert Decimal(total["cost"]) == booked
    assert total["cached_tokens"] == tokens > 0


async def test_a_cost_nobody_told_us_is_marked_unknown(
    stand_in: Any, client: ModelClient, choose: Choose
) -> None:
    stand_in.fail("truncated")

    with pytest.raises(errors.ConnectionLost) as caught:
        await choose(client)

    total = stand_in.ledger()["total"]
    assert 2 == caught.value.usage.unknown == total["billed"]
    assert Decimal(total["unreported_cost"]) == Decimal(total["cost"]) > 0


async def test_the_metrics_count_what_was_booked(client: ModelClient, choose: Choose) -> None:
    def counted(name: str, label: str, value: str) -> float:
        return REGISTRY.get_sample_value(name, {label: value}) or 0.0

    model = "openai/gpt-5.1-mini"
    before = [
        counted("driver_assistant_llm_tokens_total", "kind", kind) for kind in ("prompt", "cached")
    ]
    cost = counted("driver_assistant_llm_cost_usd_total", "model", model)
    await choose(client)
    usage = (await choose(client)).usage
    after = [
        counted("driver_assistant_llm_tokens_total", "kind", kind) for kind in ("prompt", "cached")
    ]

    assert after[0] - before[0] == 2 * usage.prompt_tokens
    assert after[1] - before[1] == usage.cached_tokens
    assert counted("driver_assistant_llm_cost_usd_total", "model", model) > cost


async def test_the_metrics_name_the_failure(
    stand_in: Any, client: ModelClient, choose: Choose
) -> None:
    wanted = {"class": "llm_key_rejected"}
    before = REGISTRY.get_sample_value("driver_assistant_llm_errors_total", wanted) or 0.0
    stand_in.fail("unauthorized")
    with pytest.raises(errors.KeyRejected):
        await choose(client)

    assert REGISTRY.get_sample_value("driver_assistant_llm_errors_total", wanted) == before + 1

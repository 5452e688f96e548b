"""The day's limits hold under concurrency, and what nobody knows counts as spent."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driver_assistant.worker.model.budget import (
    Budget,
    BudgetExhausted,
    BudgetSettings,
    Estimator,
    Limits,
    Payer,
    booked_micro_usd,
    limits,
)
from driver_assistant.worker.model.client import ModelClient
from driver_assistant.worker.model.errors import ProviderFailed
from driver_assistant.worker.model.prompt import Prompts
from driver_assistant.worker.model.settings import ModelSettings
from driver_assistant.worker.model.startup import check_models
from driver_assistant.worker.model.usage import Usage

PAYER = Payer(company="acme", driver="d1")


class Counters:
    """The store's contract in a few lines; the real one is in PostgreSQL."""

    def __init__(self) -> None:
        self.spent: Counter[tuple[str, date]] = Counter()
        self.highest = 0

    async def reserve(self, payer: Payer, day: date, micro_usd: int, limits: Limits) -> bool:
        await asyncio.sleep(0)
        company, driver = (payer.company, day), (f"{payer.company}/{payer.driver}", day)
        if self.spent[company] + micro_usd > limits.company_micro_usd:
            return False
        if self.spent[driver] + micro_usd > limits.driver_micro_usd:
            return False
        self.spent[company] += micro_usd
        self.spent[driver] += micro_usd
        self.highest = max(self.highest, self.spent[company])
        return True

    async def settle(self, payer: Payer, day: date, difference_micro_usd: int) -> None:
        self.spent[(payer.company, day)] += difference_micro_usd
        self.spent[(f"{payer.company}/{payer.driver}", day)] += difference_micro_usd

    def company(self) -> int:
        return sum(n for (name, _), n in self.spent.items() if name == "acme")


def budget(store: Counters, company: int = 1_000_000, driver: int = 1_000_000) -> Budget:
    return Budget(store, Limits(company_micro_usd=company, driver_micro_usd=driver))


async def test_what_was_used_is_booked_and_the_rest_given_back() -> None:
    store = Counters()

    async with budget(store).spending(PAYER, 500) as bill:
        bill.add(Usage(cost_usd=Decimal("0.000120"), attempts=1))

    assert store.company() == 120


async def test_at_the_limit_nothing_may_be_sent() -> None:
    with pytest.raises(BudgetExhausted):
        async with budget(Counters(), driver=499).spending(PAYER, 500):
            pytest.fail("the call was made")


async def test_a_failure_pays_for_its_attempts() -> None:
    store = Counters()
    failure = ProviderFailed("")
    failure.usage = Usage(cost_usd=Decimal("0.0003"), attempts=2)

    with pytest.raises(ProviderFailed):
        async with budget(store).spending(PAYER, 500) as bill:
            bill.add(failure.usage)  # handed in by a careful caller too: it counts once
            raise failure

    assert store.company() == 300


async def test_an_unknown_cost_keeps_the_reservation() -> None:
    store = Counters()

    async with budget(store).spending(PAYER, 500) as bill:
        bill.add(Usage(cost_usd=Decimal("0.0001"), attempts=2, unknown=1))

    assert store.company() == 500


async def test_a_cancelled_call_keeps_the_reservation() -> None:
    store = Counters()

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01), budget(store).spending(PAYER, 500):
            await asyncio.sleep(5)

    assert store.company() == 500


async def test_a_refusal_before_sending_costs_nothing() -> None:
    store = Counters()

    with pytest.raises(ZeroDivisionError):
        async with budget(store).spending(PAYER, 500):
            raise ZeroDivisionError  # such as an open circuit breaker

    assert store.company() == 0


async def test_the_day_is_the_utc_day_of_the_start() -> None:
    store = Counters()
    late = datetime(2026, 10, 25, 23, 30, tzinfo=timezone(timedelta(hours=-2)))

    async with budget(store).spending(PAYER, 1, now=late) as bill:
        bill.add(Usage(cost_usd=Decimal("0.000001"), attempts=1))

    assert ("acme", date(2026, 10, 26)) in store.spent


@given(st.decimals(0, 1, places=9), st.integers(0, 5), st.integers(0, 10_000))
def test_booking_is_never_less_than_the_cost_nor_an_unknown_attempt_free(
    cost: Decimal, unknown: int, estimate: int
) -> None:
    booked = booked_micro_usd(Usage(cost_usd=cost, unknown=unknown), estimate)

    assert booked >= int(cost * 1_000_000)
    assert booked >= (estimate if unknown else 0)


async def test_limits_hold_under_fifty_calls_at_once(
    settings: ModelSettings, client: ModelClient, prompts: Prompts, stand_in: Any
) -> None:
    store = Counters()
    listed = await check_models(client, settings)
    messages = prompts.pick("I'm 40 minutes late", language="en")
    estimate = Estimator(settings, listed).choosing(messages, prompts.tools)
    limit = estimate * 5
    the_budget = budget(store, company=limit)
    outcomes: Counter[str] = Counter()

    async def ask() -> None:
        deadline = asyncio.get_running_loop().time() + 60
        try:
            async with the_budget.spending(PAYER, estimate) as bill:
                choice = await client.choose_tool(
                    messages, prompts.tools, session="c1", deadline=deadline
                )
                bill.add(choice.usage)
                outcomes["answered"] += 1
        except BudgetExhausted:
            outcomes["refused"] += 1

    async with asyncio.TaskGroup() as group:
        for _ in range(50):
            group.create_task(ask())

    ledger = stand_in.ledger()["total"]
    assert outcomes.total() == 50
    assert outcomes["refused"] > 0
    assert store.highest <= limit
    assert outcomes["answered"] == ledger["calls"]
    assert abs(store.company() - Decimal(ledger["cost"]) * 1_000_000) <= outcomes["answered"]


async def test_the_estimate_is_never_below_the_bill(
    settings: ModelSettings, client: ModelClient, prompts: Prompts
) -> None:
    listed = await check_models(client, settings)
    messages = prompts.pick("मैं 40 मिनट लेट हूँ, ट्रैफिक है", language="hi")

    choice = await client.choose_tool(
        messages, prompts.tools, session="c1", deadline=asyncio.get_running_loop().time() + 60
    )

    assert Estimator(settings, listed).choosing(messages, prompts.tools) >= choice.usage.micro_usd


def test_settings_are_in_dollars_and_limits_in_millionths() -> None:
    settings = BudgetSettings(company_usd=Decimal(2), driver_usd=Decimal("0.25"))

    assert Limits(company_micro_usd=2_000_000, driver_micro_usd=250_000) == limits(settings)

"""Keeps spending on models inside a company's and a driver's limit for the day.

Reserve before a call, settle after it. The store counts atomically, so the limits hold under any
concurrency; a call whose cost nobody told us keeps its reservation, so does one whose worker
died. At the limit `BudgetExhausted` tells the caller to go on with rules and templates and to
say so. Pure policy: PostgreSQL is behind `BudgetStore`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import ROUND_CEILING, Decimal
from functools import reduce
from typing import Protocol

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from driver_assistant.contracts.errors import Permanent
from driver_assistant.worker.model.errors import ModelFailure
from driver_assistant.worker.model.prompt import Message
from driver_assistant.worker.model.settings import ModelSettings
from driver_assistant.worker.model.tools import ToolSet
from driver_assistant.worker.model.usage import MICRO, NOTHING, Usage
from driver_assistant.worker.model.wire import ListedModel

# Characters per token in the worst case we reserve for: JSON and Devanagari. English has four.
_CHARS_PER_TOKEN = 2


class BudgetExhausted(Permanent):
    """The day's budget for the model is spent."""

    code = "llm_budget_exhausted"


class BudgetSettings(BaseSettings):
    """Daily limits; each can be set as `DA_LLM_BUDGET_<NAME>`."""

    model_config = SettingsConfigDict(env_prefix="DA_LLM_BUDGET_", frozen=True)

    company_usd: Decimal = Field(
        Decimal(20),
        ge=0,
        description="USD a company may spend on models per UTC day; then rules and templates only.",
    )
    driver_usd: Decimal = Field(
        Decimal("0.50"), ge=0, description="USD one driver may cause per UTC day."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Payer:
    """Whose budget a call is charged to, both ids ours."""

    company: str
    driver: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Millionths of a USD per UTC day."""

    company_micro_usd: int
    driver_micro_usd: int


class BudgetStore(Protocol):
    """Counts millionths of a USD per company, driver and UTC day."""

    async def reserve(self, payer: Payer, day: date, micro_usd: int, limits: Limits) -> bool:
        """Add `micro_usd` to both counters if neither then exceeds its limit; else change nothing.

        One atomic step: two concurrent calls never fit into room for one.
        """
        ...

    async def settle(self, payer: Payer, day: date, difference_micro_usd: int) -> None:
        """Add the difference between what was spent and what was reserved (mostly negative)."""
        ...


@dataclass(slots=True)
class Bill:
    """What the calls inside one reservation used; hand each answer's usage to `add`.

    The same usage counts once, however often it is handed in.
    """

    parts: tuple[Usage, ...] = ()

    def add(self, usage: Usage) -> None:
        if not any(part is usage for part in self.parts):
            self.parts = (*self.parts, usage)

    @property
    def usage(self) -> Usage:
        return reduce(Usage.plus, self.parts, NOTHING)


@dataclass(frozen=True, slots=True)
class Budget:
    """The policy: how much to reserve, and what remains booked."""

    store: BudgetStore
    limits: Limits

    @asynccontextmanager
    async def spending(
        self, payer: Payer, estimate_micro_usd: int, *, now: datetime | None = None
    ) -> AsyncIterator[Bill]:
        """Reserve for the calls made inside, and settle what they used afterwards.

        `async with budget.spending(payer, estimate) as bill: …; bill.add(choice.usage)`. A
        `ModelFailure` that leaves the block adds its own usage. A cancelled block keeps the
        whole reservation, for its request may have been billed. The day is that of the start.

        Raises:
            BudgetExhausted: nothing was reserved, and nothing may be sent.
        """
        day = (now or datetime.now(UTC)).astimezone(UTC).date()
        if not await self.store.reserve(payer, day, estimate_micro_usd, self.limits):
            raise BudgetExhausted("")
        bill = Bill()
        try:
            yield bill
        except ModelFailure as failure:
            bill.add(failure.usage)
            raise
        except asyncio.CancelledError:
            bill.add(Usage(unknown=1))
            raise
        finally:
            booked = booked_micro_usd(bill.usage, estimate_micro_usd)
            if booked != estimate_micro_usd:
                await self.store.settle(payer, day, booked - estimate_micro_usd)


def booked_micro_usd(usage: Usage, estimate_micro_usd: int) -> int:
    """What counts against the limits: the provider's cost, and the estimate if any is unknown.

    Nothing sent costs nothing.
    """
    unknown = estimate_micro_usd if usage.unknown else 0
    return max(usage.micro_usd, unknown)


def limits(settings: BudgetSettings) -> Limits:
    """The settings in the store's unit."""
    return Limits(
        company_micro_usd=int(settings.company_usd * MICRO),
        driver_micro_usd=int(settings.driver_usd * MICRO),
    )


@dataclass(frozen=True, slots=True)
class Price:
    """USD per token."""

    prompt: Decimal
    completion: Decimal


class Estimator:
    """An upper bound of what a call costs, by the provider's prices where they are known."""

    def __init__(self, settings: ModelSettings, listed: Iterable[ListedModel] = ()) -> None:
        self._settings = settings
        self._assumed = Price(
            settings.price_per_million_prompt_usd / MICRO,
            settings.price_per_million_completion_usd / MICRO,
        )
        self._known: Mapping[str, Price] = {
            model.id: Price(model.pricing.prompt, model.pricing.completion) for model in listed
        }

    def choosing(self, messages: Sequence[Message], tools: ToolSet) -> int:
        """Millionths of a USD to reserve for `choose_tool`."""
        chars = _chars(messages) + len(tools.text)
        return self._estimate(chars, self._settings.max_tokens, self._settings.pickers)

    def writing(self, messages: Sequence[Message]) -> int:
        """Millionths of a USD to reserve for `write`."""
        chars = _chars(messages)
        return self._estimate(chars, self._settings.writer_max_tokens, self._settings.writers)

    def _estimate(self, chars: int, completion_tokens: int, models: Sequence[str]) -> int:
        """One attempt at the dearest model that may answer, with nothing cached."""
        prices = [self._known.get(model, self._assumed) for model in models]
        prompt = Decimal(chars // _CHARS_PER_TOKEN + 1) * max(p.prompt for p in prices)
        completion = completion_tokens * max(p.completion for p in prices)
        return int(((prompt + completion) * MICRO).to_integral_value(ROUND_CEILING))


def _chars(messages: Sequence[Message]) -> int:
    return sum(len(message["content"]) for message in messages)

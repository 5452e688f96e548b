"""The budget's store in PostgreSQL: what `model/budget.py` asks for, over `store/budgets.py`."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from driver_assistant.runtime.telemetry import note
from driver_assistant.store import budgets
from driver_assistant.store.budgets import ModelCall
from driver_assistant.store.database import Database
from driver_assistant.worker.model.budget import Limits, Payer
from driver_assistant.worker.model.usage import Usage


class PostgresBudgets:
    """Counts in PostgreSQL; raises `StoreUnavailable` when it is away: no spending unseen."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def reserve(self, payer: Payer, day: date, micro_usd: int, limits: Limits) -> bool:
        """See `BudgetStore.reserve`."""
        async with self._database.connection() as connection:
            return await budgets.reserve(
                connection,
                payer.company,
                payer.driver,
                day,
                micro_usd,
                company_most=limits.company_micro_usd,
                driver_most=limits.driver_micro_usd,
            )

    async def book(self, payer: Payer, message_id: UUID, purpose: str, usage: Usage) -> None:
        """Write what a call cost, to the last digit of what the provider said."""
        note(
            "model.called",
            purpose=purpose,
            model=usage.model,
            prompt_tokens=usage.prompt_tokens,
            cached_tokens=usage.cached_tokens,
            completion_tokens=usage.completion_tokens,
            cost_usd=f"{usage.cost_usd:f}",
            attempts=usage.attempts,
            latency_ms=int(usage.latency_s * 1000),
        )
        async with self._database.connection() as connection:
            await budgets.book(
                connection,
                payer.company,
                ModelCall(
                    message_id=message_id,
                    purpose=purpose,
                    model=usage.model,
                    prompt_tokens=usage.prompt_tokens,
                    cached_tokens=usage.cached_tokens,
                    completion_tokens=usage.completion_tokens,
                    cost_usd=usage.cost_usd,
                    attempts=usage.attempts,
                    unknown=usage.unknown,
                    latency_ms=int(usage.latency_s * 1000),
                ),
            )

    async def settle(self, payer: Payer, day: date, difference_micro_usd: int) -> None:
        """See `BudgetStore.settle`."""
        async with self._database.connection() as connection:
            await budgets.settle(connection, payer.company, payer.driver, day, difference_micro_usd)

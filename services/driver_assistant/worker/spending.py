"""The budget's store in PostgreSQL: what `model/budget.py` asks for, over `store/budgets.py`.

A reservation is asked for before its call and waited for: no spending unseen. What the call came to
is written in bulk a moment later; if the worker dies before, the reservation stays booked.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from driver_assistant.runtime.telemetry import note
from driver_assistant.store import budgets
from driver_assistant.store.budgets import ModelCall, Settlement
from driver_assistant.store.database import Database
from driver_assistant.store.later import WrittenLater
from driver_assistant.worker.model.budget import Limits, Payer
from driver_assistant.worker.model.usage import Usage


class PostgresBudgets:
    """Counts in PostgreSQL; `reserve` raises `StoreUnavailable` when it is away."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._later: WrittenLater[Settlement | ModelCall] = WrittenLater("spending", self._write)

    async def close(self) -> None:
        """Write what is left."""
        await self._later.close()

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
        self._later.add(
            ModelCall(
                company=payer.company,
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
            )
        )

    async def settle(self, payer: Payer, day: date, difference_micro_usd: int) -> None:
        """See `BudgetStore.settle`."""
        self._later.add(
            Settlement(
                company=payer.company,
                driver=payer.driver,
                day=day,
                difference_micro_usd=difference_micro_usd,
            )
        )

    async def _write(self, batch: list[Settlement | ModelCall]) -> None:
        settlements = [one for one in batch if isinstance(one, Settlement)]
        calls = [one for one in batch if isinstance(one, ModelCall)]
        async with self._database.transaction() as connection:
            if settlements:
                await budgets.settle(connection, settlements)
            if calls:
                await budgets.book(connection, calls)

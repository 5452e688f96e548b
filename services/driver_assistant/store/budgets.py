"""Money spent on models per company, driver and UTC day. Counted atomically, so limits hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from driver_assistant.runtime.ids import new_id
from driver_assistant.store.database import Connection

# Both counters or none: locked in one order, then raised together.
_RESERVE = """
WITH room AS (
    SELECT b.scope FROM model_budgets b
    JOIN (VALUES ('company', $2, $5::bigint), ('driver', $3, $6::bigint))
        AS l(scope, subject, most) USING (scope, subject)
    WHERE b.company_id = $1 AND b.day = $4 AND b.reserved_micro_usd + $7 <= l.most
    ORDER BY b.scope FOR UPDATE OF b
)
UPDATE model_budgets b SET reserved_micro_usd = reserved_micro_usd + $7
WHERE b.company_id = $1 AND b.day = $4
    AND (b.scope, b.subject) IN (('company', $2), ('driver', $3))
    AND (SELECT count(*) FROM room) = 2
RETURNING b.scope
"""


async def reserve(  # two counters and their limits
    connection: Connection,
    company: str,
    driver: str,
    day: date,
    micro_usd: int,
    *,
    company_most: int,
    driver_most: int,
) -> bool:
    """Raise both counters if neither then exceeds its limit; else change nothing.

    Each statement is atomic by itself. The day's first call of a driver, and one that finds no
    room, makes the rows first and then asks again.
    """
    question = (company, company, driver, day, company_most, driver_most, micro_usd)
    if len(await connection.fetch(_RESERVE, *question)) == 2:
        return True
    await connection.execute(
        "INSERT INTO model_budgets (company_id, scope, subject, day) VALUES"
        " ($1, 'company', $1, $3), ($1, 'driver', $2, $3) ON CONFLICT DO NOTHING",
        company,
        driver,
        day,
    )
    return len(await connection.fetch(_RESERVE, *question)) == 2


async def settle(
    connection: Connection, company: str, driver: str, day: date, difference_micro_usd: int
) -> None:
    """Add the difference between what was spent and what was reserved."""
    await connection.execute(
        "UPDATE model_budgets SET reserved_micro_usd = greatest(0, reserved_micro_usd + $4)"
        " WHERE company_id = $1 AND day = $3"
        " AND (scope, subject) IN (('company', $1), ('driver', $2))",
        company,
        driver,
        day,
        difference_micro_usd,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCall:
    """What one call used, all attempts together; `unknown` counts those nobody priced."""

    message_id: UUID
    purpose: str
    model: str
    prompt_tokens: int
    cached_tokens: int
    completion_tokens: int
    cost_usd: Decimal
    attempts: int
    unknown: int
    latency_ms: int


async def book(connection: Connection, company: str, call: ModelCall) -> None:
    """Write a call down."""
    await connection.execute(
        "INSERT INTO model_calls (id, company_id, message_id, purpose, model, prompt_tokens,"
        " cached_tokens, completion_tokens, cost_usd, attempts, unknown_attempts, latency_ms)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        new_id(),
        company,
        call.message_id,
        call.purpose,
        call.model,
        call.prompt_tokens,
        call.cached_tokens,
        call.completion_tokens,
        call.cost_usd,
        call.attempts,
        call.unknown,
        call.latency_ms,
    )

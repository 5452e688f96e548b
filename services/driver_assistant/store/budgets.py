"""Money spent on models per company, driver and UTC day. Counted atomically, so limits hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import astuple, dataclass
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCall:
    """What one call used, all attempts together; `unknown` counts those nobody priced."""

    company: str
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """By how much what was spent differs from what was reserved (mostly less)."""

    company: str
    driver: str
    day: date
    difference_micro_usd: int


# Counters are locked in the order in which `reserve` locks them.
_SETTLE = """
WITH told AS (
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::date[], $5::bigint[])
        AS t(company_id, scope, subject, day, difference)
), locked AS (
    SELECT company_id, scope, subject, day, t.difference
    FROM model_budgets b JOIN told t USING (company_id, scope, subject, day)
    ORDER BY company_id, day, scope, subject FOR UPDATE OF b
)
UPDATE model_budgets b
SET reserved_micro_usd = greatest(0, reserved_micro_usd + l.difference)
FROM locked l
WHERE (b.company_id, b.scope, b.subject, b.day) = (l.company_id, l.scope, l.subject, l.day)
"""


async def settle(connection: Connection, batch: Sequence[Settlement]) -> None:
    """Add the differences to the counters of companies and drivers."""
    sums: Counter[tuple[str, str, str, date]] = Counter()
    for one in batch:
        sums[one.company, "company", one.company, one.day] += one.difference_micro_usd
        sums[one.company, "driver", one.driver, one.day] += one.difference_micro_usd
    rows = [(*counter, difference) for counter, difference in sums.items()]
    await connection.execute(_SETTLE, *map(list, zip(*rows, strict=True)))


async def book(connection: Connection, batch: Sequence[ModelCall]) -> None:
    """Write calls down."""
    await connection.execute(
        "INSERT INTO model_calls (id, company_id, message_id, purpose, model, prompt_tokens,"
        " cached_tokens, completion_tokens, cost_usd, attempts, unknown_attempts, latency_ms)"
        " SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[],"
        " $6::integer[], $7::integer[], $8::integer[], $9::numeric[], $10::smallint[],"
        " $11::smallint[], $12::integer[])",
        [new_id() for _ in batch],
        *map(list, zip(*map(astuple, batch), strict=True)),
    )

"""What a driver earns: statements and their lines, in minor units of one currency."""

from __future__ import annotations

from datetime import date as Date  # noqa: N812  # one spelling in the package

from driver_assistant.contracts.logistics.record import (
    FreeText,
    Id,
    Instant,
    ListOf,
    OpenEnum,
    Record,
)


class StatementStatus(OpenEnum):
    """How sure a statement is."""

    ESTIMATED = "estimated"
    APPROVED = "approved"
    PAID = "paid"
    UNKNOWN = "unknown"


class LineType(OpenEnum):
    """What a line pays or takes."""

    HOURLY = "hourly"
    PER_DIEM = "per_diem"
    MILEAGE = "mileage"
    DETENTION = "detention"
    BONUS = "bonus"
    REIMBURSEMENT = "reimbursement"
    ADVANCE = "advance"
    DEDUCTION = "deduction"
    UNKNOWN = "unknown"


class Period(Record):
    """Whole days, both included, local to the driver's home time zone."""

    start: Date
    end: Date


class StatementLine(Record):
    """One amount; a deduction is negative."""

    type: LineType = LineType.UNKNOWN
    label: FreeText | None = None
    amount_minor: int
    quantity: float | None = None
    unit: str | None = None  # "hour", "day", "mile"
    load_ref: str | None = None


class Statement(Record):
    """Pay for a period. `total_minor` is the SaaS's own sum."""

    id: Id
    reference: str | None = None
    period: Period
    currency: str  # ISO 4217
    status: StatementStatus = StatementStatus.UNKNOWN
    as_of: Instant | None = None
    paid_at: Instant | None = None
    total_minor: int | None = None
    lines: ListOf[StatementLine] = ()

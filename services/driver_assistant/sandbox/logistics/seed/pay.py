"""Statements: two settled periods and the running one, paid as each country pays.

EU drivers are paid by the hour with per diems: article 10 of regulation 561/2006 bars pay by
distance that endangers safety. US drivers are paid by the mile.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from typing import Final

from driver_assistant.contracts.logistics import (
    Author,
    FreeText,
    LineType,
    Period,
    Statement,
    StatementLine,
    StatementStatus,
)
from driver_assistant.sandbox.logistics.world import DriverWorld

CURRENCIES: Final = {"PL": "PLN", "US": "USD", "RO": "RON", "BG": "EUR"}  # others: EUR
# minor units: per hour and per day abroad; the US row is per mile and per hour of detention
_RATES: Final = {
    "PL": (3_900, 6_500),
    "DE": (2_050, 2_800),
    "ES": (1_480, 4_800),
    "FR": (1_620, 5_900),
    "RO": (3_400, 9_000),
    "PT": (1_190, 4_200),
    "BG": (980, 3_900),
    "US": (62, 2_500),
}
FORTNIGHT: Final = timedelta(days=14)


def add_statements(world: DriverWorld, rng: Random, now: datetime) -> None:
    """A paid, an approved and an estimated fortnight, oldest first."""
    today = world.today(now)
    start = today - timedelta(days=today.weekday()) - 2 * FORTNIGHT
    rows = (StatementStatus.PAID, StatementStatus.APPROVED, StatementStatus.ESTIMATED)
    for number, status in enumerate(rows):
        first = start + number * FORTNIGHT
        statement = _statement(world, rng, first, status)
        as_of = now - timedelta(hours=3)
        statement = statement.model_copy(
            update={"as_of": as_of if status is StatementStatus.ESTIMATED else None}
        )
        world.statements[statement.id] = statement


def total(lines: tuple[StatementLine, ...]) -> int:
    """The sum in minor units."""
    return sum(line.amount_minor for line in lines)


def line(kind: LineType, label: str, amount_minor: int) -> StatementLine:
    """A line whose label a payroll clerk typed."""
    label_text = FreeText(text=label, lang="en", author=Author.DISPATCHER)
    return StatementLine(type=kind, label=label_text, amount_minor=amount_minor)


def _statement(world: DriverWorld, rng: Random, first: date, status: StatementStatus) -> Statement:
    country = world.person.country
    lines = _us_lines(rng, world) if country == "US" else _eu_lines(rng, country)
    last = first + FORTNIGHT - timedelta(days=1)
    return Statement(
        id=f"stm_{rng.getrandbits(60):015x}",
        reference=f"PAY-{first:%Y-%m%d}-{world.person.index + 10}",
        period=Period(start=first, end=last),
        currency=CURRENCIES.get(country, "EUR"),
        status=status,
        total_minor=total(lines),
        lines=lines,
    )


def _eu_lines(rng: Random, country: str) -> tuple[StatementLine, ...]:
    hourly, per_diem = _RATES[country]
    hours, days = rng.randrange(140, 190) / 2, rng.randint(3, 9)
    lines = [
        StatementLine(
            type=LineType.HOURLY,
            label=FreeText(text="Hours worked", lang="en", author=Author.SYSTEM),
            amount_minor=round(hours * hourly),
            quantity=hours,
            unit="hour",
        ),
        StatementLine(
            type=LineType.PER_DIEM,
            label=FreeText(text="Days away", lang="en", author=Author.SYSTEM),
            amount_minor=days * per_diem,
            quantity=days,
            unit="day",
        ),
    ]
    if rng.random() < 0.5:
        lines.append(
            line(LineType.REIMBURSEMENT, "Truck wash and parking", rng.randint(1500, 6000))
        )
    lines.append(line(LineType.DEDUCTION, "Advance repaid", -rng.randint(2000, 15000)))
    return tuple(lines)


def _us_lines(rng: Random, world: DriverWorld) -> tuple[StatementLine, ...]:
    cents, detention = _RATES["US"]
    miles, hours = rng.randint(3800, 5600), rng.randint(1, 6)
    load_ref = next((load.reference for load in world.run.loads.values()), None)
    return (
        StatementLine(
            type=LineType.MILEAGE,
            label=FreeText(text="Loaded and empty miles", lang="en", author=Author.SYSTEM),
            amount_minor=miles * cents,
            quantity=miles,
            unit="mile",
        ),
        StatementLine(
            type=LineType.DETENTION,
            label=FreeText(text="Detention", lang="en", author=Author.SYSTEM),
            amount_minor=hours * detention,
            quantity=hours,
            unit="hour",
            load_ref=load_ref,
        ),
        line(LineType.DEDUCTION, "Escrow", -rng.randint(5000, 20000)),
    )

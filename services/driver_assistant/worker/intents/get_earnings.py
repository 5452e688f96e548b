"""Pay statements of a period: lines, total as the SaaS summed it, and how sure they are."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Final, Literal

from pydantic import BaseModel, Field

from driver_assistant.contracts.logistics import (
    LineType,
    Period,
    Statement,
    StatementLine,
    StatementStatus,
)
from driver_assistant.contracts.messages import Wire
from driver_assistant.worker.intent import Ask, Intent, Reply
from driver_assistant.worker.logistics import DriverLogistics
from driver_assistant.worker.plain import bold, plain
from driver_assistant.worker.say import Say

_STATEMENTS_MAX: Final = 4
_LINES_MAX: Final = 12


class WhichPeriod(BaseModel):
    """The pay period that is meant; symbolic, so that an understood question stays right."""

    period: Literal["this_week", "last_week", "this_month", "last_month"] = Field(
        "this_month", description="this_month if the driver named none"
    )


class Earnings(Wire):
    """The statements that touch a period."""

    period: Period
    statements: tuple[Statement, ...] = ()


async def _fetch(which: WhichPeriod, logistics: DriverLogistics, ask: Ask) -> Earnings:
    period = _period(which.period, ask.now.astimezone(ask.zone).date())
    found = await logistics.statements(period.start, period.end)
    return Earnings(period=period, statements=tuple(found[:_STATEMENTS_MAX]))


def _period(name: str, today: date) -> Period:
    """Whole weeks from Monday, whole calendar months."""
    if name.endswith("week"):
        monday = today - timedelta(days=today.weekday() + (7 if name == "last_week" else 0))
        return Period(start=monday, end=monday + timedelta(days=6))
    first = today.replace(day=1)
    if name == "last_month":
        first = (first - timedelta(days=1)).replace(day=1)
    return Period(start=first, end=first.replace(day=monthrange(first.year, first.month)[1]))


def _say(record: Earnings, say: Say) -> Reply:
    if not record.statements:
        start, end = say.date_of(record.period.start), say.date_of(record.period.end)
        none = say.lines(say("earnings-none", start=start, end=end))
        return Reply(parts=(say.answer(none),))
    told = "\n\n".join("\n".join(_statement(s, say)) for s in record.statements)
    return Reply(parts=(say.answer(say.lines(told)),))


def _statement(statement: Statement, say: Say) -> list[str]:
    period = statement.period
    heading = say("earnings-heading", start=say.date_of(period.start), end=say.date_of(period.end))
    total = statement.total_minor
    amount = say("unknown") if total is None else say.money(total, statement.currency)
    status = say("earnings-status", status=statement.status.value)
    if statement.status is StatementStatus.PAID and statement.paid_at:
        status = f"{status} ({say.day(statement.paid_at)})"
    return [
        bold(heading),
        *(_line(line, statement.currency, say) for line in statement.lines[:_LINES_MAX]),
        bold(say("earnings-total", amount=amount)),
        status,
    ]


def _line(line: StatementLine, currency: str, say: Say) -> str:
    name = say("earnings-type", type=line.type.value)
    label = plain(line.label.text, 60) if line.label else ""
    if line.type is LineType.UNKNOWN and label:
        name = label
    return f"{name}: {say.money(line.amount_minor, currency)}"


PLUGIN = Intent(
    name="get_earnings",
    description=(
        "What the driver earns in a period: pay lines, total, and whether it is estimated, "
        "approved or paid. Only the driver's own pay."
    ),
    parameters=WhichPeriod,
    record=Earnings,
    fetch=_fetch,
    say=_say,
    examples=(
        "how much have I made this week?",
        "has last month been paid?",
        "¿cuánto llevo ganado este mes?",
        "quanto recebo este mês?",
        "combien je touche ce mois-ci ?",
        "Wie viel Lohn kommt diesen Monat?",
        "ile wyszło za zeszły tydzień?",
        "cât am făcut luna asta?",
        "bu ay ne kadar alacağım?",
        "скільки вийшло за минулий місяць?",
        "इस महीने कितने पैसे बने?",
        "how much did I make this week?",
    ),
    cache_for=timedelta(seconds=300),  # as long as the API lets statements be kept
    menu_order=8,
)

"""Driving and rest times as the SaaS computed them. Nothing is added up or inferred here.

Up to 15 minutes old: the values. Up to 2 hours: the values with a warning. Older: no number at
all, the tachograph or ELD is what counts.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from driver_assistant.contracts.logistics import Hours, LimitingRule
from driver_assistant.contracts.messages import Wire
from driver_assistant.worker.intent import Ask, Intent, NoArguments, Reply
from driver_assistant.worker.logistics import DriverLogistics
from driver_assistant.worker.plain import bold
from driver_assistant.worker.say import Say

FRESH: Final = timedelta(minutes=15)
TOO_OLD: Final = timedelta(hours=2)


class DrivingHours(Wire):
    """The driver's times; they carry their own age."""

    hours: Hours | None


async def _fetch(_: NoArguments, logistics: DriverLogistics, _ask: Ask) -> DrivingHours:
    return DrivingHours(hours=await logistics.hours())


def _say(record: DrivingHours, say: Say) -> Reply:
    hours = record.hours
    if hours is None:
        return Reply(parts=(say.answer(say.lines(say("hours-unknown"))),))
    age = say.now - hours.as_of
    dated = {"time": say.when(hours.as_of), "age": say.age(hours.as_of)}
    if age > TOO_OLD:
        return Reply(parts=(say.answer(say.lines(say("hours-too-old", **dated))),))
    old = say("hours-fresh", time=dated["time"]) if age <= FRESH else say("hours-aging", **dated)
    body = say.lines(bold(_now(hours, say)), *_limits(hours, say), *_rest(hours, say), old)
    return Reply(parts=(say.answer(body),))


def _now(hours: Hours, say: Say) -> str:
    if hours.drive_now_minutes is None:
        return say("hours-now-unknown")
    if hours.drive_now_minutes == 0:
        return say("hours-now-none")
    return say("hours-now", left=say.minutes(hours.drive_now_minutes))


def _limits(hours: Hours, say: Say) -> list[str]:
    rule = hours.limiting_rule
    silent = (None, LimitingRule.NONE, LimitingRule.UNKNOWN)
    said = [] if rule in silent else [say("hours-rule", rule=rule.value if rule else "")]
    lines = [say("hours-limit", rule=words) for words in said]
    if hours.drive_today_minutes is not None:
        lines.append(say("hours-today", left=say.minutes(hours.drive_today_minutes)))
    if hours.violations:
        lines.append(say("hours-violations", count=len(hours.violations)))
    return lines


def _rest(hours: Hours, say: Say) -> list[str]:
    lines = []
    if hours.next_break_due_at and hours.break_minutes_needed:
        length = say.minutes(hours.break_minutes_needed)
        due = say.when(hours.next_break_due_at)
        lines.append(say("hours-break-length", time=due, length=length))
    elif hours.next_break_due_at:
        lines.append(say("hours-break", time=say.when(hours.next_break_due_at)))
    if hours.rest_must_start_at:
        lines.append(say("hours-rest", time=say.when(hours.rest_must_start_at)))
    if hours.may_drive_again_at and hours.may_drive_again_at > say.now:
        lines.append(say("hours-again", time=say.when(hours.may_drive_again_at)))
    return lines


PLUGIN = Intent(
    name="get_hours",
    description=(
        "How long the driver may still drive, which rule limits it, when the next break or rest "
        "is due and when they may drive again. Driving time only, never pay."
    ),
    parameters=NoArguments,
    record=DrivingHours,
    fetch=_fetch,
    say=_say,
    examples=(
        "how many hours have I got left?",
        "do I need to take my 45 soon?",
        "¿hasta qué hora puedo conducir?",
        "quantas horas ainda posso conduzir?",
        "il me reste combien d'heures de volant ?",
        "Wann ist meine nächste Pause fällig?",
        "o której muszę stanąć na pauzę?",
        "câte ore mai am voie să conduc?",
        "takografta ne kadar sürem kaldı?",
        "коли мені ставати на відпочинок?",
        "और कितने घंटे गाड़ी चला सकता हूँ?",
        "¿cuánto puedo conducir todavía?",
        "combien de temps je peux encore conduire ?",
        "wie lange darf ich noch fahren?",
        "ile mogę jeszcze jechać?",
        "daha ne kadar sürebilirim?",
        "скільки я ще можу їхати?",
        "कितनी देर और चला सकता हूँ?",
    ),
    menu_order=3,
)

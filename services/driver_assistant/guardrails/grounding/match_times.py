"""Times and dates against the evidence's moments."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from driver_assistant.guardrails.grounding import closure
from driver_assistant.guardrails.grounding.atoms import Atom, Meaning
from driver_assistant.guardrails.grounding.match_text import in_text
from driver_assistant.guardrails.grounding.scope import Found, Scope
from driver_assistant.guardrails.grounding.vocabulary import leap_safe


def match_clock(meaning: Meaning, atom: Atom, scope: Scope) -> Found:
    within = 7 if atom.approximate else 0
    found = scope.moments.at(meaning.value, scope.barred, within)
    if found:
        return "supported", found[0].fact.path, "rounded" if within else ""
    if meaning.value in scope.moments.now_minutes:
        return "derived", "", "now"
    own = scope.own_moments()
    now = None if scope.named else scope.moments
    for minute, path, formula in closure.later_clocks(own, scope.facts("duration"), now):
        if abs(minute - meaning.value) <= within + 1:
            return "derived", path, formula
    return in_text(atom, meaning, scope)


def match_date(meaning: Meaning, _: Atom, scope: Scope) -> Found:
    day, month, year = meaning.value
    days = scope.moments.days(scope.barred)
    for known, moment in days.items():
        if known.day == day and month in {None, known.month} and year in {None, known.year}:
            return "supported", moment.fact.path, ""
    for today in scope.moments.today if not days else ():
        if month is None:
            return ("derived", "", "now") if today.day == day else None
        if leap_safe(year or today.year, month, day) == today:
            return "derived", "", "now"
    return None


def match_day(meaning: Meaning, _: Atom, scope: Scope) -> Found:
    days = scope.moments.days(scope.barred)
    if not days:
        return "derived", "", "now"
    for today in scope.moments.today:
        if moment := days.get(today + timedelta(days=meaning.value)):
            return "derived", moment.fact.path, f"now + {meaning.value} d"
    return None


def match_weekday(meaning: Meaning, _: Atom, scope: Scope) -> Found:
    for known, moment in scope.moments.days(scope.barred).items():
        if known.weekday() == meaning.value:
            return "derived", moment.fact.path, "weekday"
    return None


def day_matches(meaning: Meaning, day: date, today: Iterable[date]) -> bool:
    """Whether a day is the one that a date atom means."""
    if meaning.kind == "date":
        number, month, year = meaning.value
        same_month = month in {None, day.month} and year in {None, day.year}
        return bool(day.day == number and same_month)
    if meaning.kind == "weekday":
        return bool(day.weekday() == meaning.value)
    return any(day == now + timedelta(days=meaning.value) for now in today)

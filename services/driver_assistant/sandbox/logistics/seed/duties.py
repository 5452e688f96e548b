"""Driving and rest counters at the seed's instant: plausible, and consistent with each other."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from driver_assistant.contracts.logistics import Activity, HoursRegime
from driver_assistant.sandbox.logistics.duty import Duty, EuDuty, UsDuty
from driver_assistant.sandbox.logistics.seed.roster import Person


def duty_of(rng: Random, person: Person, now: datetime) -> Duty:
    """An ordinary day: a few hours in, some minutes of driving since the last break."""
    now = now.replace(second=0, microsecond=0)
    return _us(rng, now) if person.country == "US" else _eu(rng, person, now)


def _eu(rng: Random, person: Person, now: datetime) -> EuDuty:
    since_break = rng.randint(20, 170)
    day = since_break + rng.choice((0, 45, 110, 180))
    week = day + rng.randint(600, 2400)
    return EuDuty(
        observed_at=now,
        activity=Activity.DRIVING,
        activity_since=now - timedelta(minutes=min(since_break, rng.randint(5, 90))),
        since_break=since_break,
        day=day,
        week=week,
        fortnight=min(week + rng.randint(900, 2400), 5000),
        last_rest_ended_at=now - timedelta(minutes=day + rng.randint(60, 150)),
        weekly_rest_due_at=now + timedelta(hours=rng.randint(30, 100)),
        extensions_used=rng.randint(0, 2),
        reduced_rests_used=rng.randint(0, 3),
        crew=person.rides_with is not None or "crew-two" in person.cases,
    )


def _us(rng: Random, now: datetime) -> UsDuty:
    driven = rng.randint(60, 380)
    regime = rng.choice((HoursRegime.US_PROPERTY_70_8, HoursRegime.US_PROPERTY_60_7))
    return UsDuty(
        observed_at=now,
        activity=Activity.DRIVING,
        activity_since=now - timedelta(minutes=rng.randint(5, 59)),
        regime=regime,
        driven=driven,
        since_interruption=min(driven, rng.randint(30, 300)),
        shift_started_at=now - timedelta(minutes=driven + rng.randint(40, 120)),
        cycle_used=driven + rng.randint(900, 2500),
        back_tomorrow=rng.randint(300, 600),
    )

"""Hours against vectors that were computed by hand from the two regulations."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driver_assistant.contracts.logistics import Activity, HoursRegime, LimitingRule
from driver_assistant.sandbox.logistics.duty import EuDuty, NoDuty, UsDuty, hours_at

T0 = datetime(2026, 10, 23, 12, 0, tzinfo=UTC)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


# 100 min since the break, 200 today, the last rest ended five hours ago, rest due in ten
EU = EuDuty(
    observed_at=T0,
    activity=Activity.DRIVING,
    activity_since=T0 - minutes(30),
    since_break=100,
    day=200,
    week=1000,
    fortnight=3000,
    last_rest_ended_at=T0 - minutes(300),
    weekly_rest_due_at=T0 + timedelta(hours=50),
)
US = UsDuty(
    observed_at=T0,
    activity=Activity.DRIVING,
    activity_since=T0 - minutes(30),
    regime=HoursRegime.US_PROPERTY_70_8,
    driven=300,
    since_interruption=200,
    shift_started_at=T0 - minutes(400),
    cycle_used=2000,
    back_tomorrow=600,
)
SEVEN = HoursRegime.US_PROPERTY_60_7
WORK = Activity.WORK
OFF = Activity.OFF_DUTY

# what differs from EU above, minutes later; drive now, with the 10 h day, what limits
EU_VECTORS: list[tuple[dict[str, Any], float, int, int, str]] = [
    ({}, 0, 170, 170, "break"),
    ({"since_break": 0}, 0, 270, 270, "break"),
    ({"since_break": 0, "day": 300}, 0, 240, 270, "daily_driving"),
    ({"since_break": 0, "day": 300, "extensions_used": 2}, 0, 240, 240, "daily_driving"),
    ({"since_break": 0, "day": 300, "extensions_used": 1}, 0, 240, 270, "daily_driving"),
    ({"since_break": 0, "day": 540}, 0, 0, 60, "daily_driving"),
    ({"since_break": 0, "day": 540, "extensions_used": 2}, 0, 0, 0, "daily_driving"),
    ({"since_break": 0, "day": 600, "extensions_used": 2}, 0, 0, 0, "daily_driving"),
    ({"since_break": 270}, 0, 0, 0, "break"),
    ({"since_break": 269}, 0, 1, 1, "break"),
    ({"since_break": 290}, 0, 0, 0, "break"),
    ({"week": 3340}, 0, 20, 20, "weekly_driving"),
    ({"week": 3360}, 0, 0, 0, "weekly_driving"),
    ({"fortnight": 5390}, 0, 10, 10, "fortnight_driving"),
    ({"fortnight": 5400}, 0, 0, 0, "fortnight_driving"),
    ({"last_rest_ended_at": T0 - minutes(890)}, 0, 10, 10, "daily_rest"),
    ({"last_rest_ended_at": T0 - minutes(890), "reduced_rests_used": 3}, 0, 0, 0, "daily_rest"),
    ({"last_rest_ended_at": T0 - minutes(700), "reduced_rests_used": 3}, 0, 80, 80, "daily_rest"),
    ({"last_rest_ended_at": T0 - minutes(1200), "crew": True}, 0, 60, 60, "daily_rest"),
    ({"since_break": 0, "crew": True}, 0, 270, 270, "break"),
    ({"weekly_rest_due_at": T0 + minutes(30)}, 0, 30, 30, "weekly_rest"),
    ({}, 60, 110, 110, "break"),
    ({}, 60.9, 110, 110, "break"),
    ({"activity": WORK}, 60, 170, 170, "break"),
    ({}, 200, 0, 0, "break"),
    ({"frozen": True}, 200, 170, 170, "break"),
]

# what differs from US above, minutes later; drive now, what limits
US_VECTORS: list[tuple[dict[str, Any], float, int, str]] = [
    ({}, 0, 280, "break_30"),
    ({"since_interruption": 0}, 0, 360, "drive_11"),
    ({"driven": 660}, 0, 0, "drive_11"),
    ({"driven": 659, "since_interruption": 0}, 0, 1, "drive_11"),
    ({"shift_started_at": T0 - minutes(830), "since_interruption": 0}, 0, 10, "duty_14"),
    ({"shift_started_at": T0 - minutes(840)}, 0, 0, "duty_14"),
    ({"shift_started_at": T0 - minutes(900), "paused": 120}, 0, 60, "duty_14"),
    ({"cycle_used": 4190}, 0, 10, "cycle"),
    ({"regime": SEVEN, "cycle_used": 3590}, 0, 10, "cycle"),
    ({"regime": SEVEN, "cycle_used": 3600}, 0, 0, "cycle"),
    ({"driven": 660, "since_interruption": 0, "adverse_recorded": True}, 0, 120, "drive_11"),
    ({"cycle_used": 4150, "adverse_recorded": True}, 0, 50, "cycle"),
    ({"since_interruption": 480}, 0, 0, "break_30"),
    ({}, 60, 220, "break_30"),
    ({"activity": WORK}, 60, 280, "break_30"),
    ({"activity": OFF}, 60, 280, "break_30"),
    ({"since_interruption": 0}, 100, 260, "drive_11"),
    ({"frozen": True}, 100, 280, "break_30"),
]


@pytest.mark.parametrize(("changes", "later", "now", "extended", "rule"), EU_VECTORS)
def test_eu_driving_time_is_exact(
    changes: dict[str, Any], later: float, now: int, extended: int, rule: str
) -> None:
    hours = hours_at(replace(EU, **changes), T0 + minutes(later))

    assert hours.drive_now_minutes == now
    assert hours.drive_now_with_extension_minutes == extended
    assert hours.limiting_rule is LimitingRule(rule)


@pytest.mark.parametrize(("changes", "later", "now", "rule"), US_VECTORS)
def test_us_driving_time_is_exact(
    changes: dict[str, Any], later: float, now: int, rule: str
) -> None:
    hours = hours_at(replace(US, **changes), T0 + minutes(later))

    assert hours.drive_now_minutes == now
    assert hours.limiting_rule is LimitingRule(rule)


def test_there_are_at_least_forty_vectors() -> None:
    assert len(EU_VECTORS) + len(US_VECTORS) >= 40


def test_the_next_eu_break_is_said_while_driving_only() -> None:
    driving = hours_at(EU, T0)
    working = hours_at(replace(EU, activity=WORK), T0)

    assert driving.next_break_due_at == T0 + minutes(170)
    assert working.next_break_due_at is None


@pytest.mark.parametrize(("taken", "needed"), [(False, 45), (True, 30)])
def test_an_eu_break_may_be_split(taken: bool, needed: int) -> None:
    hours = hours_at(replace(EU, first_break_part_taken=taken), T0)

    assert hours.break_minutes_needed == needed


def test_after_an_eu_break_driving_goes_on() -> None:
    on_break = replace(EU, activity=Activity.BREAK, activity_since=T0 - minutes(10))

    assert hours_at(on_break, T0).may_drive_again_at == T0 + minutes(35)


@pytest.mark.parametrize(("used", "rest"), [(0, 540), (2, 540), (3, 660)])
def test_the_eu_daily_rest_is_reduced_three_times(used: int, rest: int) -> None:
    resting = replace(
        EU, activity=Activity.REST, activity_since=T0 - minutes(60), reduced_rests_used=used
    )
    hours = hours_at(resting, T0)

    assert hours.eu is not None
    assert hours.eu.minimum_daily_rest == rest
    assert hours.may_drive_again_at == T0 + minutes(rest - 60)


def test_a_passed_limit_is_a_violation_with_its_minutes() -> None:
    hours = hours_at(replace(EU, since_break=290), T0)

    assert [(v.rule, v.minutes_over, v.at) for v in hours.violations] == [
        (LimitingRule.BREAK, 20, T0 - minutes(20))
    ]


def test_the_us_cycle_of_tomorrow_counts_what_falls_out() -> None:
    hours = hours_at(US, T0)

    assert hours.us is not None
    assert (hours.us.cycle, hours.us.cycle_tomorrow) == (2200, 2800)


def test_after_the_us_day_ten_hours_off_are_needed() -> None:
    hours = hours_at(replace(US, driven=660, activity=OFF, activity_since=T0 - minutes(60)), T0)

    assert hours.may_drive_again_at == T0 + minutes(540)


def test_without_figures_nothing_is_said() -> None:
    hours = hours_at(NoDuty(observed_at=T0), T0 + minutes(5))

    assert hours.regime is HoursRegime.UNKNOWN
    assert hours.drive_now_minutes is None
    assert hours.eu is None
    assert hours.us is None


@given(
    since_break=st.integers(0, 400),
    day=st.integers(0, 700),
    week=st.integers(0, 3600),
    later=st.floats(0, 2000),
)
def test_remaining_driving_never_grows_while_driving(
    since_break: int, day: int, week: int, later: float
) -> None:
    duty = replace(EU, since_break=since_break, day=day, week=week)
    first, second = hours_at(duty, T0), hours_at(duty, T0 + minutes(later))

    assert first.drive_now_minutes is not None
    assert second.drive_now_minutes is not None
    assert 0 <= second.drive_now_minutes <= first.drive_now_minutes
    assert second.drive_now_minutes >= first.drive_now_minutes - later - 1

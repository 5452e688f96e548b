"""Driving and rest times. The SaaS computes them; the assistant says them with their age.

Remaining values are whole minutes, rounded down. Null means unknown: no number may be said.
"""

from __future__ import annotations

from pydantic import Field

from driver_assistant.contracts.logistics.people import HoursRegime
from driver_assistant.contracts.logistics.record import (
    FactSource,
    Instant,
    ListOf,
    OpenEnum,
    Record,
)


class Activity(OpenEnum):
    """What the tachograph or ELD records now."""

    DRIVING = "driving"
    WORK = "work"
    AVAILABLE = "available"
    BREAK = "break"
    REST = "rest"
    SLEEPER = "sleeper"
    OFF_DUTY = "off_duty"
    UNKNOWN = "unknown"


class LimitingRule(OpenEnum):
    """Which rule ends the driving first."""

    BREAK = "break"  # EU: 4 h 30 driving
    DAILY_DRIVING = "daily_driving"
    WEEKLY_DRIVING = "weekly_driving"
    FORTNIGHT_DRIVING = "fortnight_driving"
    DAILY_REST = "daily_rest"
    WEEKLY_REST = "weekly_rest"
    DRIVE_11 = "drive_11"  # US: 11 h driving
    DUTY_14 = "duty_14"
    BREAK_30 = "break_30"
    CYCLE = "cycle"
    NONE = "none"
    UNKNOWN = "unknown"


class Violation(Record):
    """A limit that was passed."""

    rule: LimitingRule = LimitingRule.UNKNOWN
    at: Instant | None = None
    minutes_over: int | None = None


class EuHours(Record):
    """EU tachograph values (ISO 16844-7), in minutes."""

    remaining_time_until_next_break_or_rest: int | None = None
    remaining_driving_time_on_current_shift: int | None = None  # of 10 h while one is free
    remaining_driving_time_of_current_week: int | None = None
    remaining_2_weeks_driving_time: int | None = Field(None, alias="remaining2WeeksDrivingTime")
    time_left_until_new_daily_rest_period: int | None = None
    time_left_until_new_weekly_rest_period: int | None = None
    minimum_daily_rest: int | None = None
    number_of_times_9h_daily_driving_times_exceeded: int | None = Field(
        None, alias="numberOfTimes9hDailyDrivingTimesExceeded"
    )
    number_of_used_reduced_daily_rest_periods: int | None = None
    open_compensation: int | None = None


class UsHours(Record):
    """US ELD values, in minutes; times are in the home terminal's zone."""

    drive: int | None = None
    shift: int | None = None
    break_: int | None = Field(None, alias="break")
    cycle: int | None = None
    cycle_tomorrow: int | None = None


class Hours(Record):
    """`GET /me/hours`. Older than 15 minutes: say the age. Older than 2 h: say no number."""

    regime: HoursRegime = HoursRegime.UNKNOWN
    as_of: Instant
    source: FactSource = FactSource.UNKNOWN
    activity: Activity = Activity.UNKNOWN
    activity_since: Instant | None = None
    drive_now_minutes: int | None = Field(None, ge=0)
    drive_now_with_extension_minutes: int | None = Field(None, ge=0)  # EU: 10 h day still free
    drive_today_minutes: int | None = Field(None, ge=0)  # left today; EU: of 9 h
    limiting_rule: LimitingRule | None = None
    next_break_due_at: Instant | None = None
    break_minutes_needed: int | None = Field(None, ge=0)
    rest_must_start_at: Instant | None = None
    may_drive_again_at: Instant | None = None
    violations: ListOf[Violation] = ()
    eu: EuHours | None = None
    us: UsHours | None = None
    disclaimer: str | None = None

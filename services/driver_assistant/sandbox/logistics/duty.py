"""Driving and rest times as a SaaS computes them: EU regulation 561/2006 and US 49 CFR 395.3.

`reads.py` asks for `hours_at(duty, now)`. A duty is a set of counters observed at one instant;
while the activity goes on, the counters go on. Remaining values are floored to whole minutes.
Nothing outside the stand-in may compute hours: the assistant only says them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from driver_assistant.contracts.logistics import (
    Activity,
    EuHours,
    FactSource,
    Hours,
    HoursRegime,
    LimitingRule,
    UsHours,
    Violation,
)

DISCLAIMER: Final = "Computed by the company's system. The tachograph or ELD decides."

# Regulation (EC) No 561/2006, articles 6 to 8, in minutes
EU_BREAK_AFTER: Final = 270
EU_BREAK: Final = 45
EU_BREAK_SECOND_PART: Final = 30
EU_DAY: Final = 540
EU_DAY_EXTENDED: Final = 600
EU_EXTENSIONS_A_WEEK: Final = 2
EU_WEEK: Final = 3360
EU_FORTNIGHT: Final = 5400
EU_REST: Final = 660
EU_REST_REDUCED: Final = 540
EU_REDUCED_RESTS: Final = 3
EU_CREW_PERIOD: Final = 1800

# 49 CFR 395.3, in minutes
US_DRIVE: Final = 660
US_SHIFT: Final = 840
US_BREAK_AFTER: Final = 480
US_BREAK: Final = 30
US_OFF_DUTY: Final = 600
US_ADVERSE: Final = 120
US_CYCLES: Final = {
    HoursRegime.US_PROPERTY_70_8: 4200,
    HoursRegime.US_PROPERTY_60_7: 3600,
}

MINUTE: Final = timedelta(minutes=1)
RESTING: Final = frozenset({Activity.BREAK, Activity.REST, Activity.SLEEPER, Activity.OFF_DUTY})


@dataclass(frozen=True, slots=True, kw_only=True)
class EuDuty:
    """What a tachograph card knows at `observed_at`; counters in minutes of driving."""

    observed_at: datetime
    activity: Activity
    activity_since: datetime
    since_break: int
    day: int
    week: int
    fortnight: int
    last_rest_ended_at: datetime
    weekly_rest_due_at: datetime
    extensions_used: int = 0
    reduced_rests_used: int = 0
    first_break_part_taken: bool = False  # 15 minutes, so 30 remain
    open_compensation: int = 0
    crew: bool = False
    frozen: bool = False  # the unit stopped reporting at `observed_at`


@dataclass(frozen=True, slots=True, kw_only=True)
class UsDuty:
    """What an ELD knows at `observed_at`; counters in minutes."""

    observed_at: datetime
    activity: Activity
    activity_since: datetime
    regime: HoursRegime
    driven: int
    since_interruption: int
    shift_started_at: datetime
    cycle_used: int
    back_tomorrow: int = 0  # what falls out of the cycle at midnight
    paused: int = 0  # a qualifying split pauses the window
    adverse_recorded: bool = False  # only a person may record it
    frozen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NoDuty:
    """The SaaS has no figures: exempt, or simply not known."""

    observed_at: datetime
    regime: HoursRegime = HoursRegime.UNKNOWN


Duty = EuDuty | UsDuty | NoDuty


def hours_at(duty: Duty, now: datetime) -> Hours:
    """The hours as the SaaS shows them at `now`."""
    match duty:
        case EuDuty():
            return _eu(duty, duty.observed_at if duty.frozen else now)
        case UsDuty():
            return _us(duty, duty.observed_at if duty.frozen else now)
        case NoDuty():
            return Hours(regime=duty.regime, as_of=duty.observed_at)


def _eu(duty: EuDuty, now: datetime) -> Hours:
    limits = _eu_limits(duty, now)
    rule, drive_now = _least(limits)
    spare = EU_DAY_EXTENDED - EU_DAY if duty.extensions_used < EU_EXTENSIONS_A_WEEK else 0
    extended = limits | {LimitingRule.DAILY_DRIVING: limits[LimitingRule.DAILY_DRIVING] + spare}
    return Hours(
        regime=HoursRegime.EU_561,
        as_of=now,
        source=FactSource.TACHOGRAPH,
        activity=duty.activity,
        activity_since=duty.activity_since,
        drive_now_minutes=drive_now,
        drive_now_with_extension_minutes=_least(extended)[1],
        drive_today_minutes=max(0, limits[LimitingRule.DAILY_DRIVING]),
        limiting_rule=rule,
        next_break_due_at=_when_driving(duty.activity, now, limits[LimitingRule.BREAK]),
        break_minutes_needed=_eu_break(duty),
        rest_must_start_at=_eu_rest_due(duty),
        may_drive_again_at=_eu_drive_again(duty, now, rule if drive_now == 0 else None),
        violations=_violations(limits, now),
        eu=_eu_card(duty, now, {name: max(0, left) for name, left in extended.items()}),
        disclaimer=DISCLAIMER,
    )


def _eu_limits(duty: EuDuty, now: datetime) -> dict[LimitingRule, int]:
    """Minutes until each rule ends the driving; negative when it is passed."""
    gone = max(0, _floor(now - duty.observed_at))
    driven = gone if duty.activity is Activity.DRIVING else 0
    rest_due = _eu_rest_due(duty)
    weekly = duty.weekly_rest_due_at <= rest_due
    return {
        LimitingRule.BREAK: EU_BREAK_AFTER - duty.since_break - driven,
        LimitingRule.DAILY_DRIVING: EU_DAY - duty.day - driven,
        LimitingRule.WEEKLY_DRIVING: EU_WEEK - duty.week - driven,
        LimitingRule.FORTNIGHT_DRIVING: EU_FORTNIGHT - duty.fortnight - driven,
        LimitingRule.WEEKLY_REST if weekly else LimitingRule.DAILY_REST: _floor(rest_due - now),
    }


def _eu_card(duty: EuDuty, now: datetime, left: Mapping[LimitingRule, int]) -> EuHours:
    """The values of ISO 16844-7."""
    return EuHours(
        remaining_time_until_next_break_or_rest=left[LimitingRule.BREAK],
        remaining_driving_time_on_current_shift=left[LimitingRule.DAILY_DRIVING],
        remaining_driving_time_of_current_week=left[LimitingRule.WEEKLY_DRIVING],
        remaining_2_weeks_driving_time=left[LimitingRule.FORTNIGHT_DRIVING],
        time_left_until_new_daily_rest_period=max(0, _floor(_eu_rest_due(duty) - now)),
        time_left_until_new_weekly_rest_period=max(0, _floor(duty.weekly_rest_due_at - now)),
        minimum_daily_rest=_eu_rest(duty),
        number_of_times_9h_daily_driving_times_exceeded=duty.extensions_used,
        number_of_used_reduced_daily_rest_periods=duty.reduced_rests_used,
        open_compensation=duty.open_compensation,
    )


def _eu_break(duty: EuDuty) -> int:
    return EU_BREAK_SECOND_PART if duty.first_break_part_taken else EU_BREAK


def _eu_rest(duty: EuDuty) -> int:
    reduced = duty.crew or duty.reduced_rests_used < EU_REDUCED_RESTS
    return EU_REST_REDUCED if reduced else EU_REST


def _eu_rest_due(duty: EuDuty) -> datetime:
    """A rest must fit into the 24 h (crew: 30 h) that follow the last one."""
    period = EU_CREW_PERIOD if duty.crew else 24 * 60
    daily = duty.last_rest_ended_at + (period - _eu_rest(duty)) * MINUTE
    return min(daily, duty.weekly_rest_due_at)


def _eu_drive_again(
    duty: EuDuty, now: datetime, stopped_by: LimitingRule | None
) -> datetime | None:
    """When the wheels may turn again: after the break or rest that runs, or that must start now."""
    begun = duty.activity_since if duty.activity in RESTING else now
    if duty.activity is Activity.REST or stopped_by not in {None, LimitingRule.BREAK}:
        return begun + _eu_rest(duty) * MINUTE
    if duty.activity is Activity.BREAK or stopped_by is LimitingRule.BREAK:
        return begun + _eu_break(duty) * MINUTE
    return None


def _us(duty: UsDuty, now: datetime) -> Hours:
    gone = max(0, _floor(now - duty.observed_at))
    driven = gone if duty.activity is Activity.DRIVING else 0
    worked = gone if duty.activity in {Activity.DRIVING, Activity.WORK} else 0
    extra = US_ADVERSE if duty.adverse_recorded else 0
    shift_ends = duty.shift_started_at + (US_SHIFT + extra + duty.paused) * MINUTE
    cycle = US_CYCLES.get(duty.regime, US_CYCLES[HoursRegime.US_PROPERTY_70_8])
    limits = {
        LimitingRule.DRIVE_11: US_DRIVE + extra - duty.driven - driven,
        LimitingRule.DUTY_14: _floor(shift_ends - now),
        LimitingRule.BREAK_30: US_BREAK_AFTER - duty.since_interruption - driven,
        LimitingRule.CYCLE: cycle - duty.cycle_used - worked,
    }
    rule, drive_now = _least(limits)
    left = {name: max(0, minutes) for name, minutes in limits.items()}
    return Hours(
        regime=duty.regime,
        as_of=now,
        source=FactSource.ELD,
        activity=duty.activity,
        activity_since=duty.activity_since,
        drive_now_minutes=drive_now,
        drive_today_minutes=min(left[LimitingRule.DRIVE_11], left[LimitingRule.CYCLE]),
        limiting_rule=rule,
        next_break_due_at=_when_driving(duty.activity, now, limits[LimitingRule.BREAK_30]),
        break_minutes_needed=US_BREAK,
        rest_must_start_at=shift_ends,
        may_drive_again_at=_us_drive_again(duty, now, rule if drive_now == 0 else None),
        violations=_violations(limits, now),
        us=UsHours(
            drive=left[LimitingRule.DRIVE_11],
            shift=left[LimitingRule.DUTY_14],
            break_=left[LimitingRule.BREAK_30],
            cycle=left[LimitingRule.CYCLE],
            cycle_tomorrow=min(cycle, left[LimitingRule.CYCLE] + duty.back_tomorrow),
        ),
        disclaimer=DISCLAIMER,
    )


def _us_drive_again(
    duty: UsDuty, now: datetime, stopped_by: LimitingRule | None
) -> datetime | None:
    begun = duty.activity_since if duty.activity in RESTING else now
    match stopped_by:
        case None:
            return None
        case LimitingRule.BREAK_30:
            return begun + US_BREAK * MINUTE
        case LimitingRule.CYCLE:
            return None  # depends on what falls out of the cycle, or a 34 h restart
        case _:
            return begun + US_OFF_DUTY * MINUTE


def _least(limits: Mapping[LimitingRule, int]) -> tuple[LimitingRule, int]:
    rule = min(limits, key=lambda name: limits[name])
    return rule, max(0, limits[rule])


def _when_driving(activity: Activity, now: datetime, remaining: int) -> datetime | None:
    return now + max(0, remaining) * MINUTE if activity is Activity.DRIVING else None


def _violations(limits: Mapping[LimitingRule, int], now: datetime) -> tuple[Violation, ...]:
    return tuple(
        Violation(rule=rule, at=now + minutes * MINUTE, minutes_over=-minutes)
        for rule, minutes in limits.items()
        if minutes < 0
    )


def _floor(span: timedelta) -> int:
    return span // MINUTE

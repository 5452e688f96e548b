"""Driving hours: the SaaS's own numbers with their age, and no number when they are too old."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driver_assistant.contracts.languages import LANGUAGES, Language
from driver_assistant.contracts.logistics import Hours
from driver_assistant.worker.intents.get_hours import PLUGIN, DrivingHours
from driver_assistant.worker.say import Say

NOW = datetime(2026, 10, 26, 11, 5, tzinfo=UTC)  # 12:05 in Berlin


def told(language: Language = "en", *, minutes_old: float = 0, **facts: Any) -> str:
    as_of = NOW - timedelta(minutes=minutes_old)
    hours = Hours.model_validate({"asOf": as_of} | facts)
    say = Say(language=language, zone=ZoneInfo("Europe/Berlin"), now=NOW)
    return str(getattr(PLUGIN.say(DrivingHours(hours=hours), say).parts[0], "body", ""))


def test_fresh_hours_are_said_with_limit_break_and_rest() -> None:
    facts: dict[str, Any] = {
        "driveNowMinutes": 125,
        "driveTodayMinutes": 300,
        "limitingRule": "break",
        "nextBreakDueAt": NOW + timedelta(minutes=125),
        "breakMinutesNeeded": 45,
        "restMustStartAt": NOW + timedelta(hours=9),
    }

    assert told(**facts).splitlines() == [
        "*You can drive 2 h 05 min more now.*",
        "Limit: driving time before a break",
        "Left today: 5 h 00 min",
        "Next break: by 14:10, 45 min",
        "Rest must start by 21:05",
        "As of 12:05. Your tachograph or ELD decides.",
    ]


@pytest.mark.parametrize(
    ("minutes_old", "expected"),
    [
        (0, "As of 12:05."),
        (15, "As of 11:50."),
        (16, "⚠️ These figures are 16 min old (11:49)."),
        (120, "⚠️ These figures are 2 h 00 min old (10:05)."),
    ],
)
def test_figures_older_than_a_quarter_of_an_hour_are_said_with_their_age(
    minutes_old: float, expected: str
) -> None:
    assert expected in told(minutes_old=minutes_old, driveNowMinutes=10)


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_older_than_two_hours_are_not_said_at_all(language: Language) -> None:
    old = told(language, minutes_old=121, driveNowMinutes=77, driveTodayMinutes=299)

    assert "77" not in old
    assert not re.search(r"\b(1\D{1,6}17|4\D{1,6}59)\b", old), "nor as hours and minutes"
    assert "ELD" in old


def test_unknown_driving_time_is_not_nought() -> None:
    assert told().startswith("*Driving time left now: not known.")
    assert told(driveNowMinutes=0).startswith("*⛔ You have no driving time left now.*")


def test_the_time_to_drive_again_is_said_only_while_it_is_ahead() -> None:
    assert "drive again from tomorrow, 01:05" in told(mayDriveAgainAt=NOW + timedelta(hours=13))
    assert "drive again" not in told(mayDriveAgainAt=NOW - timedelta(hours=1))


def test_a_rule_nobody_knows_yet_is_left_out() -> None:
    assert "Limit" not in told(limitingRule="brand_new_rule", driveNowMinutes=5)


@given(st.integers(min_value=1, max_value=24 * 60))
def test_the_minutes_said_are_the_minutes_given(minutes: int) -> None:
    first = told(driveNowMinutes=minutes).splitlines()[0]
    said = re.fullmatch(r"\*You can drive (?:(\d+) h )?(\d+) min more now\.\*", first)

    assert said is not None
    assert int(said[1] or 0) * 60 + int(said[2]) == minutes

"""Parameters are filled from the text by their schema alone."""

# letters of other languages are meant

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driver_assistant.sandbox.openrouter.arguments import arguments

DAYS: dict[str, Any] = {
    "type": "string",
    "enum": ["today", "tomorrow", "day_after_tomorrow", "yesterday"],
}
REASONS: dict[str, Any] = {
    "type": ["string", "null"],
    "enum": ["traffic", "loading_wait", "site_closed", "breakdown", "other", None],
    "description": "Why. other: private, unknown; breakdown (Getriebeschaden, motor)",
}

DAY_IN_WORDS = {"type": "string", "description": "today, tomorrow, a weekday, or YYYY-MM-DD"}
WHICH_STOP = {"type": ["string", "null"], "description": "its number, a town or a reference"}
PERIOD = {
    "type": "string",
    "enum": ["this_week", "last_week", "this_month"],
    "description": "this_month if the user named none",
}
SWITCH = {"type": "string", "enum": ["on", "off"], "description": "off for stop, on for resume"}
LANGUAGE = {"type": ["string", "null"], "enum": ["en", "es", "pl", None]}


def filled(schema: dict[str, Any], text: str, name: str = "it") -> Any:
    return arguments({"type": "object", "properties": {name: schema}}, text)[name]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("what's my run today", "today"),
        ("¿y mañana?", "tomorrow"),
        ("jutro rano", "tomorrow"),
        ("was habe ich morgen", "tomorrow"),
        ("завтра куди", "tomorrow"),
        ("कल का रूट", "tomorrow"),
        ("yarınki değil, yarın", "tomorrow"),
        ("and the day after tomorrow?", "day_after_tomorrow"),
        ("pasado mañana", "day_after_tomorrow"),
        ("wczoraj", "yesterday"),
        ("my route", "today"),  # nothing said: the first value
    ],
)
def test_days_are_understood_in_many_languages(text: str, day: str) -> None:
    assert day == filled(DAYS, text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("stuck in traffic", "traffic"),
        ("stoję w korku, korki wszędzie", "traffic"),
        ("still waiting at the loading dock", "loading_wait"),
        ("gate is closed", "site_closed"),
        ("Getriebeschaden", "breakdown"),
        ("I'll be late", None),
    ],
)
def test_an_enum_is_matched_by_name_synonym_and_everyday_words(
    text: str, reason: str | None
) -> None:
    assert reason == filled(REASONS, text)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("40 minutes late", 40),
        ("me retraso 1h30", 90),
        ("2 hours", 120),
        ("half an hour", 30),
        ("pół godziny", 30),
        ("eine Stunde", 60),
        ("1,5 Stunden", 90),
        ("запізнюся на дві години", 120),
        ("întârzii două ore", 120),
        ("twenty minutes", 20),
        ("40", 40),
        ("on the A4, load ORD-1234", None),
        ("at 14:30", None),
        ("100000 minutes", None),
    ],
)
def test_durations_become_minutes(text: str, minutes: int | None) -> None:
    schema = {"type": ["integer", "null"], "minimum": 1, "maximum": 1440}

    assert minutes == filled(schema, text, "minutes")


@pytest.mark.parametrize(
    ("schema", "name", "text", "value"),
    [
        ({"type": "string", "pattern": "^ORD-\\d{4}$"}, "load", "papers for ord-1234", "ORD-1234"),
        ({"type": ["string", "null"]}, "reference", "status of LX/20871 please", "LX/20871"),
        ({"type": ["string", "null"]}, "reference", "status please", None),
        ({"type": "string"}, "message", "tell Ewa: the gate is shut", "the gate is shut"),
        ({"type": ["string", "null"]}, "city", "when am I in Bad Homburg", "Bad Homburg"),
        ({"type": ["string", "null"]}, "unit", "show my route", None),
        ({"type": "string", "format": "date"}, "day", "on 2026-10-26", "2026-10-26"),
        ({"type": "boolean"}, "confirmed", "tak, zgoda", True),
        ({"type": "boolean"}, "confirmed", "nein", False),
        ({"type": "integer"}, "ordinal", "a doua", 2),
        ({"type": "array", "items": DAYS}, "days", "today and tomorrow", ["today", "tomorrow"]),
        ({"type": "string", "pattern": "^(today|friday)$"}, "day", "na piątek", "friday"),
        (DAY_IN_WORDS, "day", "¿qué me toca mañana?", "tomorrow"),
        (DAY_IN_WORDS, "day", "am Freitag", "friday"),
        (DAY_IN_WORDS, "day", "on 2026-10-26", "2026-10-26"),
        (DAY_IN_WORDS, "day", "my route", "today"),
        (WHICH_STOP, "stop", "wann muss ich in Kassel sein?", "Kassel"),
        (WHICH_STOP, "stop", "Ankara'daki durak", "Ankara"),
        (WHICH_STOP, "stop", "details for number 4", "4"),
        (WHICH_STOP, "stop", "दूसरे स्टॉप का पता", "2"),
        (WHICH_STOP, "stop", "stuck on the A12 since 14:30", None),
        (PERIOD, "period", "cât am câștigat", "this_month"),
        (PERIOD, "period", "zeszły tydzień", "last_week"),
        (
            {"type": "string"},
            "message",
            "powiedz im, że brama jest zamknięta",
            "brama jest zamknięta",
        ),
        ({"type": "boolean"}, "on_trailer", "światło naczepy nie działa", True),
        (SWITCH, "updates", "no me mandes más avisos", "off"),
        (SWITCH, "updates", "turn the updates back on", "on"),
        (LANGUAGE, "language", "háblame en español", "es"),
        ({"const": "x"}, "kind", "anything", "x"),
        ({"anyOf": [{"$ref": "#/$defs/D"}, {"type": "null"}]}, "day", "demain", "tomorrow"),
    ],
)
def test_values_are_read_off_the_text(
    schema: dict[str, Any], name: str, text: str, value: Any
) -> None:
    whole = {"type": "object", "$defs": {"D": DAYS}, "properties": {name: schema}}

    assert {name: value} == arguments(whole, text)


@given(st.text(max_size=200))
def test_every_parameter_gets_a_value_whatever_is_said(text: str) -> None:
    schema = {
        "type": "object",
        "properties": {
            "day": DAYS,
            "reason": REASONS,
            "minutes": {"type": "integer"},
            "place": {"type": "object", "properties": {"city": {"type": "string"}}},
        },
    }

    found = arguments(schema, text)

    assert {"day", "reason", "minutes", "place"} == set(found)
    assert found["day"] in DAYS["enum"]
    assert found["reason"] in REASONS["enum"]
    assert isinstance(found["minutes"], int)
    assert isinstance(found["place"]["city"], str)

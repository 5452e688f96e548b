from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from driver_assistant.guardrails.grounding.ground import Answer, ground
from driver_assistant.guardrails.grounding.verdicts import Judgement
from driver_assistant.guardrails.leaves import leaves_of

NOW = datetime(2026, 10, 25, 11, 0, tzinfo=UTC)  # 12:00 in Berlin
STOP: dict[str, Any] = {
    "id": "stp_2",
    "sequence": 2,
    "state": "scheduled",
    "location": {"name": "Carrefour Lyon", "timeZone": "Europe/Paris"},
    "windows": [{"start": "2026-10-25T13:00:00Z", "end": "2026-10-25T15:00:00Z"}],
    "eta": {"time": "2026-10-25T13:35:00Z", "asOf": "2026-10-25T10:50:00Z"},
    "load": {"grossKg": 12437, "quantity": 14},
}


def judged(text: str, evidence: Any = STOP, **given: Any) -> list[Judgement]:
    return list(ground(Answer(text=text, evidence=leaves_of(evidence), now=NOW, **given)))


def failures(text: str, evidence: Any = STOP, **given: Any) -> list[Judgement]:
    return [judgement for judgement in judged(text, evidence, **given) if not judgement.holds]


def test_a_supported_time_cites_its_path_in_the_place_s_own_zone() -> None:
    (judgement,) = judged("ETA 14:35", language="en")

    assert (judgement.verdict, judgement.path) == ("supported", "$.eta.time")


def test_a_derived_span_names_its_formula() -> None:
    (judgement,) = judged("You arrive in 2 h 35 min", language="en")

    assert (judgement.verdict, judgement.formula) == ("derived", "|time - now|")


def test_a_contradicted_weight_names_the_nearest_value() -> None:
    (judgement,) = judged("12,900 kg", language="en")

    assert (judgement.verdict, judgement.nearest) == ("contradicted", "12437")


@pytest.mark.parametrize("text", ["12.4 t", "12,437 kg", "about 12 tonnes", "roughly 12,400 kg"])
def test_rounding_to_the_digits_shown_is_no_error(text: str) -> None:
    assert failures(text, language="en") == []


@pytest.mark.parametrize("text", ["12.5 t", "12,437 t", "12.4 kg", "13 tonnes"])
def test_a_wrong_digit_or_unit_is_an_error(text: str) -> None:
    assert failures(text, language="en")


def test_the_driver_s_own_figure_may_be_given_back() -> None:
    text = "Noted, 40 minutes. I've told dispatch."

    assert failures(text, language="en", question="I'm 40 minutes late") == []
    assert failures(text, language="en")


def test_the_question_names_the_subject_of_a_short_answer() -> None:
    other = STOP | {
        "id": "stp_3",
        "sequence": 3,
        "location": {"name": "Metro Sevilla", "timeZone": "Europe/Madrid"},
        "eta": {"time": "2026-10-25T18:40:00Z", "asOf": "2026-10-25T10:50:00Z"},
    }
    route = {"stops": [STOP, other]}

    assert failures("At 19:40.", route, language="en", question="When at Metro Sevilla?") == []
    assert failures("At 14:35.", route, language="en", question="When at Metro Sevilla?")


@pytest.mark.parametrize("evidence", [None, {}, [], {"data": []}])
def test_figures_without_evidence_are_made_up(evidence: Any) -> None:
    found = failures("Your next stop is at 14:35.", evidence, language="en", fetch_failed=True)

    assert {"unsupported"} == {judgement.verdict for judgement in found}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I can't reach your route right now. Please try again tomorrow."),
        ("de", "Ich kann deine Route gerade nicht laden. Bitte versuche es später noch einmal."),
        ("es", "Ahora mismo no puedo ver tu ruta."),
        ("pl", "Nie mogę teraz pobrać twojej trasy."),
    ],
)
def test_an_honest_answer_without_evidence_passes(language: str, text: str) -> None:
    assert failures(text, None, language=language, fetch_failed=True) == []


@pytest.mark.parametrize(
    "text",
    [
        "*Carrefour Lyon*\nWindow 14:00–16:00\nReply 1 for arrived, 2 for delayed.",
        "ETA 14:35. Tell me if you will be more than 15 minutes late.",
        "Carrefour Lyon, 14:35. This stop is not confirmed until you answer within 24 hours.",
    ],
)
def test_a_template_s_own_words_raise_no_alarm(text: str) -> None:
    assert failures(text, language="en", template=True) == []


def test_a_template_with_a_wrong_slot_does() -> None:
    assert failures("*Carrefour Lyon*\nETA 15:35", language="en", template=True)


def test_the_repeated_hour_of_a_dst_night_is_told_in_local_time() -> None:
    night = {"id": "s", "timeZone": "Europe/Berlin", "eta": "2026-10-25T00:30:00Z"}

    assert failures("ETA 02:30", night, language="en") == []
    assert failures("ETA 01:30", night, language="en")


def test_time_grows_linearly_with_the_answer() -> None:
    line = "Carrefour Lyon at 14:35, 12.4 t, window 14:00-16:00.\n"
    small, large = line * 40, line * 640
    best = {
        len(text): min(_seconds(text) for _ in range(3)) for text in (small, large)
    }  # the best of three: the machine is shared

    assert best[len(large)] < 40 * best[len(small)]  # 16 times the text


def _seconds(text: str) -> float:
    began = time.thread_time()
    judged(text, language="en")
    return time.thread_time() - began


def test_a_record_without_a_place_is_said_in_the_caller_s_zone() -> None:
    hours = {"driveNowMinutes": 185, "nextBreakDueAt": "2026-10-25T17:32:00Z"}
    home = ZoneInfo("America/Chicago")

    assert failures("Next break by 12:32", hours, language="en", home=home) == []
    assert failures("Next break by 17:32", hours, language="en", home=home)  # nobody lives by UTC


def test_a_night_s_range_ends_on_the_next_day() -> None:
    window = {"start": "2026-10-24T20:45:00Z", "end": "2026-10-24T22:15:00Z"}
    stop = STOP | {"windows": [window]}

    assert failures("Window: yesterday, 22:45–00:15", stop, language="en", template=True) == []
    assert failures("Window: tomorrow, 22:45–00:15", stop, language="en", template=True)


@pytest.mark.parametrize(
    ("language", "text"), [("ro", "9. mar. 27 oct., 14:00"), ("es", "9. mar 27 oct, 14:00")]
)
def test_a_short_weekday_that_looks_like_march_is_no_date(language: str, text: str) -> None:
    stop = STOP | {"windows": [{"start": "2026-10-27T13:00:00Z", "end": "2026-10-27T15:00:00Z"}]}

    assert failures(text, stop, language=language, template=True) == []


def test_a_clock_before_a_colon_is_read() -> None:
    assert failures("As of 11:50: can't reach it. ETA 14:35", language="en", template=True) == []
    assert failures("As of 11:20: can't reach it. ETA 14:35", language="en", template=True)


@pytest.mark.parametrize(("language", "text"), [("de", "30-Minuten-Pause"), ("tr", "PLN520,00")])
def test_amounts_glued_to_words_are_no_identifiers(language: str, text: str) -> None:
    pay = {"id": "stm_1", "currency": "PLN", "totalMinor": 52000, "note": "30 min"}

    assert "ident" not in {judgement.kind for judgement in judged(text, pay, language=language)}

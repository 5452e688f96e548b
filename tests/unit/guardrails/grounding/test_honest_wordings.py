"""Answers in the words of the development set raise no alarm; the same words gone wrong do."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import pytest

from driver_assistant.guardrails.grounding.ground import Answer, ground
from driver_assistant.guardrails.leaves import leaves_of

FILE: Final = Path(__file__).parents[4] / "data/guardrails/development/answers.jsonl"
ROWS: Final[list[dict[str, Any]]] = [json.loads(line) for line in FILE.read_text().splitlines()]
ROUTE: Final = ROWS[0]["evidence"]
VEHICLE: Final = next(row["evidence"] for row in ROWS if "mileageKm" in row["evidence"])
NOW: Final = datetime.fromisoformat(ROWS[0]["now"])


def alarms(text: str, evidence: Any, language: str) -> list[str]:
    answer = Answer(text=text, evidence=leaves_of(evidence), now=NOW, language=language)
    return [each.kind for each in ground(answer) if not each.holds and each.kind != "word"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_an_honest_answer_raises_no_alarm(row: dict[str, Any]) -> None:
    assert alarms(row["answer"], row["evidence"], row["lang"]) == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("El viernes 20 tienes Colruyt Halle, de 6:00 a 8:15.", "es"),
        ("Na sexta, dia 21, Colruyt Halle das 6h00 às 8h15.", "pt"),
        ("Heute Colruyt Halle, morgen Carrefour Lomme.", "de"),
        ("Następny: Carrefour Lomme, okno 12–15:30.", "pl"),
        ("Next is Carrefour Lomme at dock B7.", "en"),
        ("Next is Carrefour Lyon at 14:25.", "en"),
    ],
)
def test_the_same_words_with_one_wrong_value_raise_one(text: str, language: str) -> None:
    assert alarms(text, ROUTE, language) != []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Insgesamt hast du 5.000 kg auf 10 Paletten geladen.", "de"),
        ("En total llevas 5.000 kg cargados en 10 palés.", "es"),
        ("In total you have 5,000 kg loaded on 10 pallets.", "en"),
    ],
)
def test_how_much_is_loaded_is_no_claim_that_loading_is_done(text: str, language: str) -> None:
    load = {"state": "scheduled", "grossKg": 5000, "pallets": 10}

    assert alarms(text, load, language) == []
    assert alarms(text.replace("10 p", "11 p").replace("10 P", "11 P"), load, language) == ["count"]


def test_a_load_that_is_not_loaded_may_not_be_called_so() -> None:
    assert alarms("Deine Ladung ist geladen.", {"state": "scheduled"}, "de") == ["status"]


def test_a_distance_that_no_two_measures_are_apart_is_noticed() -> None:
    assert alarms("4,690 km to go until the service.", VEHICLE, "en") == ["distance"]
    assert alarms("5,690 km to go until the service.", VEHICLE, "en") == []

"""Hand-written answers in ten languages, beside the generated corpus: no phrase of ours in them."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from driver_assistant.guardrails.grounding.ground import Answer, ground
from driver_assistant.guardrails.grounding.verdicts import Judgement
from driver_assistant.guardrails.leaves import leaves_of

HERE = Path(__file__).parent
EVIDENCE: dict[str, Any] = json.loads((HERE / "evidence.json").read_text())
ANSWERS: dict[str, list[tuple[str, str, str]]] = json.loads((HERE / "answers.json").read_text())
NOW = datetime(2026, 10, 25, 12, 0, tzinfo=timezone(timedelta(hours=1)))


def failures(record: str, language: str, text: str) -> list[Judgement]:
    answer = Answer(text=text, evidence=leaves_of(EVIDENCE[record]), now=NOW, language=language)
    return [judgement for judgement in ground(answer) if not judgement.holds]


@pytest.mark.parametrize(("record", "language", "text"), ANSWERS["right"])
def test_a_right_answer_raises_no_alarm(record: str, language: str, text: str) -> None:
    assert failures(record, language, text) == []


@pytest.mark.parametrize(("record", "language", "text"), ANSWERS["wrong"])
def test_a_wrong_answer_is_noticed(record: str, language: str, text: str) -> None:
    assert failures(record, language, text)

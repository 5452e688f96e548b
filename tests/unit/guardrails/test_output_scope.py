"""An answer that drifts off the business is stopped; one about the record never is."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from driver_assistant.contracts.guardrails import Caller, Finding, OutputRequest
from driver_assistant.guardrails.canonical import Canonical
from driver_assistant.guardrails.check import Subject
from driver_assistant.guardrails.checks.output_scope import PLUGIN
from driver_assistant.guardrails.policy import Policy, load_floor

RECORD: dict[str, Any] = {"stop": {"location": {"name": "Museum Bordeaux", "city": "Bordeaux"}}}


@pytest.fixture(scope="module")
def floor() -> Policy:
    return Policy(load_floor())


def judged(floor: Policy, text: str, *, template: bool = False) -> list[Finding]:
    request = OutputRequest(
        text=text,
        evidence=RECORD,
        now=datetime(2026, 10, 27, 9, tzinfo=UTC),
        template=template,
        caller=Caller(driver_id="drv_1", company_id="acme"),
    )
    return list(PLUGIN.run(Subject(request=request, canonical=Canonical(text), policy=floor)))


@pytest.mark.parametrize(
    "text",
    [
        "The capital of Australia is Canberra, a city with many museums and beaches.",
        "Bitcoin may rise next year, so buying some stocks could be wise.",
        "Claro, un chiste: ¿qué hace una abeja en el gimnasio? ¡Zumba!",
        "Una barzelletta: due vampiri entrano in un bar e ordinano vino.",
    ],
)
def test_general_chat_is_stopped(floor: Policy, text: str) -> None:
    assert [finding.rule_id for finding in judged(floor, text)] == ["scope.answer"]


@pytest.mark.parametrize(
    "text",
    [
        "Your next stop is Museum Bordeaux, the museum's loading dock is behind the theatre.",
        "Thanks, I have told dispatch that you will be late.",
        "Good morning! How can I help?",
        "Gute Fahrt und bis später!",
    ],
)
def test_answers_about_the_work_pass(floor: Policy, text: str) -> None:
    assert judged(floor, text) == []


def test_the_catalogues_own_words_are_not_judged(floor: Policy) -> None:
    text = "The capital of Australia is Canberra, a city with many museums and beaches."

    assert judged(floor, text, template=True) == []

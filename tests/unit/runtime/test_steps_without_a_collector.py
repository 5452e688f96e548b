"""Steps while nobody collects spans: ids travel on, every step is timed, no span is made."""

from __future__ import annotations

import pytest

from driver_assistant.contracts.errors import Transient
from driver_assistant.runtime import telemetry
from driver_assistant.runtime.telemetry import (
    continued_trace,
    current_traceparent,
    step,
    step_trail,
)

GIVEN = "00-" + "a" * 32 + "-" + "b" * 16 + "-01"


@pytest.fixture(autouse=True)
def no_collector(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telemetry, "_ids_only", True)


def test_a_message_gets_ids_of_its_own_that_its_steps_keep() -> None:
    found = []
    for _ in range(2):
        with continued_trace(""), step(8):
            outside = current_traceparent()
            with step(4) as span:
                found.append((outside, current_traceparent()))
            assert not span.is_recording()

    assert len({trace for pair in found for trace in pair}) == 2
    assert all(before == inside and len(inside) == 55 for before, inside in found)


def test_a_trace_that_came_with_a_doorbell_goes_on() -> None:
    with continued_trace(GIVEN), step(11):
        assert current_traceparent() == GIVEN


def test_outside_of_a_trace_there_is_none() -> None:
    with step(4):
        assert current_traceparent() == ""


def test_steps_are_listed_in_order_of_their_end_with_what_became_of_them() -> None:
    with step_trail() as trail, pytest.raises(Transient), step(18):
        with step(17):
            pass
        raise Transient

    assert [(entry["step"], entry["outcome"]) for entry in trail] == [
        (17, "ok"),
        (18, Transient.code),
    ]

"""No text makes a check slow: cost grows with the text's length, never with its square."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Final

import pytest
from hostile_texts import FAMILIES

from driver_assistant.contracts.guardrails import Caller, InputRequest, OutputRequest
from driver_assistant.guardrails import checks
from driver_assistant.guardrails.canonical import Canonical
from driver_assistant.guardrails.check import Check, Stage, Subject
from driver_assistant.guardrails.policy import Policy, load_floor
from driver_assistant.runtime.plugins import discover

SHORT: Final = 1_000
TIMES: Final = 8
# A linear check takes 8 times as long for 8 times the text, a quadratic one 64 times.
MOST: Final = 32
FLOOR_S: Final = 0.004  # below, the clock and the caches decide

CALLER: Final = Caller(
    driver_id="drv_1", company_id="acme", name="Jan Kowalski", own_ids=("LD-48213",)
)
EVIDENCE: Final = {"stops": [{"id": f"stp_{at}", "name": "Lidl Hamburg"} for at in range(10)]}


@pytest.fixture(scope="module")
def floor() -> Policy:
    return Policy(load_floor())


@pytest.fixture(scope="module")
def chain() -> list[Check]:
    return list(discover(checks, Check).values())


def subject(stage: Stage, text: str, floor: Policy) -> Subject:
    request: InputRequest | OutputRequest
    if stage == "input":
        request = InputRequest(text=text, source="api_field", caller=CALLER)
    else:
        now = datetime(2026, 10, 27, 9, tzinfo=UTC)
        request = OutputRequest(text=text, evidence=EVIDENCE, now=now, caller=CALLER)
    return Subject(request=request, canonical=Canonical(text), policy=floor)


def cpu_s(chain: list[Check], stage: Stage, text: str, floor: Policy) -> dict[str, float]:
    """CPU seconds of this thread per check of a stage."""
    judged = subject(stage, text, floor)
    taken = {}
    for check in sorted((c for c in chain if c.stage == stage), key=lambda c: c.order):
        before = time.thread_time()
        check.run(judged)
        taken[check.name] = time.thread_time() - before
    return taken


@pytest.mark.parametrize("stage", ["input", "output"])
@pytest.mark.parametrize("name", FAMILIES)
def test_cost_grows_with_length(floor: Policy, chain: list[Check], stage: Stage, name: str) -> None:
    def steep() -> set[str]:
        short = cpu_s(chain, stage, FAMILIES[name](SHORT), floor)
        long = cpu_s(chain, stage, FAMILIES[name](SHORT * TIMES), floor)
        return {check for check in long if long[check] > MOST * max(short[check], FLOOR_S)}

    # a collection of garbage falls into one measurement, a steep cost shows in each
    assert not steep() or not steep() & steep()

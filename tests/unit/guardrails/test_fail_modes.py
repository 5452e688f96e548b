"""Every check × environment × way to fail does what the floor declares, and says so."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import replace
from types import SimpleNamespace
from typing import Final, cast

import pytest
from prometheus_client import REGISTRY

from driver_assistant.contracts.guardrails import Caller, Finding, InputRequest, OutputRequest
from driver_assistant.guardrails import checks
from driver_assistant.guardrails.check import Check, Subject
from driver_assistant.guardrails.evaluate import Evaluator
from driver_assistant.guardrails.event_sinks import MemorySink
from driver_assistant.guardrails.events import EventQueue
from driver_assistant.guardrails.policy import Environment, Policy, load_floor
from driver_assistant.guardrails.policy_store import PolicyStore
from driver_assistant.guardrails.service import Service
from driver_assistant.runtime.plugins import discover

CHECKS: Final = discover(checks, Check)
COMPILED: Final = Policy(load_floor())
FLOOR: Final = COMPILED.document
ENVIRONMENTS: Final[tuple[Environment, ...]] = ("development", "staging", "production")
PATIENT_MS: Final = 60_000  # a busy machine is no failure of the checks beside the broken one
SOON_MS: Final = 30
CALLER: Final = Caller(driver_id="d", company_id="another")
release = threading.Event()


def raises(_: Subject) -> Sequence[Finding]:
    msg = "broken"
    raise ValueError(msg)


def starves(_: Subject) -> Sequence[Finding]:
    raise MemoryError


def hangs(_: Subject) -> Sequence[Finding]:
    release.wait(20)
    return []


def passes(_: Subject) -> Sequence[Finding]:
    return []


FAULTS: Final = {"raises": raises, "runs out of memory": starves, "hangs": hangs}
CASES: Final = list(itertools.product(CHECKS, ENVIRONMENTS, FAULTS))


@pytest.fixture(autouse=True)
def _let_go() -> Iterator[None]:
    release.clear()
    yield
    release.set()


def impatient(name: str) -> Policy:
    """The floor, with a short deadline for one check and none to speak of for the others."""
    policies = {
        each: policy.model_copy(update={"deadline_ms": SOON_MS if each == name else PATIENT_MS})
        for each, policy in FLOOR.checks.items()
    }
    policy = copy(COMPILED)  # compiling takes longer than all that is tested here
    policy.document = FLOOR.model_copy(update={"checks": policies})
    return policy


def degraded(name: str) -> float:
    found = REGISTRY.get_sample_value("driver_assistant_guardrails_degraded_total", {"check": name})
    return found or 0.0


@pytest.mark.parametrize(("name", "environment", "fault"), CASES)
async def test_a_broken_check_does_what_the_floor_declares(
    name: str, environment: Environment, fault: str
) -> None:
    broken = {
        each: replace(check, run=FAULTS[fault] if each == name else passes)
        for each, check in CHECKS.items()
    }
    policy = impatient(name)
    sink = MemorySink()
    store = SimpleNamespace(policy_for=lambda _: policy, candidate_for=lambda _: None)
    service = Service(
        Evaluator(broken, environment), cast("PolicyStore", store), EventQueue(sink, limit=10)
    )
    before = degraded(name)

    if CHECKS[name].stage == "input":
        verdict = await service.input(InputRequest(text="what's next?", caller=CALLER))
    else:
        request = OutputRequest.model_validate(
            {"text": "At 14:00.", "now": "2026-10-27T09:40:00Z", "caller": CALLER}
        )
        verdict = await service.output(request)
    await service.finish()

    [event] = sink.events
    if getattr(FLOOR.checks[name].fail, environment) == "open":
        assert (verdict.decision, verdict.degraded) == ("allow", (name,))
        assert event.degraded == (name,)
        assert degraded(name) == before + 1
    else:
        assert (verdict.decision, verdict.category) == ("block", "guardrail_failure")
        assert event.checks == (name,)
        assert degraded(name) == before


def test_no_default_is_open_and_what_may_open_is_named() -> None:
    opens = {
        name
        for name, policy in FLOOR.checks.items()
        if "open" in (policy.fail.development, policy.fail.staging, policy.fail.production)
    }

    assert CHECKS.keys() == FLOOR.checks.keys()
    assert opens <= {"abuse", "self_harm", "scope", "output_scope"}

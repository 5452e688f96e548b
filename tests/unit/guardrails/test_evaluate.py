"""The evaluator: order, deadlines, and that a failed check never passes silently."""

from __future__ import annotations

import itertools
import threading
from collections.abc import AsyncIterator, Sequence

import pytest

from driver_assistant.contracts.guardrails import Caller, Finding, InputRequest, Severity
from driver_assistant.guardrails.check import Check, Subject
from driver_assistant.guardrails.evaluate import THREADS, Evaluator
from driver_assistant.guardrails.policy import (
    CheckPolicy,
    Environment,
    FailModes,
    Policy,
    PolicyDocument,
)

LADDER = {
    "info": "allow",
    "low": "allow",
    "medium": "flag",
    "high": "block",
    "critical": "block",
}
release = threading.Event()


def finding(name: str, severity: Severity = "high") -> Finding:
    return Finding(check=name, category=name, severity=severity, score=1.0, rule_id=f"{name}.x")


def passes(_: Subject) -> Sequence[Finding]:
    return []


def raises(_: Subject) -> Sequence[Finding]:
    msg = "broken"
    raise RuntimeError(msg)


def starves(_: Subject) -> Sequence[Finding]:
    raise MemoryError


def hangs(_: Subject) -> Sequence[Finding]:
    release.wait(20)
    return []


def check(name: str, run: object, order: int, *, decisive: bool = False) -> Check:
    return Check(
        name=name,
        stage="input",
        order=order,
        categories=(name,),
        run=run,  # type: ignore[arg-type]  # the table above holds only check functions
        decisive=decisive,
    )


def policy(**checks: CheckPolicy) -> Policy:
    return Policy(
        PolicyDocument.model_validate({"version": "t", "ladder": LADDER, "checks": checks})
    )


REQUEST = InputRequest(text="hello", caller=Caller(driver_id="d", company_id="acme"))


@pytest.fixture(autouse=True)
async def _let_hanging_checks_go() -> AsyncIterator[None]:
    release.clear()
    yield
    release.set()


CASES = list(
    itertools.product(
        (raises, starves, hangs), ("development", "staging", "production"), ("open", "closed")
    )
)


@pytest.mark.parametrize(("broken", "environment", "mode"), CASES)
async def test_a_failed_check_does_what_its_fail_mode_declares(
    broken: object, environment: Environment, mode: str
) -> None:
    modes = FailModes.model_validate({environment: mode})
    rules = policy(sick=CheckPolicy(fail=modes, deadline_ms=30), fine=CheckPolicy())
    checks = {"sick": check("sick", broken, 0), "fine": check("fine", passes, 1)}
    evaluator = Evaluator(checks, environment)

    verdict = await evaluator.input(REQUEST, rules)

    evaluator.close()
    if mode == "open":
        assert verdict.decision == "allow"
        assert verdict.degraded == ("sick",)
    else:
        assert verdict.decision == "block"
        assert verdict.category == "guardrail_failure"
    assert "fine" in verdict.timings_us


async def test_a_check_no_policy_names_fails_closed() -> None:
    evaluator = Evaluator({"sick": check("sick", raises, 0)}, "development")

    verdict = await evaluator.input(REQUEST, policy())

    evaluator.close()
    assert verdict.decision == "block"


async def test_checks_after_a_hanging_one_still_run() -> None:
    checks = {
        "sick": check("sick", hangs, 0),
        "guard": check("guard", lambda _: [finding("guard")], 1),
    }
    evaluator = Evaluator(checks, "production")
    modes = FailModes(production="open")
    rules = policy(sick=CheckPolicy(fail=modes, deadline_ms=30), guard=CheckPolicy())

    verdict = await evaluator.input(REQUEST, rules)

    evaluator.close()
    assert (verdict.decision, verdict.category) == ("block", "guard")


async def test_the_service_is_unhealthy_once_every_thread_hangs() -> None:
    evaluator = Evaluator({"sick": check("sick", hangs, 0)}, "production")
    rules = policy(sick=CheckPolicy(deadline_ms=20))

    for _ in range(THREADS):
        assert evaluator.healthy
        await evaluator.input(REQUEST, rules)

    assert not evaluator.healthy
    evaluator.close()


async def test_nothing_runs_after_a_decisive_check_said_no() -> None:
    checks = {
        "size": check("size", lambda _: [finding("size")], 0, decisive=True),
        "late": check("late", raises, 1),
    }
    evaluator = Evaluator(checks, "production")

    verdict = await evaluator.input(REQUEST, policy(size=CheckPolicy(), late=CheckPolicy()))

    evaluator.close()
    assert verdict.category == "size"
    assert "late" not in verdict.timings_us


def test_two_checks_with_one_order_are_refused() -> None:
    with pytest.raises(ValueError, match="same order"):
        Evaluator({"a": check("a", passes, 1), "b": check("b", passes, 1)}, "production")

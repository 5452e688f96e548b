"""Several parts, several verdicts: the gravest stands for all, a bare pin erases none."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast
from uuid import uuid4

import pytest

from driver_assistant.contracts.guardrails import Decision, OutputRequest, Verdict
from driver_assistant.contracts.messages import LocationPart, TextPart
from driver_assistant.runtime.clock import now
from driver_assistant.worker.approve import Exchange, approve
from driver_assistant.worker.intent import Reply
from driver_assistant.worker.respond import Draft


def verdict(decision: Decision, *, degraded: tuple[str, ...] = ()) -> Verdict:
    return Verdict(
        decision=decision,
        severity="info",
        text="[masked]",
        policy_version="7",
        policy_hash="h",
        degraded=degraded,
    )


async def judged(parts: tuple[Any, ...], verdicts: dict[str, Verdict]) -> Any:
    class Guard:
        async def judge_output(self, request: OutputRequest) -> Verdict:
            return verdicts[request.text]

    driver = SimpleNamespace(external_id="d", company_id="acme", name="Ana")
    zone = SimpleNamespace(key="UTC")
    who = SimpleNamespace(driver=driver, language="en", zone=zone, phone="+1", clock=now)
    exchange = Exchange(
        question="",
        intent="i",
        turn=cast("Any", SimpleNamespace(lead=SimpleNamespace(id=uuid4()))),
        who=cast("Any", who),
        lease=cast("Any", SimpleNamespace(conversation_id=uuid4())),
    )
    draft = Draft(reply=Reply(parts=parts), evidence={}, template=True)
    return await approve(draft, exchange, cast("Any", SimpleNamespace(guard=Guard())))


@pytest.mark.parametrize("order", [("redact", "allow"), ("allow", "redact")])
async def test_the_gravest_verdict_stands_whatever_the_order(order: tuple[Decision, ...]) -> None:
    parts = (TextPart(body="0"), TextPart(body="1"))

    _, gravest, _ = await judged(parts, {str(i): verdict(d) for i, d in enumerate(order)})

    assert gravest.decision == "redact"


async def test_a_bare_pin_after_the_words_erases_neither_policy_nor_degradation() -> None:
    parts = (TextPart(body="0"), LocationPart(latitude=1, longitude=2))

    _, gravest, degraded = await judged(parts, {"0": verdict("allow", degraded=("scope",))})

    assert gravest.policy_version == "7"
    assert degraded == ("scope",)

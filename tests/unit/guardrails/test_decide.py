"""Decisions: the strictest finding wins, masks cover what was found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driver_assistant.contracts.guardrails import Decision, Finding, Severity, Span
from driver_assistant.guardrails.decide import MASK, decide, mask
from driver_assistant.guardrails.policy import Policy, PolicyDocument

POLICY = Policy(
    PolicyDocument.model_validate(
        {
            "version": "t",
            "ladder": {
                "info": "allow",
                "low": "allow",
                "medium": "flag",
                "high": "block",
                "critical": "block",
            },
            "exceptions": {"pii": {"high": "redact"}, "self_harm": {"medium": "escalate"}},
        }
    )
)


def finding(category: str, severity: Severity, *spans: tuple[int, int]) -> Finding:
    return Finding(
        check="x",
        category=category,
        severity=severity,
        score=1.0,
        spans=tuple(Span(start=low, end=high) for low, high in spans),
    )


@pytest.mark.parametrize(
    ("findings", "decision", "category", "text"),
    [
        ([], "allow", "", "call 12345"),
        ([finding("a", "low")], "allow", "a", "call 12345"),
        ([finding("a", "medium")], "flag", "a", "call 12345"),
        ([finding("a", "medium"), finding("b", "high")], "block", "b", ""),
        ([finding("pii", "high", (5, 10))], "redact", "pii", f"call {MASK}"),
        ([finding("pii", "high", (5, 10)), finding("b", "critical")], "block", "b", ""),
        ([finding("self_harm", "medium"), finding("b", "critical")], "escalate", "self_harm", ""),
    ],
)
def test_the_strictest_decision_wins(
    findings: list[Finding], decision: Decision, category: str, text: str
) -> None:
    outcome = decide("call 12345", findings, POLICY)

    assert (outcome.decision, outcome.category, outcome.text) == (decision, category, text)


spans = st.tuples(st.integers(0, 30), st.integers(0, 30)).map(
    lambda pair: Span(start=min(pair), end=max(pair))
)


@given(st.text(alphabet="abcdefgh", min_size=30, max_size=30), st.lists(spans, max_size=5))
def test_a_mask_hides_every_span_and_nothing_else(text: str, found: list[Span]) -> None:
    hidden = {at for span in found for at in range(span.start, span.end)}
    kept = "".join(char for at, char in enumerate(text) if at not in hidden)

    assert mask(text, found).replace(MASK, "") == kept

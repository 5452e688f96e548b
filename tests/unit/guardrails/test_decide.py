"""Decisions: the strictest finding wins, masks cover what was found."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driver_assistant.contracts.guardrails import Decision, Finding, Severity, Span
from driver_assistant.contracts.languages import LANGUAGES, Language
from driver_assistant.guardrails.decide import decide
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


def finding(
    category: str, severity: Severity, *spans: tuple[int, int], rule_id: str = ""
) -> Finding:
    return Finding(
        check="x",
        category=category,
        severity=severity,
        score=1.0,
        rule_id=rule_id,
        spans=tuple(Span(start=low, end=high) for low, high in spans),
    )


@pytest.mark.parametrize(
    ("findings", "decision", "category", "text"),
    [
        ([], "allow", "", "call 12345"),
        ([finding("a", "low")], "allow", "a", "call 12345"),
        ([finding("a", "medium")], "flag", "a", "call 12345"),
        ([finding("a", "medium"), finding("b", "high")], "block", "b", ""),
        ([finding("pii", "high", (5, 10))], "redact", "pii", "call [hidden 1]"),
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
    places = [(span.start, span.end) for span in found]

    shown = decide(text, [finding("pii", "high", *places)], POLICY).text

    assert re.sub(r"\[hidden \d+\]", "", shown) == kept


@pytest.mark.parametrize(
    ("language", "says"),
    [("en", "[phone 1] or [e-mail 2]"), ("pl", "[telefon 1] or [e-mail 2]")],
)
def test_a_mask_says_in_the_driver_s_language_what_it_hides(language: Language, says: str) -> None:
    text = "+48601234567 or a@b.eu"
    found = [
        finding("pii", "high", (0, 12), rule_id="pii.phone"),
        finding("pii", "high", (16, 22), rule_id="pii.email"),
    ]

    assert decide(text, found, POLICY, language).text == says


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_value_has_the_same_mask_in_every_language(language: Language) -> None:
    found = [finding("pii", "high", (0, 3), (4, 7), rule_id="pii.plate")]

    first, second = decide("abc abc", found, POLICY, language).text.split("] ")

    assert second == f"{first}]"

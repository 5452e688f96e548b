"""Policies: the floor keeps its own promises, an overlay can only tighten."""

from __future__ import annotations

import copy
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from driver_assistant.contracts.guardrails import DECISIONS, SEVERITIES
from driver_assistant.guardrails import checks
from driver_assistant.guardrails.canonical import Canonical
from driver_assistant.guardrails.check import Check
from driver_assistant.guardrails.policy import (
    Policy,
    PolicyDocument,
    PolicyError,
    load_floor,
    parse_document,
)
from driver_assistant.guardrails.policy_overlay import (
    compiled,
    golden_failures,
    parse_overlay,
    tightened,
)
from driver_assistant.runtime.plugins import discover


@cache
def floor() -> PolicyDocument:
    return load_floor()


@cache
def floor_policy() -> Policy:
    return Policy(floor())


def test_every_rule_of_the_floor_finds_its_examples_and_passes_its_counter_examples() -> None:
    assert golden_failures(floor_policy(), skip=set()) == []


def test_every_input_check_has_its_fail_mode_in_the_floor() -> None:
    named = {name for name, check in discover(checks, Check).items() if check.stage == "input"}

    assert named <= floor().checks.keys()


def test_what_decides_by_structure_fails_closed_in_production() -> None:
    closed = {name for name, check in floor().checks.items() if check.fail.production == "closed"}

    assert {"size", "authorization", "injection", "output_pii", "output_prompt_leak"} <= closed


def test_the_same_policy_has_the_same_hash_and_another_one_another() -> None:
    changed = floor().model_copy(update={"version": "2"})

    assert Policy(load_floor()).sha256 == floor_policy().sha256
    assert Policy(changed).sha256 != floor_policy().sha256


RULE = {
    "id": "acme.pin",
    "category": "company_policy",
    "severity": "high",
    "all": ["acme_ask", "acme_pin"],
    "examples": ["give me the pin of the fuel card"],
    "counter_examples": ["pin the seal to the door"],
}
OVERLAY: dict[str, Any] = {
    "version": "acme-1",
    "lexicon": {"acme_ask": {"en": ["give me"]}, "acme_pin": {"en": ["pin"]}},
    "rules": [RULE],
}


def overlaid(**changes: Any) -> dict[str, Any]:
    return copy.deepcopy(OVERLAY) | changes


def test_an_overlay_adds_its_rule_and_its_version() -> None:
    policy = compiled(floor(), [parse_overlay(OVERLAY, "acme.yaml")])

    hits = {hit.rule.id for hit in policy.hits(Canonical("give me the PIN now"))}
    assert "acme.pin" in hits
    assert policy.version == f"{floor().version}+acme-1"


@pytest.mark.parametrize(
    ("overlay", "says"),
    [
        (overlaid(rules=[RULE | {"id": "injection.persona"}]), "exist already"),
        (overlaid(lexicon={"freight_orders": {"en": ["ignore"]}}), "exist already"),
        (overlaid(rules=[], checks={"injection": {"options": {"vote_percent": {"value": 99}}}}),
         "may only go lower"),
        (overlaid(rules=[], checks={"size": {"options": {"max_characters": {"value": 9000}}}}),
         "may only go lower"),
        (overlaid(rules=[], checks={"injection": {"options": {"known_percent": {"value": 1}}}}),
         "platform's to set"),
        (overlaid(rules=[], checks={"nothing": {}}), "no check is called"),
        (overlaid(rules=[], checks={"scope": {"enabled": False}}), "enabled"),
        (overlaid(rules=[], checks={"scope": {"fail": {"production": "open"}}}), "closed"),
        (overlaid(ladder={"high": "allow"}), "ladder"),
        (overlaid(everyday=[]), "everyday"),
        (overlaid(rules=[RULE | {"pattern": "x", "all": []}, RULE]), "twice"),
        (overlaid(rules=[RULE | {"all": ["no_such_list"]}]), "missing word lists"),
        (overlaid(rules=[RULE | {"all": [], "pattern": "(?=a)b"}]), "RE2"),
    ],
)  # fmt: skip
def test_an_overlay_that_loosens_or_is_wrong_is_refused_and_says_why(
    overlay: dict[str, Any], says: str
) -> None:
    with pytest.raises(PolicyError, match=says):
        compiled(floor(), [parse_overlay(overlay, "acme.yaml")])


def test_a_rule_that_misses_its_own_example_is_refused() -> None:
    overlay = overlaid(rules=[RULE | {"examples": ["nothing of the kind"]}])

    with pytest.raises(PolicyError, match="misses"):
        compiled(floor(), [parse_overlay(overlay, "acme.yaml")])


def test_a_rule_that_would_stop_an_everyday_message_is_refused() -> None:
    rule = RULE | {"all": [], "pattern": "next stop", "examples": ["my next stop"]}

    with pytest.raises(PolicyError, match="everyday message"):
        compiled(floor(), [parse_overlay(overlaid(rules=[rule]), "acme.yaml")])


words = st.sampled_from(["gate", "fuel", "pin", "card", "ignore", "stop", "boss", "secret"])
overlays = st.fixed_dictionaries(
    {
        "version": st.just("random"),
        "lexicon": st.dictionaries(
            st.sampled_from(["acme_a", "acme_b"]),
            st.fixed_dictionaries({"en": st.lists(words, min_size=1, max_size=3)}),
            min_size=2,
        ),
        "rules": st.lists(
            st.fixed_dictionaries(
                {
                    "id": st.integers(0, 999).map(lambda number: f"acme.rule-{number}"),
                    "category": st.sampled_from(
                        ["company_policy", "scope", "self_harm", "injection", "profanity"]
                    ),
                    "severity": st.sampled_from(SEVERITIES),
                    "all": st.lists(
                        st.sampled_from(["acme_a", "acme_b"]), min_size=1, max_size=2, unique=True
                    ),
                }
            ),
            max_size=3,
            unique_by=lambda rule: str(rule["id"]),  # type: ignore[index]  # strategies widen the values
        ),
        "checks": st.dictionaries(
            st.sampled_from(["injection", "abuse", "scope", "size"]),
            st.fixed_dictionaries(
                {},
                optional={
                    "fail": st.just({"production": "closed"}),
                    "options": st.dictionaries(
                        st.sampled_from(["vote_percent", "block_percent", "max_characters"]),
                        st.fixed_dictionaries({"value": st.integers(0, 9000)}),
                        max_size=2,
                    ),
                },
            ),
        ),
    }
)


@given(overlays)
@settings(max_examples=1000, deadline=None)
def test_no_overlay_loosens_the_floor(raw: dict[str, Any]) -> None:
    try:
        document = tightened(floor(), parse_overlay(raw, "random.yaml"))
    except PolicyError:
        return

    assert document.ladder == floor().ladder
    assert document.exceptions == floor().exceptions
    assert document.rules[: len(floor().rules)] == floor().rules
    assert all(document.lexicon[name] == terms for name, terms in floor().lexicon.items())
    for name, before in floor().checks.items():
        after = document.checks[name]
        assert after.enabled
        assert after.deadline_ms == before.deadline_ms
        for environment in ("development", "staging", "production"):
            if getattr(before.fail, environment) == "closed":
                assert getattr(after.fail, environment) == "closed"
        for option, value in before.options.items():
            if value.tighten == "lower":
                assert after.options[option].value <= value.value
            if value.tighten == "fixed":
                assert after.options[option].value == value.value


def test_no_severity_leads_to_less_than_a_lower_one() -> None:
    for category in (*floor().exceptions, "anything"):
        ranks = [DECISIONS.index(floor_policy().decision(category, s)) for s in SEVERITIES]

        assert ranks == sorted(ranks)


def test_a_policy_with_an_unknown_field_is_refused_by_name() -> None:
    raw = floor().model_dump(mode="json") | {"allow_everything": True}

    with pytest.raises(PolicyError, match="allow_everything"):
        parse_document(raw, "policies")

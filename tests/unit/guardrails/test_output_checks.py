"""The output checks as the service runs them: with the platform's policy, over whole answers."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from driver_assistant.contracts.guardrails import Caller, Finding, OutputRequest
from driver_assistant.guardrails.canonical import Canonical
from driver_assistant.guardrails.check import Check, Subject
from driver_assistant.guardrails.checks import (
    output_grounding,
    output_links,
    output_other_drivers,
    output_pii,
    output_secrets,
)
from driver_assistant.guardrails.checks.output_links import DEFAULT_HOSTS, is_allowed, strip_markup
from driver_assistant.guardrails.decide import decide
from driver_assistant.guardrails.policy import Policy, load_floor

EVIDENCE: dict[str, Any] = json.loads(
    (Path(__file__).parent / "grounding" / "evidence.json").read_text()
)
CALLER = Caller(
    driver_id="drv_1", company_id="acme", name="Jan Kowalski", own_ids=("+491701234567",)
)
CHECKS: tuple[Check, ...] = tuple(
    module.PLUGIN
    for module in (
        output_secrets,
        output_other_drivers,
        output_pii,
        output_links,
        output_grounding,
    )
)
POLICY = Policy(load_floor())


def findings(text: str, evidence: Any = None, question: str = "") -> list[Finding]:
    request = OutputRequest.model_validate(
        {
            "text": text,
            "evidence": EVIDENCE["day"] if evidence is None else evidence,
            "now": datetime(2026, 10, 25, 11, 0, tzinfo=UTC),
            "language": "en",
            "question": question,
            "caller": CALLER,
        }
    )
    subject = Subject(request=request, canonical=Canonical(text), policy=POLICY)
    return [finding for check in CHECKS for finding in check.run(subject)]


def outcome(text: str, evidence: Any = None, question: str = "") -> tuple[str, str]:
    decided = decide(text, findings(text, evidence, question), POLICY)
    return decided.decision, decided.text


def test_a_right_answer_passes_unchanged() -> None:
    text = "Your next stop is Carrefour Lyon, 14:00–16:00. Call Marie Dupont, +33472123456."

    assert outcome(text) == ("allow", text)


def test_a_stranger_s_phone_is_masked_and_the_rest_is_sent() -> None:
    decision, text = outcome("Carrefour Lyon, ETA 14:35. Or call +34 612 345 678.")

    assert decision == "redact"
    assert "612" not in text
    assert "14:35" in text


def test_spans_are_offsets_of_the_text_as_sent() -> None:
    text = "Call +34\u200b 612 345 678 or ｊａｎ@example.com, café"
    spans = [text[s.start : s.end] for f in findings(text) if f.category == "pii" for s in f.spans]

    assert spans == ["+34\u200b 612 345 678", "ｊａｎ@example.com"]


@pytest.mark.parametrize(
    "text",
    [
        "Load LD-99182 is yours.",
        "See stp_zz91",
        "3f2b8c1e-77aa-4234-9876-1234567890ab",
        "No. 77123456",
    ],
)
def test_an_id_that_nobody_gave_is_reported(text: str) -> None:
    assert "other_driver.unknown_id" in {finding.rule_id for finding in findings(text)}


@pytest.mark.parametrize(
    ("text", "question"),
    [("LD-48213, seal SL-99120, stop stp_2", ""), ("I can't find LD-99182.", "where is ld 99182?")],
)
def test_ids_of_evidence_and_question_may_be_said(text: str, question: str) -> None:
    rules = {finding.rule_id for finding in findings(text, question=question)}

    assert not {rule for rule in rules if rule.startswith("other_driver")}


def test_a_record_of_another_driver_is_never_told() -> None:
    evidence = {
        "loads": [
            {"id": "ld_1", "driverId": "drv_1", "reference": "LD-1001"},
            {"id": "ld_2", "driverId": "drv_2", "reference": "LD-2002", "driverName": "Ion Popa"},
        ]
    }
    found = findings("LD-1001 is yours, LD-2002 is Ion Popa's.", evidence)
    foreign = [finding for finding in found if finding.rule_id == "other_driver.foreign_record"]

    assert {"$.loads[1].reference", "$.loads[1].driverName"} == {f.evidence_path for f in foreign}
    assert {"critical"} == {finding.severity for finding in foreign}


def test_a_wrong_time_blocks_the_answer() -> None:
    assert outcome("Carrefour Lyon: ETA 15:35.")[0] == "block"


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example/x",
        "http://maps.google.com/?q=1,2",
        "https://maps.google.com.evil.com/",
        "https://maps.google.com@evil.com/",
        "https://www.google.com/search?q=x",
        "https://maps.google.com:8443/",
        "javascript:alert(1)",
        "evil.com/login",
        "bit.ly/3xyz",
        "https://mаps.google.com/",
    ],
)
def test_links_to_other_hosts_are_cut_out(link: str) -> None:
    decision, text = outcome(f"See {link} please", {"note": "see"})

    assert decision in {"redact", "block"}
    assert link not in text


@pytest.mark.parametrize(
    "link",
    ["https://maps.google.com/?q=45.76,4.83", "https://www.google.com/maps/dir/", "waze.com"],
)
def test_links_to_maps_pass(link: str) -> None:
    assert is_allowed(link, frozenset(DEFAULT_HOSTS))


def test_a_company_s_subdomains_can_be_allowed() -> None:
    hosts = frozenset({"*.acme.example"})

    assert is_allowed("https://docs.acme.example/x", hosts)
    assert not is_allowed("https://acme.example.evil.com", hosts)


def test_markup_is_stripped_from_record_texts() -> None:
    text = 'Gate <b>3</b> ![x](https://evil.example/?d=1) [map](https://evil.example) <img src="x">'

    assert strip_markup(text) == "Gate 3 x map "

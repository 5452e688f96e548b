"""The evidence is walked once, whatever asks for it, and its leaves know where they stand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final
from unittest.mock import patch

from driver_assistant.contracts.guardrails import Caller, OutputRequest
from driver_assistant.guardrails import checks
from driver_assistant.guardrails.canonical import Canonical
from driver_assistant.guardrails.check import Check, Subject
from driver_assistant.guardrails.evaluate import chain_of
from driver_assistant.guardrails.grounding.evidence import Evidence
from driver_assistant.guardrails.leaves import Leaves, leaves_of
from driver_assistant.guardrails.policy import Policy, load_floor
from driver_assistant.runtime.plugins import discover

POLICY: Final = Policy(load_floor())
CALLER: Final = Caller(driver_id="drv_1", company_id="acme", own_ids=("LD-48213",))
RECORD: Final[dict[str, Any]] = {
    "load": {"reference": "LD-48213", "weight": None},
    "stops": [
        {"name": "Lidl", "contacts": [{"name": "Ana Pop", "phone": "+40721234567"}]},
        {"name": "Aldi", "tags": ["ADR", "", 3]},
    ],
    "open": True,
}


def judge(evidence: Any) -> None:
    request = OutputRequest(
        text="LD-48213: Lidl, Ana Pop +40721234567, then Metro at 14:00.",
        evidence=evidence,
        now=datetime(2026, 10, 27, 9, tzinfo=UTC),
        caller=CALLER,
    )
    subject = Subject(request=request, canonical=Canonical(request.text), policy=POLICY)
    for check in chain_of(discover(checks, Check), "output"):
        check.run(subject)


def test_the_parts_come_in_the_order_of_the_document_with_their_paths() -> None:
    leaves = Leaves(RECORD)

    assert [(leaf.path, leaf.value) for leaf in leaves] == [
        ("$.open", True),
        ("$.load.reference", "LD-48213"),
        ("$.stops[0].name", "Lidl"),
        ("$.stops[0].contacts[0].name", "Ana Pop"),
        ("$.stops[0].contacts[0].phone", "+40721234567"),
        ("$.stops[1].name", "Aldi"),
        ("$.stops[1].tags[0]", "ADR"),
        ("$.stops[1].tags[2]", 3),
    ]
    assert list(leaves)[4].pattern == "stops[].contacts[].phone"
    assert [leaves.nodes[leaf.holder].path for leaf in list(leaves)[5:8]] == [
        "$.stops[1]",
        "$.stops[1]",
        "$.stops[1]",
    ]
    assert [leaf.path for leaf in leaves.texts("tags")] == ["$.stops[1].tags[0]"]


def test_a_bare_value_and_nothing_at_all_have_a_walk_too() -> None:
    assert [leaf.value for leaf in Leaves("gate 4")] == ["gate 4"]
    assert [leaf.path for leaf in Leaves([1, [2]])] == ["$[0]", "$[1][0]"]
    assert list(Leaves(None)) == []


def test_all_checks_on_an_answer_share_one_walk_and_one_reading() -> None:
    record = RECORD | {"asOf": "2026-10-27T08:00:00Z"}

    with (
        patch.object(Leaves, "_walk", autospec=True, side_effect=Leaves._walk) as walks,
        patch.object(Evidence, "_link", autospec=True, side_effect=Evidence._link) as readings,
    ):
        judge(record)
        assert (walks.call_count, readings.call_count) == (1, 1)

        judge(dict(record))  # a second part of the same reply
        assert (walks.call_count, readings.call_count) == (1, 1)

        judge(record | {"open": False})  # another record
        assert (walks.call_count, readings.call_count) == (2, 2)


def test_a_record_too_large_to_be_kept_is_read_each_time() -> None:
    large = {"notes": "x" * 200_000}

    assert leaves_of(large) is not leaves_of(large)
    assert leaves_of(RECORD) is leaves_of(dict(RECORD))

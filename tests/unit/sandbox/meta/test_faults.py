"""Faults apply in order, to whom they should, for as long as they should."""

from __future__ import annotations

import random
import statistics
from typing import Any

import pytest

from driver_assistant.sandbox.meta.faults import Faults, FaultSpec

ANYONE = frozenset({"4915100000001", "DE.1"})


def faults(*specs: FaultSpec) -> Faults:
    made = Faults(random.Random(1))
    for spec in specs:
        made.add(spec, 0.0)
    return made


def modes(made: Faults, calls: int, now: float = 0.0) -> list[str | None]:
    picked = [made.pick("send", "1", ANYONE, now) for _ in range(calls)]
    return [spec.mode if spec else None for spec in picked]


def test_rules_take_turns_as_their_counts_run_out() -> None:
    made = faults(
        FaultSpec(mode="ok", count=1),
        FaultSpec(mode="server_error", count=2),
        FaultSpec(mode="throttled", count=1),
    )

    assert modes(made, 5) == ["ok", "server_error", "server_error", "throttled", None]


def test_a_rule_ends_with_its_time() -> None:
    made = faults(FaultSpec(mode="hang", for_s=10))

    assert modes(made, 1, now=9.9) == ["hang"]
    assert modes(made, 1, now=10.0) == [None]


@pytest.mark.parametrize(
    ("scope", "hit"),
    [
        ({}, True),
        ({"phone_number_id": "1"}, True),
        ({"phone_number_id": "2"}, False),
        ({"user": "4915100000001"}, True),
        ({"user": "DE.1"}, True),
        ({"user": "4915100000002"}, False),
    ],
)
def test_a_rule_meets_its_number_and_user_only(scope: dict[str, Any], hit: bool) -> None:
    made = faults(FaultSpec(mode="hang", **scope))

    assert (modes(made, 1) == ["hang"]) is hit


@pytest.mark.parametrize(
    ("fields", "operation", "hit"),
    [
        ({"mode": "error"}, "send", True),
        ({"mode": "error"}, "receipt", False),
        ({"mode": "expired_token"}, "receipt", True),
        ({"mode": "error", "operations": ["media"]}, "media", True),
        ({"mode": "error", "operations": ["media"]}, "send", False),
    ],
)
def test_a_rule_meets_its_kind_of_call(fields: dict[str, Any], operation: Any, hit: bool) -> None:
    made = faults(FaultSpec.model_validate(fields))

    assert (made.pick(operation, "1", ANYONE, 0.0) is not None) is hit


def test_finished_rules_keep_their_hits() -> None:
    made = faults(FaultSpec(mode="hang", count=2))
    modes(made, 3)

    assert made.idle
    assert [rule.hits for rule in made.finished] == [2]


def test_lifting_one_rule_leaves_the_others() -> None:
    made = faults(FaultSpec(mode="hang"), FaultSpec(mode="reset"))

    assert made.remove(1) == 1
    assert modes(made, 1) == ["reset"]
    assert made.remove() == 1


def test_slowness_has_the_median_and_tail_that_were_asked_for() -> None:
    rng = random.Random(1)
    spec = FaultSpec(mode="slow", median_s=0.1, p99_s=1.0)

    delays = sorted(spec.slowness_s(rng) for _ in range(20_000))

    assert statistics.median(delays) == pytest.approx(0.1, rel=0.05)
    assert delays[int(len(delays) * 0.99)] == pytest.approx(1.0, rel=0.15)

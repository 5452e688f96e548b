"""The bars on the generated corpus; `scripts/grounding_report.py` prints the whole table."""

from __future__ import annotations

import sys
from collections import Counter
from importlib import import_module
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[4] / "scripts"
LANGUAGES = ["en", "es", "pt", "fr", "de", "pl", "ro", "tr", "uk", "hi"]

Counts = Counter[tuple[str, str, bool]]


@pytest.fixture(scope="module")
def counts() -> Counts:
    sys.path.insert(0, str(SCRIPTS))
    try:
        report = import_module("grounding_report")
    finally:
        sys.path.remove(str(SCRIPTS))
    counts: Counts = report.measure(LANGUAGES, records=3, seed=11)[0]  # not the report's seed
    return counts


def flagged_share(counts: Counts, kinds: set[str]) -> float:
    hit = sum(n for (_, kind, found), n in counts.items() if kind in kinds and found)
    total = sum(n for (_, kind, _), n in counts.items() if kind in kinds)
    return hit / total


def test_single_atom_corruptions_are_found(counts: Counts) -> None:
    wrong = {kind for _, kind, _ in counts if kind}

    assert wrong == {"number", "swap", "ampm", "date", "unit", "status", "invented"}
    assert flagged_share(counts, wrong) >= 0.97


def test_values_of_another_record_are_found(counts: Counts) -> None:
    assert flagged_share(counts, {"swap"}) >= 0.95


def test_right_answers_raise_hardly_an_alarm(counts: Counts) -> None:
    assert flagged_share(counts, {""}) <= 0.02

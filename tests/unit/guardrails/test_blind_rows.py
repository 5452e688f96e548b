"""What judges the guardrails teaches them nothing: no blind row stands in training or policy."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import yaml

from driver_assistant.guardrails.canonical import fold
from driver_assistant.guardrails.policy import load_floor

ROOT: Final = Path(__file__).parents[3]
BLIND: Final = ROOT / "data/guardrails/blind/input.jsonl"
SAID: Final = ROOT / "scripts/guard_training/phrases/said"


def test_no_blind_message_is_a_training_sentence_or_an_example_of_a_rule() -> None:
    rows = [json.loads(line)["text"] for line in BLIND.read_text("utf-8").splitlines()]
    sentences = [
        sentence
        for path in SAID.glob("*.yaml")
        for section in yaml.safe_load(path.read_text("utf-8")).values()
        for sentence in section.splitlines()
    ]
    examples = [text for rule in load_floor().rules for text in rule.examples]

    known = {" ".join(fold(text).split()) for text in (*sentences, *examples)}

    assert [text for text in rows if " ".join(fold(text).split()) in known] == []
    assert len(rows) >= 250

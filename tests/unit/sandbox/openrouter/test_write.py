"""Answers made of the record alone, and the words for having none."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driver_assistant.sandbox.openrouter.wire import ChatRequest
from driver_assistant.sandbox.openrouter.write import answer, without_a_tool

RECORD = {
    "stop": {"name": "Lidl Poznań", "gateCode": "4711", "instructions": "Ring twice. Use dock 3."},
    "eta": "14:05",
    "contacts": [{"name": "Ewa", "phone": None}],
}


def written(question: str, record: Any = RECORD) -> str:
    block = f"<record>{json.dumps(record)}</record>"
    messages = [{"role": "user", "content": block}, {"role": "user", "content": question}]
    return answer(ChatRequest.model_validate({"model": "m", "messages": messages}))


@pytest.mark.parametrize(
    ("question", "fact"),
    [
        ("what is the gate code", "4711"),
        ("which dock do I use?", "Use dock 3."),
        ("eta?", "14:05"),
        ("código de la puerta", "4711"),  # the field's name is English: words every model knows
    ],
)
def test_the_answer_is_the_part_of_the_record_that_fits(question: str, fact: str) -> None:
    assert fact in written(question)


def test_without_a_record_nothing_is_made_up() -> None:
    assert written("eta?", {}) == "I have nothing about that."


@given(st.text(max_size=80))
def test_every_number_of_an_answer_stands_in_the_record(question: str) -> None:
    said = written(question)

    known = json.dumps(RECORD, ensure_ascii=False)
    assert all(word.strip(".") in known for word in said.split() if any(c.isdigit() for c in word))


@pytest.mark.parametrize(
    ("told", "related", "says"),
    [
        ("Answer with the one word NOPE, or with the one\n word MAYBE.", False, "NOPE"),
        ("Answer with the one word NOPE, or with the one\n word MAYBE.", True, "MAYBE"),
        ("Answer with the one word NOPE.", True, "NOPE"),
        ("Be kind.", True, "I'm not sure what you need. Could you say it in other words?"),
    ],
)
def test_words_agreed_in_the_system_prompt_are_used(told: str, related: bool, says: str) -> None:
    messages = [{"role": "system", "content": told}, {"role": "user", "content": "x"}]
    request = ChatRequest.model_validate({"model": "m", "messages": messages})

    assert without_a_tool(request, related=related) == says

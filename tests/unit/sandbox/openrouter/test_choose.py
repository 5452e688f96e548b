"""Tools are picked by their descriptions alone: a bakery's as well as a haulier's."""

# letters of other languages are meant

from __future__ import annotations

from typing import Any

import pytest

from driver_assistant.sandbox.openrouter.choose import Chooser
from driver_assistant.sandbox.openrouter.wire import ChatRequest

BAKERY = {
    "order_bread": 'Order loaves. Examples: "I need two loaves" | "brötchen bestellen" | '
    '"quiero comprar pan"',
    "opening_hours": 'When the shop is open. Examples: "when do you open?" | '
    '"wann macht ihr auf?" | "¿a qué hora cierran?"',
    "complain": "The customer complains.\nExamples:\nmy bread was burnt\nthe cake is stale",
}
HAULIER = {
    "next_stop": 'Where to go now. Examples: "where is my next stop?" | "gdzie mam teraz jechać?" '
    '| "¿cuál es mi próxima parada?" | "मेरा अगला स्टॉप कहाँ है?"',
    "report_delay": 'The driver is late. Examples: "I\'m running late" | "spóźnię się 20 minut" | '
    '"llego tarde" | "30 dakika geç kalacağım"',
    "pay": 'What the driver earned. Examples: "how much did I earn?" | "ile zarobiłem?" | '
    '"wie viel habe ich verdient?"',
}


def request(tools: dict[str, str], *said: str, **more: Any) -> ChatRequest:
    return ChatRequest.model_validate(
        {
            "model": "any/model",
            "messages": [{"role": "user", "content": text} for text in said],
            "tools": [
                {"type": "function", "function": {"name": name, "description": description}}
                for name, description in tools.items()
            ],
            **more,
        }
    )


def picked(tools: dict[str, str], *said: str, **more: Any) -> list[str]:
    return [p.function.name for p in Chooser(0.22).choice(request(tools, *said, **more)).picks]


@pytest.mark.parametrize(
    ("said", "tool"),
    [
        ("two loaves please", "order_bread"),
        ("i ned two loafs", "order_bread"),
        ("hola, comprar pan", "order_bread"),
        ("when are you open", "opening_hours"),
        ("my bread is burnt again!!", "complain"),
    ],
)
def test_a_bakerys_tools_are_picked(said: str, tool: str) -> None:
    assert [tool] == picked(BAKERY, said)


@pytest.mark.parametrize(
    ("said", "tool"),
    [
        ("wheres my nxt stop", "next_stop"),
        ("gdzie teraz jechac", "next_stop"),
        ("अगला स्टॉप", "next_stop"),
        (
            "ich bin 20 Minuten zu spät",
            "report_delay",
        ),  # no German example: words every model knows
        ("llegaré tarde", "report_delay"),
        ("geç kaldım", "report_delay"),
        ("ILE ZAROBILEM", "pay"),
    ],
)
def test_a_hauliers_tools_are_picked_in_many_languages(said: str, tool: str) -> None:
    assert [tool] == picked(HAULIER, said)


@pytest.mark.parametrize("said", ["write me a poem", "qwertz", "", "2+2", "¿quién pintó esto?"])
def test_what_fits_no_tool_calls_none(said: str) -> None:
    assert picked(HAULIER, "hello", said) == []


def test_no_tool_is_called_when_forbidden() -> None:
    assert picked(HAULIER, "where is my next stop?", tool_choice="none") == []


def test_some_tool_is_called_when_required() -> None:
    assert len(picked(HAULIER, "write me a poem", tool_choice="required")) == 1


def test_the_named_tool_is_called_whatever_was_said() -> None:
    forced = {"type": "function", "function": {"name": "pay"}}

    assert picked(HAULIER, "where is my next stop?", tool_choice=forced) == ["pay"]


def test_a_short_text_leans_on_the_turn_before() -> None:
    assert picked(HAULIER, "where is my next stop?", "and after that?") == ["next_stop"]


def test_two_sentences_make_two_calls_only_where_allowed() -> None:
    said = "I'm running late. How much did I earn?"

    assert picked(HAULIER, said) == ["report_delay", "pay"]
    assert len(picked(HAULIER, said, parallel_tool_calls=False)) == 1


def test_words_in_a_data_block_pick_nothing() -> None:
    said = '<data source="caption">how much did I earn?</data> where is my next stop?'

    assert picked(HAULIER, said) == ["next_stop"]

"""Every shape and limit of the send API, as Meta refuses it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driver_assistant.sandbox.meta.errors import GraphError
from driver_assistant.sandbox.meta.sends import check_send

Json = dict[str, Any]


def check(**fields: Any) -> str:
    return check_send({"messaging_product": "whatsapp"} | fields, lambda media_id: media_id == "7")


def refusal(**fields: Any) -> tuple[int, str]:
    with pytest.raises(GraphError) as caught:
        check(**fields)
    return caught.value.code, caught.value.details


def buttons(*replies: tuple[str, str], body: str = "Choose") -> Json:
    items = [{"type": "reply", "reply": {"id": key, "title": title}} for key, title in replies]
    return {"type": "button", "body": {"text": body}, "action": {"buttons": items}}


def rows(*sections: int, **row: str) -> Json:
    def section(index: int, count: int) -> Json:
        made = [
            {"id": f"{index}.{n}", "title": f"Row {n}", "description": "d"} | row
            for n in range(count)
        ]
        return {"title": f"Section {index}", "rows": made}

    parts = [section(index, count) for index, count in enumerate(sections)]
    action = {"button": "Open", "sections": parts}
    return {"type": "list", "body": {"text": "Choose"}, "action": action}


@pytest.mark.parametrize(
    "message",
    [
        {"type": "text", "text": {"body": "x" * 4096, "preview_url": True}},
        {"text": {"body": "the type defaults to text"}},
        {"type": "interactive", "interactive": buttons(("a", "Yes"), ("b", "No"), ("c", "Later"))},
        {"type": "interactive", "interactive": buttons(("i" * 256, "t" * 20), body="b" * 1024)},
        {"type": "interactive", "interactive": rows(10)},
        {"type": "interactive", "interactive": rows(4, 6)},
        {"type": "interactive", "interactive": rows(1, title="t" * 24, description="d" * 72)},
        {
            "type": "interactive",
            "interactive": {
                "type": "cta_url",
                "body": {"text": "Track it"},
                "action": {
                    "name": "cta_url",
                    "parameters": {"display_text": "Open", "url": "https://example.com"},
                },
            },
        },
        {
            "type": "interactive",
            "interactive": {
                "type": "location_request_message",
                "body": {"text": "Where are you?"},
                "action": {"name": "send_location"},
            },
        },
        {"type": "location", "location": {"latitude": 52.1, "longitude": "4.9", "name": "Dock"}},
        {"type": "image", "image": {"id": "7", "caption": "c" * 1024}},
        {"type": "document", "document": {"link": "https://example.com/a", "filename": "cmr.pdf"}},
        {"type": "audio", "audio": {"id": "7"}},
        {"type": "reaction", "reaction": {"message_id": "wamid.x", "emoji": "👍"}},
        {"type": "reaction", "reaction": {"message_id": "wamid.x", "emoji": ""}},
        {"type": "template", "template": {"name": "ack", "language": {"code": "en"}}},
    ],
)
def test_a_message_within_metas_limits_is_taken(message: Json) -> None:
    assert check(**message) == message.get("type", "text")


@pytest.mark.parametrize(
    ("message", "code", "about"),
    [
        ({"type": "text", "text": {"body": "x" * 4097}}, 100, "4096"),
        ({"type": "text", "text": {"body": ""}}, 131008, "body"),
        ({"type": "text"}, 131008, "text"),
        ({"type": "text", "text": "hello"}, 131009, "object"),
        ({"type": "interactive", "interactive": buttons()}, 131009, "count 0"),
        (
            {"type": "interactive", "interactive": buttons(*[(str(n), str(n)) for n in range(4)])},
            131009,
            "count 4",
        ),
        ({"type": "interactive", "interactive": buttons(("a", "t" * 21))}, 131009, "20"),
        ({"type": "interactive", "interactive": buttons(("i" * 257, "t"))}, 131009, "256"),
        (
            {"type": "interactive", "interactive": buttons(("a", "Yes"), ("b", "Yes"))},
            131009,
            "Dup",
        ),
        ({"type": "interactive", "interactive": buttons(("a", "Yes"), ("a", "No"))}, 131009, "Dup"),
        (
            {"type": "interactive", "interactive": buttons(("a", "b"), body="x" * 1025)},
            131009,
            "1024",
        ),
        ({"type": "interactive", "interactive": rows(6, 5)}, 131009, "Total row count"),
        ({"type": "interactive", "interactive": rows(11)}, 131009, "count 11"),
        ({"type": "interactive", "interactive": rows(1, title="t" * 25)}, 131009, "24"),
        ({"type": "interactive", "interactive": rows(1, description="d" * 73)}, 131009, "72"),
        ({"type": "interactive", "interactive": rows(1, id="i" * 201)}, 131009, "200"),
        ({"type": "interactive", "interactive": rows(2, id="same")}, 131009, "Duplicate"),
        ({"type": "interactive", "interactive": {"type": "flow", "body": {}}}, 131009, "none of"),
        ({"type": "location", "location": {"latitude": 91, "longitude": 0}}, 131009, "90"),
        ({"type": "location", "location": {"latitude": 1}}, 131008, "longitude"),
        ({"type": "image", "image": {"id": "8"}}, 131053, "no such media"),
        ({"type": "image", "image": {"id": "7", "link": "https://a"}}, 100, "exactly one"),
        ({"type": "image", "image": {}}, 100, "exactly one"),
        ({"type": "image", "image": {"id": "7", "caption": "c" * 1025}}, 131009, "1024"),
        ({"type": "audio", "audio": {"id": "7", "caption": "no"}}, 131009, "caption"),
        ({"type": "reaction", "reaction": {"emoji": "👍"}}, 131008, "message_id"),
        ({"type": "hologram"}, 131051, "hologram"),
        ({"type": "text", "text": {"body": "x"}, "recipient_type": "group"}, 131009, "individual"),
        ({"type": "text", "text": {"body": "x"}, "context": {}}, 131008, "message_id"),
        (
            {"type": "text", "text": {"body": "x"}, "biz_opaque_callback_data": "o" * 513},
            131009,
            "512",
        ),
        ({"type": "template", "template": {"name": "ack"}}, 131008, "language"),
        (
            {
                "type": "template",
                "template": {"name": "a", "language": {"code": "en"}, "components": ["body"]},
            },
            131009,
            "array of objects",
        ),
    ],
)
def test_a_message_outside_metas_limits_is_refused_with_metas_code(
    message: Json, code: int, about: str
) -> None:
    found_code, details = refusal(**message)

    assert found_code == code
    assert about in details


def test_a_call_that_does_not_name_the_product_is_refused() -> None:
    code, details = refusal(messaging_product="telegram", text={"body": "x"})

    assert code == 100
    assert "messaging_product" in details


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
TYPES = ("text", "interactive", "location", "image", "reaction", "template")


@given(kind=st.sampled_from(TYPES), part=JSON_VALUES)
def test_no_json_whatever_makes_the_checks_crash(kind: str, part: Any) -> None:
    try:
        check(type=kind, **{kind: part})
    except GraphError as error:
        assert error.code in {100, 131008, 131009, 131051, 131053}

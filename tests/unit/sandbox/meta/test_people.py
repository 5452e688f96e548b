"""What users send, type by type, as it stands in the webhook and in the chat."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from driver_assistant.sandbox.meta.cloud import Cloud
from driver_assistant.sandbox.meta.envelope import Item
from driver_assistant.sandbox.meta.inbound import Inbound
from driver_assistant.sandbox.meta.people import NothingToPress, note_foreign, user_at, write
from driver_assistant.sandbox.meta.transcript import transcript

NUMBER = "106540352242922"
ANA = "4915100000001"


def item(cloud: Cloud, **fields: Any) -> Item:
    return write(cloud, Inbound.model_validate({"from": ANA} | fields), "http://meta.test")[1]


def body(cloud: Cloud, **fields: Any) -> Any:
    return item(cloud, **fields).body


def test_a_text_has_the_envelope_of_meta(cloud: Cloud) -> None:
    made = item(cloud, text="hello", name="Ana")

    assert made.body["from"] == ANA
    assert made.body["id"].startswith("wamid.HB")
    assert made.body["timestamp"].isdigit()
    assert made.body["text"] == {"body": "hello"}
    assert made.contact == {
        "profile": {"name": "Ana"},
        "wa_id": ANA,
        "user_id": made.body["from_user_id"],
    }


@pytest.mark.parametrize(
    ("fields", "part"),
    [
        (
            {"type": "button_reply", "payload": "p", "text": "Yes", "reply_to": "w"},
            {
                "type": "interactive",
                "interactive": {
                    "type": "button_reply",
                    "button_reply": {"id": "p", "title": "Yes"},
                },
                "context": {"id": "w", "from": "15550783881"},
            },
        ),
        (
            {"type": "list_reply", "payload": "p", "text": "Stop 2", "description": "Dock"},
            {
                "type": "interactive",
                "interactive": {
                    "type": "list_reply",
                    "list_reply": {"id": "p", "title": "Stop 2", "description": "Dock"},
                },
            },
        ),
        (
            {
                "type": "template_button",
                "payload": "p",
                "text": "OK",
                "reply_to": "w",
                "with_context": False,
            },
            {"type": "button", "button": {"payload": "p", "text": "OK"}},
        ),
        (
            {"type": "location", "latitude": 1.5, "longitude": -2.5, "place": "Dock"},
            {"type": "location", "location": {"latitude": 1.5, "longitude": -2.5, "name": "Dock"}},
        ),
        (
            {"type": "reaction", "reply_to": "w", "emoji": "👍"},
            {"type": "reaction", "reaction": {"message_id": "w", "emoji": "👍"}},
        ),
        (
            {"type": "reaction", "reply_to": "w", "emoji": ""},
            {"type": "reaction", "reaction": {"message_id": "w", "emoji": ""}},
        ),
        (
            {"type": "reaction", "reply_to": "w", "emoji": None},
            {"type": "reaction", "reaction": {"message_id": "w"}},
        ),
        (
            {"type": "edit", "reply_to": "w", "text": "new"},
            {
                "type": "edit",
                "edit": {
                    "original_message_id": "w",
                    "message": {"type": "text", "text": {"body": "new"}},
                },
            },
        ),
        (
            {"type": "revoke", "reply_to": "w"},
            {"type": "revoke", "revoke": {"original_message_id": "w"}},
        ),
        (
            {"text": "x", "forwarded": True, "reply_to": "w"},
            {"type": "text", "text": {"body": "x"}, "context": {"forwarded": True}},
        ),
    ],
)
def test_each_type_has_metas_shape(cloud: Cloud, fields: Any, part: dict[str, Any]) -> None:
    made = body(cloud, **fields)

    assert {key: made[key] for key in made if key in part or key == "context"} == part


def test_a_voice_note_can_be_fetched(cloud: Cloud) -> None:
    audio = body(cloud, type="audio")["audio"]

    medium = cloud.media.find(audio["id"], cloud.now())
    assert audio["voice"] is True
    assert audio["mime_type"] == "audio/ogg; codecs=opus"
    assert medium is not None
    assert medium.sha256 == audio["sha256"]


def test_a_caption_travels_with_photos_but_not_with_voice(cloud: Cloud) -> None:
    assert body(cloud, type="image", text="damage")["image"]["caption"] == "damage"
    assert "caption" not in body(cloud, type="audio", text="damage")["audio"]


def test_an_unsupported_message_names_its_error(cloud: Cloud) -> None:
    made = body(cloud, type="unsupported")

    assert made["errors"][0]["code"] == 131051
    assert made["unsupported"] == {"type": "poll_creation"}


def test_an_interactive_message_may_come_without_body_and_with_an_error_beside(
    cloud: Cloud,
) -> None:
    made = item(cloud, type="interactive_without_body")

    assert "interactive" not in made.body
    assert made.errors is not None
    assert made.errors[0]["code"] == 131000


def test_a_changed_number_is_announced_from_the_old_without_contacts(cloud: Cloud) -> None:
    item(cloud, text="before")
    made = item(cloud, type="system", new_number="4915100000002")

    assert made.contact is None
    assert made.body["from"] == ANA
    assert made.body["system"]["wa_id"] == "4915100000002"
    assert len(user_at(cloud, "4915100000002").thread) == 2


def test_a_changed_user_id_names_the_old_one(cloud: Cloud) -> None:
    old_id = user_at(cloud, ANA).user_id

    made = body(cloud, type="system", notice="user_changed_user_id")

    assert made["system"]["previous_user_id"] == old_id
    assert made["system"]["user_id"] == user_at(cloud, ANA).user_id != old_id


def test_a_hidden_number_is_nowhere_in_the_webhook(cloud: Cloud) -> None:
    user = user_at(cloud, ANA)
    user.phone_hidden = True

    made = item(cloud, text="hi")

    assert "from" not in made.body
    assert "wa_id" not in (made.contact or {})
    assert made.body["from_user_id"] == user.user_id


@pytest.mark.parametrize(
    ("how", "wrong"),
    [
        ("no_id", lambda made: "id" not in made),
        ("no_type", lambda made: "type" not in made),
        ("bad_timestamp", lambda made: not made["timestamp"].isdigit()),
        ("text_is_string", lambda made: isinstance(made["text"], str)),
        ("not_an_object", lambda made: isinstance(made, str)),
        ("unknown_type", lambda made: made["type"] == "hologram"),
    ],
)
def test_a_malformed_message_is_malformed(
    cloud: Cloud, how: str, wrong: Callable[[Any], bool]
) -> None:
    assert wrong(body(cloud, type="malformed", malformation=how))


def test_pressing_chooses_from_the_latest_message_with_choices(
    cloud: Cloud, text_to: Callable[..., dict[str, Any]]
) -> None:
    rows = [{"id": "r1", "title": "Stop 1"}, {"id": "r2", "title": "Stop 2", "description": "D"}]
    action = {"button": "Open", "sections": [{"rows": rows}]}
    interactive = {"type": "list", "body": {"text": "Which?"}, "action": action}
    sent = cloud.send(NUMBER, text_to() | {"type": "interactive", "interactive": interactive})
    cloud.send(NUMBER, text_to())

    made = body(cloud, type="press", choice=2)

    assert made["interactive"]["list_reply"] == {"id": "r2", "title": "Stop 2", "description": "D"}
    assert made["context"]["id"] == sent["messages"][0]["id"]


def test_pressing_what_is_not_there_is_an_error(cloud: Cloud) -> None:
    with pytest.raises(NothingToPress):
        body(cloud, type="press")


def test_one_message_sent_twice_is_once_in_the_chat(cloud: Cloud) -> None:
    for _ in range(2):
        item(cloud, text="hi", wamid="wamid.same")

    assert len(user_at(cloud, ANA).thread) == 1


def test_a_hand_made_webhook_opens_the_chat_too(cloud: Cloud) -> None:
    message = {"from": ANA, "id": "wamid.x", "type": "text", "text": {"body": "hi"}}
    value = cloud.account.value(NUMBER) | {"messages": [message, "junk"]}
    payload = {"entry": [{"changes": [{"value": value}, {"value": None}]}, "junk"]}

    note_foreign(cloud, payload)

    assert [entry["text"] for entry in transcript(user_at(cloud, ANA), 0.0)["messages"]] == ["hi"]


def test_the_chat_shows_both_sides_edits_and_reactions(
    cloud: Cloud, text_to: Callable[..., dict[str, Any]]
) -> None:
    first = body(cloud, text="hallo")["id"]
    sent = cloud.send(NUMBER, text_to(body="hello"))["messages"][0]["id"]
    body(cloud, type="edit", reply_to=first, text="hello there")
    body(cloud, type="reaction", reply_to=sent, emoji="❤️")

    shown = transcript(user_at(cloud, ANA), cloud.now())["messages"]

    assert [(m["by"], m["text"]) for m in shown[:2]] == [
        ("driver", "hello there"),
        ("assistant", "hello"),
    ]
    assert shown[0]["edited"]
    assert shown[1]["reaction"] == "❤️"

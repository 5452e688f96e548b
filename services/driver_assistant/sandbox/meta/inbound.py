"""What users send: every type of message a Cloud API webhook can carry.

Used by `cloud.py`, which fills in who, when and the id. `Inbound` is the body that the control
API takes; each builder below makes one type's part of Meta's JSON.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from driver_assistant.sandbox.meta.errors import webhook_error
from driver_assistant.sandbox.meta.samples import DEFAULT_MIME, sample

Json = dict[str, Any]

MEDIA: Final = ("image", "video", "audio", "document", "sticker")

Type = Literal[
    "text",
    "button_reply",
    "list_reply",
    "press",
    "template_button",
    "location",
    "image",
    "video",
    "audio",
    "document",
    "sticker",
    "reaction",
    "contacts",
    "unsupported",
    "system",
    "edit",
    "revoke",
    "interactive_without_body",
    "malformed",
]
Malformation = Literal[
    "no_id", "no_type", "bad_timestamp", "text_is_string", "not_an_object", "unknown_type"
]


class Inbound(BaseModel):
    """One message of a user; which fields count depends on `type`, the rest is ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    sender: str = Field(alias="from", description="Number or user id; created on first use.")
    type: Type = "text"
    phone_number_id: str = Field("", description="To which number; empty: the first.")
    name: str = Field("", description="New profile name; for `location` see `place`.")
    wamid: str = Field("", description="Fixed id, to send one message twice; empty: a new one.")
    timestamp: int | None = Field(None, description="Unix seconds; null: now.")
    text: str = Field("", description="Text, caption of media, title of a pressed button, edit.")
    reply_to: str = Field("", description="Wamid that is answered, pressed, edited or revoked.")
    forwarded: bool = False
    frequently_forwarded: bool = False
    referral: Json | None = Field(None, description="Of a click on an advertisement.")
    choice: int = Field(1, ge=1, description="For `press`: which button or row, from 1.")
    payload: str = Field("", description="Id of the button or row.")
    description: str = Field("", description="Of a list row.")
    with_context: bool = Field(True, description="False: a pressed button without `context`.")
    latitude: float = 52.3676
    longitude: float = 4.9041
    place: str = ""
    address: str = ""
    url: str = ""
    content_base64: str = Field("", description="Bytes of media; empty: a small valid sample.")
    media_id: str = Field("", description="A known medium instead of bytes, or an unknown id.")
    mime_type: str = ""
    filename: str = ""
    voice: bool = True
    animated: bool = False
    emoji: str | None = Field("👍", description="Empty or null (no field) takes it back.")
    cards: int = Field(1, ge=1, le=50, description="Shared contacts.")
    unsupported_type: str = "poll_creation"
    notice: Literal["user_changed_number", "user_changed_user_id", "customer_identity_changed"] = (
        "user_changed_number"
    )
    new_number: str = Field("", description="For `user_changed_number`.")
    malformation: Malformation = "no_id"

    def content(self) -> tuple[bytes, str]:
        """Bytes and MIME type of a medium.

        Raises:
            ValueError: the base64 is broken.
        """
        mime_type = self.mime_type or DEFAULT_MIME[self.type]
        if not self.content_base64:
            return sample(self.type), mime_type
        return base64.b64decode(self.content_base64, validate=True), mime_type


def build(spec: Inbound, medium: Json | None) -> tuple[Json, list[Json] | None]:
    """The type's part of the message, and the errors beside it if any.

    `medium` is `{id, mime_type, sha256, url}` for media.
    """
    if spec.type in MEDIA:
        return _media(spec, medium or {}), None
    if spec.type == "interactive_without_body":
        details = "Message failed to send because of an unknown error."
        return {"type": "interactive"} | _context(spec), [webhook_error(131000, details)]
    return _BUILDERS[spec.type](spec), None


def has_contact(spec: Inbound) -> bool:
    """Whether `contacts` stands beside the message; changed addresses come without."""
    return spec.type != "system" or spec.notice == "customer_identity_changed"


def damage(message: Json, how: Malformation) -> Any:
    """The message with something wrong that must not take its neighbours down."""
    if how == "not_an_object":
        return "not an object"
    if how == "text_is_string":
        return message | {"text": "just a string"}
    if how == "bad_timestamp":
        return message | {"timestamp": "yesterday"}
    if how == "unknown_type":
        return message | {"type": "hologram", "hologram": {"colour": "blue"}}
    return {key: value for key, value in message.items() if key != how.removeprefix("no_")}


def _text(spec: Inbound) -> Json:
    message = {"type": "text", "text": {"body": spec.text}} | _context(spec)
    return message | ({"referral": spec.referral} if spec.referral else {})


def _button_reply(spec: Inbound) -> Json:
    reply = {"id": spec.payload, "title": spec.text}
    body = {"type": "button_reply", "button_reply": reply}
    return {"type": "interactive", "interactive": body} | _context(spec)


def _list_reply(spec: Inbound) -> Json:
    reply = {"id": spec.payload, "title": spec.text}
    if spec.description:
        reply["description"] = spec.description
    body = {"type": "list_reply", "list_reply": reply}
    return {"type": "interactive", "interactive": body} | _context(spec)


def _template_button(spec: Inbound) -> Json:
    button = {"payload": spec.payload, "text": spec.text}
    return {"type": "button", "button": button} | _context(spec)


def _location(spec: Inbound) -> Json:
    pin: Json = {"latitude": spec.latitude, "longitude": spec.longitude}
    named = {"name": spec.place, "address": spec.address, "url": spec.url}
    pin |= {key: value for key, value in named.items() if value}
    return {"type": "location", "location": pin} | _context(spec)


def _media(spec: Inbound, medium: Json) -> Json:
    part = dict(medium)
    if spec.text and spec.type in {"image", "video", "document"}:
        part["caption"] = spec.text
    if spec.type == "document":
        part["filename"] = spec.filename or "document.pdf"
    if spec.type == "audio":
        part["voice"] = spec.voice
    if spec.type == "sticker":
        part["animated"] = spec.animated
    return {"type": spec.type, spec.type: part} | _context(spec)


def _reaction(spec: Inbound) -> Json:
    part = {"message_id": spec.reply_to}
    if spec.emoji is not None:
        part["emoji"] = spec.emoji
    return {"type": "reaction", "reaction": part}


def _contacts(spec: Inbound) -> Json:
    cards = [
        {
            "name": {"formatted_name": f"Colleague {n}", "first_name": "Colleague"},
            "phones": [{"phone": f"+1 555 01{n:02d}", "wa_id": f"155501{n:02d}", "type": "CELL"}],
        }
        for n in range(1, spec.cards + 1)
    ]
    return {"type": "contacts", "contacts": cards} | _context(spec)


def _unsupported(spec: Inbound) -> Json:
    error = webhook_error(131051, "Message type is currently not supported.")
    return {
        "type": "unsupported",
        "errors": [error],
        "unsupported": {"type": spec.unsupported_type},
    }


def _system(spec: Inbound) -> Json:
    if spec.notice == "customer_identity_changed":
        identity = {"acknowledged": True, "created_timestamp": "1697044706", "hash": "xyzxyz"}
        system = {"body": "User identity changed", "type": spec.notice}
        return {"type": "system", "identity": identity, "system": system}
    # The old and new addresses are filled in by cloud.py, which moves the user.
    return {"type": "system", "system": {"type": spec.notice}}


def _edit(spec: Inbound) -> Json:
    changed = {"type": "text", "text": {"body": spec.text}}
    return {
        "type": "edit",
        "edit": {"original_message_id": spec.reply_to, "message": changed},
    }


def _revoke(spec: Inbound) -> Json:
    return {"type": "revoke", "revoke": {"original_message_id": spec.reply_to}}


def _context(spec: Inbound) -> Json:
    if spec.forwarded or spec.frequently_forwarded:  # then there is no id
        key = "frequently_forwarded" if spec.frequently_forwarded else "forwarded"
        return {"context": {key: True}}
    if not spec.reply_to or not spec.with_context:
        return {}
    return {"context": {"id": spec.reply_to}}  # `from` is filled in by cloud.py


_BUILDERS: Final[dict[str, Callable[[Inbound], Json]]] = {
    "text": _text,
    "malformed": _text,
    "button_reply": _button_reply,
    "list_reply": _list_reply,
    "template_button": _template_button,
    "location": _location,
    "reaction": _reaction,
    "contacts": _contacts,
    "unsupported": _unsupported,
    "system": _system,
    "edit": _edit,
    "revoke": _revoke,
}

"""Messages on the wire: what a driver wrote, what goes back, and the doorbells between.

Every process reads these. The shapes are channel-neutral: `channels/` translates them from and
to a provider's JSON. Unknown fields are ignored when read, because a rolling upgrade mixes
versions; golden files in `tests/contracts/` are the strict side.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field


class Wire(BaseModel):
    """A frozen shape that tolerates fields it does not know yet."""

    model_config = ConfigDict(
        frozen=True, extra="ignore", validate_by_name=True, serialize_by_alias=True
    )


# --- what a driver sends ------------------------------------------------------


class Text(Wire):
    """Written words, or the caption that came with a medium."""

    type: Literal["text"] = "text"
    body: str
    forwarded: bool = False


class Choice(Wire):
    """A button or list row that was tapped; `payload` is the id we gave it."""

    type: Literal["choice"] = "choice"
    payload: str
    title: str = ""


class Location(Wire):
    """A pin: WGS 84 degrees."""

    type: Literal["location"] = "location"
    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)
    name: str = ""
    address: str = ""


class Media(Wire):
    """A photo, voice note, video, document or sticker; the bytes stay with the channel."""

    type: Literal["media"] = "media"
    kind: Literal["image", "video", "audio", "document", "sticker"]
    media_id: str
    mime_type: str = ""
    sha256: str = ""
    caption: str = ""
    filename: str = ""
    voice: bool = False


class Reaction(Wire):
    """An emoji put on a message, or taken away when `emoji` is empty."""

    type: Literal["reaction"] = "reaction"
    target: str
    emoji: str = ""


class Contacts(Wire):
    """Shared contact cards: only how many; other people's numbers are not kept."""

    type: Literal["contacts"] = "contacts"
    count: int


class Edited(Wire):
    """An earlier message was changed; `body` is the new text."""

    type: Literal["edited"] = "edited"
    target: str
    body: str = ""


class Revoked(Wire):
    """An earlier message was deleted by its sender."""

    type: Literal["revoked"] = "revoked"
    target: str


class SystemNotice(Wire):
    """The channel says something about the account, e.g. that the number changed."""

    type: Literal["system"] = "system"
    notice: str


class Unsupported(Wire):
    """Something the channel could not hand over (polls, view-once media, ...)."""

    type: Literal["unsupported"] = "unsupported"
    detail: str = ""


Content = Annotated[
    Text
    | Choice
    | Location
    | Media
    | Reaction
    | Contacts
    | Edited
    | Revoked
    | SystemNotice
    | Unsupported,
    Field(discriminator="type"),
]

Priority = Literal["high", "normal"]


class StoredMessage(Wire):
    """What the `messages.content` column holds; no phone number in it."""

    schema_: Literal["message.stored/1"] = Field("message.stored/1", alias="schema")
    content: Content
    reply_to: str | None = None  # wamid of the message the driver answered or tapped on


# --- what the assistant sends ---------------------------------------------------

# Limits of the WhatsApp Cloud API's message schema (v23-v26): the channel enforces them, the
# worker stays inside them.
TEXT_MAX = 4096
BODY_MAX = 1024
BUTTONS_MAX = 3
BUTTON_TITLE_MAX = 20
ROWS_MAX = 10
ROW_TITLE_MAX = 24
ROW_DESCRIPTION_MAX = 72


class Button(Wire):
    """A quick reply; `payload` comes back in a `Choice`."""

    payload: str = Field(max_length=200)
    title: str = Field(max_length=BUTTON_TITLE_MAX)


class Row(Wire):
    """A line of a list."""

    payload: str = Field(max_length=200)
    title: str = Field(max_length=ROW_TITLE_MAX)
    description: str = Field("", max_length=ROW_DESCRIPTION_MAX)


class TextPart(Wire):
    """Plain text in WhatsApp's own markup."""

    type: Literal["text"] = "text"
    body: str = Field(min_length=1, max_length=TEXT_MAX)


class ButtonsPart(Wire):
    """A text with one to three buttons."""

    type: Literal["buttons"] = "buttons"
    body: str = Field(min_length=1, max_length=BODY_MAX)
    buttons: tuple[Button, ...] = Field(min_length=1, max_length=BUTTONS_MAX)


class ListPart(Wire):
    """A text with a list of up to ten rows behind one button."""

    type: Literal["list"] = "list"
    body: str = Field(min_length=1, max_length=BODY_MAX)
    button: str = Field(max_length=BUTTON_TITLE_MAX)
    rows: tuple[Row, ...] = Field(min_length=1, max_length=ROWS_MAX)


class LocationPart(Wire):
    """A pin that opens the driver's map."""

    type: Literal["location"] = "location"
    latitude: float
    longitude: float
    name: str = ""
    address: str = ""


class TemplatePart(Wire):
    """An approved template: the only thing that may leave outside the 24-hour window."""

    type: Literal["template"] = "template"
    name: str
    language: str
    body_parameters: tuple[str, ...] = ()
    button_payloads: tuple[str, ...] = ()


Part = Annotated[
    TextPart | ButtonsPart | ListPart | LocationPart | TemplatePart, Field(discriminator="type")
]


# --- what the channel reports back ------------------------------------------------

DeliveryStatus = Literal["sent", "delivered", "read", "failed"]


class StatusUpdate(Wire):
    """A delivery report about one of our messages; `opaque` is our own `message_id.part`."""

    wamid: str
    status: DeliveryStatus
    at: datetime
    opaque: str | None = None
    error_codes: tuple[int, ...] = ()
    errors: str = ""  # the provider's whole errors[] as JSON, for people
    pricing_category: str | None = None


# --- doorbells: ids only, harmless when lost, doubled or reordered ------------------


class InDoorbell(Wire):
    """Somebody wrote: look at this conversation."""

    schema_: Literal["doorbell.in/1"] = Field("doorbell.in/1", alias="schema")
    conversation_id: UUID
    message_id: UUID


class OutDoorbell(Wire):
    """A reply waits in this conversation, or a part of one failed after it was accepted.

    `look_back` is False where only the first can be: no look for failed parts is needed then.
    `read` is a message that the reply shows to have been read, where no receipt did before.
    """

    schema_: Literal["doorbell.out/1"] = Field("doorbell.out/1", alias="schema")
    conversation_id: UUID
    message_id: UUID
    look_back: bool = True
    read: UUID | None = None


class ReceiptDoorbell(Wire):
    """Show the driver that the message was read and an answer is being written."""

    schema_: Literal["doorbell.receipt/1"] = Field("doorbell.receipt/1", alias="schema")
    conversation_id: UUID
    message_id: UUID

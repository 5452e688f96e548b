"""What a driver sent: Meta's message types as the contract's contents.

Called by `payload.py` for each message. A reader raises `KeyError`, `TypeError` or `ValueError`
for a message that is not what its type promises; an unknown type is `Unsupported`, never an error.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from driver_assistant.channels.whatsapp_cloud.json_values import as_dict, as_list, bounded
from driver_assistant.contracts.messages import (
    Choice,
    Contacts,
    Content,
    Edited,
    Location,
    Media,
    Reaction,
    Revoked,
    SystemNotice,
    Text,
    Unsupported,
)


def read_content(item: dict[str, Any]) -> Content:
    """The content of one message."""
    kind = str(item.get("type"))
    reader = _READERS.get(kind)
    if reader is None:
        return Unsupported(detail=bounded(kind, 60))
    return reader(item)


def _read_text(item: dict[str, Any]) -> Content:
    context = as_dict(item.get("context"))
    forwarded = bool(context.get("forwarded") or context.get("frequently_forwarded"))
    return Text(body=bounded(item["text"]["body"], 65536), forwarded=forwarded)


def _read_interactive(item: dict[str, Any]) -> Content:
    interactive = as_dict(item.get("interactive"))
    reply = as_dict(interactive.get(str(interactive.get("type"))))
    if not reply.get("id"):
        return Unsupported(detail="interactive")
    return Choice(payload=bounded(reply["id"], 256), title=bounded(reply.get("title", ""), 256))


def _read_button(item: dict[str, Any]) -> Content:
    button = item["button"]
    return Choice(
        payload=bounded(button.get("payload") or button["text"], 256),
        title=bounded(button.get("text", ""), 256),
    )


def _read_location(item: dict[str, Any]) -> Content:
    location = item["location"]
    return Location(
        latitude=float(location["latitude"]),
        longitude=float(location["longitude"]),
        name=bounded(location.get("name") or "", 1000),
        address=bounded(location.get("address") or "", 1000),
    )


def _read_media(item: dict[str, Any]) -> Content:
    kind = item["type"]
    media = item[kind]
    return Media(
        kind=kind,
        media_id=bounded(media["id"], 256),
        mime_type=bounded(media.get("mime_type") or "", 256),
        sha256=bounded(media.get("sha256") or "", 256),
        caption=bounded(media.get("caption") or "", 4096),
        filename=bounded(media.get("filename") or "", 1024),
        voice=bool(media.get("voice")),
    )


def _read_reaction(item: dict[str, Any]) -> Content:
    reaction = item["reaction"]
    return Reaction(
        target=bounded(reaction["message_id"], 1024), emoji=bounded(reaction.get("emoji") or "", 64)
    )


def _read_contacts(item: dict[str, Any]) -> Content:
    return Contacts(count=len(as_list(item.get("contacts"))))


def _read_system(item: dict[str, Any]) -> Content:
    return SystemNotice(notice=bounded(as_dict(item.get("system")).get("type") or "unknown", 100))


def _read_edit(item: dict[str, Any]) -> Content:
    edit = item["edit"]
    text = as_dict(as_dict(edit.get("message")).get("text")).get("body") or ""
    return Edited(target=bounded(edit["original_message_id"], 1024), body=bounded(text, 65536))


def _read_revoke(item: dict[str, Any]) -> Content:
    return Revoked(target=bounded(item["revoke"]["original_message_id"], 1024))


_READERS: Final[dict[str, Callable[[dict[str, Any]], Content]]] = {
    "text": _read_text,
    "interactive": _read_interactive,
    "button": _read_button,
    "location": _read_location,
    "image": _read_media,
    "video": _read_media,
    "audio": _read_media,
    "document": _read_media,
    "sticker": _read_media,
    "reaction": _read_reaction,
    "contacts": _read_contacts,
    "system": _read_system,
    "edit": _read_edit,
    "revoke": _read_revoke,
}

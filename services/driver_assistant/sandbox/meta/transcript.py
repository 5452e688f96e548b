"""A chat as the phone shows it: both directions, with ticks, buttons and reactions.

Pure views of a user's thread for the control API.
"""

from __future__ import annotations

from typing import Any

from driver_assistant.sandbox.meta.ledger import Sent
from driver_assistant.sandbox.meta.users import Received, User
from driver_assistant.sandbox.meta.words import choices_of, words_of

Json = dict[str, Any]


def transcript(user: User, now: float, *, last: int | None = None) -> Json:
    """The user's chat, oldest first; what failed after acceptance is not on the phone."""
    shown = [entry for entry in user.thread if isinstance(entry, Received) or entry.shown]
    return {
        "user": user.view(),
        "typing": user.typing_until > now,
        "messages": [entry_view(entry) for entry in (shown[-last:] if last else shown)],
    }


def entry_view(entry: Sent | Received) -> Json:
    """One bubble. `ticks`: pending, sent, delivered or read, as its sender sees them."""
    return _sent_view(entry) if isinstance(entry, Sent) else _received_view(entry)


def _sent_view(sent: Sent) -> Json:
    choices = sent.choices if sent.choices is not None else choices_of(sent.payload)
    view: Json = {
        "by": "assistant",
        "wamid": sent.wamid,
        "at": sent.at,
        "type": sent.type,
        "text": sent.text if sent.text is not None else words_of(sent.payload),
        "choices": choices,
        "ticks": sent.status or "pending",
        "opaque": sent.opaque,
        "reply_to": (sent.payload.get("context") or {}).get("message_id"),
        "reaction": sent.reaction,
    }
    interactive = sent.payload.get("interactive") or {}
    if sent.type == "interactive" and interactive.get("type") == "list":
        view["opener"] = interactive["action"]["button"]
    if sent.type in {"location", "reaction", "image", "audio", "video", "document", "sticker"}:
        view[sent.type] = sent.payload[sent.type]
    return view


def _received_view(received: Received) -> Json:
    message = received.message
    kind = message.get("type", "unknown")
    ticks = "read" if received.read else received.webhook
    view: Json = {
        "by": "driver",
        "wamid": received.wamid,
        "at": received.at,
        "type": kind,
        "text": received.edited or words_of(message),
        "ticks": "sent" if ticks == "pending" else ticks,
        "reply_to": (message.get("context") or {}).get("id"),
        "edited": bool(received.edited),
        "revoked": received.revoked,
    }
    if isinstance(message.get(kind), dict) and kind not in {"text", "interactive"}:
        view[kind] = message[kind]
    return view

"""What users do: write, press buttons, react, edit, read, change their number, opt out.

Called by the control API. Everything ends as webhook items in the outbox and, where a person would
see it, in the user's chat.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from driver_assistant.sandbox.meta.cloud import Cloud
from driver_assistant.sandbox.meta.envelope import Item
from driver_assistant.sandbox.meta.inbound import MEDIA, Inbound, build, damage, has_contact
from driver_assistant.sandbox.meta.ledger import Sent
from driver_assistant.sandbox.meta.users import BSUID, Received, User
from driver_assistant.sandbox.meta.words import choices_of

Json = dict[str, Any]

_LATE_S = 0.5  # how far a held-back message falls behind


class NothingToPress(ValueError):
    """There is no such button or row in this chat."""


def write(cloud: Cloud, spec: Inbound, base_url: str) -> tuple[str, Item]:
    """A user's message: its wamid, and the item for the outbox (which is not put there yet).

    Raises:
        NothingToPress: a `press` where nothing can be pressed.
        ValueError: no such number or user, or bad base64.
    """
    number = spec.phone_number_id or cloud.settings.phone_number_ids[0]
    if number not in cloud.account.display_numbers:
        msg = f"no such phone_number_id: {number}"
        raise ValueError(msg)
    user = user_at(cloud, spec.sender)
    user.name = spec.name or user.name
    if spec.type == "press":
        spec = _pressed(user, spec)
    part, errors = build(spec, _medium(cloud, spec, base_url))
    wamid = spec.wamid or cloud.wamids.inbound(user.key)
    message = _addressed(cloud, user, number, wamid, spec, part)
    entry = _enter(cloud, user, number, wamid, message)
    _take_effect(cloud, user, spec)
    body = damage(message, spec.malformation) if spec.type == "malformed" else message
    return wamid, Item(
        phone_number_id=number,
        part="messages",
        body=body,
        contact=user.contact() if has_contact(spec) else None,
        errors=errors,
        on_delivered=partial(_ticked, cloud, entry),
    )


def post(cloud: Cloud, item: Item) -> None:
    """Hand a user's message over to Meta's delivery."""
    late = cloud.rng.random() < cloud.settings.message_shuffle_rate
    cloud.outbox.put(item, cloud.rng.uniform(0.0, _LATE_S) if late else 0.0)


def user_at(cloud: Cloud, address: str) -> User:
    """The user with this number or business-scoped id; a number is registered on first use.

    Raises:
        ValueError: an unknown business-scoped id, or no number at all.
    """
    if user := cloud.users.find(address):
        return user
    if BSUID.fullmatch(address) or not 6 <= sum(char.isdigit() for char in address) <= 15:
        msg = f"no user {address!r}: give a phone number, or register one with PUT /_control/users"
        raise ValueError(msg)
    return cloud.users.get(address, cloud.settings.default_reads)


def read_all(cloud: Cloud, user: User) -> int:
    """The user looks at the chat: every shown, unread message becomes read."""
    unread = [
        entry
        for entry in user.thread
        if isinstance(entry, Sent) and entry.shown and entry.status != "read"
    ]
    for sent in unread:
        cloud.reporter.report(sent, user, "read")
    return len(unread)


def set_marketing(cloud: Cloud, user: User, *, wanted: bool) -> None:
    """The user stops or resumes marketing messages: field `user_preferences`."""
    user.marketing = wanted
    value = "resume" if wanted else "stop"
    preference: Json = {"wa_id": user.wa_id} if not user.phone_hidden else {}
    preference |= {
        "user_id": user.user_id,
        "detail": f"User requested to {value} marketing messages",
        "category": "marketing_messages",
        "value": value,
        "timestamp": int(cloud.now()),
    }
    contact = {key: part for key, part in user.contact().items() if key != "profile"}
    for number in cloud.settings.phone_number_ids[:1]:
        cloud.outbox.put(
            Item(phone_number_id=number, part="user_preferences", body=preference, contact=contact)
        )


def note_foreign(cloud: Cloud, payload: Any) -> None:
    """Learn the users' messages of a hand-made webhook, so that they can be answered and read."""
    for change in _changes(payload):
        value = change.get("value")
        if not isinstance(value, dict):
            continue
        number = (value.get("metadata") or {}).get("phone_number_id")
        if number not in cloud.account.display_numbers:
            continue
        for message in value.get("messages", []):
            address = message.get("from") if isinstance(message, dict) else None
            if isinstance(address, str) and isinstance(message.get("id"), str):
                _enter(cloud, user_at(cloud, address), number, message["id"], message)


def _changes(payload: Any) -> list[Json]:
    entries = payload.get("entry") if isinstance(payload, dict) else None
    found: list[Json] = []
    for entry in entries if isinstance(entries, list) else []:
        changes = entry.get("changes") if isinstance(entry, dict) else None
        found += [c for c in changes or [] if isinstance(c, dict)]
    return found


def _pressed(user: User, spec: Inbound) -> Inbound:
    """The press of a button or row as the message it sends."""
    for entry in reversed(user.thread):
        if not isinstance(entry, Sent) or (spec.reply_to and entry.wamid != spec.reply_to):
            continue
        choices = entry.choices if entry.choices is not None else choices_of(entry.payload)
        if not choices or not entry.shown:
            continue
        if spec.choice > len(choices):
            msg = f"there are only {len(choices)} to choose from"
            raise NothingToPress(msg)
        choice = choices[spec.choice - 1]
        types = {"button": "button_reply", "row": "list_reply"}
        return spec.model_copy(
            update={
                "type": types.get(choice["kind"], "template_button"),
                "payload": choice["id"],
                "text": choice["title"],
                "description": choice.get("description", ""),
                "reply_to": entry.wamid,
            }
        )
    msg = "no message with buttons or rows to press"
    raise NothingToPress(msg)


def _medium(cloud: Cloud, spec: Inbound, base_url: str) -> Json | None:
    if spec.type not in MEDIA:
        return None
    if spec.media_id and cloud.media.find(spec.media_id, cloud.now()) is None:
        return {"id": spec.media_id, "mime_type": spec.mime_type, "sha256": ""}  # 131052 on purpose
    medium = cloud.media.find(spec.media_id, cloud.now())
    if medium is None:
        content, mime_type = spec.content()
        medium = cloud.media.receive(content, mime_type, cloud.now())
    return {
        "mime_type": medium.mime_type,
        "sha256": medium.sha256,
        "id": medium.id,
        "url": cloud.media.url(medium, base_url, cloud.now()),
    }


def _addressed(
    cloud: Cloud, user: User, number: str, wamid: str, spec: Inbound, part: Json
) -> Json:
    sender = {} if user.phone_hidden else {"from": user.wa_id}
    if "id" in part.get("context", {}):
        part["context"]["from"] = cloud.account.display_numbers[number]
    if part["type"] == "system":
        part["system"] |= _moved(cloud, user, spec)
    at = spec.timestamp if spec.timestamp is not None else int(cloud.now())
    addressed: Json = sender | {"from_user_id": user.user_id, "id": wamid, "timestamp": str(at)}
    return addressed | part


def _moved(cloud: Cloud, user: User, spec: Inbound) -> Json:
    """The facts of a system message; the user has the new address from now on."""
    if spec.notice == "customer_identity_changed":
        return {}
    old_number, old_id = user.wa_id, user.user_id
    if spec.notice == "user_changed_number":
        if not spec.new_number:
            msg = "user_changed_number needs new_number"
            raise ValueError(msg)
        cloud.users.move(user, spec.new_number)
        body = f"User {user.name} changed from {old_number} to {user.wa_id}"
        return {"body": body, "wa_id": user.wa_id, "user_id": user.user_id}
    cloud.users.renew_user_id(user)
    body = f"User changed from {old_id} to {user.user_id}"
    return {"body": body, "user_id": user.user_id, "previous_user_id": old_id}


def _enter(cloud: Cloud, user: User, number: str, wamid: str, message: Json) -> Received:
    """Put the message into the chat and open the 24-hour window; once per wamid."""
    if wamid in cloud.received:
        return cloud.received[wamid][1]
    entry = Received(
        wamid=wamid, at=cloud.now(), phone_number_id=number, user=user.wa_id, message=message
    )
    if len(cloud.received) >= cloud.settings.ledger_max:
        del cloud.received[next(iter(cloud.received))]
    cloud.received[wamid] = (user, entry)
    user.thread.append(entry)
    if message.get("type") != "system":
        user.last_inbound[number] = entry.at
    cloud.note_inbound(number)
    cloud.events.add("received", user.wa_id, wamid=wamid)
    return entry


def _take_effect(cloud: Cloud, user: User, spec: Inbound) -> None:
    """Show reactions, edits and revocations where they belong."""
    target = cloud.received.get(spec.reply_to)
    if spec.type == "reaction" and (sent := cloud.ledger.find(spec.reply_to)):
        sent.reaction = spec.emoji or ""
    elif target is not None and target[0] is user and spec.type == "edit":
        target[1].edited = spec.text
    elif target is not None and target[0] is user and spec.type == "revoke":
        target[1].revoked = True


def _ticked(cloud: Cloud, entry: Received) -> None:
    entry.webhook = "delivered"
    cloud.events.add("tick", entry.user, wamid=entry.wamid)

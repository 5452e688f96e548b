"""A webhook payload taken apart: every entry, change, message and status on its own.

Meta batches all four levels into one POST, and one odd item must not lose its neighbours: what
can't be read is counted. Never raises for anything inside a JSON object.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic_core import from_json

from driver_assistant.channels.whatsapp_cloud.content import read_content
from driver_assistant.channels.whatsapp_cloud.json_values import (
    as_dict,
    as_list,
    bounded,
    instant,
)
from driver_assistant.contracts.channel import Inbound, Parsed, Report
from driver_assistant.contracts.errors import Permanent
from driver_assistant.contracts.messages import StatusUpdate

# pydantic's ValidationError is a ValueError; a time stamp out of range may be an OSError.
_MALFORMED = (
    KeyError,
    TypeError,
    ValueError,
    AttributeError,
    IndexError,
    OverflowError,
    OSError,
)
_CODE_MAX: Final = 2**31 - 1  # the column's type


class PayloadUnreadable(Permanent):
    """The body is not a JSON object."""

    code = "payload_unreadable"


def parse(body: bytes) -> Parsed:
    """Take a webhook payload apart.

    Raises:
        PayloadUnreadable: not a JSON object at all.
    """
    try:
        payload = from_json(body, cache_strings="keys")
    except ValueError as error:
        raise PayloadUnreadable(str(error)[:200]) from error
    if not isinstance(payload, dict):
        raise PayloadUnreadable(type(payload).__name__)
    collected = _Collected()
    for entry in as_list(payload.get("entry")):
        for change in as_list(as_dict(entry).get("changes")):
            _read_change(as_dict(change), collected)
    return Parsed(
        messages=tuple(collected.messages),
        reports=tuple(collected.reports),
        malformed=collected.malformed,
        notices=tuple(collected.notices),
    )


@dataclass(slots=True)
class _Collected:
    messages: list[Inbound] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    malformed: int = 0
    notices: list[str] = field(default_factory=list)


def _read_change(change: dict[str, Any], collected: _Collected) -> None:
    value = as_dict(change.get("value"))
    if change.get("field") != "messages":
        collected.notices.append(f"field {str(change.get('field'))[:60]}")
        return
    number = str(as_dict(value.get("metadata")).get("phone_number_id") or "")
    contacts = as_list(value.get("contacts"))
    for item in as_list(value.get("messages")):
        try:
            collected.messages.append(_read_message(item, number, contacts))
        except _MALFORMED:
            collected.malformed += 1
    for item in as_list(value.get("statuses")):
        try:
            collected.reports.extend(_read_status(item, number))
        except _MALFORMED:
            collected.malformed += 1
    if not value.get("messages"):
        collected.notices.extend(
            f"error {as_dict(error).get('code')}" for error in as_list(value.get("errors"))
        )


def _read_message(item: Any, number: str, contacts: list[Any]) -> Inbound:
    phone = item.get("from") or None
    user_id = item.get("from_user_id") or None
    if user_id is None and len(contacts) == 1:
        user_id = as_dict(contacts[0]).get("user_id") or None
    if not number or not (phone or user_id):
        msg = "no sender"
        raise ValueError(msg)
    wamid = bounded(item["id"], 1024)
    if not wamid:
        msg = "no id"
        raise ValueError(msg)
    context = as_dict(item.get("context"))
    return Inbound(
        phone_number_id=bounded(number, 64),
        wamid=wamid,
        phone=bounded(phone, 64) if phone else None,
        user_id=bounded(user_id, 140) if user_id else None,
        content=read_content(item),
        reply_to=bounded(context["id"], 1024) if context.get("id") else None,
        sent_at=instant(item["timestamp"]),
    )


_STATUS_WORDS: Final = {
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "played": "read",  # a voice note that was listened to
    "failed": "failed",
}


def _read_status(item: Any, number: str) -> list[Report]:
    word = _STATUS_WORDS.get(str(item["status"]))
    if word is None:
        return []
    errors = [as_dict(error) for error in as_list(item.get("errors"))]
    codes = [error["code"] for error in errors if _is_code(error.get("code"))]
    category = as_dict(item.get("pricing")).get("category")
    opaque = item.get("biz_opaque_callback_data")
    report = Report(
        phone_number_id=bounded(number, 64),
        status=StatusUpdate.model_validate(
            {
                "wamid": bounded(item["id"], 1024),
                "status": word,
                "at": instant(item["timestamp"]),
                "opaque": bounded(opaque, 512) if opaque else None,
                "error_codes": codes[:10],
                "errors": bounded(json.dumps(errors), 8192) if errors else "",
                "pricing_category": bounded(category, 64) if isinstance(category, str) else None,
            }
        ),
    )
    return [report]


def _is_code(value: Any) -> bool:
    return isinstance(value, int) and 0 <= value <= _CODE_MAX

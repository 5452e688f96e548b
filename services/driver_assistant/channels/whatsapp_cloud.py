"""Meta's WhatsApp Cloud API: signatures, webhook payloads, sends.

Shapes and limits follow Meta's own schema (v23) and its pages as of mid-2026. Every item of a
payload is read on its own: Meta batches entries, changes, messages and statuses into one POST,
and one odd item must not lose its neighbours.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx2
from pydantic_core import from_json

from driver_assistant.contracts.channel import (
    Accepted,
    Account,
    Channel,
    Inbound,
    InDoubt,
    NotSent,
    Parsed,
    Refused,
    Report,
    SendResult,
)
from driver_assistant.contracts.errors import Permanent
from driver_assistant.contracts.messages import (
    ButtonsPart,
    Choice,
    Contacts,
    Content,
    Edited,
    ListPart,
    Location,
    LocationPart,
    Media,
    Part,
    Reaction,
    Revoked,
    StatusUpdate,
    SystemNotice,
    TemplatePart,
    Text,
    TextPart,
    Unsupported,
)

SIGNATURE_HEADER: Final = "x-hub-signature-256"

# --- verify -----------------------------------------------------------------------


class PayloadUnreadable(Permanent):
    """The body is not a JSON object."""

    code = "payload_unreadable"


def verify(body: bytes, headers: Mapping[str, str], secrets: Sequence[bytes]) -> bool:
    """Whether one of the app secrets signed these raw bytes (two while a secret is rotated)."""
    scheme, _, digest = headers.get(SIGNATURE_HEADER, "").partition("=")
    if scheme != "sha256" or len(digest) != 64:  # hex of SHA-256
        return False
    try:
        given = bytes.fromhex(digest)
    except ValueError:
        return False
    return any(
        hmac.compare_digest(hmac.digest(secret, body, hashlib.sha256), given) for secret in secrets
    )


# --- parse ------------------------------------------------------------------------

# pydantic's ValidationError is a ValueError.
_MALFORMED = (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError)


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
    for entry in _list(payload.get("entry")):
        for change in _list(_dict(entry).get("changes")):
            _read_change(_dict(change), collected)
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
    value = _dict(change.get("value"))
    if change.get("field") != "messages":
        collected.notices.append(f"field {str(change.get('field'))[:60]}")
        return
    number = str(_dict(value.get("metadata")).get("phone_number_id") or "")
    contacts = _list(value.get("contacts"))
    for item in _list(value.get("messages")):
        try:
            collected.messages.append(_read_message(item, number, contacts))
        except _MALFORMED:
            collected.malformed += 1
    for item in _list(value.get("statuses")):
        try:
            collected.reports.extend(_read_status(item, number))
        except _MALFORMED:
            collected.malformed += 1
    if not value.get("messages"):
        collected.notices.extend(
            f"error {_dict(error).get('code')}" for error in _list(value.get("errors"))
        )


def _read_message(item: Any, number: str, contacts: list[Any]) -> Inbound:
    phone = item.get("from") or None
    user_id = item.get("from_user_id") or None
    if user_id is None and len(contacts) == 1:
        user_id = _dict(contacts[0]).get("user_id") or None
    if not number or not (phone or user_id):
        msg = "no sender"
        raise ValueError(msg)
    wamid = _text(item["id"], 1024)
    if not wamid:
        msg = "no id"
        raise ValueError(msg)
    context = _dict(item.get("context"))
    return Inbound(
        phone_number_id=_text(number, 64),
        wamid=wamid,
        phone=_text(phone, 64) if phone else None,
        user_id=_text(user_id, 140) if user_id else None,
        content=_read_content(item),
        reply_to=_text(context["id"], 1024) if context.get("id") else None,
        sent_at=_instant(item["timestamp"]),
    )


def _read_content(item: dict[str, Any]) -> Content:
    kind = str(item.get("type"))
    reader = _READERS.get(kind)
    if reader is None:
        return Unsupported(detail=_text(kind, 60))
    return reader(item)


def _read_text(item: dict[str, Any]) -> Content:
    context = _dict(item.get("context"))
    forwarded = bool(context.get("forwarded") or context.get("frequently_forwarded"))
    return Text(body=_text(item["text"]["body"], 65536), forwarded=forwarded)


def _read_interactive(item: dict[str, Any]) -> Content:
    interactive = _dict(item.get("interactive"))
    reply = _dict(interactive.get(str(interactive.get("type"))))
    if not reply.get("id"):
        return Unsupported(detail="interactive")
    return Choice(payload=_text(reply["id"], 256), title=_text(reply.get("title", ""), 256))


def _read_button(item: dict[str, Any]) -> Content:
    button = item["button"]
    return Choice(
        payload=_text(button.get("payload") or button["text"], 256),
        title=_text(button.get("text", ""), 256),
    )


def _read_location(item: dict[str, Any]) -> Content:
    location = item["location"]
    return Location(
        latitude=float(location["latitude"]),
        longitude=float(location["longitude"]),
        name=_text(location.get("name") or "", 1000),
        address=_text(location.get("address") or "", 1000),
    )


def _read_media(item: dict[str, Any]) -> Content:
    kind = item["type"]
    media = item[kind]
    return Media(
        kind=kind,
        media_id=_text(media["id"], 256),
        mime_type=_text(media.get("mime_type") or "", 256),
        sha256=_text(media.get("sha256") or "", 256),
        caption=_text(media.get("caption") or "", 4096),
        filename=_text(media.get("filename") or "", 1024),
        voice=bool(media.get("voice")),
    )


def _read_reaction(item: dict[str, Any]) -> Content:
    reaction = item["reaction"]
    return Reaction(
        target=_text(reaction["message_id"], 1024), emoji=_text(reaction.get("emoji") or "", 64)
    )


def _read_contacts(item: dict[str, Any]) -> Content:
    return Contacts(count=len(_list(item.get("contacts"))))


def _read_system(item: dict[str, Any]) -> Content:
    return SystemNotice(notice=_text(_dict(item.get("system")).get("type") or "unknown", 100))


def _read_edit(item: dict[str, Any]) -> Content:
    edit = item["edit"]
    text = _dict(_dict(edit.get("message")).get("text")).get("body") or ""
    return Edited(target=_text(edit["original_message_id"], 1024), body=_text(text, 65536))


def _read_revoke(item: dict[str, Any]) -> Content:
    return Revoked(target=_text(item["revoke"]["original_message_id"], 1024))


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
    errors = [_dict(error) for error in _list(item.get("errors"))]
    codes = [error["code"] for error in errors if isinstance(error.get("code"), int)]
    opaque = item.get("biz_opaque_callback_data")
    report = Report(
        phone_number_id=_text(number, 64),
        status=StatusUpdate.model_validate(
            {
                "wamid": _text(item["id"], 1024),
                "status": word,
                "at": _instant(item["timestamp"]),
                "opaque": _text(opaque, 512) if opaque else None,
                "error_codes": codes[:10],
                "errors": _text(json.dumps(errors), 8192) if errors else "",
                "pricing_category": _dict(item.get("pricing")).get("category"),
            }
        ),
    )
    return [report]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any, limit: int) -> str:
    """A string that PostgreSQL can hold: no NUL, no lone surrogates, bounded."""
    if not isinstance(value, str):
        msg = f"not a string: {type(value).__name__}"
        raise TypeError(msg)
    return value[:limit].replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def _instant(value: Any) -> datetime:
    """Unix seconds, as a string by Meta's habit; never in the future by more than a day."""
    instant = datetime.fromtimestamp(int(value), UTC)
    return min(instant, datetime.now(UTC) + timedelta(days=1))


# --- send -------------------------------------------------------------------------

# Classes of Meta's error codes; branch on the code, HTTP statuses differ between sources.
_RETRY: Final = frozenset({1, 2, 131000, 131016, 131057})
_THROTTLE_NUMBER: Final = frozenset({4, 80007, 130429, 133016})
_STOP: Final = frozenset(
    {0, 3, 10, 190, 368, 130497, 131005, 131031, 131037, 131042, 131045, 131048, 131064}
) | frozenset(range(200, 300))
_PAIR_LIMIT: Final = 131056
WINDOW_CLOSED: Final = 131047

_PAIR_DELAY: Final = timedelta(seconds=6)  # about one message per six seconds and recipient
_NUMBER_DELAY: Final = timedelta(seconds=5)

# Raised before a byte of the request left: connecting, waiting for a pooled connection.
_BEFORE_BYTES: Final = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)


@asynccontextmanager
async def open_sender(account: Account) -> AsyncIterator[WhatsAppCloud]:
    """Connections to Meta for one access token; redirects are refused, the token stays here."""
    limits = httpx2.Limits(
        max_connections=account.connections, max_keepalive_connections=account.connections
    )
    async with httpx2.AsyncClient(
        base_url=account.base_url,
        headers={"authorization": f"Bearer {account.access_token}"},
        timeout=httpx2.Timeout(account.timeout_s, pool=account.timeout_s / 2),
        limits=limits,
        follow_redirects=False,
    ) as http:
        yield WhatsAppCloud(http=http, version=account.version)


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatsAppCloud:
    """The Cloud API for one access token. `http` has the base URL, timeouts and the token."""

    http: httpx2.AsyncClient
    version: str

    async def send(
        self, phone_number_id: str, to: str, part: Part, *, opaque: str, reply_to: str | None
    ) -> SendResult:
        """Send one part; `to` is a phone number or a business-scoped user id."""
        message: dict[str, Any] = {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            ("recipient" if "." in to else "to"): to,
            "biz_opaque_callback_data": opaque,
            **_render(part),
        }
        if reply_to and not isinstance(part, TemplatePart):
            message["context"] = {"message_id": reply_to}
        try:
            answer = await self.http.post(self._messages(phone_number_id), json=message)
        except _BEFORE_BYTES as error:
            return NotSent(error=type(error).__name__)
        except httpx2.HTTPError as error:
            return InDoubt(error=type(error).__name__)
        return _judge(answer)

    async def mark_read(self, phone_number_id: str, wamid: str, *, typing: bool) -> None:
        """Two blue ticks, and the typing indicator for 25 s at most; raises `httpx2.HTTPError`."""
        message: dict[str, Any] = {
            "messaging_product": "whatsapp",
            "status": "read",
            "message_id": wamid,
        }
        if typing:
            message["typing_indicator"] = {"type": "text"}
        answer = await self.http.post(self._messages(phone_number_id), json=message)
        answer.raise_for_status()

    async def probe(self, phone_number_id: str) -> bool:
        """Whether the token may use this number now."""
        try:
            answer = await self.http.get(f"/{self.version}/{phone_number_id}")
        except httpx2.HTTPError:
            return False
        return bool(answer.is_success)

    def _messages(self, phone_number_id: str) -> str:
        return f"/{self.version}/{phone_number_id}/messages"


def _render(part: Part) -> dict[str, Any]:
    match part:
        case TextPart():
            return {"type": "text", "text": {"body": part.body, "preview_url": False}}
        case ButtonsPart():
            buttons = [
                {"type": "reply", "reply": {"id": button.payload, "title": button.title}}
                for button in part.buttons
            ]
            return _interactive("button", part.body, {"buttons": buttons})
        case ListPart():
            rows = [
                {"id": row.payload, "title": row.title, "description": row.description}
                if row.description
                else {"id": row.payload, "title": row.title}
                for row in part.rows
            ]
            sections = [{"title": part.button[:24], "rows": rows}]
            return _interactive("list", part.body, {"button": part.button, "sections": sections})
        case LocationPart():
            return {"type": "location", "location": part.model_dump(exclude={"type"})}
        case TemplatePart():
            return {"type": "template", "template": _template(part)}


def _interactive(kind: str, body: str, action: dict[str, Any]) -> dict[str, Any]:
    interactive = {"type": kind, "body": {"text": body}, "action": action}
    return {"type": "interactive", "interactive": interactive}


def _template(part: TemplatePart) -> dict[str, Any]:
    components: list[dict[str, Any]] = []
    if part.body_parameters:
        texts = [{"type": "text", "text": text} for text in part.body_parameters]
        components.append({"type": "body", "parameters": texts})
    components.extend(
        {
            "type": "button",
            "sub_type": "quick_reply",
            "index": str(index),
            "parameters": [{"type": "payload", "payload": payload}],
        }
        for index, payload in enumerate(part.button_payloads)
    )
    return {
        "name": part.name,
        "language": {"code": part.language},
        "components": components,
    }


def _judge(answer: httpx2.Response) -> SendResult:
    """What Meta's answer means for this message."""
    try:
        body = answer.json()
    except ValueError:
        body = {}
    if answer.is_success:
        messages = _list(_dict(body).get("messages"))
        wamid = _dict(messages[0]).get("id") if messages else None
        # A success without an id was accepted all the same; its status will name it.
        return Accepted(wamid=wamid) if wamid else InDoubt(error="success without a wamid")
    error = _dict(_dict(body).get("error"))
    code = error.get("code") if isinstance(error.get("code"), int) else None
    kind = _class_of(code, answer.status_code, error)
    if kind == "in_doubt":
        return InDoubt(error=f"HTTP {answer.status_code}")
    details = _dict(error.get("error_data")).get("details") or error.get("message") or ""
    delays = {"throttle_driver": _PAIR_DELAY, "throttle_number": _NUMBER_DELAY}
    return Refused(
        kind=kind,  # type: ignore[arg-type]  # in_doubt is gone
        http_status=answer.status_code,
        code=code,
        error=str(details)[:500],
        retry_after=_retry_after(answer) or delays.get(kind),
    )


def _class_of(code: int | None, status: int, error: dict[str, Any]) -> str:
    if code == _PAIR_LIMIT:
        return "throttle_driver"
    if code in _THROTTLE_NUMBER:
        return "throttle_number"
    if code == WINDOW_CLOSED:
        return "window_closed"
    if code in _STOP or (code is None and status in (401, 403)):
        return "stop"
    if code in _RETRY or error.get("is_transient"):
        return "retry"
    if status >= 500:
        # Documented 5xx codes are refusals; one without a code may come from any box on the way,
        # after Meta took the message.
        return "in_doubt" if code is None else "retry"
    if status == 429:
        return "throttle_number"
    return "dead"


def _retry_after(answer: httpx2.Response) -> timedelta | None:
    try:
        return timedelta(seconds=float(answer.headers.get("retry-after", "")))
    except ValueError:
        return None


PLUGIN = Channel(name="whatsapp_cloud", verify=verify, parse=parse, open=open_sender)

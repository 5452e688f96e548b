"""Steps 4 to 9: a signed payload becomes rows and doorbells.

Called by `app.py` with the raw body; knows no framework. Each message and status is handled on
its own; what can't be read is counted, what is not ours is ignored, what can't be stored raises
`StoreUnavailable`, and Meta delivers again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from prometheus_client import Counter

from driver_assistant.contracts.channel import Channel, Inbound, Parsed, Report
from driver_assistant.contracts.consent import consent_in
from driver_assistant.contracts.emergency import Emergency, emergency_in
from driver_assistant.contracts.errors import Permanent
from driver_assistant.contracts.messages import (
    Choice,
    Media,
    StoredMessage,
    Text,
)
from driver_assistant.runtime.ids import digest_of, new_id
from driver_assistant.runtime.phones import ContactBook, ContactInvalid
from driver_assistant.runtime.telemetry import current_traceparent, log, step
from driver_assistant.store.inbox import NewMessage, NewStatus
from driver_assistant.webhook.record import Recorder

ITEMS = Counter("driver_assistant_webhook_items_total", "Items of payloads.", ["kind", "result"])
_PARSED_MESSAGES = ITEMS.labels("message", "parsed")
_PARSED_STATUSES = ITEMS.labels("status", "parsed")


class SignatureMissing(Permanent):
    """The request carries no signature."""

    code = "signature_missing"


class SignatureWrong(Permanent):
    """None of our app secrets signed this body."""

    code = "signature_wrong"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deps:
    """What receiving needs."""

    channel: Channel
    secrets: Callable[[], Sequence[bytes]]
    numbers: frozenset[str]
    contacts: ContactBook
    recorder: Recorder


async def receive(body: bytes, headers: Mapping[str, str], deps: Deps) -> Parsed:
    """Verify, parse, record, publish; returns what was in the payload.

    Raises:
        SignatureMissing, SignatureWrong: nothing was read, nothing stored.
        PayloadUnreadable: signed, but not JSON.
        StoreUnavailable: PostgreSQL is away; answer 503.
    """
    with step(4):
        if "x-hub-signature-256" not in headers:
            raise SignatureMissing
        if not deps.channel.verify(body, headers, deps.secrets()):
            raise SignatureWrong
    with step(5) as span:
        parsed = deps.channel.parse(body)
        messages = [message for message in parsed.messages if _ours(message, deps)]
        reports = [report for report in parsed.reports if _ours(report, deps)]
        span.set_attribute("messages", len(messages))
        span.set_attribute("statuses", len(reports))
    _count(parsed)
    # Messages first: a status that can't be recorded must never cost a driver's question.
    rows = [row for message in messages if (row := _row_of(message, deps.contacts)) is not None]
    if rows:
        with step(7, messages=len(rows)) as span:
            if span.is_recording():
                span.set_attribute("message_ids", [str(row.id) for row in rows])
                span.set_attribute("wamid_digests", [digest_of(row.wamid) for row in rows])
            await deps.recorder.messages(rows)
    if reports:
        statuses = [_status_of(report) for report in reports]
        with step(25, statuses=len(reports)) as span:
            if span.is_recording():
                parts = [f"{it.message_id}.{it.part}.{it.status}" for it in statuses]
                span.set_attribute("reports", parts)
            await deps.recorder.statuses(statuses)
    return parsed


def _ours(item: Inbound | Report, deps: Deps) -> bool:
    """One Meta app has one callback: other companies' numbers may arrive here too."""
    if item.phone_number_id in deps.numbers:
        return True
    ITEMS.labels("message" if isinstance(item, Inbound) else "status", "other_number").inc()
    log.warning("webhook.other_number", phone_number_id=item.phone_number_id[:64])
    return False


def _row_of(message: Inbound, contacts: ContactBook) -> NewMessage | None:
    try:
        phone_hash = contacts.hash(message.phone) if message.phone else None
        user_hash = contacts.hash(message.user_id) if message.user_id else None
        cipher = contacts.encrypt(message.phone or message.user_id or "")
    except ContactInvalid:
        ITEMS.labels("message", "bad_contact").inc()
        return None
    emergency = _emergency_of(message)
    stored = StoredMessage(content=message.content, reply_to=message.reply_to)
    return NewMessage(
        id=new_id(),
        phone_number_id=message.phone_number_id,
        wamid=message.wamid,
        contact_hash=phone_hash,
        user_hash=user_hash,
        contact_cipher=cipher,
        kind=message.content.type,
        # A button, or a reply that quotes a message of ours, answers a question of ours.
        high=emergency is not None or isinstance(message.content, Choice) or bool(message.reply_to),
        answers=_is_consent(message),
        emergency=emergency,
        content=stored.model_dump_json().encode(),
        sent_at=message.sent_at,
        traceparent=current_traceparent(),
    )


def _emergency_of(message: Inbound) -> Emergency | None:
    match message.content:
        case Text(body=words) | Media(caption=words):
            return emergency_in(words)
        case _:
            return None


def _is_consent(message: Inbound) -> bool:
    """A plain yes or no, typed: the answer to a question of ours, if one is open."""
    content = message.content
    return isinstance(content, Text) and consent_in(content.body) is not None


def _status_of(report: Report) -> NewStatus:
    status = report.status
    message_id, part = _own_id(status.opaque)
    return NewStatus(
        phone_number_id=report.phone_number_id,
        wamid=status.wamid,
        status=status.status,
        at=status.at,
        message_id=message_id,
        part=part,
        error_code=status.error_codes[0] if status.error_codes else None,
        errors=status.errors,
        pricing_category=status.pricing_category,
    )


def _own_id(opaque: str | None) -> tuple[UUID | None, int | None]:
    """`message_id.part`, when the opaque data is ours."""
    left, _, right = (opaque or "").partition(".")
    try:
        part = int(right)
        return (UUID(left), part) if 0 <= part < 32768 else (None, None)
    except ValueError:
        return None, None


def _count(parsed: Parsed) -> None:
    _PARSED_MESSAGES.inc(len(parsed.messages))
    _PARSED_STATUSES.inc(len(parsed.reports))
    if parsed.malformed:
        ITEMS.labels("any", "malformed").inc(parsed.malformed)
        log.warning("webhook.malformed_items", count=parsed.malformed)
    for notice in parsed.notices:
        ITEMS.labels("notice", "seen").inc()
        log.info("webhook.notice", notice=notice)

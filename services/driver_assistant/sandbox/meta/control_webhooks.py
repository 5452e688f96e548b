"""Control API, webhooks by hand: raw bodies, bad signatures, exact batches, statuses, handshake.

Mounted by `app.py` under `/_control`. These calls go to the subscriber at once and answer with
what it said, unlike the outbox, which behaves like Meta.
"""

from __future__ import annotations

import asyncio
import base64
import time
from typing import Annotated, Any, Literal

import httpx2
from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from driver_assistant.sandbox.meta.cloud import Cloud
from driver_assistant.sandbox.meta.control_state import BaseUrl, TheCloud
from driver_assistant.sandbox.meta.envelope import (
    Item,
    Signature,
    add_item,
    encode,
    signature_header,
)
from driver_assistant.sandbox.meta.errors import webhook_error
from driver_assistant.sandbox.meta.inbound import Inbound
from driver_assistant.sandbox.meta.people import note_foreign, write
from driver_assistant.sandbox.meta.settings import StatusContacts

router = APIRouter(tags=["webhooks"])

Json = dict[str, Any]


class Delivery(BaseModel):
    """How a hand-made webhook goes out."""

    model_config = ConfigDict(extra="forbid")

    url: str = Field("", description="Empty: the subscriber's.")
    signature: Signature = "valid"
    secret: str = Field("", description="Signs instead of the app secret.")
    headers: dict[str, str] = Field(default_factory=dict, description="Added or replaced.")
    repeat: int = Field(1, ge=1, le=10_000, description="How often the same bytes are posted.")
    concurrency: int = Field(1, ge=1, le=256, description="Posts under way at once.")


class Raw(Delivery):
    """Exactly one of `payload`, `body` and `body_base64`."""

    payload: Any = Field(None, description="JSON, encoded as Meta does.")
    body: str | None = Field(None, description="Exact text, sent as UTF-8.")
    body_base64: str | None = Field(None, description="Exact bytes.")


class StatusSpec(BaseModel):
    """A status of an accepted message."""

    model_config = ConfigDict(extra="forbid")

    wamid: str
    status: Literal["sent", "delivered", "read", "failed", "played"]
    code: int = Field(131026, description="For `failed`.")
    contacts: StatusContacts | None = Field(None, description="null: as the settings say.")
    at: int | None = Field(None, description="Unix seconds; null: now.")


class ChangeSpec(BaseModel):
    """One change: messages and statuses that stand in one `value`."""

    model_config = ConfigDict(extra="forbid")

    phone_number_id: str = ""
    messages: list[Inbound] = Field(default_factory=list)
    statuses: list[StatusSpec] = Field(default_factory=list)
    errors: list[int] = Field(default_factory=list, description="Codes of `value.errors`.")


class EntrySpec(BaseModel):
    """One entry with its changes."""

    model_config = ConfigDict(extra="forbid")

    changes: list[ChangeSpec] = Field(min_length=1)


class Batch(Delivery):
    """One POST, cut exactly as described."""

    entries: list[EntrySpec] = Field(min_length=1)


@router.post("/raw")
async def post_raw(raw: Raw, cloud: TheCloud) -> Json:
    """Post exact bytes: `{payload | body | body_base64, signature, secret, repeat, concurrency}`.

    `signature`: valid, none, wrong, malformed, old (the previous app secret). Answers
    `{responses: [{status, body, ms}]}`; nothing is delivered again.
    """
    given = [value is not None for value in (raw.payload, raw.body, raw.body_base64)]
    if sum(given) != 1:
        msg = "give exactly one of payload, body and body_base64"
        raise ValueError(msg)
    if raw.payload is not None:
        body = encode(raw.payload)
        note_foreign(cloud, raw.payload)
    elif raw.body is not None:
        body = raw.body.encode()
    else:
        body = base64.b64decode(raw.body_base64 or "", validate=True)
    return {"responses": await _post_all(cloud, raw, body)}


@router.post("/batches")
async def post_batch(batch: Batch, cloud: TheCloud, base_url: BaseUrl) -> Json:
    """One POST with exactly these entries, changes, messages and statuses.

    `{entries: [{changes: [{messages: [...], statuses: [{wamid, status}], errors: [code]}]}]}`
    plus the delivery options of `/_control/raw`. Answers `{wamids, responses}`.
    """
    wamids: list[str] = []
    entries = []
    for entry in batch.entries:
        changes = [_change(cloud, change, base_url, wamids) for change in entry.changes]
        entries.append({"id": cloud.account.waba_id, "changes": changes})
    body = encode({"object": "whatsapp_business_account", "entry": entries})
    return {"wamids": wamids, "responses": await _post_all(cloud, batch, body)}


@router.post("/statuses")
async def post_status(spec: StatusSpec, cloud: TheCloud) -> Json:
    """Report a status of an accepted message through the outbox, whatever was said before."""
    item = _status_item(cloud, spec)
    cloud.outbox.put(item)
    return {"status": item.body}


@router.post("/handshake")
async def handshake(
    cloud: TheCloud,
    mode: str = "subscribe",
    challenge: str = "1158201444",
    verify_token: str | None = None,
) -> Json:
    """Verify the subscription as Meta does: `{status, body, verified}`."""
    token = cloud.settings.verify_token if verify_token is None else verify_token
    query = {"hub.mode": mode, "hub.challenge": challenge, "hub.verify_token": token}
    async with httpx2.AsyncClient() as client:
        response = await client.get(
            _url(cloud, ""), params=query, timeout=cloud.settings.webhook_timeout_s
        )
    verified = response.status_code == httpx2.codes.OK and response.text == challenge
    return {"status": response.status_code, "body": response.text[:1000], "verified": verified}


@router.get("/outbox")
async def watch_outbox(
    cloud: TheCloud, wait_s: Annotated[float, Query(ge=0, le=600)] = 0.0
) -> Json:
    """Webhook items that wait, and counts; with `wait_s` it answers once nothing waits.

    `{waiting, waiting_messages,
    counts: {posted, accepted, refused, items, duplicates, discarded, dropped}}`.
    Statuses that are not yet due wait too.
    """
    await cloud.outbox.drained(wait_s)
    return {
        "waiting": cloud.outbox.waiting,
        "waiting_messages": cloud.outbox.waiting_messages,
        "counts": cloud.outbox.counts,
    }


def _change(cloud: Cloud, spec: ChangeSpec, base_url: str, wamids: list[str]) -> Json:
    number = spec.phone_number_id or cloud.settings.phone_number_ids[0]
    value = cloud.account.value(number)
    for message in spec.messages:
        wamid, item = write(cloud, message.model_copy(update={"phone_number_id": number}), base_url)
        wamids.append(wamid)
        add_item(value, item)
    for status in spec.statuses:
        add_item(value, _status_item(cloud, status))
    if spec.errors:
        value["errors"] = [webhook_error(code) for code in spec.errors]
    return {"value": value, "field": "messages"}


def _status_item(cloud: Cloud, spec: StatusSpec) -> Item:
    sent = cloud.ledger.find(spec.wamid)
    if sent is None:
        msg = f"no accepted message {spec.wamid}"
        raise ValueError(msg)
    user = cloud.users.get(sent.user, cloud.settings.default_reads)
    settings = cloud.settings
    if spec.contacts is not None:
        settings = settings.model_copy(update={"status_contacts": spec.contacts})
    at = cloud.now() if spec.at is None else float(spec.at)
    errors = [webhook_error(spec.code)] if spec.status == "failed" else None
    return cloud.reporter.item(sent, user, spec.status, at, settings, errors)


async def _post_all(cloud: Cloud, delivery: Delivery, body: bytes) -> list[Json]:
    secret = delivery.secret or cloud.settings.app_secret
    headers = {"content-type": "application/json"}
    headers |= signature_header(
        delivery.signature, body, secret, cloud.settings.previous_app_secret
    )
    headers |= delivery.headers
    url = _url(cloud, delivery.url)
    slots = asyncio.Semaphore(delivery.concurrency)
    async with httpx2.AsyncClient(timeout=cloud.settings.webhook_timeout_s) as client:

        async def post() -> Json:
            async with slots:
                started = time.perf_counter()
                try:
                    response = await client.post(url, content=body, headers=headers)
                except httpx2.HTTPError as error:
                    return {"status": 0, "body": type(error).__name__, "ms": 0.0}
                ms = (time.perf_counter() - started) * 1000
                return {"status": response.status_code, "body": response.text[:1000], "ms": ms}

        async with asyncio.TaskGroup() as calls:
            tasks = [calls.create_task(post()) for _ in range(delivery.repeat)]
    return [task.result() for task in tasks]


def _url(cloud: Cloud, given: str) -> str:
    url = given or cloud.settings.webhook_url
    if not url:
        msg = 'no subscriber: PATCH /_control/settings {"webhook_url": "http://…"}'
        raise ValueError(msg)
    return url

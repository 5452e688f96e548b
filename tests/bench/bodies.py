"""Signed webhook bodies in files, one "signature body" per line, as `replay.lua` reads them."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from pathlib import Path
from typing import Any, Final
from uuid import UUID

PHONE_NUMBER_ID: Final = "106540352242922"
DRIVERS: Final = 1000
STATUSES: Final = ("sent", "delivered", "read")
_TEXT: Final = (
    "Good morning, I am at the loading dock of the depot and the gate is still closed. "
    "The customer says that the pallets come at half past nine, please tell dispatch that stop "
    "four moves back. I will send a photo of the delivery note once the ramp is free, and I still "
    "need the new time slot."
)
_STARTED_S: Final = int(time.time())


def phone(driver: int) -> str:
    """A driver's number as WhatsApp writes it."""
    return f"49151{driver:08d}"


def reply_id(number: int) -> UUID:
    """Id of the earlier reply that the statuses of body `number` are about: a UUIDv7 of today."""
    return UUID(int=(_STARTED_S * 1000 << 80) | (7 << 76) | (2 << 62) | number)


def opaque(number: int) -> str:
    """The opaque callback data of that reply."""
    return f"{reply_id(number)}.0"


def body(number: int, driver: int, run: str, *, statuses: bool = False) -> bytes:
    """One message of a driver and, if asked for, three delivery reports about an earlier reply."""
    wa_id = phone(driver)
    value: dict[str, Any] = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "15550783881", "phone_number_id": PHONE_NUMBER_ID},
        "contacts": [{"profile": {"name": f"Driver {driver}"}, "wa_id": wa_id}],
        "messages": [
            {
                "from": wa_id,
                "id": f"wamid.HBgNNDkxNTE{run}{number:024d}VCFQIAEhggQTY=",
                "timestamp": str(_STARTED_S),
                "text": {"body": _TEXT},
                "type": "text",
            }
        ],
    }
    if statuses:
        value["statuses"] = [_status(number, wa_id, run, word) for word in STATUSES]
    change = {"value": value, "field": "messages"}
    entry = {"id": "102290129340398", "changes": [change]}
    payload = {"object": "whatsapp_business_account", "entry": [entry]}
    return json.dumps(payload, separators=(",", ":")).encode()


def sign(raw: bytes, secret: str) -> str:
    """The value of X-Hub-Signature-256."""
    return "sha256=" + hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()


def write_bodies(
    path: Path, count: int, secret: str, *, run: str = "0", statuses: bool = False
) -> None:
    """Write `count` bodies; another `run` has other message ids."""
    with path.open("wb") as out:
        for number in range(count):
            raw = body(number, number * 7919 % DRIVERS, run, statuses=statuses)
            out.write(sign(raw, secret).encode() + b" " + raw + b"\n")


def _status(number: int, wa_id: str, run: str, word: str) -> dict[str, Any]:
    return {
        "id": f"wamid.HBgNNDkxNTE{run}{number:024d}REPLYQTY=",
        "status": word,
        "timestamp": str(_STARTED_S + STATUSES.index(word)),
        "recipient_id": wa_id,
        "biz_opaque_callback_data": opaque(number),
        "pricing": {"billable": False, "pricing_model": "PMP", "category": "service"},
    }

"""Webhook bodies: items put into entries and changes, encoded and signed as Meta does.

Used by `outbox.py` and by the raw calls of the control API. Pure apart from the given random
numbers. Meta escapes everything outside ASCII, and `@` and `/` too, so a receiver that verifies a
re-serialised body instead of the raw bytes fails here as it would there.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

Json = dict[str, Any]
Signature = Literal["valid", "none", "wrong", "malformed", "old"]

_SPLIT_RATE: Final = 0.3  # how often the next item of a batch opens another change or entry


@dataclass(slots=True, kw_only=True, eq=False)
class Item:
    """One message, status, preference or account error on its way to the subscriber."""

    phone_number_id: str
    part: Literal["messages", "statuses", "user_preferences", "errors"]
    body: Any
    contact: Json | None = None
    errors: list[Json] | None = None  # beside the message, in the same `value`
    attempts: int = 0
    first_at: float = 0.0
    on_due: Callable[[], None] | None = None  # once, when its time comes
    on_delivered: Callable[[], None] | None = None  # when the subscriber has answered 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Who the webhooks are about: the business account and its numbers' digits."""

    waba_id: str
    display_numbers: dict[str, str]

    def value(self, phone_number_id: str) -> Json:
        """An empty `value` of a change for this number."""
        return {
            "messaging_product": "whatsapp",
            "metadata": {
                "display_phone_number": self.display_numbers.get(phone_number_id, "15550000000"),
                "phone_number_id": phone_number_id,
            },
        }


def compose(items: Sequence[Item], account: Account, rng: random.Random) -> Json:
    """One POST with all items: Meta cuts batches into entries, changes and arrays as it likes."""
    entries: list[Json] = []
    for item in items:
        field = "user_preferences" if item.part == "user_preferences" else "messages"
        change = entries[-1]["changes"][-1] if entries else None
        if change is None or not _fits(item, field, change) or rng.random() < _SPLIT_RATE:
            change = {"value": account.value(item.phone_number_id), "field": field}
            if not entries or rng.random() < _SPLIT_RATE:
                entries.append({"id": account.waba_id, "changes": []})
            entries[-1]["changes"].append(change)
        add_item(change["value"], item)
    return {"object": "whatsapp_business_account", "entry": entries}


def add_item(value: Json, item: Item) -> None:
    """Put an item into a change's `value`."""
    if item.contact is not None:
        contacts = value.setdefault("contacts", [])
        if item.contact not in contacts:
            contacts.append(item.contact)
    if item.errors:
        value.setdefault("errors", []).extend(item.errors)
    value.setdefault(item.part, []).append(item.body)


def encode(payload: Any) -> bytes:
    r"""JSON as Meta writes it: ASCII, lower-case `\u00e4`, `\u0040` for @ and `\/` for /."""
    text = json.dumps(payload, ensure_ascii=True, separators=(",", ":"))
    # Outside of strings JSON has neither character, so plain replacement is right.
    return text.replace("@", "\\u0040").replace("/", "\\/").encode("ascii")


def sign(secret: str, body: bytes) -> str:
    """The value of `X-Hub-Signature-256`."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def signature_header(how: Signature, body: bytes, secret: str, old_secret: str) -> dict[str, str]:
    """The signature header, or a deliberately bad one."""
    if how == "none":
        return {}
    if how == "malformed":
        return {"X-Hub-Signature-256": "sha256=not-hexadecimal"}
    key = old_secret if how == "old" else secret
    return {"X-Hub-Signature-256": sign(key, body + b" " if how == "wrong" else body)}


def _fits(item: Item, field: str, change: Json) -> bool:
    value = change["value"]
    if item.errors or "errors" in value or change["field"] != field:
        return False  # errors of a value speak about all of it
    return bool(value["metadata"]["phone_number_id"] == item.phone_number_id)

"""What is reported about a message after acceptance: sent, delivered, read, failed, and when.

Used by `cloud.py`. Reality's bad habits come from the settings: late, out of order, `delivered`
skipped, three variants of `contacts`, pricing sometimes missing.
"""

from __future__ import annotations

import hashlib
import random
from typing import Any, Final

from driver_assistant.sandbox.meta.errors import webhook_error
from driver_assistant.sandbox.meta.ledger import Sent
from driver_assistant.sandbox.meta.settings import MetaSettings
from driver_assistant.sandbox.meta.users import User

Json = dict[str, Any]

RANK: Final = {None: 0, "sent": 1, "delivered": 2, "read": 3, "failed": 4}
_WINDOW_S: Final = 86_400


def plan(user: User, settings: MetaSettings, rng: random.Random) -> list[tuple[float, float, str]]:
    """Each status of a message that arrives: when it happens, when it is reported, in seconds."""

    def about(seconds: float) -> float:
        return seconds * rng.uniform(1 - settings.delay_jitter, 1 + settings.delay_jitter)

    sent_s = about(settings.sent_after_s)
    delivered_s = max(sent_s, about(settings.delivered_after_s))
    steps = [(sent_s, "sent"), (delivered_s, "delivered")]
    if user.reads != "never":
        look_s = settings.read_after_s if user.reads == "at_once" else settings.read_later_s
        steps.append((max(delivered_s, about(look_s)), "read"))
        if rng.random() < settings.skip_delivered_rate:
            del steps[1]  # the chat was open: Meta reports `read` only
    last_s = steps[-1][0]
    return [
        (step_s, last_s + about(0.2) if rng.random() < settings.shuffle_rate else step_s, status)
        for step_s, status in steps
    ]


def status_of(
    sent: Sent,
    user: User,
    status: str,
    at: float,
    settings: MetaSettings,
    rng: random.Random,
    *,
    errors: list[Json] | None = None,
) -> Json:
    """The status as it stands in a webhook."""
    body: Json = {"id": sent.wamid, "status": status, "timestamp": str(int(at))}
    if not user.phone_hidden or "." not in sent.to:  # who knows the number is told it
        body["recipient_id"] = user.wa_id
    body["recipient_user_id"] = user.user_id
    if sent.opaque is not None:
        body["biz_opaque_callback_data"] = sent.opaque
    if status == "failed":
        body["errors"] = errors or [webhook_error(sent.error_code or 131000)]
    elif rng.random() < settings.pricing_rate:
        body |= _billing(sent, status, at)
    return body


def contact_of(user: User, settings: MetaSettings, rng: random.Random) -> Json | None:
    """What stands in `contacts` beside a status: everything, no profile, or nothing at all."""
    variant = settings.status_contacts
    if variant == "mixed":
        variant = rng.choice(("absent", "full", "no_profile"))
    if variant == "absent":
        return None
    contact = user.contact()
    if variant == "no_profile":
        del contact["profile"]
    return contact


def _billing(sent: Sent, status: str, at: float) -> Json:
    category = "utility" if sent.type == "template" else "service"
    day = int(at // _WINDOW_S)
    conversation: Json = {
        "id": hashlib.sha256(f"{sent.phone_number_id}{sent.user}{day}".encode()).hexdigest()[:32],
        "origin": {"type": category},
    }
    if status == "sent":
        conversation["expiration_timestamp"] = str(int(at) + _WINDOW_S)
    pricing = {
        "billable": True,
        "pricing_model": "PMP",
        "type": "regular",
        "category": category,
    }
    return {"conversation": conversation, "pricing": pricing}

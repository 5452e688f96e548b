"""The signature of a webhook: HMAC-SHA256 over `timestamp.body`, five minutes of tolerance.

The SaaS signs, whoever receives webhooks verifies over the raw bytes before parsing them.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import UTC, datetime, timedelta
from typing import Final

SIGNATURE_HEADER: Final = "Logistics-Signature"
TOLERANCE: Final = timedelta(minutes=5)

_FORMAT: Final = re.compile(r"t=(\d{1,12}),v1=([0-9a-f]{64})")


def sign(secret: str, body: bytes, at: datetime) -> str:
    """The header's value: `t=<unix seconds>,v1=<hex>`."""
    stamp = int(at.timestamp())
    return f"t={stamp},v1={_digest(secret, stamp, body)}"


def verify(secret: str, body: bytes, header: str, now: datetime) -> bool:
    """Whether `header` signs `body` with `secret` and is at most five minutes off."""
    match = _FORMAT.fullmatch(header.strip())
    if match is None:
        return False
    stamp = int(match[1])
    fresh = abs(now - datetime.fromtimestamp(stamp, UTC)) <= TOLERANCE
    return hmac.compare_digest(_digest(secret, stamp, body), match[2]) and fresh


def _digest(secret: str, stamp: int, body: bytes) -> str:
    signed = f"{stamp}.".encode() + body
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()

"""New identifiers. UUIDv7: time-ordered, so inserts stay local and a month is a range of ids."""

from __future__ import annotations

import hashlib
from uuid import UUID

from uuid_utils import compat


def new_id() -> UUID:
    """A fresh UUIDv7."""
    return compat.uuid7()


def digest_of(provider_id: str) -> str:
    """Stands for a provider's message id in telemetry: a wamid has the phone number inside."""
    return hashlib.sha256(provider_id.encode()).hexdigest()[:24]

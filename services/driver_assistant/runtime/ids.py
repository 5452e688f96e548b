"""New identifiers. UUIDv7: time-ordered, so inserts stay local and a month is a range of ids."""

from __future__ import annotations

from uuid import UUID

from uuid_utils import compat


def new_id() -> UUID:
    """A fresh UUIDv7."""
    return compat.uuid7()

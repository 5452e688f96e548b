"""Values out of foreign JSON: whatever is there, of the kind that is wanted, bounded.

Used by the readers of this package. Nothing here trusts a type.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def as_dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def bounded(value: Any, limit: int) -> str:
    """A string that PostgreSQL can hold: no NUL, no lone surrogates, bounded."""
    if not isinstance(value, str):
        msg = f"not a string: {type(value).__name__}"
        raise TypeError(msg)
    return value[:limit].replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def instant(value: Any) -> datetime:
    """Unix seconds, as a string by Meta's habit; never in the future by more than a day."""
    instant = datetime.fromtimestamp(int(value), UTC)
    return min(instant, datetime.now(UTC) + timedelta(days=1))

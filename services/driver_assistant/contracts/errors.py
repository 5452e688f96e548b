"""The errors that decide what happens next.

A stage raises; the consumer at the process's edge matches on the class: `Transient` goes to a
retry tier, `Permanent` to the dead letters, anything else is a bug and is logged with its
traceback. The docstring of an error is its message.
"""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar


class AssistantError(Exception):
    """Something in the assistant failed."""

    code: ClassVar[str] = "assistant_error"

    def __init__(self, detail: str = "") -> None:
        self.detail = detail
        summary = (type(self).__doc__ or type(self).__name__).strip().splitlines()[0]
        super().__init__(f"{summary} {detail}".strip())


class Transient(AssistantError):
    """Trying again later may work."""

    code = "transient"

    def __init__(self, detail: str = "", *, retry_after: timedelta | None = None) -> None:
        super().__init__(detail)
        self.retry_after = retry_after  # what the other side asked for, if it did


class Permanent(AssistantError):
    """Trying again can't work."""

    code = "permanent"

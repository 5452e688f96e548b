"""What went wrong, as RFC 9457 problem details with our own code."""

from __future__ import annotations

from pydantic import Field

from driver_assistant.contracts.logistics.record import ListOf, OpenEnum, Record
from driver_assistant.contracts.logistics.runs import StopAction


class ProblemCode(OpenEnum):
    """Why a call was refused; readers decide by this, not by the words."""

    VALIDATION_FAILED = "validation_failed"
    UNAUTHENTICATED = "unauthenticated"
    NOT_FOUND = "not_found"
    TRANSITION_NOT_ALLOWED = "transition_not_allowed"
    PRECONDITION_REQUIRED = "precondition_required"  # If-Match is missing
    STALE_VERSION = "stale_version"
    KEY_REUSED = "key_reused"
    IN_PROGRESS = "in_progress"
    RATE_LIMITED = "rate_limited"
    UPSTREAM_TIMEOUT = "upstream_timeout"
    CAPABILITY_NOT_SUPPORTED = "capability_not_supported"
    UNKNOWN = "unknown"


class FieldError(Record):
    """What is wrong with one field; `pointer` is a JSON pointer into the request."""

    pointer: str
    detail: str


class Problem(Record):
    """An `application/problem+json` body."""

    type: str = "about:blank"
    title: str = ""
    status: int = 0
    detail: str | None = None
    code: ProblemCode = ProblemCode.UNKNOWN
    request_id: str | None = None
    retryable: bool = False
    errors: ListOf[FieldError] = ()
    next_actions: tuple[StopAction, ...] | None = Field(
        None, description="With transition_not_allowed: what the SaaS would accept now."
    )

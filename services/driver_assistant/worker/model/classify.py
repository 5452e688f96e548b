"""Turns the provider's answer into a failure class: the table of OpenRouter's errors.

Pure. Errors arrive as HTTP status with a JSON body, as HTML from an edge, or inside a
successful response (`error` at the top or in a choice); all three end here. `error.availability`
wins over the status where it is present: OpenRouter asks to switch on `retryable`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from driver_assistant.worker.model.errors import (
    AccountLimited,
    ContentRefused,
    CreditsExhausted,
    InvalidModelRequest,
    KeyRejected,
    ModelFailure,
    ModelTimedOut,
    ModelUnavailable,
    PromptTooLong,
    ProviderFailed,
    UpstreamLimited,
)

_BY_STATUS: Mapping[int, type[ModelFailure]] = MappingProxyType(
    {
        400: InvalidModelRequest,
        401: KeyRejected,
        402: CreditsExhausted,
        403: ContentRefused,  # moderation (reasons) or a guardrail of the account (patterns)
        404: ModelUnavailable,
        408: ModelTimedOut,
        413: PromptTooLong,
        422: InvalidModelRequest,
        429: UpstreamLimited,
        504: ModelTimedOut,
        524: ModelTimedOut,  # the edge's own timeout, with an HTML body
    }
)
# A provider's error that interrupts an answer names its type; the status is then often 200.
_BY_TYPE: Mapping[str, type[ModelFailure]] = MappingProxyType(
    {
        "context_length_exceeded": PromptTooLong,
        "string_too_long": PromptTooLong,
        "payload_too_large": PromptTooLong,
        "content_policy_violation": ContentRefused,
        "refusal": ContentRefused,
        "timeout": ModelTimedOut,
        "provider_overloaded": ProviderFailed,
        "provider_unavailable": ProviderFailed,
    }
)
_IN_FLIGHT = "openrouter_in_flight_budget"  # a 402 that passes by itself, and says when
_OWN_LIMIT_HEADER = "x-ratelimit-limit"  # only on OpenRouter's own 429
_LONGEST_WAIT_S = 3_600.0


class _Lenient(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class ErrorMetadata(_Lenient):
    error_type: str = ""
    limit_source: str = ""


class Availability(_Lenient):
    code: str = ""
    retryable: bool = False
    retry_after: float | None = None


class ErrorBody(_Lenient):
    """The `error` object, as much of it as decisions need."""

    code: int | str = 0
    message: str = ""
    metadata: ErrorMetadata = Field(default_factory=ErrorMetadata)
    availability: Availability | None = None


class ErrorAnswer(_Lenient):
    """The body of an error response."""

    error: ErrorBody = Field(default_factory=ErrorBody)


def from_response(status: int, content: bytes, headers: Mapping[str, str]) -> ModelFailure:
    """The failure an HTTP error response means; `headers` need lower-case names."""
    try:
        error = ErrorAnswer.model_validate_json(content).error
    except ValidationError:
        error = ErrorBody()
    return from_error(error, status=status, headers=headers)


def from_error(
    error: ErrorBody, *, status: int | None = None, headers: Mapping[str, str] | None = None
) -> ModelFailure:
    """The failure an `error` object means; without a status its own code is it."""
    headers = headers or {}
    code = status if status is not None else _as_status(error.code)
    kind = _kind(error, code, headers)
    failure = kind(f"({code} {error.metadata.error_type or '-'})")
    failure.retry_after = _retry_after(error, headers)
    return failure


def _kind(error: ErrorBody, code: int, headers: Mapping[str, str]) -> type[ModelFailure]:
    if error.availability is not None and not error.availability.retryable:
        return ModelUnavailable
    if code == 402 and error.metadata.limit_source == _IN_FLIGHT and "retry-after" in headers:
        return AccountLimited
    if code == 429:
        return AccountLimited if _OWN_LIMIT_HEADER in headers else UpstreamLimited
    named = _BY_TYPE.get(error.metadata.error_type)
    if named is not None and code not in {401, 402, 403}:
        return named
    return _BY_STATUS.get(
        code, ProviderFailed if code >= 500 or code < 400 else InvalidModelRequest
    )


def _as_status(code: int | str) -> int:
    """A provider's code inside a 200: a number, a number as text, or a word (then 502)."""
    try:
        return int(code) or 502
    except ValueError:
        return 502


def _retry_after(error: ErrorBody, headers: Mapping[str, str]) -> timedelta | None:
    """Seconds to wait, from the header or from `error.availability`; dates are not used there."""
    asked = headers.get("retry-after")
    if asked is None and error.availability is not None:
        asked = str(error.availability.retry_after or "")
    try:
        seconds = float(asked or "nan")
    except ValueError:
        return None
    if math.isnan(seconds) or seconds < 0:
        return None
    return timedelta(seconds=min(seconds, _LONGEST_WAIT_S))

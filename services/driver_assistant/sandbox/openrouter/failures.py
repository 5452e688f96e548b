"""OpenRouter's error answers: status, body and headers for each kind.

The shapes follow its public documentation (errors, limits, guardrails, availability): the body
is `{"error": {"code", "message", "metadata"?, "availability"?}}` and the HTTP status is the
code, except for 524, which its edge answers in HTML. Errors inside HTTP 200 are in `answers.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_DOCS = "https://openrouter.ai/docs/api_reference/errors-and-debugging"


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """An answer other than a completion; `html` wins over `error`."""

    status: int
    error: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    html: str = ""


def failure(  # the fields of an error body
    status: int,
    message: str,
    *,
    metadata: Mapping[str, Any] | None = None,
    availability: Mapping[str, Any] | None = None,
    retry_after_s: float | None = None,
    headers: Mapping[str, str] | None = None,
) -> Failure:
    """An error body of the documented shape."""
    error: dict[str, Any] = {"code": status, "message": message}
    if metadata is not None:
        error["metadata"] = dict(metadata)
    if availability is not None:
        error["availability"] = dict(availability)
    wait = {} if retry_after_s is None else {"Retry-After": f"{retry_after_s:g}"}
    return Failure(status=status, error=error, headers={**wait, **(headers or {})})


def invalid_request(message: str) -> Failure:
    """400: a field is missing or wrong."""
    return failure(400, message, metadata={"error_type": "invalid_request"})


def no_such_model(asked: tuple[str, ...]) -> Failure:
    """400: none of the models exists."""
    return failure(
        400,
        f"{asked[0]} is not a valid model ID",
        availability=_availability("model_not_found", asked, retryable=False),
    )


def constraint_filtered(asked: tuple[str, ...]) -> Failure:
    """404: models exist, but no endpoint meets the `provider` preferences."""
    return failure(
        404,
        "No endpoints meet the routing requirements.",
        availability=_availability("constraint_filtered", asked, retryable=False),
    )


def key_limit_reached() -> Failure:
    """402: the key's own credit limit is spent."""
    return failure(
        402,
        "This key has reached its credit limit.",
        metadata={
            "error_type": "payment_required",
            "limit_source": "openrouter_key_limit",
            "remedy_hint": "Raise the key's credit limit or wait for it to reset.",
        },
    )


def wrong_key(*, given: bool) -> Failure:
    """401: no key, or one nobody knows."""
    return failure(
        401,
        "User not found." if given else "No auth credentials found",
        metadata={"error_type": "authentication"},
    )


def too_large(limit: int) -> Failure:
    """413: the body is longer than the server takes."""
    return failure(
        413,
        f"The request body is larger than {limit} bytes.",
        metadata={"error_type": "payload_too_large"},
    )


def too_long(tokens: int, context: int) -> Failure:
    """400: more tokens than the model's context has room for."""
    return failure(
        400,
        f"This model's maximum context length is {context} tokens; you sent {tokens}.",
        metadata={"error_type": "context_length_exceeded"},
    )


def injected(kind: str, model: str, asked: tuple[str, ...], wait_s: float | None) -> Failure:
    """The answer that a fault of `kind` at `model` gives; `wait_s` is the Retry-After."""
    if kind in _UNAVAILABLE:
        status, message, retryable = _UNAVAILABLE[kind]
        why = _availability(kind, asked, retryable=retryable, retry_after_s=wait_s)
        return failure(status, message, availability=why, retry_after_s=wait_s)
    if kind == "moderation":
        return failure(403, "The input was flagged.", metadata=_flagged(model))
    if kind == "origin_timeout":
        return Failure(status=524, html="<html><title>524: A timeout occurred</title></html>")
    status, message, metadata = _PLAIN[kind]
    own = _OWN_LIMIT if kind == "rate_limit" else None
    return failure(status, message, metadata=metadata, retry_after_s=wait_s, headers=own)


def _flagged(model: str) -> dict[str, Any]:
    return {
        "reasons": ["harassment"],
        "flagged_input": "the flagged part of the input",
        "provider_name": "OpenAI",
        "model_slug": model,
    }


# Failures that carry `error.availability`: status, message, whether trying again may help.
_UNAVAILABLE: Mapping[str, tuple[int, str, bool]] = {
    "model_not_found": (400, "The model is not a valid model ID", False),
    "no_endpoints": (404, "No endpoints found for the model.", False),
    "constraint_filtered": (404, "No endpoints meet the routing requirements.", False),
    "capacity_exhausted": (429, "No capacity at the moment.", True),
    "temporarily_unavailable": (503, "Temporarily unavailable.", True),
}

# X-RateLimit-* come only with OpenRouter's own 429, never with a provider's and never with a 200.
_OWN_LIMIT = {
    "X-RateLimit-Limit": "20",
    "X-RateLimit-Remaining": "0",
    "X-RateLimit-Reset": "1767225600000",
}

_PLAIN: Mapping[str, tuple[int, str, Mapping[str, Any]]] = {
    "guardrail": (
        403,
        "Request blocked: prompt injection patterns detected",
        {"patterns": ["ignore all previous instructions"]},
    ),
    "rate_limit": (429, "Rate limit exceeded", {"error_type": "rate_limit_exceeded"}),
    "bad_request": (400, "messages: Invalid input", {"error_type": "invalid_request"}),
    "context_length_exceeded": (
        400,
        "The input is longer than the model's context.",
        {"error_type": "context_length_exceeded"},
    ),
    "refusal": (400, "The model refused the request.", {"error_type": "refusal"}),
    "unauthorized": (401, "User not found.", {"error_type": "authentication"}),
    "credits": (
        402,
        "Insufficient credits. Add more at https://openrouter.ai/settings/credits",
        {"error_type": "payment_required", "limit_source": "openrouter_credits"},
    ),
    "in_flight_budget": (
        402,
        "This request would exceed your available credits given your current in-flight requests.",
        {
            "reason": "in_flight_budget_exhausted",
            "limit_source": "openrouter_in_flight_budget",
            "remedy_hint": "Retry after your in-flight requests settle.",
        },
    ),
    "timeout": (408, "Your request timed out.", {"error_type": "timeout"}),
    "payload_too_large": (413, "The body is too large.", {"error_type": "payload_too_large"}),
    "unprocessable": (422, "The request can't be processed.", {"error_type": "unprocessable"}),
    "upstream_rate_limit": (
        429,
        "Provider returned error: rate limited",
        {"error_type": "rate_limit_exceeded", "provider_code": "rate_limited"},
    ),
    "server_error": (500, "Internal Server Error", {"error_type": "server"}),
    "bad_gateway": (
        502,
        "The provider returned an invalid response.",
        {"error_type": "provider_unavailable", "provider_code": "upstream_error"},
    ),
    "unavailable": (503, "No provider is available.", {"error_type": "provider_overloaded"}),
    "gateway_timeout": (504, "The provider did not respond.", {"error_type": "timeout"}),
    "overloaded": (529, "The provider is overloaded.", {"error_type": "provider_overloaded"}),
}


def _availability(
    code: str, asked: tuple[str, ...], *, retryable: bool, retry_after_s: float | None = None
) -> dict[str, Any]:
    wait = {} if retry_after_s is None else {"retry_after": retry_after_s}
    return {
        "code": code,
        "retryable": retryable,
        **wait,
        "requested_models": list(asked),
        "fallback_models": list(asked[1:]),
        "docs_url": _DOCS,
    }

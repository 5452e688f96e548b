"""Refusals and how they look on the wire: RFC 9457 problem details with our codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from starlette.responses import JSONResponse

from driver_assistant.contracts.logistics import FieldError, Problem, ProblemCode, StopAction

MEDIA_TYPE: Final = "application/problem+json"

STATUS: Final[Mapping[ProblemCode, int]] = {
    ProblemCode.VALIDATION_FAILED: 422,
    ProblemCode.UNAUTHENTICATED: 401,
    ProblemCode.NOT_FOUND: 404,
    ProblemCode.TRANSITION_NOT_ALLOWED: 409,
    ProblemCode.PRECONDITION_REQUIRED: 428,
    ProblemCode.STALE_VERSION: 412,
    ProblemCode.KEY_REUSED: 422,
    ProblemCode.IN_PROGRESS: 409,
    ProblemCode.RATE_LIMITED: 429,
    ProblemCode.UPSTREAM_TIMEOUT: 504,
    ProblemCode.CAPABILITY_NOT_SUPPORTED: 403,
}
TITLES: Final[Mapping[ProblemCode, str]] = {
    ProblemCode.VALIDATION_FAILED: "The request is not valid.",
    ProblemCode.UNAUTHENTICATED: "The credential is missing, wrong or expired.",
    ProblemCode.NOT_FOUND: "There is no such thing.",
    ProblemCode.TRANSITION_NOT_ALLOWED: "The stop does not allow this action now.",
    ProblemCode.PRECONDITION_REQUIRED: "Send If-Match with the stop's ETag.",
    ProblemCode.STALE_VERSION: "The stop has changed since it was read.",
    ProblemCode.KEY_REUSED: "The Idempotency-Key was used for another request.",
    ProblemCode.IN_PROGRESS: "The first request with this Idempotency-Key is still running.",
    ProblemCode.RATE_LIMITED: "Too many requests.",
    ProblemCode.UPSTREAM_TIMEOUT: "A system behind this one did not answer in time.",
    ProblemCode.CAPABILITY_NOT_SUPPORTED: "The company's system does not offer this.",
}
RETRYABLE: Final = {
    ProblemCode.STALE_VERSION,
    ProblemCode.IN_PROGRESS,
    ProblemCode.RATE_LIMITED,
    ProblemCode.UPSTREAM_TIMEOUT,
}


class Refusal(Exception):  # a refusal is an answer, not an error of ours
    """The request is answered with a problem."""

    def __init__(
        self,
        code: ProblemCode,
        detail: str | None = None,
        *,
        status: int | None = None,
        errors: Sequence[FieldError] = (),
        next_actions: Sequence[StopAction] | None = None,
    ) -> None:
        super().__init__(code.value)
        self.problem = Problem(
            type=f"https://driverassistant.dev/problems/{code.value}",
            title=TITLES[code],
            status=status or STATUS[code],
            detail=detail,
            code=code,
            retryable=code in RETRYABLE,
            errors=tuple(errors),
            next_actions=None if next_actions is None else tuple(next_actions),
        )


def not_found() -> Refusal:
    """One answer for what does not exist and for what belongs to somebody else."""
    return Refusal(ProblemCode.NOT_FOUND)


def invalid(pointer: str, detail: str) -> Refusal:
    """A field is wrong."""
    return Refusal(
        ProblemCode.VALIDATION_FAILED, errors=[FieldError(pointer=pointer, detail=detail)]
    )


def render(
    refusal: Refusal, request_id: str, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """The response; a 404 carries no request id, so that two of them are the same bytes."""
    problem = refusal.problem
    if problem.code is not ProblemCode.NOT_FOUND:
        problem = problem.model_copy(update={"request_id": request_id})
    return JSONResponse(
        problem.model_dump(mode="json", exclude_none=True),
        status_code=problem.status,
        media_type=MEDIA_TYPE,
        headers={"X-Request-Id": request_id, **(headers or {})},
    )

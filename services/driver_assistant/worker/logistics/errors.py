"""What can go wrong with the logistics API, and what to do about it: the class decides."""

from __future__ import annotations

from typing import ClassVar

from driver_assistant.contracts.errors import Permanent, Transient
from driver_assistant.contracts.logistics import Problem, ProblemCode, StopAction


class LogisticsUnavailable(Transient):
    """The logistics API did not answer, or answered that it can't."""

    code = "logistics_unavailable"


class LogisticsOutcomeUnknown(Transient):
    """A write was sent and its answer was lost: repeat it with the same idempotency key only."""

    code = "logistics_outcome_unknown"


class LogisticsInvalidAnswer(Transient):
    """The logistics API answered something that is not what its port describes."""

    code = "logistics_invalid_answer"


class LogisticsThrottled(Transient):
    """The logistics API asked us to slow down."""

    code = "logistics_throttled"
    client_error: ClassVar[bool] = True  # it is well: not a failure for the breaker


class StillInProgress(Transient):
    """The first request with this idempotency key is still running."""

    code = "logistics_in_progress"
    client_error: ClassVar[bool] = True


class LogisticsRefused(Permanent):
    """The logistics API refused the request."""

    code = "logistics_refused"

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.status} {problem.code.value}")
        self.problem = problem

    @property
    def problem_code(self) -> ProblemCode:
        """Why, in the port's words."""
        return self.problem.code

    @property
    def next_actions(self) -> tuple[StopAction, ...]:
        """What the SaaS would accept instead; empty when it does not say."""
        return self.problem.next_actions or ()


class NotFound(LogisticsRefused):
    """There is no such thing, or it is not this driver's."""

    code = "logistics_not_found"


class DriverUnknown(LogisticsRefused):
    """The company's system has no active driver with this phone."""

    code = "logistics_driver_unknown"


class StaleVersion(LogisticsRefused):
    """The stop has changed since it was read."""

    code = "logistics_stale_version"


class CapabilityMissing(LogisticsRefused):
    """The company's system does not offer this."""

    code = "logistics_capability_missing"


# What a 503 or a refused connection leaves in doubt: nothing. The request was not processed.
NOT_PROCESSED = frozenset({429, 503})

_BY_CODE: dict[ProblemCode, type[LogisticsRefused]] = {
    ProblemCode.NOT_FOUND: NotFound,
    ProblemCode.STALE_VERSION: StaleVersion,
    ProblemCode.CAPABILITY_NOT_SUPPORTED: CapabilityMissing,
}
_BY_STATUS: dict[int, type[LogisticsRefused]] = {404: NotFound, 412: StaleVersion}


def refusal(problem: Problem) -> Transient | LogisticsRefused:
    """The error of a 4xx problem (not 401 and 429, which the transport handles)."""
    if problem.code is ProblemCode.IN_PROGRESS:
        return StillInProgress()
    known = _BY_CODE.get(problem.code) or _BY_STATUS.get(problem.status, LogisticsRefused)
    return known(problem)

"""Faults that a test or a demo asks for: which failure, for which models, how often, how long.

Each kind belongs to one stage of a call: `gate` (before routing: key, limits, the request),
`upstream` (a model; OpenRouter then tries the next one of `models`), `answer` (the completion is
wrong) and `wire` (the bytes are). Kept in memory, bounded; read by `completion.py`.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, field_validator

Stage = Literal["gate", "upstream", "answer", "wire"]
_MAX_FAULTS = 100

GateKind = Literal[
    "bad_request", "unauthorized", "credits", "in_flight_budget", "guardrail",
    "payload_too_large", "unprocessable", "rate_limit",
]  # fmt: skip
UpstreamKind = Literal[
    "context_length_exceeded", "refusal", "moderation", "model_not_found", "no_endpoints",
    "constraint_filtered", "timeout", "upstream_rate_limit", "capacity_exhausted",
    "server_error", "bad_gateway", "unavailable", "temporarily_unavailable",
    "gateway_timeout", "origin_timeout", "overloaded",
]  # fmt: skip
AnswerKind = Literal[
    "error_in_200", "choice_error", "empty_content", "broken_arguments", "unknown_tool",
    "wrong_tool", "two_tool_calls", "length", "content_filter", "no_choices",
]  # fmt: skip
WireKind = Literal["truncated", "not_json", "hang", "reset"]
Kind = GateKind | UpstreamKind | AnswerKind | WireKind

STAGES: Mapping[str, Stage] = MappingProxyType(
    {
        **dict.fromkeys(get_args(GateKind), "gate"),
        **dict.fromkeys(get_args(UpstreamKind), "upstream"),
        **dict.fromkeys(get_args(AnswerKind), "answer"),
        **dict.fromkeys(get_args(WireKind), "wire"),
    }
)


class Fault(BaseModel):
    """The body of `POST /_control/faults`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str = Field(description="One of the kinds that `GET /_control/faults` lists.")
    models: tuple[str, ...] = Field((), description="Only these models; empty means every model.")
    count: int | None = Field(None, ge=1, description="How often; null means until reset.")
    seconds: float | None = Field(None, gt=0, description="For how long; null means until reset.")
    rate: float = Field(1.0, gt=0, le=1, description="Share of the calls that are hit.")
    retry_after_s: float | None = Field(
        None, ge=0, description="Retry-After that 402, 429 and 503 announce, seconds."
    )

    @field_validator("kind")
    @classmethod
    def _is_known(cls, kind: str) -> str:
        if kind not in STAGES:
            raise ValueError(f"unknown kind {kind!r}; known: {', '.join(sorted(STAGES))}")
        return kind


@dataclass(slots=True)
class _Armed:
    fault: Fault
    until: float | None
    left: int | None


@dataclass(slots=True)
class FaultPlan:
    """The faults in force, oldest first."""

    seed: int
    clock: Callable[[], float] = time.monotonic
    _armed: list[_Armed] = field(default_factory=list)
    _random: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Nothing fails any more."""
        self._armed.clear()
        self._random = random.Random(self.seed)

    def add(self, fault: Fault) -> None:
        """Put a fault in force.

        Raises:
            ValueError: a hundred faults are in force already.
        """
        self._forget_spent()
        if len(self._armed) >= _MAX_FAULTS:
            raise ValueError("100 faults are in force: DELETE /_control/faults first")
        until = None if fault.seconds is None else self.clock() + fault.seconds
        self._armed.append(_Armed(fault, until, fault.count))

    def active(self) -> tuple[Fault, ...]:
        """The faults still in force."""
        self._forget_spent()
        return tuple(armed.fault for armed in self._armed)

    def draw(self, stage: Stage, model: str) -> Fault | None:
        """The fault that hits `model` at this stage now, used up by one; None mostly."""
        self._forget_spent()
        for armed in self._armed:
            if STAGES[armed.fault.kind] != stage:
                continue
            if armed.fault.models and model not in armed.fault.models:
                continue
            if armed.fault.rate < 1 and self._random.random() >= armed.fault.rate:
                continue
            if armed.left is not None:
                armed.left -= 1
            return armed.fault
        return None

    def _forget_spent(self) -> None:
        now = self.clock()
        self._armed = [
            armed
            for armed in self._armed
            if armed.left != 0 and (armed.until is None or armed.until > now)
        ]

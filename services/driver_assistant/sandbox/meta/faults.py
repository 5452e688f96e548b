"""Faults on demand: what the next calls meet, by number, user and kind of call.

Set through `/_control/faults`, asked by `graph_api.py` once per call. Rules apply in the order in
which they were added; one that has used up its count or time is gone, then the next has its turn.
"""

from __future__ import annotations

import random
import statistics
from dataclasses import dataclass
from itertools import count as counter
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Operation = Literal["send", "receipt", "media", "management"]
Mode = Literal[
    "ok",
    "error",
    "server_error",
    "hang",
    "reset",
    "throttled",
    "expired_token",
    "slow",
    "accept_then_reset",
    "accept_then_hang",
    "accept_without_status",
    "late_status",
    "fail_later",
]

_P99: float = statistics.NormalDist().inv_cdf(0.99)


class FaultSpec(BaseModel):
    """A rule as the control API takes it.

    `ok` lets calls pass (to fault only the n-th). `error` answers `code`; `server_error` answers
    `http_status` without Meta's JSON; `throttled` is 130429; `expired_token` is 190/463. `hang`
    never answers and `reset` cuts the connection, both before anything is accepted; the `accept_*`
    modes do it after, so the message is out although the caller can't know. `late_status` adds
    `delay_s` to every status; `fail_later` accepts and then reports `failed` with `code`. `slow`
    delays the answer: log-normal with `median_s` and `p99_s`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    mode: Mode
    phone_number_id: str = Field("", description="Only this number; empty: any.")
    user: str = Field("", description="Only this user (number or user id); empty: any.")
    operations: tuple[Operation, ...] = Field(
        (), description="Kinds of call; empty: `send`, for `expired_token` every kind."
    )
    count: Annotated[int, Field(ge=1)] | None = Field(None, description="Calls; null: no end.")
    for_s: Annotated[float, Field(gt=0)] | None = Field(None, description="Seconds; null: no end.")
    probability: float = Field(1.0, gt=0, le=1, description="Share of the matching calls.")
    code: int = Field(131000, description="For `error` and `fail_later`.")
    subcode: int | None = None
    details: str = ""
    http_status: int | None = Field(None, ge=400, le=599, description="Overrides the code's own.")
    delay_s: float = Field(30.0, ge=0, description="For `late_status`.")
    hang_s: float = Field(
        300.0, gt=0, description="When a caller hangs on for this long, it gets HTTP 504."
    )
    median_s: float = Field(0.5, gt=0, description="For `slow`.")
    p99_s: float = Field(2.0, gt=0, description="For `slow`.")

    def covers(self, operation: Operation) -> bool:
        """Whether this kind of call is meant."""
        if self.operations:
            return operation in self.operations
        return operation == "send" or self.mode == "expired_token"

    def slowness_s(self, rng: random.Random) -> float:
        """A random delay for `slow`."""
        ratio = max(1.0, self.p99_s / self.median_s)
        return float(self.median_s * ratio ** (rng.gauss(0.0, 1.0) / _P99))


@dataclass(slots=True, kw_only=True)
class Rule:
    """A rule at work."""

    id: int
    spec: FaultSpec
    until: float | None
    left: int | None
    hits: int = 0

    def view(self) -> dict[str, object]:
        """The rule as JSON."""
        return {"id": self.id, "hits": self.hits, "left": self.left} | self.spec.model_dump()


class Faults:
    """The rules in force and what became of the finished ones."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._ids = counter(1)
        self._rules: list[Rule] = []
        self.finished: list[Rule] = []

    def add(self, spec: FaultSpec, now: float) -> Rule:
        """Put a rule in force."""
        until = now + spec.for_s if spec.for_s is not None else None
        rule = Rule(id=next(self._ids), spec=spec, until=until, left=spec.count)
        self._rules.append(rule)
        return rule

    @property
    def idle(self) -> bool:
        """Whether no rule is in force, which is the case that has to be quick."""
        return not self._rules

    def active(self, now: float) -> list[Rule]:
        """Rules in force, the first to apply first."""
        self._expire(now)
        return list(self._rules)

    def remove(self, rule_id: int | None = None) -> int:
        """Lift one rule or all; how many there were."""
        before = len(self._rules)
        self._rules = [r for r in self._rules if rule_id is not None and r.id != rule_id]
        return before - len(self._rules)

    def pick(
        self, operation: Operation, phone_number_id: str, user: frozenset[str], now: float
    ) -> FaultSpec | None:
        """The rule that this call meets; `user` holds every spelling of the recipient."""
        self._expire(now)
        for rule in self._rules:
            spec = rule.spec
            if (
                spec.covers(operation)
                and spec.phone_number_id in {"", phone_number_id}
                and (not spec.user or spec.user in user)
                and self._rng.random() < spec.probability
            ):
                rule.hits += 1
                if rule.left is not None:
                    rule.left -= 1
                return spec
        return None

    def _expire(self, now: float) -> None:
        over = [
            rule
            for rule in self._rules
            if rule.left == 0 or (rule.until is not None and now >= rule.until)
        ]
        if over:
            self._rules = [rule for rule in self._rules if rule not in over]
            self.finished = (self.finished + over)[-100:]

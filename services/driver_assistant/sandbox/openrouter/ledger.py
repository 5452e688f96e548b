"""The books of the stand-in: every call with tokens and cost, exact totals, bounded memory.

`GET /_control/ledger` shows them, and `GET /key` and `GET /generation` answer from them. Money is
`Decimal` USD throughout, so the totals are exact whatever the number of calls.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import asdict, dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request. `reported` is False when the answer's cost never reached the caller.

    `outcome` is `ok` or the kind of fault or error; calls refused before a model saw them cost
    nothing and have no tokens.
    """

    id: str
    at: datetime
    requested: tuple[str, ...]
    model: str | None
    provider: str | None
    session: str | None
    status: int
    outcome: str
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0
    cost: Decimal = Decimal(0)
    latency_ms: float = 0.0
    finish_reason: str | None = None
    reported: bool = True


@dataclass(slots=True, kw_only=True)
class Totals:
    """Sums over calls; `unreported_cost` is the part of `cost` that no caller was told."""

    calls: int = 0
    billed: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0
    cost: Decimal = Decimal(0)
    unreported_cost: Decimal = Decimal(0)

    def add(self, call: Call) -> None:
        self.calls += 1
        self.billed += call.cost > 0
        self.prompt_tokens += call.prompt_tokens
        self.completion_tokens += call.completion_tokens
        self.cached_tokens += call.cached_tokens
        self.cost += call.cost
        self.unreported_cost += Decimal(0) if call.reported else call.cost

    def as_json(self) -> dict[str, Any]:
        return {name: _plain(value) for name, value in asdict(self).items()}


@dataclass(slots=True)
class Ledger:
    """The last calls and the sums over all of them."""

    entries: int
    total: Totals = field(default_factory=Totals)
    by_model: dict[str, Totals] = field(default_factory=dict)
    by_outcome: dict[str, int] = field(default_factory=dict)
    _calls: OrderedDict[str, Call] = field(default_factory=OrderedDict)

    def book(self, call: Call) -> None:
        """Enter a call; the oldest one leaves when the ledger is full."""
        self.total.add(call)
        if call.model is not None:
            self.by_model.setdefault(call.model, Totals()).add(call)
        self.by_outcome[call.outcome] = self.by_outcome.get(call.outcome, 0) + 1
        self._calls[call.id] = call
        if len(self._calls) > self.entries:
            self._calls.popitem(last=False)

    def find(self, call_id: str) -> Call | None:
        """The call with this id, while it is remembered."""
        return self._calls.get(call_id)

    def reset(self) -> None:
        """Empty books."""
        self.total = Totals()
        self.by_model.clear()
        self.by_outcome.clear()
        self._calls.clear()

    def as_json(self, last: int) -> dict[str, Any]:
        """Totals, and the `last` calls, newest first."""
        newest = list(reversed(self._calls.values()))[:last]
        return {
            "total": self.total.as_json(),
            "by_model": {model: totals.as_json() for model, totals in self.by_model.items()},
            "by_outcome": dict(self.by_outcome),
            "calls": [
                {name: _plain(value) for name, value in asdict(call).items()} for call in newest
            ],
        }


def _plain(value: Any) -> Any:
    """JSON's view of a value: money as a decimal string, so that no cent gets lost on the way."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, datetime) else value

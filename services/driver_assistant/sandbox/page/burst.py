"""Fifty questions from ten drivers at one moment, and how their answers come in.

Started by the page's button; what is answered is read from telemetry, like everything else.
"""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass, field
from typing import Any, Final

from driver_assistant.runtime.ids import digest_of
from driver_assistant.sandbox.page.phrases import questions_of
from driver_assistant.sandbox.telemetry.journey import journey_of
from driver_assistant.sandbox.telemetry.keeper import SpanKeeper

Json = dict[str, Any]

MOST_DRIVERS: Final = 10
MOST_EACH: Final = 10


@dataclass(slots=True, kw_only=True)
class Burst:
    """The messages of a burst; `open` are those not yet answered."""

    wamids: tuple[str, ...]
    drivers: int
    sent_at: float = field(default_factory=time.time)
    took_ms: list[float] = field(default_factory=list)
    open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.open = list(self.wamids)

    def look(self, keeper: SpanKeeper) -> Json:
        """How far it is: `{sent, answered, drivers, median_ms, worst_ms, over}`."""
        self.open = [wamid for wamid in self.open if not self._answered(wamid, keeper)]
        return {
            "sent": len(self.wamids),
            "answered": len(self.took_ms),
            "drivers": self.drivers,
            "median_ms": statistics.median(self.took_ms) if self.took_ms else None,
            "worst_ms": max(self.took_ms, default=None),
            "over": not self.open,
        }

    def _answered(self, wamid: str, keeper: SpanKeeper) -> bool:
        ids = keeper.messages_of(digest_of(wamid))
        journey = journey_of(ids, keeper.spans_about(ids), sent_at=self.sent_at)
        if journey["total_ms"] is None:
            return False
        self.took_ms.append(journey["total_ms"])
        return True


def messages_of_burst(drivers: list[Json], each: int) -> list[Json]:
    """What each driver sends, in turns, so that all of them write at once."""
    questions = {driver["phone"]: questions_of(driver["language"], each) for driver in drivers}
    return [
        {"from": phone, "type": "text", "text": texts[number]}
        for number in range(each)
        for phone, texts in questions.items()
    ]

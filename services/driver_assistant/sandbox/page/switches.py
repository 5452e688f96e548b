"""The faults that the page can cause: what each does, what to expect, how it is turned on and off.

Each is asked of whoever has it (a stand-in's control API, the demo's supervisor), and so is its
state: a fault set with curl shows on the page, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """A fault. `fault` goes to the stand-in `at`; where it is None, `on` and `off` are actions."""

    id: str
    title: str
    does: str
    expect: str
    tap: str = ""  # the chip that shows it best
    at: Literal["logistics", "openrouter", "meta", "control"]
    fault: Mapping[str, Any] | None = None
    on: str = ""
    off: str = ""  # empty: it happens once and heals itself

    def view(self) -> Json:
        """As the page shows it."""
        return {
            "id": self.id,
            "title": self.title,
            "does": self.does,
            "expect": self.expect,
            "tap": self.tap,
            "once": self.fault is None and not self.off,
            "needs_control": self.at == "control",
        }


SWITCHES: Final = (
    Switch(
        id="logistics-down",
        title="Logistics API down",
        does="The company's system hangs up on every call.",
        expect="What was asked before is answered from the last good record and dated: “As of "
        "14:05”. After ten failures the breaker opens and nobody waits any more.",
        tap="hours",
        at="logistics",
        fault={"kind": "down"},
    ),
    Switch(
        id="logistics-slow",
        title="Logistics API slow",
        does="Every call takes six seconds; the worker waits for four.",
        expect="Step 18 turns red after 4 s and step 19 takes over with the dated record. One "
        "slow system never holds up the other drivers.",
        tap="hours",
        at="logistics",
        fault={"kind": "slow", "seconds": 6},
    ),
    Switch(
        id="model-down",
        title="Model down",
        does="OpenRouter answers 503 for every model.",
        expect="Buttons, menu words and exact phrases still work. A free question is tried again "
        "for a minute, then gets one honest reply with “Ask again”.",
        tap="free",
        at="openrouter",
        fault={"kind": "unavailable"},
    ),
    Switch(
        id="meta-throttling",
        title="Meta throttles",
        does="Every send is refused with 130429, too many messages.",
        expect="Answers wait in PostgreSQL at step 24 and leave in order, once each, when the "
        "switch goes off.",
        tap="next",
        at="meta",
        fault={"mode": "throttled"},
    ),
    Switch(
        id="guardrails-down",
        title="Guardrails down",
        does="The guardrails service is stopped and stays down.",
        expect="Steps 14 and 23 have no verdict: only templates from the driver's own record go "
        "out, marked degraded. Free text waits for better times.",
        tap="next",
        at="control",
        on="/processes/guardrails/hold",
        off="/processes/guardrails/release",
    ),
    Switch(
        id="broker-pause",
        title="Broker paused",
        does="RabbitMQ is frozen (SIGSTOP): connections stay, nothing answers.",
        expect="Meta still gets its 200: the row is in PostgreSQL. After the pause a sweeper "
        "rings for what was missed, and every question is answered once.",
        tap="next",
        at="control",
        on="/servers/rabbitmq/pause",
        off="/servers/rabbitmq/resume",
    ),
    Switch(
        id="worker-kill",
        title="Kill the worker",
        does="SIGKILL in the middle of whatever it does, as a lost node would.",
        expect="The conversation's lease becomes free, the restarted worker takes it over, and "
        "exactly one answer arrives.",
        tap="free",
        at="control",
        on="/processes/worker/kill",
    ),
)

BY_ID: Final = {switch.id: switch for switch in SWITCHES}

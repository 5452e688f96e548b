"""What the nastiest texts and the largest records cost: CPU time over size, per family."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from hostile_texts import FAMILIES

from driver_assistant.contracts.guardrails import Caller, InputRequest, OutputRequest
from driver_assistant.guardrails import checks
from driver_assistant.guardrails.canonical import Canonical
from driver_assistant.guardrails.check import Check, Subject
from driver_assistant.guardrails.evaluate import chain_of
from driver_assistant.guardrails.policy import Policy, load_floor
from driver_assistant.guardrails.warm import preload_output
from driver_assistant.runtime.plugins import discover

SIZES: Final = (4_096, 16_384, 65_536)  # characters
TIMES: Final = 3  # the least of them: whatever else runs only adds
MOST: Final = 20.0  # times the cost for 16 times the text
_LONG_S: Final = 0.2  # what takes that long is measured well enough
FLOOR_S: Final = 0.002  # below, the clock and the caches decide
_CALLER: Final = Caller(driver_id="drv_1", company_id="acme", own_ids=("LD-48213",))
_NOW: Final = datetime(2026, 10, 27, 9, tzinfo=UTC)
_ANSWER: Final = "Your next stop is Lidl 3 at 14:00, then Lidl 4; call +48 601 202 303 (LD-48213)."


def section() -> Sequence[str]:
    """A table: milliseconds of CPU per family at each size, for messages and for answers."""
    policy = Policy(load_floor())
    preload_output(policy)
    found = discover(checks, Check)
    listening, speaking = chain_of(found, "input"), chain_of(found, "output")
    lines = [
        "CPU milliseconds of all checks together, the least of three runs, `size` not stopping",
        "anything (served, a message over 4,096 characters or a note over 16,384 costs nothing:",
        f"`size` refuses it). Bar: at most {MOST:.0f} times the cost for 16 times the text.",
        "",
        "| text | message 4 KB | 16 KB | 64 KB | growth | answer 4 KB | 16 KB | 64 KB | growth |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    steep = []
    for name, text in FAMILIES.items():
        heard = [_least(listening, _message(text(size)), policy) for size in SIZES]
        said = [_least(speaking, _answer(text(size), {}), policy) for size in SIZES]
        lines.append(f"| {name} | {_cells(heard)} | {_cells(said)} |")
        steep += [name for each in (heard, said) if _growth(each) > MOST]
    records = [
        _least(speaking, lambda size=size: _answer(_ANSWER, _record(size))(), policy)
        for size in SIZES
    ]
    lines.append(
        f"| a record of that size behind an honest answer | – | – | – | – | {_cells(records)} |"
    )
    steep += ["record"] if _growth(records) > MOST else []
    verdict = (
        f"Steeper than the bar: {', '.join(steep)} ✗" if steep else "None is steeper than the bar."
    )
    return [*lines, "", verdict]


def _message(text: str) -> Callable[[], InputRequest]:
    return lambda: InputRequest(text=text, source="transcript", caller=_CALLER)


def _answer(text: str, record: Any) -> Callable[[], OutputRequest]:
    return lambda: OutputRequest(
        text=text, evidence=record, now=_NOW, language="en", question="next?", caller=_CALLER
    )


def _record(size: int) -> dict[str, Any]:
    """Stops of about 170 bytes; no two records are the same, so none is read from memory."""
    return {
        "asOf": f"2026-10-27T08:00:00.{time.perf_counter_ns() % 1_000_000:06d}Z",
        "stops": [
            {
                "id": f"stp_{at}",
                "sequence": at,
                "state": "scheduled",
                "location": {"name": f"Lidl {at}", "city": "Hamburg"},
                "windows": [{"start": f"2026-10-27T{at % 24:02d}:00:00Z"}],
            }
            for at in range(size // 170)
        ],
    }


def _least(
    chain: Sequence[Check], request: Callable[[], InputRequest | OutputRequest], policy: Policy
) -> float:
    taken: list[float] = []
    while len(taken) < TIMES and sum(taken) < _LONG_S:
        asked = request()
        before = time.thread_time()
        subject = Subject(request=asked, canonical=Canonical(asked.text), policy=policy)
        for check in chain:
            check.run(subject)
        taken.append(time.thread_time() - before)
    return min(taken)


def _growth(seconds: Sequence[float]) -> float:
    return seconds[-1] / max(seconds[0], FLOOR_S)


def _cells(seconds: Sequence[float]) -> str:
    shown = " | ".join(f"{each * 1000:.1f}" for each in seconds)
    return f"{shown} | {_growth(seconds):.1f}× {'✗' if _growth(seconds) > MOST else ''}".rstrip()

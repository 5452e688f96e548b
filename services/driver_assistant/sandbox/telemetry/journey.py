"""One message's way through the 26 steps, put together from spans.

The phone page asks for it; pure, so that tests can hand it any spans. What can't be known from
spans (what the driver wrote, what a bubble says) is not in here: findings are offsets.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from driver_assistant.sandbox.telemetry.attempts import Attempt, attempts_at
from driver_assistant.sandbox.telemetry.spans import Span
from driver_assistant.sandbox.telemetry.steps import ORDER

Json = dict[str, Any]

_MS: Final = 1e6
_FIRST_OF_WORKER: Final = 11
_INSIDE_11: Final = frozenset(range(12, 24))  # the spans of these steps nest in it
_NOT_FACTS: Final = frozenset(
    {"step", "outcome", "message_id", "message_ids", "wamid_digests", "reports"}
)


def journey_of(messages: Sequence[str], spans: Sequence[Span], *, sent_at: float) -> Json:
    """The journey of the message with our ids `messages`, as the page shows it.

    Args:
        messages: our ids of the message; several when Meta delivered it more than once.
        spans: of the traces that name them.
        sent_at: when the driver sent it, Unix seconds.

    Returns:
        `{state, total_ms, tries, steps, verdicts, findings, model, record, rows, parts}`; times in
        milliseconds after `sent_at`. A step's `spans` are its stretches, `[start, end]` each.
    """
    ids = set(messages)
    tries = attempts_at(ids, spans)
    leads = ids | {one.lead for one in tries if one.lead}
    came_in = {span.trace for span in spans if span.step == 7 and set(span.message_ids) & ids}
    received = [s for s in spans if s.process == "webhook" and _is_about(s, ids, came_in)]
    sent = [span for span in spans if span.step == 24 and set(span.message_ids) & leads]
    reports = [span for span in spans if span.step == 25 and _parts(span, leads)]
    answer = tries[-1].spans if tries else ()
    zero_ns = int(sent_at * 1e9)
    steps = _steps([*received, *answer, *sent, *reports], zero_ns)
    steps |= _between(steps, zero_ns, tries)
    _claim_only(steps)
    state = _state(tries, received, sent)
    return {
        "state": state,
        "total_ms": _total_ms(state, sent, tries, zero_ns),
        "tries": [_try(one, zero_ns, is_last=one is tries[-1]) for one in tries],
        "steps": _in_order(steps, state),
        "verdicts": _notes(answer, "verdict"),
        "findings": _notes(answer, "finding"),
        "model": [note for one in tries for note in _notes(one.spans, "model.called")],
        "record": next(iter(_notes(answer, "record.read")), None),
        "rows": _rows(received, answer, tries, sent, reports),
        "parts": _reported(reports, leads),
    }


def _is_about(span: Span, ids: set[str], came_in: set[str]) -> bool:
    """Whether a span of the webhook belongs to this message's reception.

    Steps 6 and 9 are done for a whole flush, in the trace of whoever was first: they name their
    messages. Steps 4, 5 and 8 belong to the request in which the message came: traces `came_in`.
    """
    if span.message_ids:
        return bool(set(span.message_ids) & ids)
    return span.step in {4, 5, 8} and span.trace in came_in


def _parts(span: Span, leads: set[str]) -> list[str]:
    return [report for report in span.texts("reports") if report.partition(".")[0] in leads]


def _steps(spans: Iterable[Span], zero_ns: int) -> dict[int, Json]:
    steps: dict[int, Json] = {}
    for span in spans:
        if not span.step:
            continue
        start, end = (span.start_ns - zero_ns) / _MS, (span.end_ns - zero_ns) / _MS
        outcome = str(span.facts.get("outcome", "ok"))
        facts = {name: value for name, value in span.facts.items() if name not in _NOT_FACTS}
        it = steps.setdefault(
            span.step,
            {
                "state": "done",
                "start_ms": start,
                "ms": 0.0,
                "times": 0,
                "facts": facts,
                "spans": [],
            },
        )
        it["spans"].append([start, end])
        it["start_ms"] = min(it["start_ms"], start)
        it["end_ms"] = max(it.get("end_ms", end), end)
        it["ms"] += end - start
        it["times"] += 1
        if outcome != "ok":
            it |= {"state": "error", "outcome": outcome}
    return steps


def _between(steps: dict[int, Json], zero_ns: int, tries: list[Attempt]) -> dict[int, Json]:
    """What has no span of its own: Meta's part, the queue, and the telemetry itself."""
    found: dict[int, Json] = {1: _gap(0.0, 0.0)}
    received = [steps[number]["start_ms"] for number in (8, 4) if number in steps]
    if received:
        found[2] = _gap(0.0, min(received))
        found[3] = _gap(min(received), min(received), state="outside")
    rung = steps.get(9) or steps.get(7)
    if rung and tries:
        pulled_ms = (tries[0].start_ns - zero_ns) / _MS
        found[10] = _gap(rung["end_ms"], max(rung["end_ms"], pulled_ms))
    if 24 in steps:
        found[26] = _gap(steps[24]["end_ms"], steps[24]["end_ms"])
    return found


def _claim_only(steps: dict[int, Json]) -> None:
    """The span of step 11 holds all that the worker does; the step itself ends where they begin."""
    pulled = steps.get(_FIRST_OF_WORKER)
    inside = [
        start
        for number, step in steps.items()
        if step["state"] != "outside" and number in _INSIDE_11
        for start, _ in step["spans"]
    ]
    if pulled and inside:
        pulled["end_ms"] = max(pulled["start_ms"], min(inside))
        pulled["ms"] = pulled["end_ms"] - pulled["start_ms"]
        pulled["spans"] = [[pulled["start_ms"], pulled["end_ms"]]]


def _gap(start_ms: float, end_ms: float, state: str = "done") -> Json:
    return {
        "state": state,
        "start_ms": start_ms,
        "end_ms": end_ms,
        "ms": max(0.0, end_ms - start_ms),
        "times": 1,
        "facts": {},
        "spans": [[start_ms, end_ms]],
    }


def _in_order(steps: dict[int, Json], state: str) -> list[Json]:
    """All 26: done, error, outside, skipped (a later one is done), running (next) or waiting."""
    begun = [ORDER.index(number) for number in steps if number != 26]
    last = max(begun, default=-1)
    over = state in {"answered", "silent"}
    found = []
    for place, number in enumerate(ORDER):
        if number in steps:
            found.append({"number": number, **steps[number]})
            continue
        if number == _FIRST_OF_WORKER and last > place and not over:
            kind = "running"  # its own span comes when all inside it is done
        elif place < last:
            kind = "skipped"
        elif place == last + 1 and not over:
            kind = "running"
        else:
            kind = "waiting"
        found.append({"number": number, "state": kind, "facts": {}})
    return found


def _state(tries: list[Attempt], received: list[Span], sent: list[Span]) -> str:
    """received, answering, postponed, silent, delivering or answered."""
    stored = next((s for one in reversed(tries) for s in one.spans if s.step == 22), None)
    if stored is not None:
        wanted = int(stored.facts.get("parts", 0))
        gone = {s.facts.get("part") for s in sent if s.facts.get("outcome", "ok") == "ok"}
        if wanted == 0:
            return "silent"
        return "answered" if len(gone) >= wanted else "delivering"
    if sent:  # the worker was killed between its commit and its spans' way here
        return "answered"
    if tries:
        return "answering" if tries[-1].whole is None else "postponed"
    return "received" if received else "sent"


def _total_ms(state: str, sent: list[Span], tries: list[Attempt], zero_ns: int) -> float | None:
    ends = [span.end_ns for span in sent] or [s.end_ns for one in tries for s in one.spans]
    if state not in {"answered", "silent"} or not ends:
        return None
    return (max(ends) - zero_ns) / _MS


def _try(attempt: Attempt, zero_ns: int, *, is_last: bool) -> Json:
    """One worker's try; `lost` when its process died in the middle."""
    whole = attempt.whole
    outcome = str(whole.facts.get("outcome", "ok")) if whole else ""
    return {
        "instance": attempt.spans[0].instance,
        "start_ms": (attempt.start_ns - zero_ns) / _MS,
        "end_ms": (whole.end_ns - zero_ns) / _MS if whole else None,
        "number": whole.facts.get("attempt") if whole else None,
        "lost": whole is None and not is_last,
        "outcome": outcome,
        "steps": sorted({span.step for span in attempt.spans if span.step}, key=ORDER.index),
    }


def _notes(spans: Iterable[Span], name: str) -> list[Json]:
    return [
        {"step": span.step, **note.facts}
        for span in spans
        for note in span.notes
        if note.name == name
    ]


def _rows(
    received: list[Span],
    answer: Sequence[Span],
    tries: list[Attempt],
    sent: list[Span],
    reports: list[Span],
) -> dict[str, int]:
    """Rows written for this message, by table, as far as its spans tell."""
    stored = [span for span in answer if span.step == 22]
    calls = sum(len(_notes(one.spans, "model.called")) for one in tries)
    counted = {
        "messages": 1 if any(span.step in {6, 7} for span in received) else 0,
        "turns": len(stored),
        "responses": sum(int(span.facts.get("parts", 0)) for span in stored),
        "model_calls": calls,
        "changes": sum(int(span.facts.get("changes", 0)) for span in stored),
        "send attempts": len(sent),
        "status updates": len(reports),
    }
    return {table: count for table, count in counted.items() if count}


def _reported(reports: list[Span], leads: set[str]) -> dict[str, list[str]]:
    """What Meta said of each part, in the order in which it was recorded."""
    said: dict[str, list[str]] = {}
    for span in reports:
        for report in _parts(span, leads):
            _, part, status = report.split(".", 2)
            if status not in said.setdefault(part, []):
                said[part].append(status)
    return said

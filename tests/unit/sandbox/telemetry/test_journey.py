"""A journey is what its spans say: steps, tries, findings, rows, and nothing that isn't there."""

from __future__ import annotations

from itertools import count
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from driver_assistant.sandbox.telemetry.journey import journey_of
from driver_assistant.sandbox.telemetry.spans import Note, Span
from driver_assistant.sandbox.telemetry.steps import ORDER, PHASES, STEPS

ZERO_S = 1_700_000_000.0
MESSAGE = "0190-a"
_ids = count(1)


def span(
    step: int,
    start_ms: float,
    ms: float = 1.0,
    *,
    parent: str = "",
    trace: str = "t1",
    process: str = "worker",
    notes: tuple[Note, ...] = (),
    **facts: Any,
) -> Span:
    start_ns = int(ZERO_S * 1e9 + start_ms * 1e6)
    return Span(
        trace=trace,
        id=f"s{next(_ids)}",
        parent=parent,
        process=process,
        start_ns=start_ns,
        end_ns=start_ns + int(ms * 1e6),
        facts={"step": step, "outcome": "ok", **facts},
        notes=notes,
    )


def reception(message: str = MESSAGE, trace: str = "t1") -> list[Span]:
    return [
        span(8, 5, 20, trace=trace, process="webhook"),
        span(4, 6, trace=trace, process="webhook"),
        span(5, 7, trace=trace, process="webhook"),
        span(7, 8, 10, trace=trace, process="webhook", message_ids=[message]),
        span(6, 9, 4, trace=trace, process="webhook", message_ids=[message]),
        span(9, 14, 3, trace=trace, process="webhook", message_ids=[message]),
    ]


def answer(
    start_ms: float, *, attempt: int = 1, parts: int = 1, message: str = MESSAGE
) -> list[Span]:
    whole = span(11, start_ms, 100, message_id=message, message_ids=[message], attempt=attempt)
    return [
        whole,
        span(13, start_ms + 1, parent=whole.id),
        span(14, start_ms + 2, parent=whole.id, decision="allow"),
        span(16, start_ms + 5, 40, parent=whole.id, by="model"),
        span(22, start_ms + 60, 9, parent=whole.id, parts=parts, changes=0, purpose="answer"),
        span(21, start_ms + 70, parent=whole.id),
    ]


def sent(start_ms: float, part: int = 0, message: str = MESSAGE) -> Span:
    return span(24, start_ms, 30, process="delivery", message_id=message, part=part)


def journey(spans: list[Span], *messages: str) -> dict[str, Any]:
    return journey_of(messages or (MESSAGE,), spans, sent_at=ZERO_S)


def states(found: dict[str, Any]) -> dict[int, str]:
    return {step["number"]: step["state"] for step in found["steps"]}


def test_all_26_steps_are_there_whatever_came() -> None:
    assert [step["number"] for step in journey([])["steps"]] == list(ORDER)
    assert sorted(ORDER) == list(range(1, 27))
    assert {step.phase for step in STEPS.values()} == set(range(1, len(PHASES) + 1))


def test_an_answered_message_has_its_way_and_its_time() -> None:
    found = journey([*reception(), *answer(30), sent(150)])
    by_step = states(found)

    assert found["state"] == "answered"
    assert round(found["total_ms"]) == 180
    assert by_step[7] == by_step[16] == by_step[24] == by_step[26] == "done"
    assert by_step[17] == by_step[19] == "skipped"
    assert by_step[3] == "outside"


def test_the_queue_is_the_time_between_the_ring_and_the_first_pull() -> None:
    found = journey([*reception(), *answer(30), sent(150)])
    queued = next(step for step in found["steps"] if step["number"] == 10)

    assert round(queued["ms"]) == 30 - 17


def test_pulling_ends_where_the_workers_other_steps_begin() -> None:
    found = journey([*reception(), *answer(30), sent(150)])
    pulled = next(step for step in found["steps"] if step["number"] == 11)

    assert (round(pulled["start_ms"]), round(pulled["ms"])) == (30, 1)


def test_a_step_done_twice_shows_both_stretches() -> None:
    whole, *inside = answer(30)
    again = span(14, 80, 5, parent=whole.id)
    found = journey([*reception(), whole, *inside, again, sent(150)])
    guarded = next(step for step in found["steps"] if step["number"] == 14)

    assert [[round(ms) for ms in stretch] for stretch in guarded["spans"]] == [[32, 33], [80, 85]]
    assert round(guarded["ms"]) == 6


def test_a_message_under_way_shows_what_runs_now() -> None:
    whole = "not-ended-yet"
    running = [span(13, 40, parent=whole), span(14, 42, parent=whole)]
    found = journey([*reception(), *running])
    by_step = states(found)

    assert found["state"] == "answering"
    assert by_step[11] == by_step[12] == "running"
    assert by_step[22] == "waiting"


def test_a_try_killed_inside_a_step_is_one_lost_try() -> None:
    asking = "killed-while-asking"  # its span of step 16, which held that of step 15
    lost = [span(13, 40, parent="killed"), span(15, 44, parent=asking)]
    found = journey([*reception(), *lost, *answer(15_000, attempt=2), sent(15_200)])

    assert [one["lost"] for one in found["tries"]] == [True, False]
    assert found["tries"][0]["steps"] == [13, 15]


def test_a_killed_workers_try_is_lost_and_the_next_one_counts() -> None:
    lost = [span(13, 40, parent="killed"), span(14, 42, parent="killed")]
    found = journey([*reception(), *lost, *answer(15_000, attempt=2), sent(15_200)])

    assert [one["lost"] for one in found["tries"]] == [True, False]
    assert found["state"] == "answered"


def test_a_try_that_failed_waits_for_the_next() -> None:
    whole = span(11, 30, 20, message_id=MESSAGE, message_ids=[MESSAGE], attempt=1)
    silent = span(18, 33, 4_000, parent=whole.id, outcome="logistics_timeout")
    found = journey([*reception(), whole, silent])
    failed = next(step for step in found["steps"] if step["number"] == 18)

    assert found["state"] == "postponed"
    assert (failed["state"], failed["outcome"]) == ("error", "logistics_timeout")


def test_another_message_of_the_same_payload_is_another_journey() -> None:
    other = "0190-b"
    payload = [
        span(8, 5, 20, process="webhook"),
        span(7, 8, 10, process="webhook", message_ids=[MESSAGE, other]),
    ]
    found = journey([*payload, *answer(30), *answer(40, message=other), sent(150)])

    assert len(found["tries"]) == 1
    assert journey([*payload, *answer(40, message=other)])["tries"] == []


def test_a_fragment_is_answered_with_its_lead() -> None:
    whole = span(11, 30, 100, message_id="lead", message_ids=["lead", MESSAGE], attempt=1)
    stored = span(22, 90, parent=whole.id, parts=1)
    found = journey([*reception(), whole, stored, sent(150, message="lead")])

    assert found["state"] == "answered"


def test_an_answer_of_two_parts_is_answered_after_the_second() -> None:
    half = [*reception(), *answer(30, parts=2), sent(150)]

    assert journey(half)["state"] == "delivering"
    assert journey([*half, sent(190, part=1)])["state"] == "answered"


def test_what_needs_no_answer_is_over_without_one() -> None:
    assert journey([*reception(), *answer(30, parts=0)])["state"] == "silent"


def test_findings_model_calls_and_rows_are_told() -> None:
    finding = Note(name="finding", facts={"rule_id": "injection.x", "starts": [0], "ends": [6]})
    call = Note(name="model.called", facts={"model": "m", "cost_usd": "0.002"})
    whole = span(11, 30, 100, message_id=MESSAGE, message_ids=[MESSAGE], attempt=1)
    spans = [
        whole,
        span(14, 32, parent=whole.id, notes=(finding,)),
        span(16, 35, parent=whole.id, notes=(call,)),
        span(22, 90, parent=whole.id, parts=2, changes=1),
        span(25, 400, process="webhook", trace="t2", reports=[f"{MESSAGE}.0.sent", "x.0.sent"]),
    ]
    found = journey([*reception(), *spans, sent(150), sent(160, part=1)])

    assert found["findings"] == [{"step": 14, **finding.facts}]
    assert found["model"] == [{"step": 16, **call.facts}]
    assert found["rows"] == {
        "messages": 1,
        "turns": 1,
        "responses": 2,
        "model_calls": 1,
        "changes": 1,
        "send attempts": 2,
        "status updates": 1,
    }
    assert found["parts"] == {"0": ["sent"]}


@settings(deadline=None)  # a busy machine is no fault of the journey
@given(
    st.lists(
        st.tuples(
            st.integers(0, 27),
            st.floats(0, 60_000),
            st.sampled_from(["webhook", "worker", "delivery", "guardrails"]),
            st.sampled_from(["", "a", "b"]),
        ),
        max_size=30,
    )
)
def test_no_mixture_of_spans_breaks_it(mixture: list[tuple[int, float, str, str]]) -> None:
    spans = [
        span(step, start_ms, process=process, parent=parent, message_ids=[MESSAGE])
        for step, start_ms, process, parent in mixture
    ]

    assert len(journey(spans)["steps"]) == 26

"""Spans are kept in bounded memory, and who watches hears of the right messages."""

from __future__ import annotations

from typing import Any

from driver_assistant.sandbox.telemetry.keeper import SpanKeeper
from driver_assistant.sandbox.telemetry.spans import Span


def span(trace: str, number: int = 0, **facts: Any) -> Span:
    return Span(
        trace=trace,
        id=f"{trace}.{number}",
        parent="",
        process="webhook",
        start_ns=number,
        end_ns=number + 1,
        facts=facts,
    )


def test_the_oldest_trace_goes_first_and_leaves_nothing() -> None:
    keeper = SpanKeeper(most_traces=2)
    for trace in ("a", "b", "c"):
        keeper.add([span(trace, message_ids=[f"m{trace}"], wamid_digests=[f"d{trace}"])])

    assert len(keeper) == 2
    assert keeper.messages_of("da") == ()
    assert keeper.spans_about(["ma"]) == []
    assert keeper.messages_of("dc") == ("mc",)


def test_a_trace_without_end_is_cut() -> None:
    keeper = SpanKeeper(most_spans=3)
    keeper.add([span("a", number, message_id="m") for number in range(10)])

    assert len(keeper.spans_about(["m"])) == 3
    assert keeper.dropped == 7


def test_all_traces_together_are_bounded() -> None:
    keeper = SpanKeeper(most_kept=4)
    for trace in ("a", "b", "c"):
        keeper.add([span(trace, number, message_id=f"m{trace}") for number in range(2)])

    assert keeper.spans_about(["ma"]) == []
    assert len(keeper.spans_about(["mb", "mc"])) == 4


def test_a_payload_of_a_hundred_messages_is_kept_whole() -> None:
    keeper = SpanKeeper()
    keeper.add([span("a", number, message_id=f"m{number % 100}") for number in range(4_000)])

    assert keeper.dropped == 0


def test_a_message_that_came_twice_has_both_ids() -> None:
    keeper = SpanKeeper()
    keeper.add([span("a", message_ids=["m1"], wamid_digests=["d"])])
    keeper.add([span("b", message_ids=["m2"], wamid_digests=["d"])])

    assert keeper.messages_of("d") == ("m1", "m2")


def test_who_watches_hears_of_the_messages_of_a_trace() -> None:
    keeper = SpanKeeper()
    keeper.add([span("a", message_ids=["m"])])
    with keeper.watching() as watch:
        keeper.add([span("a", 1), span("b", reports=["other.0.sent"])])
        heard = watch.seen()

    assert heard == {"m", "other"}
    assert watch.seen() == set()


def test_facts_of_a_wrong_kind_are_left_alone() -> None:
    keeper = SpanKeeper()
    keeper.add([span("a", parts=2, reports=3, message_ids="m", wamid_digests=None, step="x")])

    assert keeper.received == 1

"""Which messages are answered together: fragments of one thought, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driver_assistant.contracts.messages import Choice, Media, StoredMessage, Text
from driver_assistant.runtime.ids import new_id
from driver_assistant.store.conversations import Waiting
from driver_assistant.worker.turns import Turn, Wait, next_turn

NOW = datetime(2026, 10, 27, 9, 40, tzinfo=UTC)
PATIENCE = timedelta(seconds=1.5)


def said(body: str, *, ago_s: float = 10.0, **changes: Any) -> Waiting:
    content = changes.pop("content", Text(body=body))
    fields: dict[str, Any] = {
        "id": new_id(),
        "wamid": f"wamid.{new_id().hex}",
        "kind": content.type,
        "high": False,
        "emergency": None,
        "content": StoredMessage(content=content).model_dump_json().encode(),
        "sent_at": NOW - timedelta(seconds=ago_s),
        "received_at": NOW - timedelta(seconds=ago_s),
        "attempts": 0,
        "due": True,
        "traceparent": "",
    }
    return Waiting(**(fields | changes))


def turn_of(*waiting: Waiting) -> Turn | Wait | None:
    return next_turn(waiting, NOW, PATIENCE)


def words(turn: Turn | Wait | None) -> str:
    assert isinstance(turn, Turn)
    assert isinstance(turn.content, Text)
    return turn.content.body


def test_nothing_waiting_is_no_turn() -> None:
    assert turn_of() is None


def test_fragments_of_one_thought_are_one_turn() -> None:
    turn = turn_of(said("hi", ago_s=5), said("where", ago_s=4), said("is my next stop", ago_s=3))

    assert words(turn) == "hi where is my next stop"


def test_a_greeting_and_the_question_after_it_are_one_turn() -> None:
    turn = turn_of(said("hola", ago_s=3), said("¿Dónde está mi próxima parada?", ago_s=2))

    assert words(turn) == "hola ¿Dónde está mi próxima parada?"


def test_complete_questions_stay_turns_of_their_own() -> None:
    first = said("where is my next stop?", ago_s=3)

    turn = turn_of(first, said("how long may I drive?", ago_s=2))

    assert isinstance(turn, Turn)
    assert turn.messages == (first,)


def test_a_complete_question_never_waits() -> None:
    assert isinstance(turn_of(said("where do I have to go next?", ago_s=0)), Turn)


@pytest.mark.parametrize("phrase", ["next stop", "ruta", "Pomoc", "menu"])
def test_a_short_request_that_is_whole_never_waits(phrase: str) -> None:
    assert isinstance(turn_of(said(phrase, ago_s=0)), Turn)


def test_a_lone_greeting_waits_a_moment_for_its_rest_and_no_longer() -> None:
    fresh = turn_of(said("hello", ago_s=0.5))
    waited = turn_of(said("hello", ago_s=1.6))

    assert isinstance(fresh, Wait)
    assert fresh.seconds == pytest.approx(1.0)
    assert isinstance(waited, Turn)


def test_a_button_is_never_merged() -> None:
    press = said("", content=Choice(payload="act:1:yes"), high=True, ago_s=1)

    turn = turn_of(press, said("hi", ago_s=5))

    assert isinstance(turn, Turn)
    assert turn.messages == (press,)


def test_a_photo_ends_a_thought() -> None:
    photo = said("", content=Media(kind="image", media_id="m"), ago_s=3)

    turn = turn_of(said("hi", ago_s=4), photo)

    assert words(turn) == "hi"


def test_an_emergency_passes_a_head_that_waits_for_its_retry() -> None:
    head = said("where is my next stop?", ago_s=30, due=False)
    alarm = said("accident!", ago_s=1, high=True, emergency="accident")

    turn = turn_of(alarm, head)

    assert isinstance(turn, Turn)
    assert turn.emergency == "accident"


def test_a_head_that_waits_for_its_retry_holds_normal_messages_back() -> None:
    assert turn_of(said("a whole question?", due=False), said("another question?")) is None


def test_words_of_another_time_are_another_thought() -> None:
    first = said("hi", ago_s=60)

    turn = turn_of(first, said("where", ago_s=2))

    assert isinstance(turn, Turn)
    assert turn.messages == (first,)


TEXTS = st.sampled_from(
    ["hi", "where", "is my next stop", "next stop", "how long may I drive?", "ok", "¿y?", "hola 👋"]
)


@given(st.lists(st.tuples(TEXTS, st.floats(0, 30)), min_size=1, max_size=12), st.booleans())
def test_a_turn_is_always_a_beginning_of_what_waits(
    messages: list[tuple[str, float]], retried: bool
) -> None:
    ordered = sorted(messages, key=lambda item: -item[1])
    waiting = [said(text, ago_s=ago, attempts=int(retried)) for text, ago in ordered]

    turn = turn_of(*waiting)

    if isinstance(turn, Turn):
        assert turn.messages == tuple(waiting[: len(turn.messages)])
    else:
        assert isinstance(turn, Wait)
        assert 0 < turn.seconds <= PATIENCE.total_seconds()

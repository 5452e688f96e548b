"""When a call is tried again, with what, and after how long."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from driver_assistant.worker.model import errors
from driver_assistant.worker.model.attempts import Attempts, Roster, Step
from driver_assistant.worker.model.errors import ModelFailure

KINDS = [
    errors.InvalidModelRequest, errors.KeyRejected, errors.ModelUnavailable,
    errors.ProviderFailed, errors.UpstreamLimited, errors.AccountLimited, errors.ModelTimedOut,
    errors.ConnectionLost, errors.EmptyAnswer, errors.BadArguments, errors.OutOfTime,
]  # fmt: skip


def attempts(*models: str, maximum: int = 3, longest_wait_s: float = 2.0) -> Attempts:
    return Attempts(
        [(model,) for model in models],
        maximum=maximum,
        longest_wait_s=longest_wait_s,
        jitter=lambda: 0.0,
    )


def test_a_provider_that_fails_is_left_at_once() -> None:
    assert Step(("b",), 0.0) == attempts("a", "b").after(errors.ProviderFailed(""), 10)


def test_without_another_model_the_same_one_is_asked_after_growing_pauses() -> None:
    tries = attempts("a")

    steps = [tries.after(errors.ProviderFailed(""), 10) for _ in range(3)]

    assert [Step(("a",), 0.25), Step(("a",), 0.5), None] == steps


def test_a_timeout_is_tried_once_more() -> None:
    tries = attempts("a", "b", maximum=5)

    steps = [tries.after(errors.ModelTimedOut(""), 10) for _ in range(2)]

    assert [Step(("a",), 0.0), None] == steps


def test_a_wait_that_does_not_fit_the_deadline_is_not_begun() -> None:
    failure = errors.AccountLimited("")
    failure.retry_after = timedelta(seconds=1)

    assert attempts("a").after(failure, remaining_s=1.1) is None
    assert Step(("a",), 1.0) == attempts("a").after(failure, remaining_s=5)


def test_a_model_that_is_not_there_is_never_asked_twice() -> None:
    tries = attempts("a", "b")

    steps = [tries.after(errors.ModelUnavailable(""), 10) for _ in range(2)]

    assert [Step(("b",), 0.0), None] == steps


@given(
    st.lists(st.sampled_from(KINDS), max_size=12),
    st.integers(1, 5),
    st.integers(1, 4),
    st.floats(0, 20),
)
def test_attempts_are_bounded_and_never_outlast_the_deadline(
    kinds: list[type[ModelFailure]], maximum: int, models: int, remaining_s: float
) -> None:
    tries = attempts(*(f"m{number}" for number in range(models)), maximum=maximum)
    made = 1
    for kind in kinds:
        step = tries.after(kind(""), remaining_s)
        if step is None:
            break
        made += 1
        assert step.wait_s <= remaining_s

    assert made <= maximum


def test_a_missing_model_comes_back_after_ten_minutes() -> None:
    now = 0.0
    roster = Roster(("a", "b"), clock=lambda: now)
    roster.missing("a")

    soon = roster.present()
    now = 601.0

    assert soon == ("b",)
    assert roster.present() == ("a", "b")


def test_when_every_model_is_missing_all_are_asked_again() -> None:
    roster = Roster(("a", "b"))
    roster.missing("a")
    roster.missing("b")

    assert roster.present() == ("a", "b")

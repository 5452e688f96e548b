"""The stand-in's parts: tokens, prompt cache, faults, ledger, latency, wrong answers."""

from __future__ import annotations

import statistics
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from driver_assistant.sandbox.openrouter.answers import UNKNOWN_TOOL, Answer, cut_to, spoiled
from driver_assistant.sandbox.openrouter.answers import call as tool_call
from driver_assistant.sandbox.openrouter.faults import Fault, FaultPlan
from driver_assistant.sandbox.openrouter.latency import Latency
from driver_assistant.sandbox.openrouter.ledger import Call, Ledger
from driver_assistant.sandbox.openrouter.prompt_cache import PromptCache
from driver_assistant.sandbox.openrouter.settings import OpenRouterSettings
from driver_assistant.sandbox.openrouter.tokens import tokenize

# --- tokens ----------------------------------------------------------------------


@given(st.text())
def test_tokens_joined_are_the_text(text: str) -> None:
    assert text == "".join(tokenize(text))


def test_english_costs_about_four_tokens_for_three_words() -> None:
    prose = "The driver has arrived at the customer and is waiting for a free dock to unload " * 10

    assert 1.0 <= len(tokenize(prose)) / len(prose.split()) <= 1.6


# --- prompt cache ------------------------------------------------------------------

LONG = tuple(str(number) for number in range(2_000))


def test_a_prefix_seen_before_is_cached_in_steps_of_128() -> None:
    cache = PromptCache(ttl_s=600)

    first = cache.cached_tokens("m", "p", LONG[:1_500])
    second = cache.cached_tokens("m", "p", (*LONG[:1_450], "other"))

    assert (first, second) == (0, 1_408)


def test_another_model_or_provider_has_a_cache_of_its_own() -> None:
    cache = PromptCache(ttl_s=600)
    cache.cached_tokens("m", "p", LONG)

    assert [cache.cached_tokens("n", "p", LONG), cache.cached_tokens("m", "q", LONG)] == [0, 0]


def test_less_than_1024_tokens_are_never_cached() -> None:
    cache = PromptCache(ttl_s=600)

    assert [cache.cached_tokens("m", "p", LONG[:1_023]) for _ in range(2)] == [0, 0]


def test_a_change_at_the_beginning_loses_everything() -> None:
    cache = PromptCache(ttl_s=600)
    cache.cached_tokens("m", "p", LONG)

    assert cache.cached_tokens("m", "p", ("changed", *LONG[1:])) == 0


def test_a_prefix_nobody_uses_expires_and_a_used_one_stays() -> None:
    now = 0.0
    cache = PromptCache(ttl_s=600, clock=lambda: now)
    cache.cached_tokens("m", "p", LONG)
    now = 500.0
    used = cache.cached_tokens("m", "p", LONG)
    now = 1_000.0
    still = cache.cached_tokens("m", "p", LONG)
    now = 1_601.0
    gone = cache.cached_tokens("m", "p", LONG)

    assert (used, still, gone) == (1_920, 1_920, 0)


# --- faults ------------------------------------------------------------------------


def test_a_fault_is_used_up_by_its_count() -> None:
    plan = FaultPlan(seed=1)
    plan.add(Fault(kind="bad_gateway", count=2))

    drawn = [plan.draw("upstream", "m") is not None for _ in range(3)]

    assert drawn == [True, True, False]
    assert plan.active() == ()


def test_a_fault_ends_with_its_time() -> None:
    now = 0.0
    plan = FaultPlan(seed=1, clock=lambda: now)
    plan.add(Fault(kind="bad_gateway", seconds=5))
    now = 5.1

    assert plan.draw("upstream", "m") is None


def test_a_fault_hits_its_models_and_stage_only() -> None:
    plan = FaultPlan(seed=1)
    plan.add(Fault(kind="bad_gateway", models=("a",)))

    assert plan.draw("upstream", "b") is None
    assert plan.draw("wire", "a") is None
    assert plan.draw("upstream", "a") is not None


def test_a_fault_nobody_knows_is_refused_with_the_list() -> None:
    with pytest.raises(ValidationError, match=r"known: .*bad_gateway"):
        Fault(kind="earthquake")


def test_faults_in_force_are_bounded() -> None:
    plan = FaultPlan(seed=1)
    for _ in range(100):
        plan.add(Fault(kind="hang"))

    with pytest.raises(ValueError, match="DELETE"):
        plan.add(Fault(kind="hang"))


# --- ledger ------------------------------------------------------------------------


def call(number: int, cost: Decimal) -> Call:
    return Call(
        id=f"gen-{number}", at=datetime.now(UTC), requested=("m",), model="m", provider="p",
        session=None, status=200, outcome="ok", cost=cost,
    )  # fmt: skip


@given(st.lists(st.decimals(0, 1, places=10), max_size=50))
def test_totals_are_exact_and_memory_is_bounded(costs: list[Decimal]) -> None:
    ledger = Ledger(entries=5)
    for number, cost in enumerate(costs):
        ledger.book(call(number, cost))

    shown = ledger.as_json(last=100)
    assert sum(costs, Decimal(0)) == Decimal(shown["total"]["cost"])
    assert min(5, len(costs)) == len(shown["calls"])


# --- latency ------------------------------------------------------------------------


def test_latency_has_its_median_and_its_95th_percentile() -> None:
    latency = Latency(400, 600, seed=3)

    drawn = sorted(latency.draw_ms() for _ in range(20_000))

    assert 390 < statistics.median(drawn) < 410
    assert 585 < drawn[19_000] < 615


def test_instant_is_instant() -> None:
    assert Latency(0, 600, seed=3).draw_ms() == 0.0


def test_a_percentile_below_the_median_is_refused() -> None:
    with pytest.raises(ValidationError, match="below latency_median_ms"):
        OpenRouterSettings(latency_median_ms=500, latency_p95_ms=400)


# --- wrong answers --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("wrong_tool", ["other"]),
        ("two_tool_calls", ["right", "other"]),
        ("unknown_tool", [UNKNOWN_TOOL]),
        ("broken_arguments", ["right"]),
    ],
)
def test_a_spoiled_answer_calls_what_it_should_not(kind: str, names: list[str]) -> None:
    right = Answer(calls=(tool_call("right", {}),), finish_reason="tool_calls")

    wrong = spoiled(right, kind, tool_call("other", {}))

    assert names == [call.name for call in wrong.calls]


def test_an_answer_ends_at_its_token_limit() -> None:
    said = Answer(content="one two three four")

    assert cut_to(said, 2) == Answer(content="one two", finish_reason="length")
    assert cut_to(said, None) == said

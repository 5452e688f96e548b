"""Every documented failure of OpenRouter, over real HTTP: its class, and how often we asked."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, NamedTuple, TypeVar

import pytest

from driver_assistant.contracts.errors import Permanent, Transient
from driver_assistant.worker.model import errors
from driver_assistant.worker.model.answers import PlainAnswer, ToolChoice
from driver_assistant.worker.model.client import ModelClient
from driver_assistant.worker.model.errors import ModelFailure
from driver_assistant.worker.model.prompt import Prompts
from driver_assistant.worker.model.settings import ModelSettings

T = TypeVar("T")
Choose = Callable[..., Awaitable[Any]]  # the fixture: (client, text, seconds) to an answer


async def test_a_tool_is_chosen_with_typed_arguments(client: ModelClient, choose: Choose) -> None:
    choice = await choose(client)

    assert isinstance(choice, ToolChoice)
    assert choice.name == "report_delay"
    assert choice.arguments.model_dump() == {"minutes": 40, "reason": "traffic"}
    assert choice.usage.model == "openai/gpt-5.1-mini"
    assert choice.usage.attempts == 1


async def test_a_parameter_nobody_mentioned_takes_its_default(
    client: ModelClient, choose: Choose
) -> None:
    choice = await choose(client, "show my route")

    assert isinstance(choice, ToolChoice)
    assert choice.arguments.model_dump() == {"day": "today"}


async def test_no_fitting_tool_is_a_plain_answer(client: ModelClient, choose: Choose) -> None:
    answer = await choose(client, "what is the capital of France")

    assert isinstance(answer, PlainAnswer)
    assert answer.out_of_scope


async def test_the_writer_is_the_larger_model(client: ModelClient, prompts: Prompts) -> None:
    messages = prompts.write(
        "what is the gate code?",
        record={"gateCode": "4711", "dock": 3, "contact": "Ewa"},
        language="en",
    )
    deadline = asyncio.get_running_loop().time() + 10

    written = await client.write(messages, session="c1", deadline=deadline)

    assert "4711" in written.text
    assert written.usage.model == "openai/gpt-5.1"


class Case(NamedTuple):
    """A lasting fault, and what a call makes of it: the failure and the number of requests.

    Two models stand by (three requests at most), so a failure that another model may heal
    asks three of them.
    """

    kind: str
    wish: dict[str, Any]
    failure: type[ModelFailure]
    requests: int


MATRIX = [
    Case("bad_request", {}, errors.InvalidModelRequest, 1),
    Case("context_length_exceeded", {}, errors.PromptTooLong, 1),
    Case("refusal", {}, errors.ContentRefused, 1),
    Case("unauthorized", {}, errors.KeyRejected, 1),
    Case("credits", {}, errors.CreditsExhausted, 1),
    Case("in_flight_budget", {}, errors.CreditsExhausted, 1),
    Case("in_flight_budget", {"retry_after_s": 0.1}, errors.AccountLimited, 3),
    Case("in_flight_budget", {"retry_after_s": 30}, errors.AccountLimited, 1),
    Case("moderation", {}, errors.ContentRefused, 1),
    Case("guardrail", {}, errors.ContentRefused, 1),
    Case("model_not_found", {}, errors.ModelUnavailable, 3),
    Case("no_endpoints", {}, errors.ModelUnavailable, 3),
    Case("constraint_filtered", {}, errors.ModelUnavailable, 3),
    Case("timeout", {}, errors.ModelTimedOut, 2),
    Case("payload_too_large", {}, errors.PromptTooLong, 1),
    Case("unprocessable", {}, errors.InvalidModelRequest, 1),
    Case("rate_limit", {"retry_after_s": 0.1}, errors.AccountLimited, 3),
    Case("rate_limit", {"retry_after_s": 30}, errors.AccountLimited, 1),
    Case("upstream_rate_limit", {"retry_after_s": 30}, errors.UpstreamLimited, 3),
    Case("capacity_exhausted", {"retry_after_s": 30}, errors.UpstreamLimited, 3),
    Case("server_error", {}, errors.ProviderFailed, 3),
    Case("bad_gateway", {}, errors.ProviderFailed, 3),
    Case("unavailable", {"retry_after_s": 30}, errors.ProviderFailed, 3),
    Case("temporarily_unavailable", {}, errors.ProviderFailed, 3),
    Case("overloaded", {}, errors.ProviderFailed, 3),
    Case("gateway_timeout", {}, errors.ModelTimedOut, 2),
    Case("origin_timeout", {}, errors.ModelTimedOut, 2),
    Case("error_in_200", {}, errors.ProviderFailed, 3),
    Case("choice_error", {}, errors.ProviderFailed, 3),
    Case("empty_content", {}, errors.EmptyAnswer, 2),
    Case("no_choices", {}, errors.MalformedAnswer, 2),
    Case("broken_arguments", {}, errors.BadArguments, 2),
    Case("unknown_tool", {}, errors.UnknownTool, 2),
    Case("length", {}, errors.AnswerCutOff, 1),
    Case("content_filter", {}, errors.ContentRefused, 1),
    Case("truncated", {}, errors.ConnectionLost, 2),
    Case("not_json", {}, errors.MalformedAnswer, 2),
    Case("reset", {}, errors.ConnectionLost, 2),
    Case("hang", {}, errors.ModelTimedOut, 2),
]


def named(case: Case) -> str:
    return case.kind if not case.wish else f"{case.kind}-{case.wish['retry_after_s']}s"


@pytest.mark.parametrize("case", MATRIX, ids=named)
async def test_a_lasting_fault_ends_in_its_class_after_its_number_of_requests(
    stand_in: Any, client: ModelClient, hasty: ModelClient, choose: Choose, case: Case
) -> None:
    stand_in.fail(case.kind, **case.wish)

    with pytest.raises(case.failure) as caught:
        await choose(hasty if case.kind == "hang" else client)

    assert case.failure is type(caught.value)
    assert case.requests == caught.value.usage.attempts
    assert case.requests == stand_in.ledger()["total"]["calls"]


def test_every_kind_of_fault_of_the_stand_in_is_in_the_matrix(stand_in: Any) -> None:
    kinds = set(stand_in.control.get("/faults").json()["kinds"])

    assert kinds - {"wrong_tool", "two_tool_calls"} == {case.kind for case in MATRIX}


@pytest.mark.parametrize("case", [case for case in MATRIX if case.requests > 1], ids=named)
async def test_a_fault_that_passes_leaves_a_right_answer(
    stand_in: Any, client: ModelClient, hasty: ModelClient, choose: Choose, case: Case
) -> None:
    stand_in.fail(case.kind, count=1, **case.wish)

    choice = await choose(hasty if case.kind == "hang" else client)

    assert isinstance(choice, ToolChoice)
    assert choice.name == "report_delay"
    assert choice.usage.attempts == 2


async def test_two_tool_calls_make_one_intent(
    stand_in: Any, client: ModelClient, choose: Choose
) -> None:
    stand_in.fail("two_tool_calls")

    choice = await choose(client)

    assert isinstance(choice, ToolChoice)
    assert (choice.name, choice.extra_calls) == ("report_delay", 1)


async def test_a_failing_model_hands_over_to_the_next(
    stand_in: Any, client: ModelClient, choose: Choose
) -> None:
    stand_in.fail("bad_gateway", models=["openai/gpt-5.1-mini"])

    choice = await choose(client)

    assert choice.usage.model == "openai/gpt-5-mini"
    assert choice.usage.attempts == 2


async def test_a_missing_model_is_asked_for_only_once(
    stand_in: Any, client: ModelClient, choose: Choose
) -> None:
    stand_in.fail("model_not_found", models=["openai/gpt-5.1-mini"])

    attempts = [(await choose(client)).usage.attempts for _ in range(3)]

    assert attempts == [2, 1, 1]


async def test_with_multi_routing_openrouter_fails_over_in_one_request(
    stand_in: Any, settings: ModelSettings, choose: Choose
) -> None:
    client = ModelClient(settings.model_copy(update={"routing": "multi"}))
    stand_in.fail("bad_gateway", models=["openai/gpt-5.1-mini"])

    choice = await choose(client)
    await client.aclose()

    assert choice.usage.model == "openai/gpt-5-mini"
    assert choice.usage.attempts == 1


async def test_a_long_retry_after_is_handed_to_the_queue(
    stand_in: Any, client: ModelClient, choose: Choose
) -> None:
    stand_in.fail("rate_limit", retry_after_s=30)

    with pytest.raises(errors.AccountLimited) as caught:
        await choose(client)

    assert timedelta(seconds=30) == caught.value.retry_after


async def test_the_deadline_wins_over_a_model_that_hangs(
    stand_in: Any, client: ModelClient, choose: Choose
) -> None:
    stand_in.fail("hang")

    with pytest.raises(errors.OutOfTime) as caught:
        await choose(client, seconds=0.5)

    assert caught.value.outage
    assert caught.value.usage.latency_s < 10  # an attempt may take 20 s, the deadline leaves 0.5
    assert (caught.value.usage.attempts, caught.value.usage.unknown) == (1, 1)


async def test_nothing_is_sent_when_the_deadline_has_passed(
    stand_in: Any, client: ModelClient, choose: Choose
) -> None:
    with pytest.raises(errors.OutOfTime):
        await choose(client, seconds=-1)

    assert stand_in.ledger()["total"]["calls"] == 0


async def test_an_address_nobody_listens_on_costs_nothing(
    settings: ModelSettings, choose: Choose
) -> None:
    client = ModelClient(settings.model_copy(update={"base_url": "http://127.0.0.1:9/api/v1"}))

    with pytest.raises(errors.ConnectionLost) as caught:
        await choose(client)
    await client.aclose()

    assert (caught.value.usage.attempts, caught.value.usage.unknown) == (2, 0)


async def test_the_guard_sees_one_call_whatever_happens_inside(
    stand_in: Any, settings: ModelSettings, choose: Choose
) -> None:
    seen: list[str] = []

    async def guard(call: Callable[[], Awaitable[T]], /) -> T:
        try:
            return await call()
        except ModelFailure as failure:
            seen.append(failure.code)
            raise

    client = ModelClient(settings, guard=guard)
    stand_in.fail("bad_gateway")
    with pytest.raises(errors.ProviderFailed):
        await choose(client)
    await client.aclose()

    assert seen == ["llm_provider_failed"]


async def test_every_request_carries_the_privacy_and_routing_rules(
    stand_in: Any, client: ModelClient, choose: Choose
) -> None:
    await choose(client)

    request = stand_in.requests()[0]
    assert request["provider"] == {"require_parameters": True, "data_collection": "deny"}
    assert request["session_id"] == "c1"
    assert request["parallel_tool_calls"] is False
    assert "temperature" not in request  # reasoning models refuse it


# --- the classes ---------------------------------------------------------------------------


def test_every_failure_says_whether_the_message_may_be_tried_again() -> None:
    leaves = [case.failure for case in MATRIX] + [errors.OutOfTime]

    assert all(issubclass(leaf, Transient) != issubclass(leaf, Permanent) for leaf in leaves)


def test_only_outages_count_for_a_breaker() -> None:
    outages = {case.failure.code for case in MATRIX if case.failure.outage}

    assert {"llm_provider_failed", "llm_timed_out", "llm_connection_lost"} == outages

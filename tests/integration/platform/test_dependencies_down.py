"""What the driver gets when something the assistant needs is down, slow or wrong.

Real processes, real servers; deadlines are shortened by settings, nothing else is different.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from stack import Stack, running_stack, until

from driver_assistant.sandbox.backing.servers import Backing

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(300)]

QUICK = {
    "DA_DEADLINE_S": "8",
    "DA_LOGISTICS_TIMEOUT_S": "1",
    "DA_BREAKER_MINIMUM_VOLUME": "3",
    "DA_BREAKER_RESET_S": "1",
    "DA_LLM_TIMEOUT_S": "1",
    "DA_RECORD_CACHE_MAX_S": "0",  # every question asks the API
    "DA_LEASE_S": "6",
    "DA_LEASE_RENEW_S": "2",
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stack(servers: Backing, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    folder = tmp_path_factory.mktemp("faults")
    async with running_stack(servers, folder, extra=QUICK) as running:
        yield running


@pytest_asyncio.fixture(autouse=True, loop_scope="module")
async def healed(stack: Stack) -> AsyncIterator[None]:
    """Every stand-in is well before and after each test."""
    yield
    for stand_in in ("meta", "openrouter", "logistics"):
        await stack.heal(stand_in)
    await asyncio.sleep(1.2)  # an open breaker looks again after its reset time


# --- the logistics API ----------------------------------------------------------------


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "down"},
        {"kind": "unavailable"},
        {"kind": "slow", "seconds": 5},
        {"kind": "wrong_content"},
    ],
    ids=lambda fault: str(fault["kind"]),
)
async def test_a_failing_logistics_api_gives_the_last_answer_with_its_age(
    stack: Stack, fault: dict[str, object]
) -> None:
    fresh = await stack.ask("joe", "next stop")
    await stack.fault("logistics", **fault)

    old = await stack.ask("joe", "next stop")

    assert fresh.turn["evidence_as_of"] is None
    assert old.turn["evidence_as_of"] is not None
    assert "As of" in old.text
    assert old.turn["outcome"] == "answer"


@pytest.mark.parametrize(("alias", "kind"), [("wanda", "down"), ("earl", "truncated")])
async def test_without_an_earlier_answer_the_driver_is_told_honestly(
    stack: Stack, alias: str, kind: str
) -> None:
    await stack.fault("logistics", kind=kind)

    answer = await stack.ask(alias, "my route")

    assert answer.turn["evidence_as_of"] is None
    assert answer.text == await phrase(stack, "logistics-unavailable", alias)


async def test_the_breaker_opens_and_closes_by_itself(stack: Stack) -> None:
    await stack.fault("logistics", kind="down")
    for alias in ("jack", "sean", "earl", "dolores", "lupe"):
        await stack.ask(alias, "next stop")
    opened = await metric(stack, "worker", 'driver_assistant_breaker_state{dependency="logistics"}')
    await stack.heal("logistics")
    await asyncio.sleep(2)

    answer = await stack.ask("jack", "next stop")

    assert opened > 0  # open, or half-open already on a slow machine
    assert answer.turn["evidence_as_of"] is None
    assert "logistics" not in answer.turn["degraded"]


async def test_an_action_whose_answer_is_lost_is_done_once(stack: Stack) -> None:
    await stack.ask("marek", "spóźnię się 20 minut, korek")
    await stack.fault("logistics", kind="timeout_after_commit", method="POST", times=1, seconds=3)

    done = await stack.answer_to("marek", await stack.press("marek", 1), 90)

    answer = await stack.http.get("/logistics/_control/ledger", params={"kind": "delay"})
    assert len(answer.json()["entries"]) == 1
    assert done.turn["outcome"] == "action"
    assert await stack.value("SELECT state FROM actions ORDER BY created_at DESC LIMIT 1") == "done"


# --- the model --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "kind",
    [
        "unavailable",
        "hang",
        "error_in_200",
        "broken_arguments",
        "empty_content",
        "reset",
        "credits",
    ],
)
async def test_without_a_model_exact_words_are_still_answered(stack: Stack, kind: str) -> None:
    await stack.fault("openrouter", kind=kind)

    answer = await stack.ask("joe", "next stop")

    assert (answer.turn["understood_by"], answer.turn["outcome"]) == ("rules", "answer")


@pytest.mark.parametrize("kind", ["unavailable", "broken_arguments", "error_in_200", "hang"])
async def test_without_a_model_other_words_get_one_honest_reply(stack: Stack, kind: str) -> None:
    await stack.fault("openrouter", kind=kind)

    wamid = await stack.write("harpreet", "hey, tell me where I am heading to after this please")
    answer = await stack.answer_to("harpreet", wamid, 90)

    assert answer.turn["outcome"] == "expired"
    assert answer.parts[0]["choices"]


async def test_a_model_that_recovers_in_time_is_asked_again(stack: Stack) -> None:
    await stack.fault("openrouter", kind="unavailable")
    wamid = await stack.write("joe", "hey, tell me where I am heading to next?")
    await until(lambda: retried(stack, wamid), 30, "a first try", stack)
    await stack.heal("openrouter")

    answer = await stack.answer_to("joe", wamid)

    assert answer.turn["intent"] == "get_next_stop"


async def test_the_ask_again_button_asks_the_expired_question_again(stack: Stack) -> None:
    await stack.fault("openrouter", kind="unavailable")
    wamid = await stack.write("karl", "wohin muss ich als nächstes fahren, bitte?")
    await stack.answer_to("karl", wamid, 90)
    await stack.heal("openrouter")

    again = await stack.answer_to("karl", await stack.press("karl", 1))

    assert again.turn["intent"] == "get_next_stop"


async def test_a_wrong_tool_gets_an_answer_of_the_drivers_own_data(stack: Stack) -> None:
    await stack.fault("openrouter", kind="wrong_tool", count=1)

    answer = await stack.ask("ana", "¿cuál es la parada que viene ahora para mí?")

    assert answer.turn["understood_by"] == "model"
    assert answer.turn["outcome"] in {"answer", "not_understood"}


# --- our own parts ------------------------------------------------------------------------


async def test_without_guardrails_templates_go_marked_as_degraded(stack: Stack) -> None:
    guardrails = stack.processes["guardrails"]
    await guardrails.kill()
    try:
        answer = await stack.ask("joe", "next stop")
    finally:
        await guardrails.start()

    assert answer.turn["outcome"] == "answer"
    assert set(answer.turn["degraded"]) == {"input_guardrails", "output_guardrails"}


async def test_without_redis_drivers_are_answered(stack: Stack) -> None:
    await stack.servers.redis.stop()
    try:
        answer = await stack.ask("ana", "próxima parada")
    finally:
        await stack.servers.redis.start()

    assert answer.turn["outcome"] == "answer"


async def test_an_emergency_is_acknowledged_whatever_is_down(stack: Stack) -> None:
    await stack.fault("openrouter", kind="unavailable")
    await stack.fault("logistics", kind="down")
    await stack.processes["guardrails"].kill()
    try:
        answer = await stack.ask("joe", "I had an accident, truck is on fire")
    finally:
        await stack.processes["guardrails"].start()

    assert answer.turn["outcome"] == "emergency"
    assert await stack.value("SELECT count(*) FROM audit_entries WHERE act = 'escalated'") >= 1


async def test_without_the_broker_messages_are_taken_and_answered_when_it_is_back(
    stack: Stack,
) -> None:
    await stack.servers.rabbitmq.stop()
    try:
        wamid = await stack.write("joe", "next stop")
        await until(lambda: recorded(stack, wamid), 20, "the row of a message", stack)
    finally:
        await stack.servers.rabbitmq.start()

    answer = await stack.answer_to("joe", wamid, 90)

    assert answer.turn["outcome"] in {"answer", "expired"}
    assert (await stack.ledger())["doubled"] == {}


async def test_without_postgresql_nothing_is_promised_and_meta_delivers_again(
    stack: Stack,
) -> None:
    await stack.servers.postgresql.stop()
    wamid = await stack.write("ana", "próxima parada")
    await asyncio.sleep(2)
    await stack.servers.postgresql.start()

    answer = await stack.answer_to("ana", wamid, 90)

    assert answer.turn["outcome"] in {"answer", "expired"}
    outbox = (await stack.http.get("/meta/_control/outbox", params={"wait_s": 20})).json()
    assert outbox
    assert (await stack.ledger())["doubled"] == {}


# --- looks ----------------------------------------------------------------------------------


async def recorded(stack: Stack, wamid: str) -> bool:
    found = await stack.value("SELECT count(*) FROM messages WHERE wamid = $1", wamid)
    return bool(found)


async def retried(stack: Stack, wamid: str) -> bool:
    attempts = await stack.value("SELECT attempts FROM messages WHERE wamid = $1", wamid)
    return bool(attempts)


async def metric(stack: Stack, process: str, name: str) -> float:
    answer = await stack.http.get(f"{stack.processes[process].url}/metrics")
    lines = [line for line in answer.text.splitlines() if line.startswith(name)]
    return float(lines[0].split()[-1]) if lines else -1


async def phrase(stack: Stack, key: str, alias: str) -> str:
    from datetime import UTC, datetime
    from zoneinfo import ZoneInfo

    from driver_assistant.contracts.languages import as_language
    from driver_assistant.worker.say import Say

    language = as_language(stack.drivers[alias]["language"])
    return Say(language=language, zone=ZoneInfo("UTC"), now=datetime.now(UTC))(key)

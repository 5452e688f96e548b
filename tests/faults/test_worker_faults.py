"""Workers that die or stop in the middle of an answer, and messages that end their worker."""

from __future__ import annotations

import asyncio
import time

import pytest
from fault_case import Case

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(900)]

THINKING = "worker.understand:Understanding.understand"
ANSWER = "worker.answer:answer"
COMMIT = "store.conversations:commit_turn"
WRITTEN = "worker.closing:write_answer"


@pytest.mark.fault("2", subset=150)
async def test_a_worker_killed_while_the_model_thinks_costs_no_answer(case: Case) -> None:
    worker = case.points("worker")

    async with case.traffic() as traffic:
        for _ in range(2):
            await traffic.more(0.15)
            worker.arm(THINKING, "before", "hold")  # every slot fills up with thinking
            traffic.flow(0.15)
            await worker.wait(THINKING, "before")
            await case.stack.processes["worker"].kill()
            worker.disarm()
            await case.revive("worker")
        case.over()

    case.all_answered()


@pytest.mark.fault("3")
async def test_a_worker_killed_between_commit_and_acknowledgement_answers_nothing_twice(
    case: Case,
) -> None:
    worker = case.points("worker")

    async with case.traffic() as traffic:
        for when in ("before", "after", "after"):
            point = COMMIT if when == "before" else WRITTEN
            await traffic.more(0.1)
            worker.arm(point, "after", "kill")
            traffic.flow(0.1)
            await case.dead("worker")
            await case.revive("worker")
        case.over()

    case.all_answered()


@pytest.mark.fault("7")
async def test_a_worker_that_wakes_up_after_its_lease_is_fenced(case: Case) -> None:
    await case.add("worker-2", like="worker")
    paused, point = case.stack.processes["worker"], case.points("worker")
    fenced = await case.metric("worker", "lease_fenced_total")

    async def fenced_again() -> bool:
        return await case.metric("worker", "lease_fenced_total") > fenced

    async with case.traffic() as traffic:
        await traffic.reached(0.2)
        point.arm(COMMIT, "before", "stop")
        traffic.flow(0.3)
        await point.wait(COMMIT, "before")
        stopped_at_s = time.monotonic()
        held = await case.count(
            "SELECT count(*) FROM conversations WHERE owner LIKE 'demo-worker:%'"
        )
        await _taken_over(case)
        await case.stopped_for(60, stopped_at_s)
        paused.resume()
        case.over()
        await case.until(fenced_again, "a fenced commit")

    case.notes["conversations_held"] = held
    await case.remove("worker-2")
    case.all_answered()
    # A commit that was let through under a lost lease writes no second reply, but takes numbers.
    gaps = "SELECT count(*) FROM conversations c WHERE out_seq <> (SELECT count(*) FROM responses r"
    assert await case.count(f"{gaps} WHERE r.conversation_id = c.id)") == 0


async def _taken_over(case: Case) -> None:
    """Nothing of the stopped worker's is pending any more: the other one has answered all of it."""

    async def gone() -> bool:
        held = await case.stack.value(
            "SELECT count(*) FROM conversations c WHERE owner LIKE 'demo-worker:%' AND EXISTS"
            " (SELECT FROM messages m WHERE m.conversation_id = c.id AND m.state = 'pending')"
        )
        return bool(held == 0)

    await case.until(gone, "the stopped worker's conversations are taken over", 180)


@pytest.mark.fault("18", subset=150)
async def test_a_message_that_meets_a_bug_ends_as_a_dead_letter_and_costs_nobody_else(
    case: Case,
) -> None:
    case.points("worker").break_(ANSWER, "papaya")

    await _poisoned(case, "papaya", attempts=3)

    case.all_answered()


@pytest.mark.fault("18")
async def test_a_message_that_kills_its_worker_ends_as_a_dead_letter_and_costs_nobody_else(
    case: Case,
) -> None:
    case.points("worker").poison(ANSWER, "pineapple")

    await _poisoned(case, "pineapple", attempts=8)

    case.all_answered()


@pytest.mark.fault("poison-neighbours")
async def test_a_poisonous_message_harms_none_of_its_prefetched_neighbours(case: Case) -> None:
    async with case.with_settings("worker", DA_WORKER_SLOTS="44"):  # 33 of them for normal ones
        case.points("worker").poison(ANSWER, "coconut")
        await _poisoned(case, "coconut", attempts=8)

    case.all_answered()


async def _poisoned(case: Case, word: str, attempts: int) -> None:
    """Traffic of the others while one driver's message spoils every attempt at it."""
    alias, *others = case.all_drivers
    async with case.supervised("worker") as ended:
        async with case.traffic(aliases=others[:50]) as traffic:
            await traffic.reached(0.2)
            wamid = await case.stack.write(alias, f"where is my {word} please?")
            traffic.flow()  # neighbours, as many as there are slots
            await case.until(lambda: _state(case, wamid, "dead"), "the poison is dead", 600)
            case.over()
        case.notes["workers_killed"] = len(ended)
    case.points("worker").disarm()

    letters = await case.stack.rows(
        "SELECT d.cause, d.attempts FROM dead_letters d JOIN messages m ON m.id = d.message_id"
        " WHERE m.wamid = $1",
        wamid,
    )
    assert [letter["attempts"] for letter in letters] == [attempts]


async def _state(case: Case, wamid: str, state: str) -> bool:
    found = await case.stack.value("SELECT state FROM messages WHERE wamid = $1", wamid)
    return bool(found == state)


@pytest.mark.fault("21")
async def test_workers_scaled_up_and_down_under_load_keep_order_and_lose_nothing(
    case: Case,
) -> None:
    more = [f"worker-{number}" for number in range(2, 9)]

    async with case.traffic() as traffic:
        await traffic.reached(0.2)
        traffic.flow(0.5)
        async with asyncio.TaskGroup() as group:
            for name in more:
                group.create_task(case.add(name, like="worker"))
        await traffic.reached(0.6)
        async with asyncio.TaskGroup() as group:
            for name in more:
                group.create_task(case.remove(name))
        case.over()

    case.all_answered()


@pytest.mark.fault("emergency")
async def test_an_emergency_passes_a_head_that_waits_for_its_retry(case: Case) -> None:
    drivers = case.drivers
    async with case.traffic() as traffic:
        await traffic.reached(0.1)
        await case.stack.fault("openrouter", kind="unavailable")
        stuck = [  # nobody has asked it before: it needs the model
            await case.stack.write(
                alias, f"how many hours have I got left to drive after {n} minutes of rest?"
            )
            for n, alias in enumerate(drivers, 10)
        ]
        await case.until(lambda: _heads_retrying(case, stuck), "every head waits for its retry")
        calls = [await case.stack.write(alias, "accident, I am hurt") for alias in drivers]
        await case.until(lambda: _answered(case, calls), "every emergency is acknowledged")
        still = await case.count(
            "SELECT count(*) FROM messages WHERE wamid = ANY($1) AND state = 'pending'", stuck
        )
        await case.stack.heal("openrouter")
        case.over()

    assert still == len(stuck)
    case.all_answered()


async def _heads_retrying(case: Case, stuck: list[str]) -> bool:
    """Whether the first open message of each conversation was tried in vain.

    That need not be the one that is stuck: a question of the traffic may stand before it.
    """
    count = await case.stack.value(
        "SELECT count(*) FROM (SELECT DISTINCT ON (conversation_id) attempts FROM messages"
        " WHERE state = 'pending' AND conversation_id IN"
        " (SELECT conversation_id FROM messages WHERE wamid = ANY($1) AND state = 'pending')"
        " ORDER BY conversation_id, sent_at, id) heads WHERE attempts > 0",
        stuck,
    )
    return bool(count == len(stuck))


async def _answered(case: Case, wamids: list[str]) -> bool:
    count = await case.stack.value(
        "SELECT count(*) FROM messages m JOIN responses r ON r.message_id = m.answered_by"
        " WHERE wamid = ANY($1) AND r.state = 'accepted' AND r.purpose = 'emergency'",
        wamids,
    )
    return bool(count == len(wamids))


@pytest.mark.fault("two-taps", subset=150)
async def test_two_taps_on_one_button_act_once(case: Case) -> None:
    drivers, before = case.drivers, await _delays(case)

    async with case.traffic() as traffic:
        await traffic.reached(0.1)
        told = [
            await case.stack.write(alias, "I am 40 minutes late because of the traffic jam.")
            for alias in drivers
        ]
        asked = await case.until(lambda: _offers(case, told), "buttons to tap", 180)
        async with asyncio.TaskGroup() as group:
            for alias, offer in asked.items():
                for _ in range(2):
                    group.create_task(case.stack.write(alias, type="button_reply", payload=offer))

    case.notes["buttons"] = len(asked)
    case.all_answered()
    assert len(asked) >= 40
    assert await _delays(case) - before == len(asked)


async def _offers(case: Case, told: list[str]) -> dict[str, str]:
    """By alias, the payload that confirms what was proposed; {} until all were answered."""
    open_ones = await case.stack.value(
        "SELECT count(*) FROM unnest($1::text[]) t(wamid) WHERE NOT EXISTS (SELECT FROM messages m"
        " WHERE m.wamid = t.wamid AND m.state = 'answered')",
        told,
    )
    if open_ones:
        return {}
    rows = await case.stack.rows(
        "SELECT d.external_id, a.id FROM actions a JOIN drivers d ON d.id = a.driver_id"
        " JOIN messages m ON m.id = a.message_id WHERE m.wamid = ANY($1)"
        " AND a.intent = 'report_delay'",
        told,
    )
    by_id = {str(one["driverId"]): alias for alias, one in case.stack.drivers.items()}
    return {by_id[row["external_id"]]: f"act:{row['id']}:yes" for row in rows}


async def _delays(case: Case) -> int:
    ledger = await case.stack.http.get("/logistics/_control/ledger", params={"kind": "delay"})
    return len(ledger.json()["entries"])

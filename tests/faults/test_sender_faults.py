"""Senders that die or stop around the one call that can't be taken back, and dead letters."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from fault_case import Case
from points import When
from traffic import Traffic

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(1200)]

CLAIMED = "store.outbox:claim_next"
CALL = "channels.whatsapp_cloud.sender:WhatsAppCloud.send"
SETTLE = "store.outbox:settle"
SILENT = {"sent_after_s": 36000, "delivered_after_s": 36000, "read_after_s": 36000}


@pytest.mark.fault("4")
async def test_a_sender_killed_before_its_first_byte_sends_later_and_once(case: Case) -> None:
    # Time enough for statuses of later parts, which prove the channel alive, on a slow machine too.
    patient = {"DA_DOUBT_POLICY": "resend", "DA_DOUBT_RESOLVED_AFTER_S": "40"}
    async with case.with_settings("delivery", **patient), case.traffic() as traffic:
        await _killed(case, traffic, [(CLAIMED, "before"), (CALL, "before"), (CALL, "before")])
        await _resolved(case, traffic)

    case.all_answered()
    assert case.verdict is not None
    assert case.verdict.parked == []


@pytest.mark.fault("5", subset=150)
async def test_a_sender_killed_after_meta_accepted_repeats_nothing(case: Case) -> None:
    async with case.traffic() as traffic:
        await case.stack.fault("meta", mode="accept_then_reset", probability=0.05)
        await _killed(case, traffic, [(CALL, "after"), (SETTLE, "before"), (SETTLE, "after")])
        await case.stack.heal("meta")

    case.all_answered()


@pytest.mark.fault("6")
async def test_without_statuses_a_call_in_doubt_is_parked_and_not_repeated(case: Case) -> None:
    async with _silent(case), case.traffic() as traffic:
        await _killed(case, traffic, [(CALL, "after"), (SETTLE, "before")])

    case.all_answered()
    assert case.verdict is not None
    assert len(case.verdict.parked) >= 2  # and what other slots had under way at that moment
    assert await case.metric("delivery", "send_parked_total") >= 1


@pytest.mark.fault("6")
async def test_by_policy_a_call_in_doubt_is_repeated_and_every_repetition_is_counted(
    case: Case,
) -> None:
    async with case.with_settings("delivery", DA_DOUBT_POLICY="resend"):
        async with case.traffic() as traffic:
            await traffic.reached(0.2)
            await case.stack.fault("meta", mode="accept_without_status", count=3)
            await _killed(case, traffic, [(CALL, "after"), (SETTLE, "before")])
        resent = await case.metric("delivery", "resend_unproven_total")

    assert case.verdict is not None
    case.notes["resent_unproven"] = resent
    assert not (case.verdict.lost or case.verdict.reordered)
    assert len(case.verdict.doubled) <= resent


async def _resolved(case: Case, traffic: Traffic) -> None:
    """Some traffic goes on until nothing is in doubt: its statuses prove the channel alive."""

    async def nothing_in_doubt() -> bool:
        traffic.flow(0.001)
        await asyncio.sleep(0.5)  # thinly: the traffic has to last
        doubts = "SELECT count(*) FROM responses WHERE state IN ('sending', 'ambiguous')"
        return bool(await case.stack.value(doubts) == 0)

    await case.until(nothing_in_doubt, "no part in doubt", 300)


async def _killed(case: Case, traffic: Traffic, windows: Sequence[tuple[str, When]]) -> None:
    """Kill the sender in each of the windows, under traffic."""
    points = case.points("delivery")
    for function, when in windows:
        await traffic.more(0.1)
        points.arm(function, when, "kill")
        traffic.flow(0.1)
        await case.dead("delivery")
        await case.revive("delivery")
    case.over()


@asynccontextmanager
async def _silent(case: Case) -> AsyncIterator[None]:
    """The simulated Meta reports no status of anything."""
    usual = (await case.stack.http.get("/meta/_control/settings")).json()
    await case.stack.http.patch("/meta/_control/settings", json=SILENT)
    try:
        yield
    finally:
        back = {name: usual[name] for name in SILENT}
        await case.stack.http.patch("/meta/_control/settings", json=back)


@pytest.mark.fault("paused-sender")
async def test_a_sender_stopped_before_its_first_byte_sends_nothing_twice(case: Case) -> None:
    await case.add("delivery-2", like="delivery")
    paused, points = case.stack.processes["delivery"], case.points("delivery")
    parked = await _in_state(case, "parked")

    async def more_parked() -> bool:
        return await _in_state(case, "parked") > parked

    async with case.traffic() as traffic:
        await traffic.reached(0.2)
        points.arm(CLAIMED, "after", "stop")
        traffic.flow(0.2)
        await points.wait(CLAIMED, "after")
        stopped_at_s = time.monotonic()
        await case.until(more_parked, "what it had claimed is parked", 300)
        await case.stopped_for(180, stopped_at_s)
        paused.resume()
        case.over()
        await traffic.reached(0.9)

    await case.remove("delivery-2")
    case.all_answered()
    assert case.verdict is not None
    assert case.verdict.parked == []


@pytest.mark.fault("paused-sender")
async def test_a_paused_sender_whose_part_another_sent_by_policy_sends_nothing(case: Case) -> None:
    async with case.with_settings("delivery", DA_DOUBT_POLICY="resend"):
        other = await case.add("delivery-2", like="delivery")
        paused, points = case.stack.processes["delivery"], case.points("delivery")

        async with case.traffic() as traffic:
            await traffic.reached(0.2)
            points.arm(CLAIMED, "after", "stop")
            traffic.flow(0.1)
            await points.wait(CLAIMED, "after")
            await _resolved(case, traffic)
            case.notes["resent"] = await case.metric(other.name, "resend_unproven_total")
            paused.resume()
            case.over()
            await traffic.reached(0.9)

        await case.remove(other.name)

    case.all_answered()
    assert case.verdict is not None
    assert case.verdict.parked == []
    assert case.notes["resent"] >= 1


@pytest.mark.fault("parked-head")
async def test_what_the_driver_writes_on_passes_a_head_in_doubt(case: Case) -> None:
    drivers = case.drivers
    async with _silent(case):
        for alias in drivers:
            user = case.stack.phone(alias)
            await case.stack.fault("meta", mode="accept_then_reset", count=1, user=user)
        async with case.traffic() as traffic:
            traffic.flow(0.5)
            await case.until(lambda: _in_state(case, "ambiguous"), "heads in doubt")
            case.over()
            await traffic.reached(0.9)

    case.all_answered()
    assert case.verdict is not None
    # A call that took too long on a busy machine is in doubt, too, and parked with them.
    assert len(case.verdict.parked) >= len(drivers)


async def _in_state(case: Case, state: str) -> int:
    count: int = await case.stack.value("SELECT count(*) FROM responses WHERE state = $1", state)
    return count


@pytest.mark.fault("19")
async def test_a_dead_letter_replayed_twice_is_sent_once(case: Case) -> None:
    async with case.traffic() as traffic:
        await traffic.reached(0.3)
        await case.stack.fault("meta", mode="error", code=131026, count=20)
        await traffic.reached(0.9)
        await case.stack.heal("meta")
    found = json.loads(await case.stack.command("dead-letters", "list", "-o", "json"))
    letters = [letter["id"] for letter in found if letter["cause"] == "131026"]

    replay = ("dead-letters", "replay", "--cause", "131026", "--rate", "50")
    told = [await case.stack.command(*replay) for _ in range(2)]
    case.over()
    await case.judge(traffic)

    assert len(letters) == 20
    assert [line.partition(" ")[0] for line in told] == ["20", "0"]
    case.all_answered()
    left = await case.count("SELECT count(*) FROM responses WHERE state = 'dead'")
    assert left == 0

"""PostgreSQL restarted, restored to an older point and in another month; Redis emptied."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import time
from dataclasses import replace
from pathlib import Path

import pytest
from fault_case import Case
from ledger import Facts, audit
from redis.asyncio import Redis

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(900)]


@pytest.mark.fault("11", private=("postgresql",))
async def test_without_postgresql_meta_is_asked_to_come_again(case: Case) -> None:
    before = {name: process.child for name, process in case.stack.processes.items()}

    async with case.traffic() as traffic:
        await traffic.reached(0.3)
        await case.stack.servers.postgresql.stop()
        traffic.flow(0.2)
        await case.until(lambda: _turned_away(case), "webhooks answered 503")
        await case.stack.servers.postgresql.start()
        case.over()

    case.all_answered()
    assert {name: process.child for name, process in case.stack.processes.items()} == before
    row = case.verdict, case.facts
    async with case.traffic(messages=50):  # no pool is stuck: everything works on
        pass
    case.all_answered()
    case.verdict, case.facts = row  # what is told of the case is its thousand, not these


async def _turned_away(case: Case) -> bool:
    name = 'webhook_requests_total{outcome="store_unavailable"}'
    return await case.metric("webhook", name) > 0


@pytest.mark.fault("12", private=("redis",))
async def test_redis_restarted_and_emptied_is_noticed_by_nobody(case: Case) -> None:
    async with case.traffic() as traffic:
        await traffic.reached(0.2)
        await case.stack.servers.redis.kill()
        await traffic.reached(0.4)
        await case.stack.servers.redis.start()
        case.over()
        await traffic.reached(0.6)
        async with Redis.from_url(case.stack.servers.redis.url) as redis:
            await redis.flushall()

    case.all_answered()


@pytest.mark.fault("month-change")
async def test_an_answer_retried_in_the_next_month_is_still_one_answer(case: Case) -> None:
    """The ids of the messages are those of the last day of the month before."""
    async with case.with_settings("webhook", FAULT_MONTH="last"), case.traffic() as traffic:
        for when in ("before", "after"):
            await traffic.more(0.1)
            case.points("worker").arm("worker.closing:write_answer", when, "kill")
            traffic.flow(0.1)
            await case.dead("worker")
            await case.revive("worker")
        await traffic.more(0.1)
        case.points("delivery").arm("store.outbox:settle", "before", "kill")
        traffic.flow(0.1)
        await case.dead("delivery")
        await case.revive("delivery")
        case.over()

    case.all_answered()
    here, there = [
        await case.count(
            "SELECT count(*) FROM responses r JOIN messages m ON m.id = r.message_id"
            f" WHERE m.wamid = ANY($1) AND uuid7_floor(date_trunc('month', now())) {sign} m.id",
            [one.wamid for one in traffic.written],
        )
        for sign in ("<=", ">")
    ]
    assert (here, there >= case.messages) == (0, True)
    assert await case.count("SELECT count(*) FROM responses_default") == 0


@pytest.mark.fault("restored-database", private=("postgresql",))
async def test_after_a_restore_to_an_older_point_everything_goes_on(
    case: Case, tmp_path: Path
) -> None:
    """What came after that point is gone from the rows; nothing else is, and nothing hangs."""
    async with case.traffic() as traffic:
        await traffic.reached(0.3)
        await _save(case, tmp_path / "saved")
        saved_at = time.time()
        await traffic.reached(0.6)
        await _restore(case, tmp_path / "saved")
        restored_at = time.time()
        case.over()

    facts, gone = _without_the_gap(case, saved_at, restored_at)
    verdict = audit(facts)
    case.notes["messages_after_the_saved_point"] = gone
    case.notes["replies_repeated"] = len(verdict.doubled)
    repeated = {line.partition(":")[0] for line in verdict.doubled}
    verdict.doubled = []
    case.verdict = verdict
    case.all_answered()
    sent_between = {s.opaque for s in facts.sent if saved_at - 60 < s.at < restored_at}
    assert repeated <= sent_between


def _without_the_gap(case: Case, saved_at: float, restored_at: float) -> tuple[Facts, int]:
    """The facts without what no row can know of: taken or sent after the saved point."""
    facts, traffic = case.facts, case.judged
    assert facts is not None
    assert traffic is not None
    rows = {message.wamid for message in facts.messages}
    gap = {
        wamid
        for wamid, at in traffic.accepted.items()
        if saved_at - 5 < at < restored_at + 5 and wamid not in rows
    }
    parts = {part.opaque for part in facts.parts}
    return replace(
        facts,
        written=[one for one in facts.written if one.wamid not in gap],
        sent=[one for one in facts.sent if one.opaque in parts or one.at > restored_at],
    ), len(gap)


async def _save(case: Case, folder: Path) -> None:
    """A volume snapshot: PostgreSQL stands still for a moment."""
    server = case.stack.servers.postgresql
    await server.stop()
    await asyncio.to_thread(_copy, _data(case), folder)
    await server.start()


async def _restore(case: Case, folder: Path) -> None:
    server, data = case.stack.servers.postgresql, _data(case)
    await server.kill()
    await asyncio.to_thread(shutil.rmtree, data)
    await asyncio.to_thread(_copy, folder, data)
    await server.start()


def _copy(source: Path, target: Path) -> None:
    """With owners and modes: PostgreSQL is particular about both."""
    subprocess.run(["cp", "-a", str(source), str(target)], check=True)


def _data(case: Case) -> Path:
    program = case.stack.servers.postgresql._program
    assert program is not None
    return program.place.directory / "data"

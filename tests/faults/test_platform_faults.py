"""The SaaS away under load, two companies on one broker, and anything at any time."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import time
from pathlib import Path

import fault_run
import psutil
import pytest
from fault_case import Case
from points import points_environment
from stack import running_stack

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(900)]


@pytest.mark.fault("20")
async def test_the_breaker_opens_probes_once_at_a_time_and_closes(case: Case) -> None:
    quick = {
        "DA_RECORD_CACHE_MAX_S": "0",  # every question asks the SaaS
        "DA_BREAKER_MINIMUM_VOLUME": "5",
        "DA_BREAKER_RESET_S": "2",
        "DA_LOGISTICS_TIMEOUT_S": "2",
    }
    async with case.with_settings("worker", **quick), case.traffic() as traffic:
        await traffic.reached(0.3)
        await case.stack.fault("logistics", kind="down")
        await case.until(lambda: _breaker_is(case, 2), "an open breaker")
        failures = await _calls(case, "failure")
        opened = await case.metric("worker", "breaker_opened_total")
        await traffic.reached(0.6)
        probes = await _calls(case, "failure") - failures
        reopened = await case.metric("worker", "breaker_opened_total") - opened
        rejected = await _calls(case, "rejected")
        await case.stack.heal("logistics")
        await case.until(lambda: _breaker_is(case, 0), "a closed breaker")
        case.over()

    case.notes |= {"rejected": rejected, "probes": probes}
    case.all_answered()
    assert rejected > probes
    # Calls that were under way when it opened fail too: at most one per slot.
    assert probes <= reopened + 16


async def _breaker_is(case: Case, state: int) -> bool:
    # read at a scrape: an open breaker whose time is over shows as half-open until it is asked
    return await case.metric("worker", 'breaker_state{dependency="logistics"}') == state


async def _calls(case: Case, outcome: str) -> float:
    name = f'breaker_calls_total{{dependency="logistics",outcome="{outcome}"}}'
    return await case.metric("worker", name)


@pytest.mark.fault("two-companies")
async def test_a_company_in_trouble_is_not_noticed_by_another_on_the_same_broker(
    case: Case, tmp_path: Path
) -> None:
    points = tmp_path / "points"
    settings = {
        name: value
        for name, value in case.stack.processes["worker"].command.environment.items()
        if name in {"DA_RATE_LIMIT_MESSAGES", "DA_DEADLINE_S", "DA_LEASE_S", "DA_LEASE_RENEW_S"}
    }
    extra = {**settings, **points_environment(points), "DA_COMPANY": "zenit"}
    async with running_stack(case.stack.servers, tmp_path, extra=extra) as other_stack:
        other = Case(stack=other_stack, seed=case.seed, messages=case.messages // 2, folder=points)
        async with case.traffic() as traffic, other.traffic() as other_traffic:
            await traffic.reached(0.2)
            other_traffic.flow()
            await other_stack.processes["worker"].kill()
            await other_stack.processes["delivery"].kill()
            await traffic.reached(0.8)
            case.notes["other_pending_meanwhile"] = await other.count(
                "SELECT count(*) FROM messages WHERE state = 'pending'"
            )
            await other.revive("worker", "delivery")
            case.over()
        companies = [
            {
                row["company_id"]
                for row in await one.rows("SELECT DISTINCT company_id FROM messages")
            }
            for one in (case.stack, other_stack)
        ]

    case.all_answered()
    other.all_answered()
    assert companies == [{"acme"}, {"zenit"}]


@pytest.mark.fault("soak")
@pytest.mark.timeout(0)
async def test_whatever_fails_at_any_time_nothing_is_lost_doubled_or_reordered(case: Case) -> None:
    minutes = float(os.environ.get("FAULTS_MINUTES", "15"))
    dice = random.Random(f"soak/{case.seed}")
    await case.add("worker-2", like="worker")
    await case.add("delivery-2", like="delivery")
    acts: dict[str, int] = {}
    end = time.monotonic() + minutes * 60

    async with (
        case.supervised(*case.stack.processes),
        case.traffic(messages=1_000_000, pace_s=20) as traffic,  # stopped when the time is over
    ):
        traffic.flow()
        while time.monotonic() < end:
            await asyncio.sleep(dice.uniform(2, 10))
            act = await _some_fault(case, dice)
            acts[act] = acts.get(act, 0) + 1
            fault_run.say(f"{len(traffic.accepted)} messages; {act}")
        traffic.stop()
        case.over()

    for name in ("worker-2", "delivery-2"):
        await case.remove(name)
    case.notes |= {"minutes": minutes, "faults": dict(sorted(acts.items()))}
    verdict = case.verdict
    assert verdict is not None
    assert verdict.clean, verdict
    assert verdict.answered + len(verdict.closed) == verdict.messages
    assert sum(acts.values()) >= minutes


async def _some_fault(case: Case, dice: random.Random) -> str:
    """One fault, mended again: a process killed or paused, a server restarted, killed or paused."""
    ours = [name for name in case.stack.processes if name != "sandbox"]
    servers = [server for server in case.stack.servers if server.private]
    act = dice.choices(("kill", "pause", "restart", "server"), weights=(4, 3, 2, 2))[0]
    if act == "server" and servers:
        server = dice.choice(servers)
        how = dice.choice(("restart", "kill", "pause"))
        if how == "pause":
            server.pause()
            await asyncio.sleep(dice.uniform(1, 12))
            server.resume()
        else:
            await (server.stop() if how == "restart" else server.kill())
            await asyncio.sleep(dice.uniform(0, 3))
            await server.start()
        return f"{how} {server.name}"
    process = case.stack.processes[dice.choice(ours)]
    if process.child is None or not process.child.running:
        return "none: it was starting"
    match act:
        case "pause":
            with contextlib.suppress(psutil.Error):  # it may end by itself meanwhile
                process.pause()
                await asyncio.sleep(dice.uniform(1, 25))
                process.resume()
        case "restart":
            await process.stop(40)  # the supervisor starts it again
        case _:
            await process.kill()
    return f"{act} {process.name}"

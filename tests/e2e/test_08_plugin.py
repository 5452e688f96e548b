"""`kubectl driver-assistant`, as a person runs it."""

from __future__ import annotations

import asyncio
import json
import sys

from tests.e2e.company import MANIFESTS, Company
from tests.e2e.kube import Json, until


async def plugin(*arguments: str) -> tuple[int, str]:
    """Its exit code and what it printed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "driver_assistant_operator.plugin.cli", *arguments,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    out, _ = await process.communicate()
    return process.returncode or 0, out.decode()


async def test_status_says_that_all_is_well_and_explain_that_nothing_is_wrong(
    acme: Company,
) -> None:
    code, said = await plugin("status", acme.name, "-n", acme.namespace)
    _, explained = await plugin("explain", acme.name, "-n", acme.namespace)

    assert (code, said.splitlines()[0]) == (0, "acme/acme: Ready")
    assert explained.strip() == "nothing is wrong"


async def test_a_paused_assistant_shows_its_plan_and_resuming_carries_it_out(
    acme: Company,
) -> None:
    here = ("-n", acme.namespace)
    await plugin("pause", acme.name, *here)
    await acme.change({"retention": {"deduplicationDays": 31}})
    await acme.until_condition("Paused")

    planned = await until(lambda: _plan(acme), 60, "the plan is shown")
    _, explained = await plugin("explain", acme.name, *here)
    code, said = await plugin("resume", acme.name, *here)
    await acme.ready()

    assert ("update", "CronJob") in [(change["action"], change["kind"]) for change in planned]
    assert "resume acme" in explained
    assert (code, said.strip()) == (0, "acme/acme resumed")
    assert await _plan(acme) == []


async def test_a_plan_of_a_file_says_what_would_change_and_changes_nothing(acme: Company) -> None:
    before = await acme.resource()

    code, said = await plugin("plan", "-f", str(MANIFESTS / "acme.yaml"), "-n", acme.namespace)

    assert code == 0, said
    assert (await acme.resource())["spec"] == before["spec"]


async def test_backlog_and_dead_letters_are_read_from_inside_the_cluster(acme: Company) -> None:
    code, said = await plugin("backlog", acme.name, "-n", acme.namespace, "-o", "json")
    queues = {row["queue"]: row["messages"] for row in json.loads(said)}
    letters_code, letters = await plugin("dead-letters", "-n", acme.namespace, acme.name, "list")

    assert (code, queues) == (0, {"in.high": 0, "in.normal": 0})
    assert (letters_code, letters.strip()) == (0, "no dead letters")


async def test_an_assistant_that_is_not_there_is_an_error_with_advice(acme: Company) -> None:
    code, said = await plugin("status", "globex", "-n", acme.namespace)

    assert code == 2
    assert "kubectl get da -A" in said


async def _plan(company: Company) -> list[Json]:
    _, said = await plugin("plan", company.name, "-n", company.namespace, "-o", "json")
    found: list[Json] = json.loads(said)
    return found

"""Pods die at random and servers restart under load; nothing is lost or doubled."""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections.abc import Callable

import pytest
from tests.e2e.company import Company, SteadyLoad
from tests.e2e.kube import Json, KubectlError, until

SEED = int(os.environ.get("E2E_SEED", "7"))
STOP = {"redis": "TERM", "rabbitmq": "TERM", "postgresql": "INT"}  # each one's prompt shutdown
COMPONENTS = ("webhook", "worker", "delivery", "guardrails")


@pytest.mark.parametrize(
    "lasting_s", [20, pytest.param(300, marks=pytest.mark.long)], ids=["short", "long"]
)
async def test_killing_pods_at_random_loses_and_doubles_nothing(
    acme: Company, figure: Callable[[str], None], lasting_s: int
) -> None:
    choose = random.Random(SEED)
    killed: list[str] = []
    end = time.monotonic() + lasting_s

    async with SteadyLoad(acme) as load:
        while time.monotonic() < end:
            pods = await acme.pods(choose.choice(COMPONENTS))
            if pods:
                killed.append(choose.choice(pods)["metadata"]["name"])
                await acme.kubectl(
                    "delete", "pod", killed[-1], "--grace-period=0", "--force", "--ignore-not-found"
                )
            await asyncio.sleep(choose.uniform(3, 7))
        await acme.ready()

    await load.assert_answered_once()
    figure(f"seed {SEED}: {len(killed)} pods killed under {len(load.wamids)} messages")


@pytest.mark.parametrize(
    "server",
    [
        "redis",
        "rabbitmq",
        pytest.param("postgresql", marks=pytest.mark.long),
    ],
)
async def test_a_restarted_server_loses_and_doubles_nothing(acme: Company, server: str) -> None:
    """The server's process is killed in its pod: its data stays, as on a real volume."""
    async with SteadyLoad(acme, every_s=1) as load:
        before = await _restarts(acme, server)
        await _kill(acme, server)
        await until(lambda: _restarted(acme, server, before), 180, f"{server} is back")
        await acme.ready()

    await load.assert_answered_once()


async def _kill(company: Company, server: str) -> None:
    """End process 1 of the container; the connection of `kubectl exec` ends with it."""
    try:
        await company.cluster.kubectl(
            "-n", company.servers, "exec", f"{server}-0", "-c", server, "--",
            "sh", "-c", f"kill -{STOP[server]} 1", timeout_s=30,
        )  # fmt: skip
    except KubectlError:
        return


async def _restarts(company: Company, server: str) -> int:
    return int((await _container(company, server))["restartCount"])


async def _restarted(company: Company, server: str, before: int) -> bool:
    status = await _container(company, server)
    return bool(status["ready"] and status["restartCount"] > before)


async def _container(company: Company, server: str) -> Json:
    pod = await company.cluster.get(f"/api/v1/namespaces/{company.servers}/pods/{server}-0")
    status: Json
    (status,) = pod["status"]["containerStatuses"]
    return status

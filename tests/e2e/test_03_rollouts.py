"""New versions under steady load: no webhook fails, nothing is lost or doubled."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

import pytest
from tests.e2e.company import Company, SteadyLoad
from tests.e2e.kube import until

IMAGE = os.environ.get("E2E_IMAGE", "localhost/driver-assistant:e2e")
SYSTEM = "driver-assistant-system"


async def test_a_rolling_update_fails_no_webhook_and_loses_nothing(
    acme: Company, figure: Callable[[str], None]
) -> None:
    before = await acme.serving()
    began = time.monotonic()

    async with SteadyLoad(acme) as load:
        await acme.change({"image": f"{IMAGE}-next"})
        await acme.ready(timeout_s=400)
        took = time.monotonic() - began

    assert not set(before.values()) & set((await acme.serving()).values())
    assert await load.refused() == 0
    await load.assert_answered_once()
    figure(f"every pod replaced in {took:.0f} s under {len(load.wamids)} messages, no refusal")


async def test_an_operator_upgrade_restarts_no_pod(acme: Company) -> None:
    before = await acme.serving()
    had = await _operator_pods(acme)

    await acme.cluster.kubectl(
        "-n", SYSTEM, "set", "image", "deployment/driver-assistant-operator",
        f"operator={IMAGE}-next",
    )  # fmt: skip
    await acme.cluster.kubectl(
        "-n", SYSTEM, "rollout", "status", "deployment", "--timeout=240s", timeout_s=260
    )
    await until(lambda: _gone(acme, had), 120, "the old operator has ended")
    await acme.annotate(seen="by-the-new-operator")
    await acme.change({"retention": {"months": 14}})  # a change that the new one must act on
    await until(lambda: _keeps(acme, "--keep-months=14"), 120, "the new operator has acted")
    await acme.ready()

    assert await acme.serving() == before


async def test_a_bad_new_version_never_serves_and_the_old_one_stays(acme: Company) -> None:
    before = {n: u for n, u in (await acme.serving()).items() if "-webhook-" in n}

    async with SteadyLoad(acme) as load:
        await acme.change(
            {
                "rollout": {"strategy": "BlueGreen", "checkTimeoutSeconds": 30},
                # too little to import the program: killed before it is ready
                "webhook": {
                    "resources": {"requests": {"memory": "16Mi"}, "limits": {"memory": "16Mi"}}
                },
            }
        )
        await acme.until_condition("WebhookReady", "False", "CheckFailed", timeout_s=300)
        now = await acme.serving()
        assert before.items() <= now.items()
        resources = {"requests": {"memory": "128Mi"}, "limits": {"memory": "512Mi"}}
        patient = {"strategy": "RollingUpdate", "checkTimeoutSeconds": 300}
        await acme.change({"webhook": {"resources": resources}, "rollout": patient})
        await acme.ready(timeout_s=300)

    assert await load.refused() == 0
    await load.assert_answered_once()


async def test_blue_green_switches_to_a_good_version_without_a_failed_webhook(
    acme: Company,
) -> None:
    await acme.change({"rollout": {"strategy": "BlueGreen", "drainSeconds": 10}})
    await acme.ready(timeout_s=400)

    async with SteadyLoad(acme) as load:
        had = await _colour(acme)
        await acme.annotate(roll="blue-green")
        await until(lambda: _switched(acme, had), 300, "the Service points at the new colour")
        await acme.ready(timeout_s=300)

    assert await load.refused() == 0
    await load.assert_answered_once()


@pytest.mark.long
async def test_a_version_that_dies_after_the_switch_is_left_again(acme: Company) -> None:
    await acme.change({"rollout": {"strategy": "BlueGreen", "drainSeconds": 120}})
    await acme.ready(timeout_s=400)
    good, image = await _colour(acme), (await acme.resource())["spec"]["image"]

    async with SteadyLoad(acme) as load:
        await acme.change({"image": f"{IMAGE}-bad"})
        await until(lambda: _switched(acme, good), 300, "the Service points at the bad one")
        await until(lambda: _is(acme, good), 200, "the Service points at the good one again")
        failed = await acme.until_condition("WebhookReady", "False", "CheckFailed")

    assert failed["reason"] == "CheckFailed"
    await load.assert_answered_once()  # what the bad one refused, Meta delivered again
    await acme.change({"image": image, "rollout": {"strategy": "RollingUpdate"}})
    await acme.ready(timeout_s=400)


async def _colour(company: Company) -> str:
    service = await company.cluster.get(
        f"/api/v1/namespaces/{company.namespace}/services/{company.name}-webhook"
    )
    found: str = service["spec"]["selector"]["driverassistant.dev/colour"]
    return found


async def _switched(company: Company, had: str) -> bool:
    return await _colour(company) != had


async def _is(company: Company, colour: str) -> bool:
    return await _colour(company) == colour


async def _operator_pods(company: Company) -> set[str]:
    pods = await company.cluster.items(f"/api/v1/namespaces/{SYSTEM}/pods")
    return {pod["metadata"]["uid"] for pod in pods}


async def _gone(company: Company, had: set[str]) -> bool:
    return not had & await _operator_pods(company)


async def _keeps(company: Company, argument: str) -> bool:
    job = await company.cluster.get(
        f"/apis/batch/v1/namespaces/{company.namespace}/cronjobs/{company.name}-retention"
    )
    template = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    return argument in template["containers"][0]["command"]

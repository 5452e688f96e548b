"""The stand-in misbehaves on demand, and the client and the breaker take it well."""

from __future__ import annotations

from collections.abc import Callable

import httpx2
import pytest

from driver_assistant.sandbox.logistics.serving import Served
from driver_assistant.worker.breaker import Breaker, BreakerOpen, BreakerPolicy
from driver_assistant.worker.logistics import (
    DriverLogistics,
    LogisticsClient,
    LogisticsInvalidAnswer,
    LogisticsThrottled,
    LogisticsUnavailable,
)

DriverOf = Callable[[str], DriverLogistics]
Connect = Callable[..., LogisticsClient]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("unavailable", LogisticsUnavailable),
        ("down", LogisticsUnavailable),
        ("throttled", LogisticsThrottled),
        ("truncated", LogisticsInvalidAnswer),
        ("wrong_content", LogisticsInvalidAnswer),
    ],
)
async def test_a_fault_for_one_driver_is_felt_by_that_driver_only(
    kind: str, expected: type[Exception], control: httpx2.AsyncClient, driver_of: DriverOf
) -> None:
    ana, karl = (driver_of(alias) for alias in ("ana", "karl"))
    await control.post("/faults", json={"kind": kind, "driver": "ana", "path": "/me/hours"})

    with pytest.raises(expected):
        await ana.hours()
    await karl.hours()
    await ana.vehicle()
    await control.delete("/faults")
    await ana.hours()


async def test_slow_hours_end_at_the_clients_deadline(
    served: Served, control: httpx2.AsyncClient, connect: Connect
) -> None:
    rough = (await control.post("/faults/rough-day")).json()
    served.backend.faults.faults[:] = served.backend.faults.faults[:2]  # without the 1 %
    driver = connect(timeout_s=0.3).for_driver(served.phone("ana"))

    with pytest.raises(LogisticsUnavailable):
        await driver.hours()

    assert [(f["kind"], f["seconds"], f["share"]) for f in rough] == [
        ("slow", 4, 1),
        ("slow", 9, 1),
        ("unavailable", 4, 0.01),
    ]


async def test_one_request_can_ask_for_its_own_fault(served: Served) -> None:
    async with httpx2.AsyncClient(base_url=served.url + "/") as http:
        answer = await http.get("me", headers={"Sandbox-Fault": "unavailable"})
        usual = await http.get("me")

    assert (answer.status_code, usual.status_code) == (503, 401)


async def test_the_breaker_spares_a_sick_api_and_finds_it_well_again(
    control: httpx2.AsyncClient, driver_of: DriverOf
) -> None:
    clock = 0.0
    breaker = Breaker("logistics-standin", BreakerPolicy(), clock=lambda: clock, spread=lambda: 0.5)
    driver = driver_of("ana")
    await driver.me()
    await control.post("/faults", json={"kind": "unavailable", "driver": "ana", "times": 10})
    for _ in range(10):
        with pytest.raises(LogisticsUnavailable):
            await breaker.call(driver.hours)

    with pytest.raises(BreakerOpen):
        await breaker.call(driver.hours)
    clock += 30
    hours = await breaker.call(driver.hours)

    assert hours.drive_now_minutes is not None
    assert breaker.state == "closed"

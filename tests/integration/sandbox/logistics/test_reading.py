"""Every seeded driver is read; what is odd, missing or another tenant's is said so."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest

from driver_assistant.contracts.logistics import (
    StopState,
    TransitionRequest,
)
from driver_assistant.sandbox.logistics.seed import roster
from driver_assistant.sandbox.logistics.serving import Served, serving
from driver_assistant.sandbox.logistics.settings import LogisticsSettings
from driver_assistant.worker.logistics import (
    CapabilityMissing,
    DriverLogistics,
    DriverUnknown,
    LogisticsClient,
)

AT = datetime(2026, 10, 24, 22, 31, tzinfo=UTC)
ARRIVE = TransitionRequest(action="arrive", occurred_at=AT)
SETTINGS = LogisticsSettings()
DriverOf = Callable[[str], DriverLogistics]
Connect = Callable[..., LogisticsClient]


async def next_stop_of(driver: DriverLogistics) -> tuple[str, int]:
    stop = await driver.next_stop()
    assert stop is not None
    return stop.id, stop.version


async def test_the_process_starts_at_once() -> None:
    started = time.process_time()
    async with serving(SETTINGS) as served, httpx2.AsyncClient() as http:
        response = await http.get(f"{served.control}/seed/drivers")

    assert len(response.json()) == 64
    assert time.process_time() - started < 1  # of this process, whatever else the machine does


async def test_every_active_driver_of_both_tenants_can_be_read_whole(
    served: Served, connect: Connect
) -> None:
    """No shape of the seed, however odd, is one that the client can't read."""
    for tenant in SETTINGS.credentials():
        client = connect(tenant=tenant)
        for person in roster.ROSTER:
            if person.tenant != tenant or not person.active:
                continue
            driver = client.for_driver(served.phone(person.alias))
            me = await driver.me()
            hours, contacts = await driver.hours(), await driver.contacts()
            routes = await driver.routes()
            stop = await driver.next_stop()

            assert (me.name, me.lang) == (person.name, person.lang)
            assert hours.as_of <= served.backend.now()
            assert contacts
            # a run over midnight belongs to yesterday
            assert bool(routes) == (stop is not None) or "crosses-midnight" in person.cases


async def test_the_whole_seed_can_be_exported_a_driver_a_line(
    control: httpx2.AsyncClient,
) -> None:
    lines = (await control.get("/seed/export")).text.splitlines()

    assert [json.loads(line)["alias"] for line in lines] == [p.alias for p in roster.ROSTER]


async def test_ids_with_slashes_and_all_else_are_carried_unchanged(driver_of: DriverOf) -> None:
    driver = driver_of("gurpreet")
    (route,) = await driver.routes()
    for stop in route.stops:
        assert (await driver.stop(stop.id)).id == stop.id
        for load_id in stop.load_ids:
            assert (await driver.load(load_id)).id == load_id

    stop_id, version = await next_stop_of(driver)
    changed = await driver.transition(stop_id, ARRIVE, version=version, idempotency_key="k")
    assert changed.state is StopState.ARRIVED


async def test_what_a_tenant_lacks_is_said(served: Served, connect: Connect) -> None:
    driver = connect(tenant="borealis").for_driver(served.phone("agnieszka"))
    offered = await driver.capabilities()

    assert (offered.hours, offered.earnings) == (True, False)
    with pytest.raises(CapabilityMissing):
        await driver.statements()
    with pytest.raises(CapabilityMissing):
        await driver.offers()


async def test_a_deactivated_driver_is_unknown(driver_of: DriverOf) -> None:
    with pytest.raises(DriverUnknown):
        await driver_of("rui").me()


async def test_one_phone_at_two_tenants_is_two_drivers(served: Served, connect: Connect) -> None:
    phone = served.phone("stefan")

    ids = {(await connect(tenant=name).for_driver(phone).me()).id for name in ("acme", "borealis")}

    assert len(ids) == 2


async def test_a_phone_without_its_plus_is_the_same_driver(
    served: Served, client: LogisticsClient
) -> None:
    phone = served.phone("ana")

    assert (await client.for_driver(phone.removeprefix("+")).me()).name == "Ana García"


async def test_an_ended_session_is_renewed_unnoticed(
    control: httpx2.AsyncClient, driver_of: DriverOf
) -> None:
    driver = driver_of("ana")
    await driver.me()

    assert (await control.post("/sessions/expire")).json() == {"expired": 1}
    assert (await driver.me()).name == "Ana García"


async def test_the_clients_clock_is_the_servers(
    served: Served, client: LogisticsClient, control: httpx2.AsyncClient, driver_of: DriverOf
) -> None:
    await control.put("/clock", json={"now": "2027-03-28T01:59:00+01:00"})
    await driver_of("ana").me()

    assert abs(client.now() - served.backend.now()) < timedelta(seconds=5)


async def test_the_seed_can_be_asked_who_there_is(control: httpx2.AsyncClient) -> None:
    drivers = (await control.get("/seed/drivers")).json()
    cases = (await control.get("/seed/cases")).json()

    assert {"alias", "name", "phone", "language", "tenant", "driverId", "country", "cases"} <= set(
        drivers[0]
    )
    assert cases["zone-change"] == "lucia"
    assert set(cases.values()) <= {driver["alias"] for driver in drivers}


async def test_reset_gives_the_very_same_beginning(
    control: httpx2.AsyncClient, driver_of: DriverOf
) -> None:
    driver = driver_of("ana")
    first = await driver.next_stop()
    stop_id, version = await next_stop_of(driver)
    await driver.transition(stop_id, ARRIVE, version=version, idempotency_key="k1")

    await control.post("/reset")
    again = await driver.next_stop()

    assert first
    assert again
    assert (again.id, again.version, again.state) == (first.id, first.version, first.state)
    assert (await control.get("/ledger")).json() == {"entries": [], "replays": 0}


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/events", {"driver": "nobody", "type": "stop.cancelled"}, 404),
        ("POST", "/events", {"driver": "karl", "type": "incident.updated"}, 409),
        ("POST", "/events", {"driver": "karl", "type": "hours.warning"}, 409),
        ("POST", "/faults", {"kind": "slow", "driver": "nobody"}, 404),
    ],
)
async def test_the_control_api_says_what_is_wrong(
    method: str, path: str, body: dict[str, Any], status: int, control: httpx2.AsyncClient
) -> None:
    response = await control.request(method, path, json=body)

    assert response.status_code == status
    assert len(response.text) > 20

"""A driver's token finds nothing of another driver's, at any endpoint."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest

from driver_assistant.contracts.logistics import (
    IncidentKind,
    IncidentRequest,
)
from driver_assistant.sandbox.logistics.seed import build
from driver_assistant.sandbox.logistics.serving import Served
from driver_assistant.sandbox.logistics.settings import LogisticsSettings
from driver_assistant.worker.logistics import (
    DriverLogistics,
    LogisticsRefused,
)

AT = datetime(2026, 10, 24, 22, 31, tzinfo=UTC)
SETTINGS = LogisticsSettings()
DriverOf = Callable[[str], DriverLogistics]


async def next_stop_of(driver: DriverLogistics) -> tuple[str, int]:
    stop = await driver.next_stop()
    assert stop is not None
    return stop.id, stop.version


def ids_in(value: Any) -> Iterator[str]:
    """Every string under a key that ends in "id" or "ids", anywhere."""
    if isinstance(value, dict):
        for key, one in value.items():
            named = key.lower().endswith(("id", "ids"))
            if named and isinstance(one, str):
                yield one
            elif named and isinstance(one, list):
                yield from (x for x in one if isinstance(x, str))
            yield from ids_in(one)
    elif isinstance(value, list):
        for one in value:
            yield from ids_in(one)


# each endpoint with the kind of id that belongs there
READS = {
    "routes/{}": "rte_",
    "stops/{}": "stp_",
    "loads/{}": "lod_",
    "documents/{}": "doc_",
    "documents/{}/content": "doc_",
    "incidents/{}": "inc_",
    "messages/{}": "msg_",
}
WRITES: dict[str, dict[str, Any]] = {
    "stops/{}/transitions": {"action": "arrive", "occurredAt": "2026-10-25T00:31:00+02:00"},
    "stops/{}/delays": {"reason": "traffic", "expectedMinutes": 10},
    "stops/{}/detention-requests": {},
    "offers/{}/response": {"accept": True},
    "appointments/{}/change-requests": {
        "start": "2026-10-25T10:00:00+01:00",
        "end": "2026-10-25T11:00:00+01:00",
    },
}


@pytest.mark.parametrize("other", ["karl", "agnieszka"])
async def test_a_drivers_token_finds_nothing_of_anothers(other: str, served: Served) -> None:
    """Each of the other's ids where it belongs, and a tenth of them everywhere else, gives the
    very bytes of an id that never was."""
    person = served.backend.person(other)
    assert person is not None
    theirs = build.dump(served.backend.world(person), served.backend.now())
    ids = sorted(set(ids_in(theirs)) - {""})
    async with httpx2.AsyncClient(base_url=served.url + "/", timeout=30) as http:
        opened = await http.post(
            "driver-sessions",
            json={"phone": served.phone("ana")},
            headers={"Authorization": f"Bearer {SETTINGS.token.get_secret_value()}"},
        )
        bearer = {"Authorization": f"Bearer {opened.json()['token']}"}

        for path, kind in READS.items():
            nothing = await http.get(f"me/{path.format('never-was')}", headers=bearer)
            for one in [one for n, one in enumerate(ids) if n % 10 == 0 or one.startswith(kind)]:
                answer = await http.get(f"me/{path.format(one)}", headers=bearer)

                assert (answer.status_code, answer.content) == (404, nothing.content), one
        for path, body in WRITES.items():
            key = {"Idempotency-Key": "k", "If-Match": "*"}
            url = f"me/{path.format('never-was')}"
            nothing = await http.post(url, json=body, headers=bearer | key)
            for one in ids[::10]:
                url = f"me/{path.format(one)}"
                answer = await http.post(url, json=body, headers=bearer | key)

                assert (answer.status_code, answer.content) == (404, nothing.content), one

    assert len(ids) > 200
    assert served.backend.ledger.entries == []


async def test_an_incident_cannot_name_anothers_stop(driver_of: DriverOf) -> None:
    theirs, _ = await next_stop_of(driver_of("karl"))
    request = IncidentRequest(kind=IncidentKind.DAMAGE, occurred_at=AT, stop_id=theirs)

    with pytest.raises(LogisticsRefused):
        await driver_of("ana").report_incident(request, idempotency_key="k")

"""The door of the seed: who there is, and a driver's whole world on first request.

`World` asks it; tests compare its bytes. Each driver draws from a generator of their own, so
neither the order of requests nor another driver's cases change anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from driver_assistant.contracts.logistics import (
    Capabilities,
    Change,
    ChangeType,
    Driver,
    HoursRegime,
    NextService,
    Odometer,
    Record,
    ResourceRef,
)
from driver_assistant.sandbox.logistics.seed import (
    days,
    desks,
    duties,
    fleet,
    folders,
    odd_papers,
    odd_routes,
    odd_stops,
    pay,
)
from driver_assistant.sandbox.logistics.seed.phones import phone
from driver_assistant.sandbox.logistics.seed.roster import ACME, BOREALIS, NORMAL, ROSTER, Person
from driver_assistant.sandbox.logistics.world import DriverWorld, Run

DAYS: Final = range(-7, 4)
TENANTS: Final = (ACME, BOREALIS)
CAPABILITIES: Final = {
    ACME: Capabilities(hours=True, earnings=True, offers=True, appointments=True, posting=True),
    BOREALIS: Capabilities(hours=True),
}
# Cases that other parts of the stand-in show: the roster, sessions, events, webhooks.
ELSEWHERE: Final = {
    NORMAL,
    "load-reassigned-while-chatting",
    "phone-on-two-tenants",
    "driver-deactivated",
    "capability-missing",
    "duplicate-webhook",
    "out-of-order-webhook",
}
CASES: Final = odd_routes.CASES | odd_stops.CASES | odd_papers.CASES


def driver_id(seed: int, person: Person) -> str:
    """The id of a driver; opaque to everybody else."""
    return f"drv_{Random(f'{seed}/driver/{person.alias}').getrandbits(60):015x}"


def driver_phone(person: Person) -> str:
    """The driver's phone; one person works for two tenants with one phone."""
    alias = "stefan" if person.alias == "stefan-b" else person.alias
    owner = next(other for other in ROSTER if other.alias == alias)
    return phone(owner.country, owner.index)


def build(seed: int, person: Person, now: datetime, shared: Run | None = None) -> DriverWorld:
    """Everything about one driver at the instant `now`; a co-driver gets the other's run."""
    rng = Random(f"{seed}/{person.alias}")
    world = _empty(seed, person, rng, now, shared or Run())
    if shared is None:
        _add_days(world, rng, now)
        days.settle_loads(world.run)
        folders.add_run_papers(world, rng, now)
    folders.add_own_papers(world, rng, now, posting=CAPABILITIES[person.tenant].posting)
    pay.add_statements(world, rng, now)
    for case in person.cases:
        if case not in ELSEWHERE:
            CASES[case](world, rng, now)
    days.settle_loads(world.run)
    _announce_tomorrow(world, now)
    return world


def dump(world: DriverWorld, now: datetime) -> dict[str, Any]:
    """The seeded world as JSON, for comparing two seeds."""
    records: dict[str, Mapping[str, Record]] = {
        "routes": world.run.routes,
        "stops": world.run.stops,
        "loads": world.run.loads,
        "documents": world.documents,
        "statements": world.statements,
        "offers": world.offers,
        "incidents": world.incidents,
        "messages": world.messages,
        "defects": world.defects,
    }
    return {
        "alias": world.person.alias,
        "phone": world.phone,
        "driver": world.driver.model_dump(mode="json"),
        "vehicle": world.vehicle.model_dump(mode="json"),
        "order": world.run.order,
        "changes": [change.model_dump(mode="json") for change in world.changes],
        "contacts": [c.model_dump(mode="json") for c in desks.contacts_at(world, now)],
        "patches": world.patches,
    } | {
        name: [record.model_dump(mode="json") for record in group.values()]
        for name, group in records.items()
    }


def _empty(seed: int, person: Person, rng: Random, now: datetime, run: Run) -> DriverWorld:
    vehicle, trailer = fleet.vehicle_of(seed, person), fleet.trailer_of(seed, person)
    odometer = Odometer(
        meters=rng.randint(90_000, 640_000) * 1000,
        as_of=now.replace(microsecond=0) - timedelta(minutes=4),
    )
    # A draw of its own: the rest of the world stays as it was. Every tenth truck has no date.
    plan = Random(f"{seed}/service/{person.index}")
    service = NextService(
        due_on=(now + timedelta(days=plan.randint(2, 90))).date() if plan.random() > 0.1 else None,
        due_at_meters=(odometer.meters // 1000 + plan.randint(800, 24_000)) * 1000,
    )
    return DriverWorld(
        person=person,
        driver=Driver(
            id=driver_id(seed, person),
            tenant=person.tenant,
            name=person.name,
            lang=person.lang,
            home_time_zone=person.home.zone,
            country=person.country,
            hours_regime=_regime(person),
            external_ids={"payroll": str(20_000 + person.index)},
        ),
        phone=driver_phone(person),
        run=run,
        vehicle=vehicle.model_copy(
            update={
                "odometer": odometer,
                "next_service": service,
                "trailers": (trailer,) if trailer else (),
            }
        ),
        duty=duties.duty_of(rng, person, now),
        rng=Random(f"{seed}/run-time/{person.alias}"),
    )


def _add_days(world: DriverWorld, rng: Random, now: datetime) -> None:
    trailers = world.vehicle.trailers
    vehicle = world.vehicle.model_copy(
        update={"trailers": (), "odometer": None, "next_service": None}
    )
    for offset in DAYS:
        day = days.Day(
            rng=rng,
            person=world.person,
            vehicle=vehicle,
            trailer=trailers[0] if trailers else None,
            date=world.today(now) + timedelta(days=offset),
            now=now,
        )
        # today everybody has a full day, so that each case finds the stops it needs
        days.add_day(world.run, day, "regional" if offset == 0 else None)


def _announce_tomorrow(world: DriverWorld, now: datetime) -> None:
    tomorrow = world.today(now) + timedelta(days=1)
    for route in world.run.routes.values():
        if route.date == tomorrow:
            change = Change(
                id=f"evt_{world.person.index:02d}{len(world.changes):06d}",
                type=ChangeType.ROUTE_ASSIGNED,
                occurred_at=now.replace(microsecond=0) - timedelta(minutes=50),
                tenant=world.driver.tenant,
                driver_id=world.driver.id,
                resource=ResourceRef(type="route", id=route.id, version=route.version),
            )
            world.changes.append(change)


def _regime(person: Person) -> HoursRegime:
    if "hours-short-haul" in person.cases:
        return HoursRegime.EXEMPT
    return HoursRegime.US_PROPERTY_70_8 if person.country == "US" else HoursRegime.EU_561

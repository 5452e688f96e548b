"""Named cases about routes in time: nights, zones, none, two at once, two people.

Each function bends one driver's world; `build.py` calls those that the roster names.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from driver_assistant.contracts.logistics import (
    CrewMember,
    CrewRole,
    Eta,
    FactSource,
    Planned,
    RouteState,
    StopKind,
    StopState,
    Window,
)
from driver_assistant.sandbox.logistics.seed import days, towns
from driver_assistant.sandbox.logistics.seed.roster import ROSTER
from driver_assistant.sandbox.logistics.seed.tours import Leg, pickup_and_delivery
from driver_assistant.sandbox.logistics.seed.walltime import (
    later,
    next_repeated_hour,
)
from driver_assistant.sandbox.logistics.world import Case, DriverWorld

HOUR: Final = timedelta(hours=1)


def crew_two(world: DriverWorld, _rng: Random, _now: datetime) -> None:
    names = {p.alias: p.name for p in ROSTER if "crew-two" in p.cases}
    crew = (
        CrewMember(name=names["tomasz"], role=CrewRole.DRIVER),
        CrewMember(name=names["piotr"], role=CrewRole.CO_DRIVER),
    )
    world.driver = world.driver.model_copy(update={"crew": crew})
    for route in world.run.routes.values():
        world.run.routes[route.id] = route.model_copy(update={"crew": crew})


def dst_repeat_hour(world: DriverWorld, rng: Random, now: datetime) -> None:
    """A delivery whose window lies in the hour that the night shows twice."""
    zone = ZoneInfo("Europe/Berlin")
    change = next_repeated_hour(zone, now)  # 02:00 the second time
    if change is None:
        return
    day = _day(world, rng, change.astimezone(zone), now, serial=1)
    legs = pickup_and_delivery(rng, towns.town("Leipzig"), towns.town("Leipzig"))
    _drop_routes(world, lambda route_date: route_date == day.date)
    route_id = days.add_route(world.run, day, legs, change - 7 * HOUR / 2)
    delivery = world.run.stops_of(route_id)[-1]
    second = change + HOUR / 2  # 02:30 again, an hour after 02:30
    window = Window(start=(second - HOUR).astimezone(zone), end=second.astimezone(zone))
    arrive, depart = second.astimezone(zone), (second + HOUR / 2).astimezone(zone)
    eta = Eta(time=arrive, as_of=now, source=FactSource.TELEMATICS)
    planned = Planned(arrive=arrive, depart=depart)
    world.run.amend_stop(delivery, windows=(window,), planned=planned, eta=eta, appointment=None)
    if world.run.routes[route_id].state is RouteState.IN_PROGRESS:
        world.run.amend_stop(delivery, state=StopState.EN_ROUTE)


def crosses_midnight(world: DriverWorld, rng: Random, now: datetime) -> None:
    """A run over midnight, with windows from 23:30 to 01:30: under way, or tonight's."""
    local = now.astimezone(world.zone)
    tonight = timedelta(days=0 if local.time() < time(1, 10) else 1)
    midnight = datetime.combine(local.date() + tonight, time(), tzinfo=world.zone)
    start = later(midnight, -HOUR)
    day = _day(world, rng, start, now, serial=1)
    _drop_routes(world, lambda route_date: route_date in {day.date, local.date()})
    legs = pickup_and_delivery(rng, world.person.home, world.person.home)
    legs += pickup_and_delivery(rng, world.person.home, world.person.home)[1:]
    route_id = days.add_route(world.run, day, legs, start)
    for stop in world.run.stops_of(route_id)[1:]:
        window = Window(start=later(midnight, -HOUR / 2), end=later(midnight, 3 * HOUR / 2))
        world.run.amend_stop(stop, windows=(window,), appointment=None)


def zone_change(world: DriverWorld, rng: Random, now: datetime) -> None:
    """From Spain to Portugal: an hour is won at the border."""
    badajoz, elvas = towns.town("Badajoz"), towns.town("Elvas")
    pickup, delivery = pickup_and_delivery(rng, badajoz, elvas)
    border = Leg(kind=StopKind.BORDER, place=towns.fuel_station(rng, badajoz))
    day = _day(world, rng, now, now)
    _drop_routes(world, lambda route_date: route_date == day.date)
    days.add_route(world.run, day, [pickup, border, delivery], now - timedelta(minutes=85))


def no_route(world: DriverWorld, _rng: Random, now: datetime) -> None:
    today = world.today(now)
    _drop_routes(world, lambda route_date: route_date >= today)


def two_routes(world: DriverWorld, rng: Random, now: datetime) -> None:
    day = _day(world, rng, now, now, serial=1)
    legs = pickup_and_delivery(rng, world.person.home, world.person.home)
    days.add_route(world.run, day, legs, now + 6 * HOUR)


CASES: Final[dict[str, Case]] = {
    "crew-two": crew_two,
    "dst-repeat-hour": dst_repeat_hour,
    "crosses-midnight": crosses_midnight,
    "zone-change": zone_change,
    "no-route": no_route,
    "two-routes": two_routes,
}


def _day(
    world: DriverWorld, rng: Random, start: datetime, now: datetime, serial: int = 0
) -> days.Day:
    trailers = world.vehicle.trailers
    return days.Day(
        rng=rng,
        person=world.person,
        vehicle=world.vehicle.model_copy(update={"trailers": ()}),
        trailer=trailers[0] if trailers else None,
        date=start.astimezone(world.zone).date(),
        now=now,
        serial=serial,
    )


def _drop_routes(world: DriverWorld, when: Callable[[date], bool]) -> None:
    for route in [route for route in world.run.routes.values() if when(route.date)]:
        del world.run.routes[route.id]
        for stop_id in world.run.order.pop(route.id):
            for load_id in world.run.stops.pop(stop_id).load_ids:
                world.run.loads.pop(load_id, None)

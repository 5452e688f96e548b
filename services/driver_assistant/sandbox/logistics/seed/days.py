"""One day of a driver: a route with its stops and loads, done, under way or ahead.

Read by `build.py` and by the odd cases. Planned times come from the timetable; what is past at
the seed's instant has actual times a few minutes off; the stop that is next has an estimate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from driver_assistant.contracts.logistics import (
    Actual,
    Eta,
    FactSource,
    LoadState,
    Planned,
    Route,
    RouteState,
    Stop,
    StopKind,
    StopState,
    Trailer,
    Vehicle,
)
from driver_assistant.sandbox.logistics.seed import freight, sites
from driver_assistant.sandbox.logistics.seed.roster import Person
from driver_assistant.sandbox.logistics.seed.tours import (
    Leg,
    Shape,
    timetable,
    total_meters,
    tour,
    travel_minutes,
)
from driver_assistant.sandbox.logistics.seed.walltime import in_zone, later
from driver_assistant.sandbox.logistics.world import Run

FIRST_WHEEL: Final = time(5, 30)
MINUTE: Final = timedelta(minutes=1)
EARLIEST: Final = timedelta(minutes=5)  # after midnight, so that the route's date is its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What a day is built from. `now` is the seed's instant."""

    rng: Random
    person: Person
    vehicle: Vehicle
    trailer: Trailer | None
    date: date
    now: datetime
    serial: int = 0  # of the route on its day

    @property
    def zone(self) -> ZoneInfo:
        """The driver's home time zone."""
        return ZoneInfo(self.person.home.zone)

    def local(self, at: time) -> datetime:
        """A wall time of the day, where the driver lives."""
        return datetime.combine(self.date, at, tzinfo=self.zone)


def add_day(run: Run, day: Day, shape: Shape | None = None) -> str:
    """Add a usual day; today's is under way. Gives the route's id."""
    legs = tour(day.rng, day.person.home, shape)
    today = day.now.astimezone(day.zone).date()
    start = day.local(FIRST_WHEEL) + day.rng.randrange(0, 180, 5) * MINUTE
    if day.date == today:
        start = _start_of_today(day, legs)
    elif day.date < today:  # only one route is in progress at a time: yesterday's is over
        ends = timetable(legs, day.now)[-1].depart or day.now
        start = min(start, day.now - (ends - day.now) - EARLIEST, key=datetime.timestamp)
    return add_route(run, day, legs, start)


def add_route(run: Run, day: Day, legs: Sequence[Leg], start: datetime) -> str:
    """Add a route with these legs from `start`; how far it is follows from `day.now`."""
    times = timetable(legs, start.astimezone(UTC))
    route_id = f"rte_{day.rng.getrandbits(60):015x}"
    stop_ids = [f"stp_{day.rng.getrandbits(60):015x}" for _ in legs]
    load_ids = _add_loads(run, day, legs, stop_ids)
    under_way = start <= day.now
    stops = [
        _stop(day, leg, planned, sites.Numbered(id=stop_id, route_id=route_id, sequence=number))
        for number, (leg, planned, stop_id) in enumerate(
            zip(legs, times, stop_ids, strict=True), start=1
        )
    ]
    stops = [
        stop.model_copy(update={"load_ids": tuple(load_ids[i] for i in leg.loads)})
        for stop, leg in zip(stops, legs, strict=True)
    ]
    if under_way:
        stops = _with_next(day, stops)
    run.stops.update((stop.id, stop) for stop in stops)
    run.order[route_id] = stop_ids
    run.routes[route_id] = Route(
        id=route_id,
        version=1,
        reference=f"R-{day.date:%m%d}-{10 + day.person.index}{'AB'[day.serial]}",
        date=day.date,
        state=_route_state(stops, under_way=under_way),
        vehicle=day.vehicle,
        trailers=(day.trailer,) if day.trailer else (),
        total_meters=total_meters(legs),
    )
    return route_id


def _start_of_today(day: Day, legs: Sequence[Leg]) -> datetime:
    """So that the driver is on a leg in the first half of the tour, the longest that fits.

    Shortly after midnight little can be done already: a route belongs to the day it starts on.
    """
    midnight = datetime.combine(day.date, time(), tzinfo=day.zone).astimezone(UTC)
    offsets = [(planned.depart or day.now) - day.now for planned in timetable(legs, day.now)]
    best, best_minutes = midnight + EARLIEST, 0
    for before in range(max(1, len(legs) // 2)):
        minutes = travel_minutes(legs[before].place, legs[before + 1].place)
        start = day.now - offsets[before] - minutes * MINUTE / 3
        if start >= midnight + EARLIEST and minutes >= best_minutes:
            best, best_minutes = start, minutes
    return best.replace(minute=best.minute - best.minute % 5, second=0, microsecond=0)


def _stop(day: Day, leg: Leg, planned: Planned, numbered: sites.Numbered) -> Stop:
    zone = ZoneInfo(leg.place.time_zone or day.person.home.zone)
    local = in_zone(planned, zone)
    stop = sites.stop(day.rng, leg, local, numbered, lang=day.person.lang)
    if local.depart and local.depart <= day.now:
        return _done(day.rng, stop, local)
    if local.arrive and local.arrive <= day.now:
        state = StopState.ARRIVED
        return stop.model_copy(update={"state": state, "actual": Actual(arrive=local.arrive)})
    return stop


def _done(rng: Random, stop: Stop, planned: Planned) -> Stop:
    late = rng.randint(-4, 9) * MINUTE
    if planned.arrive is None or planned.depart is None:
        return stop
    actual = Actual(
        en_route=later(planned.arrive, late - 20 * MINUTE),
        arrive=later(planned.arrive, late),
        depart=later(planned.depart, min(late, timedelta())),
    )
    return stop.model_copy(
        update={
            "state": StopState.DEPARTED,
            "actual": actual,
            "required_documents": sites.handed_in(rng, stop.required_documents),
            "version": 4,  # three transitions
        }
    )


def _with_next(day: Day, stops: list[Stop]) -> list[Stop]:
    """The first stop still ahead is on its way and has an estimate; later ones have one too."""
    late = day.rng.randrange(-5, 20) * MINUTE
    on_the_way = True
    result = []
    for stop in stops:
        if stop.state is StopState.SCHEDULED and stop.planned and stop.planned.arrive:
            eta = Eta(
                time=_not_before(later(stop.planned.arrive, late), day.now + 5 * MINUTE),
                as_of=(day.now - 2 * MINUTE).astimezone(stop.planned.arrive.tzinfo),
                source=FactSource.TELEMATICS,
            )
            changes: dict[str, object] = {"eta": eta}
            if on_the_way:
                en_route = Actual(en_route=later(eta.as_of, -10 * MINUTE))
                changes |= {"state": StopState.EN_ROUTE, "actual": en_route, "version": 2}
            result.append(stop.model_copy(update=changes))
            on_the_way = False
        else:
            on_the_way = on_the_way and stop.state is StopState.DEPARTED
            result.append(stop)
    return result


def _not_before(at: datetime, earliest: datetime) -> datetime:
    return at if at >= earliest else earliest.astimezone(at.tzinfo)


def _add_loads(run: Run, day: Day, legs: Sequence[Leg], stop_ids: Sequence[str]) -> list[str]:
    """The loads of the legs, in the order of their numbers."""
    ids = []
    for number in sorted({number for leg in legs for number in leg.loads}):
        where = [i for i, leg in enumerate(legs) if number in leg.loads]
        load = freight.load(day.rng, day.trailer)
        load = freight.with_parties(
            load, tuple(stop_ids[i] for i in where), legs[where[0]].place, legs[where[-1]].place
        )
        run.loads[load.id] = load
        ids.append(load.id)
    return ids


def settle_loads(run: Run) -> None:
    """Let the loads' states follow from their stops."""
    for load in list(run.loads.values()):
        stops = [run.stops[stop_id] for stop_id in load.stop_ids if stop_id in run.stops]
        run.loads[load.id] = load.model_copy(update={"state": _load_state(stops)})


def _load_state(stops: list[Stop]) -> LoadState:
    over = {StopState.DEPARTED}
    if stops and all(stop.state in over for stop in stops):
        return LoadState.COMPLETED
    if any(stop.state in over and stop.kind is StopKind.PICKUP for stop in stops):
        return LoadState.IN_TRANSIT
    return LoadState.CONFIRMED


def _route_state(stops: list[Stop], *, under_way: bool) -> RouteState:
    if all(stop.state is StopState.DEPARTED for stop in stops):
        return RouteState.COMPLETED
    return RouteState.IN_PROGRESS if under_way else RouteState.PLANNED

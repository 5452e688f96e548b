"""Where a day goes and when: legs of three to twelve stops, then their planned times.

Three shapes as hauliers know them: line haul (few stops, far), regional (pick up and deliver
around), distribution (one hub, many drops). Read by `days.py` only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Final, Literal

from driver_assistant.contracts.logistics import Place, Planned, StopKind
from driver_assistant.sandbox.logistics.seed import towns
from driver_assistant.sandbox.logistics.seed.towns import Town

Shape = Literal["linehaul", "regional", "distribution"]

SPEED_KMH: Final = 70.0
START_MINUTES: Final = 15  # walk-around check and papers before the first wheel turns
SERVICE_MINUTES: Final = {
    StopKind.DEPOT: 15,
    StopKind.PICKUP: 45,
    StopKind.DELIVERY: 35,
    StopKind.HANDOVER: 30,
    StopKind.FUEL: 20,
    StopKind.BREAK: 45,
    StopKind.BORDER: 25,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One stop to be: where, what for, and which of the day's loads it handles."""

    kind: StopKind
    place: Place
    loads: tuple[int, ...] = ()


def tour(rng: Random, home: Town, shape: Shape | None = None) -> list[Leg]:
    """The legs of one day from and to `home`."""
    shape = shape or rng.choice(("linehaul", "regional", "regional", "distribution"))
    match shape:
        case "linehaul":
            legs = _linehaul(rng, home)
        case "regional":
            legs = _regional(rng, home)
        case "distribution":
            legs = _distribution(rng, home)
    return legs


def timetable(legs: Sequence[Leg], start: datetime) -> list[Planned]:
    """When each leg is planned, the first one at `start`; whole five minutes."""
    times: list[Planned] = []
    arrive = start
    for index, leg in enumerate(legs):
        if index:
            gap = travel_minutes(legs[index - 1].place, leg.place)
            arrive = _leaves(times[-1]) + timedelta(minutes=gap)
        depart = arrive + timedelta(minutes=SERVICE_MINUTES[leg.kind])
        times.append(Planned(arrive=arrive, depart=depart))
    return times


def travel_minutes(a: Place, b: Place) -> int:
    """Minutes on the road between two places, rounded up to five."""
    minutes = towns.between(a, b) / SPEED_KMH * 60
    return max(10, -int(-minutes // 5) * 5)


def total_meters(legs: Sequence[Leg]) -> int:
    """The length of the tour."""
    return round(sum(towns.between(a.place, b.place) for a, b in pairwise(legs))) * 1000


def pickup_and_delivery(rng: Random, a: Town, b: Town) -> list[Leg]:
    """The shortest useful run: one load from one town to another."""
    return [
        Leg(kind=StopKind.PICKUP, place=towns.site(rng, a), loads=(0,)),
        Leg(kind=StopKind.DELIVERY, place=towns.site(rng, b), loads=(0,)),
    ]


def _linehaul(rng: Random, home: Town) -> list[Leg]:
    far = towns.near(rng, home, within_km=550, abroad=True)
    legs = [_depot(home), *pickup_and_delivery(rng, home, far)]
    if far.country != home.country:
        crossing = Leg(kind=StopKind.BORDER, place=towns.fuel_station(rng, _halfway(home, far)))
        legs.insert(2, crossing)
    if rng.random() < 0.6:  # two long days of three need fuel on the way
        legs.insert(2, Leg(kind=StopKind.FUEL, place=towns.fuel_station(rng, home)))
    if rng.random() < 0.5:  # half of the trailers are passed on at the end
        legs.append(Leg(kind=StopKind.HANDOVER, place=towns.site(rng, far)))
    return legs


def _regional(rng: Random, home: Town) -> list[Leg]:
    other = towns.near(rng, home, within_km=260, abroad=False)
    third = towns.near(rng, other, within_km=200, abroad=False)
    return [
        _depot(home),
        Leg(kind=StopKind.PICKUP, place=towns.site(rng, home), loads=(0,)),
        Leg(kind=StopKind.PICKUP, place=towns.site(rng, home), loads=(1,)),
        Leg(kind=StopKind.FUEL, place=towns.fuel_station(rng, home)),
        Leg(kind=StopKind.DELIVERY, place=towns.site(rng, other), loads=(0,)),
        Leg(kind=StopKind.BREAK, place=towns.fuel_station(rng, other)),
        Leg(kind=StopKind.DELIVERY, place=towns.site(rng, third), loads=(1,)),
        Leg(kind=StopKind.PICKUP, place=towns.site(rng, third), loads=(2,)),
        Leg(kind=StopKind.DELIVERY, place=towns.site(rng, home), loads=(2,)),
        _depot(home),
    ]


def _distribution(rng: Random, home: Town) -> list[Leg]:
    drops = rng.randint(6, 9)
    hub = Leg(kind=StopKind.PICKUP, place=towns.site(rng, home), loads=tuple(range(drops)))
    legs = [hub]
    legs += [
        Leg(kind=StopKind.DELIVERY, place=towns.site(rng, home), loads=(number,))
        for number in range(drops)
    ]
    legs.insert(len(legs) // 2 + 1, Leg(kind=StopKind.BREAK, place=towns.fuel_station(rng, home)))
    return [*legs, replace(_depot(home), place=hub.place)]


def _depot(home: Town) -> Leg:
    fixed = Random(f"depot/{home.name}")  # the same yard every day
    return Leg(kind=StopKind.DEPOT, place=towns.site(fixed, home, f"Depot {home.name}"))


def _halfway(a: Town, b: Town) -> Town:
    return replace(
        b,
        latitude=(a.latitude + b.latitude) / 2,
        longitude=(a.longitude + b.longitude) / 2,
    )


def _leaves(planned: Planned) -> datetime:
    if planned.depart is None:
        raise ValueError("every leg of a timetable has a departure")
    return planned.depart

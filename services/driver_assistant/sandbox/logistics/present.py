"""Records as the API shows them at an instant: fresh estimates, legal actions, odd words.

What a SaaS recalculates all the time (an estimate's age, who is on shift) is computed here at
reading, from the seeded facts and the clock. Called by the routers only.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from driver_assistant.contracts.logistics import (
    Hours,
    Record,
    Route,
    Stop,
    StopState,
    Vehicle,
)
from driver_assistant.sandbox.logistics import transitions
from driver_assistant.sandbox.logistics.duty import hours_at
from driver_assistant.sandbox.logistics.seed.walltime import later
from driver_assistant.sandbox.logistics.world import DriverWorld

ETA_EVERY: Final = timedelta(minutes=2)  # estimates are recalculated that often
ODOMETER_EVERY: Final = timedelta(minutes=5)
LIVE: Final = frozenset({StopState.SCHEDULED, StopState.EN_ROUTE})

Json = dict[str, Any]


def record(world: DriverWorld, value: Record, *, patch: str = "") -> Json:
    """A record as JSON, with the words that this driver's SaaS puts in (unknown-enum)."""
    shown = value.model_dump(mode="json")
    return shown | world.patches.get(patch or str(shown.get("id", "")), {})


def stop(world: DriverWorld, it: Stop, now: datetime) -> Json:
    """A stop at `now`."""
    shown = it.model_copy(update={"next_actions": transitions.legal(world, it, now)})
    if it.eta and it.state in LIVE and it.id not in world.frozen_etas:
        as_of = _tick(now, ETA_EVERY).astimezone(it.eta.time.tzinfo)
        soonest = later(as_of, ETA_EVERY)
        eta = it.eta.model_copy(update={"as_of": as_of, "time": max(it.eta.time, soonest)})
        shown = shown.model_copy(update={"eta": eta})
    return record(world, shown)


def route(world: DriverWorld, it: Route, now: datetime) -> Json:
    """A route with its stops at `now`."""
    stops = [stop(world, one, now) for one in world.run.stops_of(it.id)]
    return record(world, it) | {"stops": stops}


def hours(world: DriverWorld, now: datetime) -> Json:
    """The driver's hours at `now`, whole minutes."""
    computed: Hours = hours_at(world.duty, now.replace(second=0, microsecond=0))
    return record(world, computed, patch="hours")


def vehicle(world: DriverWorld, now: datetime) -> Json:
    """The driver's vehicle with open defects and a fresh odometer."""
    it: Vehicle = world.vehicle.model_copy(update={"defects": tuple(world.defects.values())})
    if it.odometer:
        odometer = it.odometer.model_copy(update={"as_of": _tick(now, ODOMETER_EVERY)})
        it = it.model_copy(update={"odometer": odometer})
    return record(world, it)


def _tick(now: datetime, every: timedelta) -> datetime:
    """The last whole multiple of `every` before `now`."""
    seconds = int(every.total_seconds())
    return now.fromtimestamp(now.timestamp() // seconds * seconds, now.tzinfo)

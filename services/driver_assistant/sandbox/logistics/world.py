"""The state of the stand-in: one `DriverWorld` per driver, built when first asked for.

Routers look things up only in the world of the session's driver, so another driver's object can't
be reached by construction. A crew of two shares one `Run`. Nothing here knows HTTP.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random
from typing import Any, Literal
from zoneinfo import ZoneInfo

from driver_assistant.contracts.logistics import (
    AppointmentChange,
    Change,
    Defect,
    DispatchMessage,
    Document,
    Driver,
    Incident,
    Load,
    Offer,
    Place,
    Route,
    RouteState,
    Statement,
    Stop,
    StopState,
    Vehicle,
)
from driver_assistant.sandbox.logistics.duty import Duty
from driver_assistant.sandbox.logistics.seed.roster import Person

OVER = frozenset({StopState.DEPARTED, StopState.SKIPPED, StopState.CANCELLED, StopState.FAILED})

Dispatching = Literal["round_the_clock", "off_shift"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a document's bytes are; `papers.py` makes them."""

    kind: Literal["pdf", "jpeg", "heic", "upload"]
    pages: int = 1
    size_bytes: int | None = None  # 0: an empty file
    upload: bytes = b""
    mime_type: str = ""


@dataclass(slots=True)
class Run:
    """Routes, stops, loads and their papers. A route's stops are in `order`, not inside it."""

    routes: dict[str, Route] = field(default_factory=dict)
    order: dict[str, list[str]] = field(default_factory=dict)
    stops: dict[str, Stop] = field(default_factory=dict)
    loads: dict[str, Load] = field(default_factory=dict)
    papers: dict[str, Document] = field(default_factory=dict)
    contents: dict[str, Content] = field(default_factory=dict)  # by document, also the drivers' own

    def stops_of(self, route_id: str) -> list[Stop]:
        """The stops of a route in their order."""
        return [self.stops[stop_id] for stop_id in self.order[route_id]]

    def replace_stop(self, stop: Stop, **changes: Any) -> Stop:
        """Change a stop; its version and its route's go up."""
        new = stop.model_copy(update={**changes, "version": stop.version + 1})
        self.stops[stop.id] = new
        if stop.route_id in self.routes:
            self.touch_route(stop.route_id)
        return new

    def amend_stop(self, stop: Stop, **changes: Any) -> None:
        """Change a stop as if it had always been so: versions stay."""
        self.stops[stop.id] = self.stops[stop.id].model_copy(update=changes)

    def touch_route(self, route_id: str, **changes: Any) -> Route:
        """Change a route; its version goes up."""
        route = self.routes[route_id]
        new = route.model_copy(update={**changes, "version": route.version + 1})
        self.routes[route_id] = new
        return new

    def rename_stop(self, old: str, new: str) -> None:
        """Give a stop another id, wherever it is named."""
        stop = self.stops.pop(old)
        self.stops[new] = stop.model_copy(update={"id": new})
        for ids in self.order.values():
            ids[:] = [new if stop_id == old else stop_id for stop_id in ids]
        for load in list(self.loads.values()):
            if old in load.stop_ids:
                ids_now = tuple(new if stop_id == old else stop_id for stop_id in load.stop_ids)
                self.loads[load.id] = load.model_copy(update={"stop_ids": ids_now})

    def current_route(self, today: date) -> Route | None:
        """The route in progress, else the first open one of today."""
        open_routes = [
            route
            for route in self.routes.values()
            if route.state is RouteState.IN_PROGRESS
            or (route.state is RouteState.PLANNED and route.date == today)
        ]
        open_routes = [route for route in open_routes if self.next_stop(route.id)]
        open_routes.sort(key=lambda route: (route.state is not RouteState.IN_PROGRESS, route.date))
        return open_routes[0] if open_routes else None

    def next_stop(self, route_id: str) -> Stop | None:
        """The first stop that isn't over."""
        return next((s for s in self.stops_of(route_id) if s.state not in OVER), None)


@dataclass(slots=True, kw_only=True)
class DriverWorld:
    """Everything one driver can see or change."""

    person: Person
    driver: Driver
    phone: str
    run: Run
    vehicle: Vehicle
    duty: Duty
    dispatching: Dispatching = "round_the_clock"
    own_papers: dict[str, Document] = field(default_factory=dict)
    statements: dict[str, Statement] = field(default_factory=dict)
    offers: dict[str, Offer] = field(default_factory=dict)
    offered_loads: dict[str, Load] = field(default_factory=dict)
    incidents: dict[str, Incident] = field(default_factory=dict)
    messages: dict[str, DispatchMessage] = field(default_factory=dict)
    defects: dict[str, Defect] = field(default_factory=dict)
    appointment_changes: dict[str, AppointmentChange] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    patches: dict[str, dict[str, Any]] = field(default_factory=dict)  # wire JSON by object id
    frozen_etas: set[str] = field(default_factory=set)  # stops whose estimate stopped updating
    rng: Random = field(default_factory=lambda: Random(0))  # ids of things made at run time

    @property
    def zone(self) -> ZoneInfo:
        """The driver's home time zone."""
        return ZoneInfo(self.driver.home_time_zone)

    @property
    def documents(self) -> dict[str, Document]:
        """The papers of the run and the driver's own."""
        return self.run.papers | self.own_papers

    def file(self, document: Document, content: Content | None = None) -> None:
        """Put a document where it belongs, with its bytes if they are new."""
        of_the_run = document.stop_id is not None or document.load_id is not None
        folder = self.run.papers if of_the_run else self.own_papers
        folder[document.id] = document
        if content is not None:
            self.run.contents[document.id] = content

    def today(self, now: datetime) -> date:
        """The date where the driver lives."""
        return now.astimezone(self.zone).date()

    def next_stop(self, now: datetime) -> Stop | None:
        """The stop to go to, or to leave, next."""
        route = self.run.current_route(self.today(now))
        return self.run.next_stop(route.id) if route else None

    def open_stops(self, now: datetime) -> list[Stop]:
        """The stops still ahead on the current route."""
        route = self.run.current_route(self.today(now))
        stops = self.run.stops_of(route.id) if route else []
        return [stop for stop in stops if stop.state not in OVER]

    def places(self) -> Iterator[Place]:
        """Every place on the driver's routes."""
        return (stop.location for stop in self.run.stops.values() if stop.location)

    def mint(self, prefix: str) -> str:
        """A new id, the same in every run that does the same things in the same order."""
        return f"{prefix}_{self.rng.getrandbits(60):015x}"


# Bends a driver's world into a named case; the instant is the seed's.
Case = Callable[[DriverWorld, Random, datetime], None]

"""A driver's day: routes and their stops.

Planned, estimated and actual times are kept apart (OpenTripModel's lifecycle). The SaaS decides
which actions are legal: `Stop.next_actions`. A reader never works that out by itself.
"""

from __future__ import annotations

from datetime import date as Date  # noqa: N812  # `date` is a field's name on the wire

from pydantic import Field

from driver_assistant.contracts.logistics.fleet import Trailer, Vehicle
from driver_assistant.contracts.logistics.papers import RequiredDocument
from driver_assistant.contracts.logistics.people import Contact, CrewMember
from driver_assistant.contracts.logistics.places import Place
from driver_assistant.contracts.logistics.record import (
    ExternalIds,
    FactSource,
    FreeText,
    Id,
    Instant,
    ListOf,
    OpenEnum,
    Record,
)
from driver_assistant.contracts.logistics.reports import Delay, Detention


class RouteState(OpenEnum):
    """How far a route is; one is in progress per driver."""

    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


class StopKind(OpenEnum):
    """What a driver does at a stop."""

    PICKUP = "pickup"
    DELIVERY = "delivery"
    HANDOVER = "handover"
    DEPOT = "depot"
    BREAK = "break"
    FUEL = "fuel"
    BORDER = "border"
    UNKNOWN = "unknown"


class StopState(OpenEnum):
    """How far a stop is."""

    SCHEDULED = "scheduled"
    EN_ROUTE = "en_route"
    ARRIVED = "arrived"
    SERVICING = "servicing"
    DEPARTED = "departed"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"
    FAILED = "failed"
    UNKNOWN = "unknown"


class StopAction(OpenEnum):
    """What a driver may report at a stop; `skip` and `fail` need a reason."""

    EN_ROUTE = "en_route"
    ARRIVE = "arrive"
    START_SERVICE = "start_service"
    DEPART = "depart"
    SKIP = "skip"
    FAIL = "fail"
    UNKNOWN = "unknown"


class AppointmentState(OpenEnum):
    """The state of a booked slot (Scheduling Standards Consortium)."""

    NOT_SCHEDULED = "not_scheduled"
    PENDING = "pending"
    UNCONFIRMED = "unconfirmed"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


class AppointmentKind(OpenEnum):
    """How a slot is given: a fixed time, or first come, first served."""

    FIXED = "fixed"
    FCFS = "fcfs"
    DEFERRED = "deferred"
    UNKNOWN = "unknown"


class Window(Record):
    """When a site receives, from `start` up to `end`."""

    start: Instant
    end: Instant


class AppointmentChangeState(OpenEnum):
    """What became of a request for another slot."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    UNKNOWN = "unknown"


class AppointmentChange(Record):
    """A request for another slot. A rejected one keeps the old slot."""

    id: Id
    state: AppointmentChangeState = AppointmentChangeState.UNKNOWN
    requested_window: Window | None = None
    previous_window: Window | None = None
    requested_at: Instant | None = None
    reason: FreeText | None = None


class Appointment(Record):
    """A booked slot at a site; `history` has the newest change first."""

    id: Id
    reference: str | None = None
    state: AppointmentState = AppointmentState.UNKNOWN
    kind: AppointmentKind = AppointmentKind.UNKNOWN
    window: Window | None = None
    history: ListOf[AppointmentChange] = ()


class Planned(Record):
    """What the plan says."""

    arrive: Instant | None = None
    depart: Instant | None = None


class Eta(Record):
    """An estimate, as old as `as_of`."""

    time: Instant
    as_of: Instant
    source: FactSource = FactSource.UNKNOWN


class Actual(Record):
    """What happened."""

    en_route: Instant | None = None
    arrive: Instant | None = None
    depart: Instant | None = None


class TaskKind(OpenEnum):
    """One thing to do at a stop."""

    LOAD = "load"
    UNLOAD = "unload"
    EXCHANGE_PALLETS = "exchange_pallets"
    SEAL = "seal"
    SIGN = "sign"
    SCAN = "scan"
    PHOTO = "photo"
    TEMPERATURE = "temperature"
    DROP_TRAILER = "drop_trailer"
    HOOK_TRAILER = "hook_trailer"
    UNKNOWN = "unknown"


class Task(Record):
    """One thing to do at a stop."""

    kind: TaskKind = TaskKind.UNKNOWN
    load_id: Id | None = None
    text: FreeText | None = None
    done: bool | None = None


class Stop(Record):
    """One place on a route. `reference` is what people call it; ids are for machines."""

    id: Id
    version: int
    route_id: Id | None = None
    reference: str | None = None
    sequence: int | None = None
    kind: StopKind = StopKind.UNKNOWN
    state: StopState = StopState.UNKNOWN
    location: Place | None = None
    windows: tuple[Window, ...] | None = None  # none: any time; null: not known
    appointment: Appointment | None = None
    planned: Planned | None = None
    eta: Eta | None = None
    actual: Actual | None = None
    delay: Delay | None = None
    detention: Detention | None = None
    tasks: ListOf[Task] = ()
    load_ids: ListOf[Id] = ()
    required_documents: tuple[RequiredDocument, ...] | None = None
    contacts: tuple[Contact, ...] | None = None
    instructions: FreeText | None = None
    cancel_reason: FreeText | None = None
    next_actions: ListOf[StopAction] = ()
    external_ids: ExternalIds = Field(default_factory=dict)


class Route(Record):
    """A driver's run on a day; `date` is local to the driver's home time zone."""

    id: Id
    version: int
    reference: str | None = None
    date: Date
    state: RouteState = RouteState.UNKNOWN
    vehicle: Vehicle | None = None
    trailers: ListOf[Trailer] = ()
    crew: ListOf[CrewMember] = ()
    stops: ListOf[Stop] = ()
    total_meters: int | None = None
    external_ids: ExternalIds = Field(default_factory=dict)

"""Trucks, trailers and what is wrong with them."""

from __future__ import annotations

from datetime import date as Date  # noqa: N812  # one spelling with the other records

from pydantic import Field

from driver_assistant.contracts.logistics.record import (
    ExternalIds,
    FreeText,
    Id,
    Instant,
    ListOf,
    OpenEnum,
    Record,
)


class VehicleKind(OpenEnum):
    """What kind of vehicle it is."""

    TRACTOR = "tractor"
    RIGID = "rigid"
    VAN = "van"
    UNKNOWN = "unknown"


class TrailerKind(OpenEnum):
    """What kind of trailer it is."""

    CURTAIN = "curtain"
    BOX = "box"
    REEFER = "reefer"
    TANK = "tank"
    CONTAINER_CHASSIS = "container_chassis"
    CAR_CARRIER = "car_carrier"
    FLATBED = "flatbed"
    UNKNOWN = "unknown"


class DefectSeverity(OpenEnum):
    """Whether the vehicle may be driven on."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    UNKNOWN = "unknown"


class DefectState(OpenEnum):
    """What became of a defect."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    RESOLVED = "resolved"
    DISMISSED = "dismissed"
    UNKNOWN = "unknown"


class Defect(Record):
    """A reported fault of a vehicle or trailer."""

    id: Id
    reference: str | None = None
    severity: DefectSeverity = DefectSeverity.UNKNOWN
    state: DefectState = DefectState.UNKNOWN
    text: FreeText | None = None
    reported_at: Instant | None = None


class Trailer(Record):
    """A trailer."""

    id: Id
    kind: TrailerKind = TrailerKind.UNKNOWN
    plate: str | None = None
    fleet_number: str | None = None


class Odometer(Record):
    """A reading, as old as `as_of`."""

    meters: int
    as_of: Instant


class NextService(Record):
    """When the workshop expects the vehicle: by a date, by a reading, whichever comes first."""

    due_on: Date | None = None
    due_at_meters: int | None = None


class Vehicle(Record):
    """The driver's vehicle; `trailers` and `defects` are filled by `GET /me/vehicle`."""

    id: Id
    kind: VehicleKind = VehicleKind.UNKNOWN
    plate: str | None = None
    fleet_number: str | None = None
    make: str | None = None
    model: str | None = None
    height_cm: int | None = None
    gross_kg: int | None = None
    odometer: Odometer | None = None
    next_service: NextService | None = None
    trailers: ListOf[Trailer] = ()
    defects: tuple[Defect, ...] | None = None
    external_ids: ExternalIds = Field(default_factory=dict)

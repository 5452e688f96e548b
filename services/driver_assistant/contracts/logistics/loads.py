"""What is carried: loads, goods, their references, and offers to accept or decline."""

from __future__ import annotations

from pydantic import Field

from driver_assistant.contracts.logistics.places import Place
from driver_assistant.contracts.logistics.record import (
    ExternalIds,
    FreeText,
    Id,
    Instant,
    ListOf,
    OpenEnum,
    Record,
    Untrusted,
)


class LoadState(OpenEnum):
    """How far a load is (OpenTripModel)."""

    DRAFT = "draft"
    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    IN_TRANSIT = "in_transit"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


class LoadKind(OpenEnum):
    """How a load travels."""

    FTL = "ftl"
    GROUPAGE = "groupage"
    REEFER = "reefer"
    ADR = "adr"
    PARCEL = "parcel"
    CONTAINER = "container"
    TANK = "tank"
    CAR_CARRIER = "car_carrier"
    PALLET_EXCHANGE = "pallet_exchange"
    UNKNOWN = "unknown"


class ReferenceType(OpenEnum):
    """Whose number it is."""

    LOAD = "load"
    PURCHASE_ORDER = "po"
    PICKUP = "pickup"
    DELIVERY = "delivery"
    BOOKING = "booking"
    CONTAINER = "container"
    CUSTOMS = "customs"
    UNKNOWN = "unknown"


class Reference(Record):
    """A number that a gate, a customer or customs asks for."""

    type: ReferenceType = ReferenceType.UNKNOWN
    value: Untrusted


class Packaging(OpenEnum):
    """What goods are packed in."""

    EPAL = "epal"
    PALLET = "pallet"
    BOX = "box"
    DRUM = "drum"
    IBC = "ibc"
    BULK = "bulk"
    CONTAINER = "container"
    UNIT = "unit"
    UNKNOWN = "unknown"


class Goods(Record):
    """One line of goods."""

    description: FreeText | None = None
    quantity: float | None = None
    packaging: Packaging = Packaging.UNKNOWN
    gross_kg: float | None = None


class Temperature(Record):
    """What the reefer is set to, in degrees Celsius."""

    min_c: float | None = None
    max_c: float | None = None
    set_point_c: float | None = None


class DangerousGoods(Record):
    """One entry under ADR: UN number, class, packing group, tunnel code."""

    un: str
    class_: str | None = Field(None, alias="class")
    packing_group: str | None = None
    tunnel_code: str | None = None


class Party(Record):
    """A consignor or consignee."""

    name: Untrusted | None = None
    location: Place | None = None


class OfferState(OpenEnum):
    """What became of an offer."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


class Offer(Record):
    """A load offered to the driver until `expires_at`."""

    id: Id
    load_id: Id
    reference: str | None = None
    state: OfferState = OfferState.UNKNOWN
    expires_at: Instant | None = None
    pickup: Place | None = None
    delivery: Place | None = None
    pickup_from: Instant | None = None
    total_meters: int | None = None


class Load(Record):
    """What is carried. `adr` null: not known, empty: no dangerous goods."""

    id: Id
    version: int
    reference: str | None = None
    references: ListOf[Reference] = ()
    state: LoadState = LoadState.UNKNOWN
    kind: LoadKind = LoadKind.UNKNOWN
    goods: tuple[Goods, ...] | None = None
    temperature: Temperature | None = None
    adr: tuple[DangerousGoods, ...] | None = None
    seal: str | None = None
    consignor: Party | None = None
    consignee: Party | None = None
    notes: FreeText | None = None
    stop_ids: ListOf[Id] = ()
    external_ids: ExternalIds = Field(default_factory=dict)

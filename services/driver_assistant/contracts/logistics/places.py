"""Where things are: a place with its address, position and own time zone."""

from __future__ import annotations

from pydantic import Field

from driver_assistant.contracts.logistics.record import Instant, ListOf, Record, Untrusted


class Geo(Record):
    """WGS 84 degrees."""

    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)


class Position(Geo):
    """Where a device was, and when."""

    accuracy_meters: int | None = Field(None, ge=0)
    at: Instant | None = None


class Address(Record):
    """A postal address; lines as the country writes them."""

    lines: ListOf[Untrusted] = ()
    postal_code: Untrusted | None = None
    city: Untrusted | None = None
    country: str | None = None  # ISO 3166-1 alpha-2


class Place(Record):
    """A site. Wall times at a stop are in its own `time_zone`, not in the driver's."""

    name: Untrusted | None = None
    address: Address | None = None
    geo: Geo | None = None
    time_zone: str | None = None  # IANA

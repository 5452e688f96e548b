"""The driver, their session, the people to call, and what the company's SaaS can do."""

from __future__ import annotations

from pydantic import Field

from driver_assistant.contracts.logistics.record import (
    ExternalIds,
    Id,
    Instant,
    ListOf,
    OpenEnum,
    Record,
    Untrusted,
)


class HoursRegime(OpenEnum):
    """Which rules on driving and rest apply to a driver."""

    EU_561 = "eu_561"
    US_PROPERTY_70_8 = "us_property_70_8"
    US_PROPERTY_60_7 = "us_property_60_7"
    EXEMPT = "exempt"
    UNKNOWN = "unknown"


class CrewRole(OpenEnum):
    """A person's part in a crew."""

    DRIVER = "driver"
    CO_DRIVER = "co_driver"
    HELPER = "helper"
    UNKNOWN = "unknown"


class CrewMember(Record):
    """Somebody who rides along; a name and a role, nothing else."""

    name: Untrusted
    role: CrewRole = CrewRole.UNKNOWN


class DriverRef(Record):
    """The driver a session belongs to."""

    id: Id
    tenant: Id


class Driver(Record):
    """`GET /me`: the authenticated driver."""

    id: Id
    tenant: Id
    name: Untrusted
    lang: str | None = None  # BCP 47
    home_time_zone: str  # IANA; dates in `?date=` are local to it
    country: str | None = None  # ISO 3166-1 alpha-2
    hours_regime: HoursRegime = HoursRegime.UNKNOWN
    crew: ListOf[CrewMember] = ()
    external_ids: ExternalIds = Field(default_factory=dict)


class SessionRequest(Record):
    """`POST /driver-sessions`: a verified phone, E.164 with its plus sign."""

    phone: str = Field(pattern=r"^\+[1-9][0-9]{6,14}$")


class DriverSession(Record):
    """A token that can do what its driver may, and nothing else.

    `expires_in_seconds` is what a client counts with: its clock may differ from the server's.
    """

    token: str = Field(min_length=1)
    expires_at: Instant
    expires_in_seconds: int = Field(gt=0)
    driver: DriverRef


class Capabilities(Record):
    """`GET /capabilities`: what the company's SaaS offers; the rest is capability_not_supported."""

    hours: bool = False
    earnings: bool = False
    offers: bool = False
    appointments: bool = False
    posting: bool = False


class ContactRole(OpenEnum):
    """Why one would call this person."""

    DISPATCHER = "dispatcher"
    BACKUP_DISPATCHER = "backup_dispatcher"
    BREAKDOWN = "breakdown"
    EMERGENCY = "emergency"
    PAYROLL = "payroll"
    SITE = "site"
    GATE = "gate"
    UNKNOWN = "unknown"


class Contact(Record):
    """A person or desk with a phone number (E.164).

    `on_shift` is the SaaS's own answer for now; null when it doesn't know. `backup_id` is the
    contact to use while this one is off shift.
    """

    id: Id | None = None
    name: Untrusted | None = None
    role: ContactRole = ContactRole.UNKNOWN
    phone: str | None = None
    languages: ListOf[str] = ()
    on_shift: bool | None = None
    shift_starts_at: Instant | None = None
    shift_ends_at: Instant | None = None
    backup_id: Id | None = None

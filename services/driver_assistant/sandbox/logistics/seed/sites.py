"""One stop as a site runs it: windows, appointment, papers, contact, tasks, instructions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random
from typing import Final

from driver_assistant.contracts.logistics import (
    Appointment,
    AppointmentKind,
    AppointmentState,
    Contact,
    ContactRole,
    DocumentState,
    DocumentType,
    Planned,
    RequiredDocument,
    Stop,
    StopKind,
    StopState,
    Task,
    TaskKind,
    Window,
)
from driver_assistant.sandbox.logistics.seed import phones
from driver_assistant.sandbox.logistics.seed.tours import Leg
from driver_assistant.sandbox.logistics.seed.walltime import all_day, later, quarter
from driver_assistant.sandbox.logistics.seed.words import instructions

WINDOW_MINUTES: Final = (30, 60, 90, 120, 180, 240)
OPENS: Final = time(6, 0)
CLOSES: Final = time(18, 0)
WITH_GOODS: Final = frozenset({StopKind.PICKUP, StopKind.DELIVERY, StopKind.HANDOVER})
REFERENCES: Final = {StopKind.PICKUP: "PU", StopKind.DELIVERY: "DEL", StopKind.HANDOVER: "HO"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbered:
    """A stop's place in its route."""

    id: str
    route_id: str
    sequence: int


def stop(rng: Random, leg: Leg, planned: Planned, numbered: Numbered, *, lang: str) -> Stop:
    """A scheduled stop."""
    with_goods = leg.kind in WITH_GOODS
    kind, window = _opening(rng, planned)
    country = leg.place.address.country if leg.place.address else None
    return Stop(
        id=numbered.id,
        version=1,
        route_id=numbered.route_id,
        reference=f"{REFERENCES.get(leg.kind, 'S')}-{rng.randint(10_000, 99_999)}",
        sequence=numbered.sequence,
        kind=leg.kind,
        state=StopState.SCHEDULED,
        location=leg.place,
        windows=(window,) if with_goods else (),
        appointment=_appointment(rng, kind, window) if with_goods else None,
        planned=planned,
        tasks=_tasks(leg.kind),
        required_documents=_papers(leg.kind, country),
        contacts=(_site_contact(rng, country or "DE"),) if with_goods else (),
        instructions=instructions(rng, lang) if with_goods else None,
        external_ids={"tms": str(rng.randint(1_000_000, 9_999_999))},
    )


def handed_in(
    rng: Random, papers: tuple[RequiredDocument, ...] | None
) -> tuple[RequiredDocument, ...] | None:
    """The papers of a stop that is done: somewhere between sent and accepted."""
    if papers is None:
        return None
    states = (DocumentState.ACCEPTED, DocumentState.ACCEPTED, DocumentState.SUBMITTED)
    return tuple(paper.model_copy(update={"state": rng.choice(states)}) for paper in papers)


def _opening(rng: Random, planned: Planned) -> tuple[AppointmentKind, Window]:
    """When the site receives: a slot around the planned arrival, its opening hours, or all day."""
    arrive = planned.arrive
    if arrive is None:
        raise ValueError("a seeded stop has a planned arrival")
    draw = rng.random()
    if draw < 0.1:  # a tenth is first come, first served
        opens = datetime.combine(arrive.date(), OPENS, tzinfo=arrive.tzinfo)
        closes = datetime.combine(arrive.date(), CLOSES, tzinfo=arrive.tzinfo)
        inside = opens <= arrive <= closes
        window = Window(start=opens, end=closes) if inside else all_day(arrive)
        return AppointmentKind.FCFS, window
    if draw < 0.18:  # some take goods around the clock
        return AppointmentKind.DEFERRED, all_day(arrive)
    length = timedelta(minutes=rng.choice(WINDOW_MINUTES))
    start = quarter(later(arrive, -length * rng.uniform(0.2, 0.6)))
    return AppointmentKind.FIXED, Window(start=start, end=later(start, length))


def _appointment(rng: Random, kind: AppointmentKind, window: Window) -> Appointment:
    fixed = kind is AppointmentKind.FIXED
    return Appointment(
        id=f"apt_{rng.getrandbits(60):015x}",
        reference=f"APT-{rng.randint(10_000, 99_999)}" if fixed else None,
        state=AppointmentState.CONFIRMED if fixed else AppointmentState.NOT_SCHEDULED,
        kind=kind,
        window=window if fixed else None,
    )


def _tasks(kind: StopKind) -> tuple[Task, ...]:
    match kind:
        case StopKind.PICKUP:
            kinds = (TaskKind.LOAD, TaskKind.SEAL, TaskKind.SIGN)
        case StopKind.DELIVERY:
            kinds = (TaskKind.UNLOAD, TaskKind.EXCHANGE_PALLETS, TaskKind.SIGN)
        case StopKind.HANDOVER:
            kinds = (TaskKind.DROP_TRAILER, TaskKind.HOOK_TRAILER, TaskKind.PHOTO)
        case _:
            return ()
    return tuple(Task(kind=each, done=False) for each in kinds)


def _papers(kind: StopKind, country: str | None) -> tuple[RequiredDocument, ...]:
    waybill = DocumentType.BOL if country == "US" else DocumentType.CMR
    match kind:
        case StopKind.PICKUP:
            types: tuple[DocumentType, ...] = (waybill,)
        case StopKind.DELIVERY:
            types = (DocumentType.POD, waybill)
        case StopKind.FUEL:
            types = (DocumentType.RECEIPT,)
        case _:
            return ()
    return tuple(RequiredDocument(type=each, state=DocumentState.REQUIRED) for each in types)


def _site_contact(rng: Random, country: str) -> Contact:
    first = rng.choice(("M.", "A.", "J.", "S.", "L."))
    last = rng.choice(("Novak", "Silva", "Rossi", "Keller", "Adams", "Petit", "Marin"))
    return Contact(
        name=f"{first} {last}",
        role=rng.choice((ContactRole.GATE, ContactRole.SITE)),
        phone=phones.phone(country, phones.DESKS + rng.randint(6, 35)),
    )

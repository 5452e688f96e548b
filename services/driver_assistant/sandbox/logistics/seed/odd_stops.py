"""Named cases about stops and loads: the odd things that real dispatch systems hold.

Each function bends one driver's world; `build.py` calls those that the roster names. A case that
is about a moment (a load reassigned while chatting) needs nothing here: the control API makes it
happen.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from driver_assistant.contracts.logistics import (
    Address,
    Appointment,
    AppointmentChange,
    AppointmentChangeState,
    AppointmentKind,
    AppointmentState,
    Author,
    Detention,
    DetentionState,
    Eta,
    FactSource,
    FreeText,
    Load,
    LoadKind,
    LoadState,
    Stop,
    StopKind,
    StopState,
    Window,
)
from driver_assistant.sandbox.logistics.seed import freight, words
from driver_assistant.sandbox.logistics.seed.walltime import (
    all_day,
    later,
)
from driver_assistant.sandbox.logistics.world import Case, DriverWorld

HOUR: Final = timedelta(hours=1)

# a UUID, an integer, a slash, and the longest an id may be
FOREIGN_IDS: Final = ("0190f6e2-7a4b-7c1d-9e55-3b2a1c0d9e8f", "90210", "2026/10/A-77", "x" * 64)


def eta_null(world: DriverWorld, _rng: Random, now: datetime) -> None:
    for stop in world.open_stops(now):
        world.run.amend_stop(stop, eta=None)


def eta_stale_3h(world: DriverWorld, _rng: Random, now: datetime) -> None:
    stop = _next(world, now)
    as_of = now.replace(microsecond=0) - 3 * HOUR
    eta = Eta(time=now + HOUR / 2, as_of=as_of, source=FactSource.TELEMATICS)
    world.frozen_etas.add(stop.id)
    world.run.amend_stop(stop, eta=eta)


def stop_cancelled_midroute(world: DriverWorld, _rng: Random, now: datetime) -> None:
    stop = next(s for s in world.open_stops(now)[1:] if s.kind is StopKind.DELIVERY)
    text = words.CANCELLED.get(world.person.lang, words.CANCELLED["en"])
    reason = FreeText(text=text, lang=world.person.lang, author=Author.DISPATCHER)
    world.run.replace_stop(stop, state=StopState.CANCELLED, cancel_reason=reason, eta=None)


def ids_foreign(world: DriverWorld, _rng: Random, now: datetime) -> None:
    """Ids as other systems make them; the assistant must carry them unchanged."""
    for stop, new in zip(world.open_stops(now), FOREIGN_IDS, strict=False):
        world.run.rename_stop(stop.id, new)
    load_id = next(i for stop in world.open_stops(now) for i in stop.load_ids)
    load = world.run.loads.pop(load_id)
    foreign = str(UUID(int=7)) + "/1"
    world.run.loads[foreign] = load.model_copy(update={"id": foreign})
    for stop in list(world.run.stops.values()):
        ids = tuple(foreign if one == load_id else one for one in stop.load_ids)
        world.run.amend_stop(stop, load_ids=ids)


def note_injection(text: str, lang: str) -> Case:
    """A site's instructions that try to command the assistant."""

    def case(world: DriverWorld, _rng: Random, now: datetime) -> None:
        note = FreeText(text=text, lang=lang, author=Author.SITE)
        for stop in world.open_stops(now):
            world.run.amend_stop(stop, instructions=note)
            for load_id in stop.load_ids:
                load = world.run.loads[load_id]
                world.run.loads[load_id] = load.model_copy(update={"notes": note})

    return case


def address_400_chars(world: DriverWorld, _rng: Random, now: datetime) -> None:
    stop = _next(world, now)
    part = "Zona Industrială Nord, Hala 7, Intrarea de Serviciu, Aleea Depozitelor nr. 12"
    long_line = (part + ", ") * 6
    lines = (long_line[:400],)
    if stop.location and stop.location.address:
        address = stop.location.address.model_copy(update={"lines": lines})
        world.run.amend_stop(stop, location=stop.location.model_copy(update={"address": address}))


def same_city_twice(world: DriverWorld, _rng: Random, now: datetime) -> None:
    """Two deliveries ahead in one city, at different sites."""
    first, second = [s for s in world.open_stops(now) if s.kind is StopKind.DELIVERY][:2]
    if first.location is None or second.location is None:
        return
    city = Address.model_validate((first.location.address or Address()).model_dump())
    lines = ("14 quai de Brazza",)
    same = city.model_copy(update={"lines": lines})
    name = f"{second.location.name} II"
    place = first.location.model_copy(update={"address": same, "name": name})
    world.run.amend_stop(second, location=place)


def nulls_everywhere(world: DriverWorld, _rng: Random, now: datetime) -> None:
    """A SaaS that knows ids and states and nothing else."""
    bare_route = world.run.current_route(world.today(now))
    for stop in world.open_stops(now):
        nothing = {"windows": None, "required_documents": None, "contacts": None}
        world.run.stops[stop.id] = Stop(
            id=stop.id,
            version=stop.version,
            route_id=stop.route_id,
            kind=stop.kind,
            state=stop.state,
            load_ids=stop.load_ids,
            **nothing,
        )
        for load_id in stop.load_ids:
            world.run.loads[load_id] = Load(id=load_id, version=1, state=LoadState.CONFIRMED)
    if bare_route:
        changes = {"reference": None, "vehicle": None, "trailers": (), "total_meters": None}
        world.run.routes[bare_route.id] = bare_route.model_copy(update=changes)


def unknown_enum(world: DriverWorld, _rng: Random, now: datetime) -> None:
    """Words that this release of the port does not have."""
    stop = _next(world, now)
    world.patches[stop.id] = {"kind": "cross_dock", "state": "held_by_customs"}
    world.patches["hours"] = {"activity": "ferry", "limitingRule": "ferry_rest"}
    for load_id in stop.load_ids:
        world.patches[load_id] = {"kind": "livestock", "state": "quarantined"}
    for document in world.documents.values():
        if document.stop_id == stop.id:
            world.patches[document.id] = {"state": "notarised"}


def window_before_now(world: DriverWorld, _rng: Random, now: datetime) -> None:
    stop = _next(world, now)
    zone = ZoneInfo((stop.location and stop.location.time_zone) or "UTC")
    closed = now.replace(minute=0, second=0, microsecond=0).astimezone(zone)
    window = Window(start=later(closed, -4 * HOUR), end=later(closed, -2 * HOUR))
    world.run.amend_stop(stop, windows=(window,), appointment=None)


def fcfs(world: DriverWorld, _rng: Random, now: datetime) -> None:
    stop = _next(world, now)
    appointment = Appointment(
        id=f"{stop.id}-fcfs",
        state=AppointmentState.NOT_SCHEDULED,
        kind=AppointmentKind.FCFS,
    )
    world.run.amend_stop(stop, appointment=appointment)


def all_day_window(world: DriverWorld, _rng: Random, now: datetime) -> None:
    stop = _next(world, now)
    if stop.planned and stop.planned.arrive:
        world.run.amend_stop(stop, windows=(all_day(stop.planned.arrive),), appointment=None)


def adr_load(world: DriverWorld, rng: Random, now: datetime) -> None:
    for stop in world.open_stops(now):
        for load_id in stop.load_ids:
            old = world.run.loads[load_id]
            new = freight.load(rng, None, LoadKind.ADR)
            keep = {"id": old.id, "stop_ids": old.stop_ids, "state": old.state}
            world.run.loads[load_id] = new.model_copy(
                update=keep | {"consignor": old.consignor, "consignee": old.consignee}
            )


def detention_running(world: DriverWorld, _rng: Random, now: datetime) -> None:
    """Waiting at the dock for longer than the free two hours."""
    stop = _next(world, now)
    arrived = now.replace(second=0, microsecond=0) - timedelta(hours=2, minutes=50)
    detention = Detention(
        state=DetentionState.NONE,
        arrived_at=arrived,
        free_minutes=120,
        waited_minutes=170,
        claim_before=arrived + 24 * HOUR,
    )
    changes = {"state": StopState.ARRIVED, "eta": None, "detention": detention}
    actual = {"actual": (stop.actual and stop.actual.model_copy(update={"arrive": arrived}))}
    world.run.replace_stop(stop, **changes, **actual)


def appointment_rejected(world: DriverWorld, _rng: Random, now: datetime) -> None:
    """A request for another slot was refused, so the old slot stands."""
    stop = next(s for s in world.open_stops(now) if s.appointment)
    window = (stop.windows or (None,))[0]
    if stop.appointment is None or window is None:
        return
    refused = AppointmentChange(
        id=f"{stop.appointment.id}-change",
        state=AppointmentChangeState.REJECTED,
        requested_window=Window(start=later(window.start, HOUR), end=later(window.end, HOUR)),
        previous_window=window,
        requested_at=(now - 2 * HOUR).astimezone(UTC),
        reason=FreeText(text="Complet", lang="fr", author=Author.SITE),
    )
    kept = {"history": (refused,), "window": window, "kind": AppointmentKind.FIXED}
    confirmed = {"state": AppointmentState.CONFIRMED}
    appointment = stop.appointment.model_copy(update=kept | confirmed)
    world.run.amend_stop(stop, appointment=appointment)


CASES: Final[dict[str, Case]] = {
    "eta-null": eta_null,
    "eta-stale-3h": eta_stale_3h,
    "stop-cancelled-midroute": stop_cancelled_midroute,
    "ids-foreign": ids_foreign,
    "note-injection": note_injection(words.INJECTION, "en"),
    "note-injection-pl": note_injection(words.INJECTION_PL, "pl"),
    "note-injection-base64": note_injection(words.INJECTION_BASE64, "en"),
    "address-400-chars": address_400_chars,
    "same-city-twice": same_city_twice,
    "nulls-everywhere": nulls_everywhere,
    "unknown-enum": unknown_enum,
    "window-before-now": window_before_now,
    "fcfs": fcfs,
    "all-day-window": all_day_window,
    "adr-load": adr_load,
    "detention-running": detention_running,
    "appointment-rejected": appointment_rejected,
}


def _next(world: DriverWorld, now: datetime) -> Stop:
    stop = world.next_stop(now)
    if stop is None:
        raise LookupError(f"{world.person.alias} has no next stop to bend")
    return stop

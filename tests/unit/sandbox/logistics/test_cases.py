"""Each named case shows what its name says, at the seed's own instant."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from driver_assistant.contracts.logistics import (
    AppointmentChangeState,
    AppointmentKind,
    DocumentState,
    DocumentType,
    HoursRegime,
    LoadState,
    OfferState,
    RejectionReason,
    RouteState,
    Stop,
    StopKind,
    StopState,
)
from driver_assistant.sandbox.logistics import present, transitions
from driver_assistant.sandbox.logistics.backend import Backend
from driver_assistant.sandbox.logistics.duty import hours_at
from driver_assistant.sandbox.logistics.papers import bytes_of
from driver_assistant.sandbox.logistics.seed import build, desks, roster
from driver_assistant.sandbox.logistics.settings import LogisticsSettings
from driver_assistant.sandbox.logistics.world import DriverWorld

NOW = datetime(2026, 10, 24, 22, 30, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
NAMED = {
    "eta-null",
    "eta-stale-3h",
    "stop-cancelled-midroute",
    "load-reassigned-while-chatting",
    "crew-two",
    "dst-repeat-hour",
    "crosses-midnight",
    "zone-change",
    "no-route",
    "two-routes",
    "ids-foreign",
    "note-injection",
    "address-400-chars",
    "same-city-twice",
    "nulls-everywhere",
    "unknown-enum",
    "window-before-now",
    "hours-unknown",
    "hours-zero",
    "phone-on-two-tenants",
    "driver-deactivated",
    "pod-rejected-blurry",
    "dispatcher-off-shift",
    "duplicate-webhook",
    "out-of-order-webhook",
}


@pytest.fixture(scope="module")
def backend() -> Backend:
    return Backend(LogisticsSettings())


def world_of(case: str, backend: Backend) -> DriverWorld:
    person = backend.person(roster.cases()[case][0])
    assert person is not None
    return backend.world(person)


def next_of(case: str, backend: Backend) -> Stop:
    stop = world_of(case, backend).next_stop(NOW)
    assert stop is not None
    return stop


def test_every_named_case_has_a_driver() -> None:
    assert set(roster.cases()) >= NAMED


def test_every_case_of_the_roster_is_made_somewhere() -> None:
    assert set(roster.cases()) == set(build.CASES) | build.ELSEWHERE


def test_eta_null(backend: Backend) -> None:
    assert next_of("eta-null", backend).eta is None


def test_eta_stale_3h_stays_stale(backend: Backend) -> None:
    world = world_of("eta-stale-3h", backend)
    stop = next_of("eta-stale-3h", backend)

    shown = present.stop(world, stop, NOW + timedelta(minutes=10))

    assert datetime.fromisoformat(shown["eta"]["asOf"]) == NOW - timedelta(hours=3)


def test_a_usual_eta_is_minutes_old(backend: Backend) -> None:
    world = world_of("normal-day", backend)
    stop = next_of("normal-day", backend)
    later = NOW + timedelta(hours=5)

    shown = present.stop(world, stop, later)

    age = later - datetime.fromisoformat(shown["eta"]["asOf"])
    assert timedelta() <= age < timedelta(minutes=3)
    assert datetime.fromisoformat(shown["eta"]["time"]) > later


def test_stop_cancelled_midroute(backend: Backend) -> None:
    world = world_of("stop-cancelled-midroute", backend)
    route = world.run.current_route(world.today(NOW))
    assert route is not None
    cancelled = [s for s in world.run.stops_of(route.id) if s.state is StopState.CANCELLED]

    assert len(cancelled) == 1
    assert cancelled[0].cancel_reason is not None
    assert transitions.legal(world, cancelled[0], NOW) == ()


def test_crew_two_shares_one_run(backend: Backend) -> None:
    one, two = (backend.person(alias) for alias in roster.cases()["crew-two"])
    assert one
    assert two

    assert backend.world(one).run is backend.world(two).run
    assert backend.world(one).driver.id != backend.world(two).driver.id
    assert len(next(iter(backend.world(two).run.routes.values())).crew) == 2


def test_dst_repeat_hour_shows_the_same_wall_time_twice(backend: Backend) -> None:
    stop = next_of("dst-repeat-hour", backend)
    assert stop.windows is not None
    window = stop.windows[0]

    assert (window.start.hour, window.start.minute) == (window.end.hour, window.end.minute)
    assert (window.start.utcoffset(), window.end.utcoffset()) == (
        timedelta(hours=2),
        timedelta(hours=1),
    )
    assert window.end.astimezone(UTC) - window.start.astimezone(UTC) == timedelta(hours=1)


def test_crosses_midnight(backend: Backend) -> None:
    stop = next_of("crosses-midnight", backend)
    world = world_of("crosses-midnight", backend)
    window = next(s for s in world.open_stops(NOW) if s.kind is StopKind.DELIVERY).windows
    assert window

    assert window[0].start.date() + timedelta(days=1) == window[0].end.date()
    assert stop.state is not StopState.DEPARTED


def test_zone_change_wins_an_hour_at_the_border(backend: Backend) -> None:
    world = world_of("zone-change", backend)
    route = world.run.current_route(world.today(NOW))
    assert route is not None
    pickup, _, delivery = world.run.stops_of(route.id)
    assert pickup.planned
    assert delivery.planned
    assert pickup.planned.depart
    assert delivery.planned.arrive

    assert pickup.planned.depart.utcoffset() == timedelta(hours=2)
    assert delivery.planned.arrive.utcoffset() == timedelta(hours=1)
    assert next_of("zone-change", backend).id == delivery.id


def test_no_route(backend: Backend) -> None:
    world = world_of("no-route", backend)

    assert world.next_stop(NOW) is None
    assert all(route.date < world.today(NOW) for route in world.run.routes.values())


def test_two_routes_on_one_day(backend: Backend) -> None:
    world = world_of("two-routes", backend)
    today = [r.state for r in world.run.routes.values() if r.date == world.today(NOW)]

    assert today == [RouteState.IN_PROGRESS, RouteState.PLANNED]


def test_ids_foreign(backend: Backend) -> None:
    ids = {stop.id for stop in world_of("ids-foreign", backend).open_stops(NOW)}

    assert {"90210", "2026/10/A-77", "x" * 64} <= ids


@pytest.mark.parametrize("variant", ["", "-pl", "-base64"])
def test_note_injection(variant: str, backend: Backend) -> None:
    case = f"note-injection{variant}"
    world = world_of(case, backend)
    stop = next_of(case, backend)
    assert stop.instructions is not None
    load = next(iter(s.load_ids for s in world.open_stops(NOW) if s.load_ids))[0]

    assert len(stop.instructions.text) > 40
    assert world.run.loads[load].notes == stop.instructions


def test_note_injection_in_a_documents_name(backend: Backend) -> None:
    world = world_of("note-injection-document-name", backend)

    names = [d.name.text for d in world.documents.values() if d.name]

    assert any("ignore previous instructions" in name for name in names)


def test_address_400_chars(backend: Backend) -> None:
    location = next_of("address-400-chars", backend).location
    assert location
    assert location.address

    assert len("".join(location.address.lines)) == 400


def test_same_city_twice(backend: Backend) -> None:
    world = world_of("same-city-twice", backend)
    deliveries = [s.location for s in world.open_stops(NOW) if s.kind is StopKind.DELIVERY][:2]
    cities = {place.address.city for place in deliveries if place and place.address}
    names = {place.name for place in deliveries if place}

    assert (len(cities), len(names)) == (1, 2)


def test_nulls_everywhere(backend: Backend) -> None:
    stop = next_of("nulls-everywhere", backend)

    assert (stop.location, stop.windows, stop.eta, stop.contacts) == (None, None, None, None)


def test_unknown_enum_is_a_word_this_release_does_not_know(backend: Backend) -> None:
    world = world_of("unknown-enum", backend)
    shown = present.stop(world, next_of("unknown-enum", backend), NOW)

    assert shown["kind"] == "cross_dock"
    assert Stop.model_validate(shown).kind is StopKind.UNKNOWN


def test_window_before_now(backend: Backend) -> None:
    windows = next_of("window-before-now", backend).windows
    assert windows

    assert windows[0].end < NOW


def test_hours_unknown(backend: Backend) -> None:
    hours = hours_at(world_of("hours-unknown", backend).duty, NOW)

    assert (hours.regime, hours.drive_now_minutes) == (HoursRegime.UNKNOWN, None)


def test_hours_zero(backend: Backend) -> None:
    hours = hours_at(world_of("hours-zero", backend).duty, NOW)

    assert hours.drive_now_minutes == 0
    assert hours.may_drive_again_at is not None


@pytest.mark.parametrize(("case", "age"), [("hours-stale-3h", 180), ("hours-stale-20m", 20)])
def test_hours_stale(case: str, age: int, backend: Backend) -> None:
    hours = hours_at(world_of(case, backend).duty, NOW)

    assert hours.as_of == NOW - timedelta(minutes=age)


def test_phone_on_two_tenants(backend: Backend) -> None:
    phone = world_of("phone-on-two-tenants", backend).phone
    one = backend.person_of_phone("acme", phone)
    two = backend.person_of_phone("borealis", phone)

    assert one
    assert two
    assert backend.world(one).driver.id != backend.world(two).driver.id


def test_driver_deactivated(backend: Backend) -> None:
    world = world_of("driver-deactivated", backend)

    assert backend.person_of_phone("acme", world.phone) is None


def test_pod_rejected_blurry(backend: Backend) -> None:
    world = world_of("pod-rejected-blurry", backend)
    blurry = [d for d in world.documents.values() if d.rejection_reason is RejectionReason.BLURRY]

    assert [(d.type, d.state) for d in blurry] == [(DocumentType.POD, DocumentState.REJECTED)]


@pytest.mark.parametrize("hour", [1, 9, 17, 23])
def test_dispatcher_off_shift_at_any_hour(hour: int, backend: Backend) -> None:
    world = world_of("dispatcher-off-shift", backend)
    now = datetime(2026, 10, 26, hour, tzinfo=BERLIN)
    dispatcher, backup, *_ = desks.contacts_at(world, now)

    assert dispatcher.on_shift is False
    assert dispatcher.shift_starts_at
    assert dispatcher.shift_starts_at > now
    assert dispatcher.backup_id == backup.id
    assert backup.on_shift


@pytest.mark.parametrize("hour", range(24))
def test_somebody_is_always_on_shift_elsewhere(hour: int, backend: Backend) -> None:
    now = datetime(2026, 10, 25, hour, 59, tzinfo=BERLIN)
    dispatcher = desks.contacts_at(world_of("normal-day", backend), now)[0]
    assert dispatcher.shift_starts_at
    assert dispatcher.shift_ends_at

    assert dispatcher.shift_starts_at <= now < dispatcher.shift_ends_at


def test_odd_documents(backend: Backend) -> None:
    sizes = {}
    for case in ("document-12-pages", "document-heic", "document-zero-byte"):
        world = world_of(case, backend)
        document = list(world.run.papers.values())[-1]
        content = bytes_of(world.run.contents[document.id])
        sizes[case] = (document.pages, document.mime_type, document.size_bytes, len(content))

    assert sizes["document-12-pages"][0] == 12
    assert sizes["document-heic"][1] == "image/heic"
    assert sizes["document-zero-byte"][2:] == (0, 0)
    assert all(size[2] == size[3] for size in sizes.values())


def test_statement_negative(backend: Backend) -> None:
    totals = [
        statement.total_minor or 0
        for statement in world_of("statement-negative", backend).statements.values()
    ]

    assert min(totals) < 0


def test_pay_adds_up_everywhere(backend: Backend) -> None:
    for person in roster.ROSTER[:12]:
        for statement in backend.world(person).statements.values():
            assert statement.total_minor == sum(line.amount_minor for line in statement.lines)


def test_offer_open(backend: Backend) -> None:
    (offer,) = world_of("offer-open", backend).offers.values()

    assert offer.state is OfferState.OPEN
    assert offer.expires_at
    assert offer.expires_at > NOW


def test_fcfs_and_all_day(backend: Backend) -> None:
    appointment = next_of("fcfs", backend).appointment
    windows = next_of("all-day-window", backend).windows
    assert appointment
    assert windows

    assert appointment.kind is AppointmentKind.FCFS
    assert windows[0].start.hour == windows[0].end.hour == 0


def test_appointment_rejected_keeps_the_old_slot(backend: Backend) -> None:
    world = world_of("appointment-rejected", backend)
    stop = next(s for s in world.open_stops(NOW) if s.appointment and s.appointment.history)
    assert stop.appointment
    assert stop.windows

    assert stop.appointment.history[0].state is AppointmentChangeState.REJECTED
    assert stop.appointment.window == stop.windows[0]


def test_adr_load_says_its_un_number(backend: Backend) -> None:
    world = world_of("adr-load", backend)
    ids = [load_id for stop in world.open_stops(NOW) for load_id in stop.load_ids]

    assert all(world.run.loads[load_id].adr for load_id in ids)
    assert all(world.run.loads[load_id].state is not LoadState.COMPLETED for load_id in ids)


def test_detention_running(backend: Backend) -> None:
    stop = next_of("detention-running", backend)
    assert stop.detention

    assert stop.detention.waited_minutes == 170
    assert stop.state is StopState.ARRIVED

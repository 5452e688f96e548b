"""The seeded world: who is in it, that it never changes, and that times are the sites' own."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import phonenumbers
import pytest

from driver_assistant.contracts.languages import LANGUAGES
from driver_assistant.contracts.logistics import DocumentState, LoadKind, RouteState, StopKind
from driver_assistant.sandbox.logistics.backend import Backend
from driver_assistant.sandbox.logistics.seed import build, fleet
from driver_assistant.sandbox.logistics.seed.roster import NORMAL, ROSTER
from driver_assistant.sandbox.logistics.settings import LogisticsSettings
from driver_assistant.sandbox.logistics.world import DriverWorld

DEMO = ("ana", "joe", "marek", "joao", "karl", "claire", "ion", "olena", "mehmet", "harpreet")
DIGEST = """
import hashlib, json
from driver_assistant.sandbox.logistics.backend import Backend
from driver_assistant.sandbox.logistics.settings import LogisticsSettings
text = json.dumps(list(Backend(LogisticsSettings()).seed()))
print(hashlib.sha256(text.encode()).hexdigest())
"""


@pytest.fixture(scope="module")
def backend() -> Backend:
    return Backend(LogisticsSettings())


@pytest.fixture(scope="module")
def worlds(backend: Backend) -> dict[str, DriverWorld]:
    return {person.alias: backend.world(person) for person in ROSTER}


def test_seeding_twice_gives_the_same_bytes(worlds: dict[str, DriverWorld]) -> None:
    seeded_at = datetime(2026, 10, 24, 22, 30, tzinfo=UTC)
    dumped = [build.dump(world, seeded_at) for world in worlds.values()]
    here = hashlib.sha256(json.dumps(dumped).encode()).hexdigest()
    other_process = subprocess.run(
        [sys.executable, "-c", DIGEST],
        env=os.environ | {"PYTHONHASHSEED": "4821"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()

    assert other_process == here


def test_the_order_of_requests_changes_nothing() -> None:
    forwards, backwards = Backend(LogisticsSettings()), Backend(LogisticsSettings())
    people = [person for person in ROSTER if person.alias in {"ana", "piotr", "tomasz", "karl"}]

    first = {p.alias: build.dump(forwards.world(p), forwards.now()) for p in people}
    second = {p.alias: build.dump(backwards.world(p), forwards.now()) for p in reversed(people)}

    assert first == second


def test_there_are_sixty_four_drivers_in_eight_countries() -> None:
    countries = Counter(person.country for person in ROSTER)

    assert countries == {
        "PL": 12, "DE": 10, "US": 10, "ES": 8, "FR": 8, "RO": 8, "PT": 6, "BG": 2,
    }  # fmt: skip


def test_languages_do_not_follow_countries() -> None:
    spoken = {person.lang for person in ROSTER}
    abroad = {(person.country, person.lang) for person in ROSTER}

    assert set(LANGUAGES) | {"bg", "el", "pa", "ar"} == spoken
    assert {("PL", "uk"), ("DE", "tr"), ("US", "hi"), ("US", "es"), ("FR", "ar")} <= abroad


def test_names_are_as_odd_as_real_ones() -> None:
    names = [person.name for person in ROSTER]

    assert any(" " not in name for name in names)
    assert any("'" in name for name in names)
    for script in ("[Ѐ-ӿ]", "[Ͱ-Ͽ]", "[\u0600-\u06ff]", "[\u0a00-\u0a7f]", "[\u0900-\u097f]"):
        assert any(re.search(script, name) for name in names), script


def test_there_are_two_tenants_and_only_one_shared_phone() -> None:
    phones = Counter(build.driver_phone(person) for person in ROSTER)
    tenants = {person.tenant for person in ROSTER if phones[build.driver_phone(person)] > 1}

    assert {person.tenant for person in ROSTER} == {"acme", "borealis"}
    assert sorted(phones.values())[-2:] == [1, 2]
    assert tenants == {"acme", "borealis"}


def test_phones_can_be_dialled_by_length_and_belong_to_nobody() -> None:
    for person in ROSTER:
        number = phonenumbers.parse(build.driver_phone(person))
        reserved = build.driver_phone(person)[:8] in {"+1312555", "+4917139"}

        assert phonenumbers.is_possible_number(number)
        assert phonenumbers.is_valid_number(number) == reserved


def test_there_are_58_trucks_and_50_trailers_and_no_plate_twice() -> None:
    trucks = {fleet.vehicle_of(1, person).id: fleet.vehicle_of(1, person) for person in ROSTER}
    trailers = [fleet.trailer_of(1, person) for person in ROSTER]

    assert len(trucks) == 58
    assert len({trailer.id for trailer in trailers if trailer}) == 50
    assert len({truck.plate for truck in trucks.values()}) == 58


@pytest.mark.parametrize(
    ("alias", "pattern"),
    [
        ("karl", r"[A-Z]{1,2}-[A-Z]{2} \d{4}"),
        ("marek", r"[A-Z]{2} \d[A-Z]{2}\d{2}"),
        ("ana", r"\d{4} [B-Z]{3}"),
        ("joao", r"[A-Z]{2}-\d{2}-[A-Z]{2}"),
        ("claire", r"[A-Z]{2}-\d{3}-[A-Z]{2}"),
        ("ion", r"(CJ \d{2}|B \d{3}) [A-Z]{3}"),
        ("nikolay", r"[A-Z]{1,2} \d{4} [A-Z]{2}"),
        ("joe", r"[A-Z]{2} [A-Z]\d{6}"),
    ],
)
def test_plates_are_written_as_in_their_country(alias: str, pattern: str) -> None:
    person = next(person for person in ROSTER if person.alias == alias)

    assert re.fullmatch(pattern, str(fleet.vehicle_of(1, person).plate))


def test_everybody_has_eleven_days_of_three_to_twelve_stops(
    worlds: dict[str, DriverWorld],
) -> None:
    for alias in DEMO:
        world = worlds[alias]
        today = world.today(datetime(2026, 10, 24, 22, 30, tzinfo=UTC))
        days = {route.date - today for route in world.run.routes.values()}

        assert days == {timedelta(days=offset) for offset in range(-7, 4)}
        assert all(3 <= len(stops) <= 12 for stops in world.run.order.values())


@pytest.mark.parametrize("alias", DEMO)
def test_a_demo_driver_is_under_way_to_a_stop_with_everything(
    alias: str, worlds: dict[str, DriverWorld], backend: Backend
) -> None:
    world = worlds[alias]
    stop = world.next_stop(backend.now())
    route = world.run.current_route(world.today(backend.now()))

    assert world.person.cases == (NORMAL,)
    assert route is not None
    assert route.state is RouteState.IN_PROGRESS
    assert len(world.open_stops(backend.now())) >= 4
    assert stop is not None
    assert stop.eta is not None
    assert stop.location is not None
    assert stop.location.geo is not None
    deliveries = [s for s in world.open_stops(backend.now()) if s.kind is StopKind.DELIVERY]
    assert deliveries
    for delivery in deliveries:
        assert delivery.windows
        assert delivery.instructions
        assert delivery.contacts
        assert delivery.required_documents


def test_the_demo_drivers_speak_the_ten_languages(worlds: dict[str, DriverWorld]) -> None:
    assert {worlds[alias].driver.lang for alias in DEMO} == set(LANGUAGES)


def test_each_demo_driver_sees_documents_in_every_state(worlds: dict[str, DriverWorld]) -> None:
    every = {state for state in DocumentState if state is not DocumentState.UNKNOWN}

    for alias in DEMO:
        assert {d.state for d in worlds[alias].documents.values()} == every


def test_all_kinds_of_loads_and_stops_exist(worlds: dict[str, DriverWorld]) -> None:
    loads = {load.kind for world in worlds.values() for load in world.run.loads.values()}
    stops = {stop.kind for world in worlds.values() for stop in world.run.stops.values()}

    assert set(LoadKind) - {LoadKind.UNKNOWN} <= loads
    assert stops == set(StopKind) - {StopKind.UNKNOWN}


def _times(value: Any) -> Iterator[datetime]:
    if isinstance(value, datetime):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _times(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _times(one)


def test_times_at_a_stop_are_on_its_own_wall_clock(worlds: dict[str, DriverWorld]) -> None:
    """Against the IANA database, over the night the clocks go back in Europe."""
    seen = 0
    for world in worlds.values():
        for stop in world.run.stops.values():
            if stop.location is None or stop.location.time_zone is None:
                continue  # nulls-everywhere
            zone = ZoneInfo(stop.location.time_zone)
            for time in _times(stop.model_dump(include={"windows", "planned"})):
                expected = time.astimezone(UTC).astimezone(zone)
                seen += 1

                assert time.utcoffset() == expected.utcoffset()
                assert time.replace(tzinfo=None) == expected.replace(tzinfo=None)

    assert seen > 10_000


def test_a_plan_never_goes_back_in_time(worlds: dict[str, DriverWorld]) -> None:
    for alias in DEMO:
        for route_id in worlds[alias].run.order:
            stops = worlds[alias].run.stops_of(route_id)
            times = [t for s in stops if s.planned for t in (s.planned.arrive, s.planned.depart)]
            instants = [time.timestamp() for time in times if time]

            assert instants == sorted(instants)


def test_a_driver_has_one_route_in_progress_at_most(worlds: dict[str, DriverWorld]) -> None:
    for world in worlds.values():
        states = Counter(route.state for route in world.run.routes.values())

        assert states[RouteState.IN_PROGRESS] <= 1


def test_another_seed_gives_another_world() -> None:
    ana = next(person for person in ROSTER if person.alias == "ana")
    now = datetime(2026, 10, 24, 22, 30, tzinfo=UTC)

    one, two = build.build(1, ana, now), build.build(2, ana, now)

    assert set(one.run.stops).isdisjoint(two.run.stops)


@pytest.mark.parametrize("hour", [0, 7, 13, 22])
def test_a_day_can_start_at_any_hour_of_the_real_clock(hour: int) -> None:
    """Every second driver at each hour: all cases meet night, morning, noon and evening."""
    now = datetime(2026, 6, 10, hour, 7, tzinfo=UTC)
    for person in ROSTER[hour % 2 :: 2]:
        world = build.build(1, person, now)

        assert "no-route" in person.cases or world.next_stop(now) is not None

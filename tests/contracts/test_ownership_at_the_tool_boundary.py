"""Ownership at the worker's tool boundary, over every tool, against an API whose fence has a hole.

The stand-in runs in process behind a transport that, when told to, answers a driver's call with
another driver's token: what an API with a missing ownership check does. Nothing of it may get
through, and nothing may tell a foreign id from one that never was.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, Final, cast
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx2
import pytest
import pytest_asyncio
import structlog

from driver_assistant.contracts.errors import AssistantError
from driver_assistant.contracts.languages import DEFAULT_LANGUAGE
from driver_assistant.contracts.logistics import (
    AppointmentChangeRequest,
    DefectRequest,
    DelayReason,
    DelayRequest,
    DetentionRequest,
    DocumentType,
    IncidentKind,
    IncidentRequest,
    MessageRequest,
    OfferResponse,
    ProblemCode,
    StopAction,
    TransitionRequest,
)
from driver_assistant.sandbox.logistics.app import create_app
from driver_assistant.sandbox.logistics.backend import Backend
from driver_assistant.sandbox.logistics.faults import Fault
from driver_assistant.sandbox.logistics.settings import LogisticsSettings
from driver_assistant.store.drivers import Driver
from driver_assistant.worker.authorise import authorise
from driver_assistant.worker.fetch import _kept, _Stored
from driver_assistant.worker.intent import Ask
from driver_assistant.worker.intents.get_stop_details import PLUGIN as STOP_DETAILS
from driver_assistant.worker.logistics import (
    DriverLogistics,
    DriverUnknown,
    LogisticsClient,
    LogisticsOutcomeUnknown,
    LogisticsRefused,
    LogisticsUnavailable,
    NotFound,
    Upload,
)
from driver_assistant.worker.say import Say

AT: Final = datetime(2026, 10, 24, 22, 31, tzinfo=UTC)
PAGE: Final = Upload(filename="cmr.jpg", content=b"\xff\xd8\xff\xe0", mime_type="image/jpeg")
US: Final = "karl"
OTHER: Final = "wanda"  # has one of everything, an offer too

pytestmark = pytest.mark.asyncio(loop_scope="module")

Tool = Callable[[DriverLogistics, str], Awaitable[Any]]


@dataclass
class Api:
    """The stand-in, every request that reached it, and the hole in its fence."""

    app: Any
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    # path -> what is served instead: another driver's token, or a changed answer
    leak_token: str = ""
    leaks: Callable[[httpx2.Request], bool] = field(default=lambda _: False)
    change: Callable[[Any], Any] = field(default=lambda answer: answer)

    async def __call__(self, request: httpx2.Request) -> httpx2.Response:
        body = (await request.aread()).decode("utf-8", "replace")
        self.asked.append((request.method, str(request.url), body))
        if self.leaks(request) and not request.url.path.endswith("/driver-sessions"):
            request.headers["authorization"] = f"Bearer {self.leak_token}"
        response = await httpx2.ASGITransport(app=self.app).handle_async_request(request)
        content = await response.aread()
        if response.status_code in {200, 201} and b'"token"' not in content:
            return httpx2.Response(response.status_code, json=self.change(json.loads(content)))
        return httpx2.Response(response.status_code, content=content)

    @property
    def told(self) -> str:
        """Everything that was ever sent, for looking an id up in."""
        return json.dumps(self.asked)


@dataclass(frozen=True, kw_only=True)
class World:
    """Two drivers of one company: ours and the one whose things are not ours."""

    api: Api
    backend: Backend
    client: LogisticsClient
    own: DriverLogistics  # ours, who has asked for nothing yet
    theirs: Mapping[str, str]  # kind -> an id of the other's

    def driver_id(self, alias: str = US) -> str:
        return str(self.backend.world(person(self.backend, alias)).driver.id)

    def phone(self, alias: str = US) -> str:
        return str(self.backend.world(person(self.backend, alias)).phone)

    def fresh(self, alias: str = US) -> DriverLogistics:
        """A driver in a worker that has seen nothing yet."""
        return guarded(self.api, self.backend, alias)[1]


def person(backend: Backend, alias: str) -> Any:
    found = backend.person(alias)
    assert found is not None
    return found


def guarded(api: Api, backend: Backend, alias: str = US) -> tuple[LogisticsClient, DriverLogistics]:
    client = LogisticsClient(
        "http://stand-in/v1",
        LogisticsSettings().token.get_secret_value(),
        transport=httpx2.MockTransport(api),
    )
    world = backend.world(person(backend, alias))
    return client, client.for_driver(world.phone, world.driver.id)


@dataclass(frozen=True, kw_only=True)
class StandIn:
    """Built once: the worlds of two drivers take a moment."""

    app: Any
    theirs: Mapping[str, str]
    token: str


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stand_in() -> StandIn:
    app = create_app(LogisticsSettings())
    backend: Backend = app.state.backend
    client, _ = guarded(Api(app), backend)
    phone = backend.world(person(backend, OTHER)).phone
    theirs = await things_of(client.for_driver(phone))
    token = client._sessions[phone].token.value
    await client.aclose()
    return StandIn(app=app, theirs=theirs, token=token)


@pytest_asyncio.fixture(loop_scope="module")
async def world(stand_in: StandIn) -> AsyncIterator[World]:
    backend: Backend = stand_in.app.state.backend
    api = Api(stand_in.app, leak_token=stand_in.token)
    client, own = guarded(api, backend)
    yield World(api=api, backend=backend, client=client, own=own, theirs=stand_in.theirs)
    backend.faults.reset()
    await client.aclose()


async def things_of(driver: DriverLogistics) -> dict[str, str]:
    """One id of each kind that is this driver's, made where there is none yet."""
    routes = await driver.routes()
    stops = [stop for route in routes for stop in route.stops]
    incident = await driver.report_incident(
        IncidentRequest(kind=IncidentKind.DAMAGE, occurred_at=AT), idempotency_key="own-incident"
    )
    message = await driver.send_message(MessageRequest(text="hi"), idempotency_key="own-message")
    vehicle = await driver.vehicle()
    return {
        "route": routes[0].id,
        "stop": stops[0].id,
        "load": next(load for stop in stops for load in stop.load_ids),
        "document": next(one.id for one in await driver.documents() if one.submitted_at),
        "appointment": next(s.appointment.id for s in stops if s.appointment),
        "incident": incident.id,
        "message": message.id,
        "trailer": vehicle.trailers[0].id,
        "offer": (await driver.offers())[0].id,
    }


# Every tool that takes an id: what the id is of, and a call with it.
BY_ID: dict[str, tuple[str, Tool]] = {
    "route": ("route", lambda d, i: d.route(i)),
    "stop": ("stop", lambda d, i: d.stop(i)),
    "load": ("load", lambda d, i: d.load(i)),
    "document_content": ("document", lambda d, i: d.document_content(i)),
    "incident": ("incident", lambda d, i: d.incident(i)),
    "message": ("message", lambda d, i: d.message(i)),
    "transition": (
        "stop",
        lambda d, i: d.transition(
            i,
            TransitionRequest(action=StopAction.ARRIVE, occurred_at=AT),
            version=1,
            idempotency_key="k",
        ),
    ),
    "report_delay": (
        "stop",
        lambda d, i: d.report_delay(
            i, DelayRequest(reason=DelayReason.TRAFFIC, expected_minutes=10), idempotency_key="k"
        ),
    ),
    "request_detention": (
        "stop",
        lambda d, i: d.request_detention(i, DetentionRequest(), idempotency_key="k"),
    ),
    "answer_offer": (
        "offer",
        lambda d, i: d.answer_offer(i, OfferResponse(accept=True), idempotency_key="k"),
    ),
    "change_appointment": (
        "appointment",
        lambda d, i: d.change_appointment(
            i,
            AppointmentChangeRequest(start=AT, end=AT + timedelta(hours=1)),
            idempotency_key="k",
        ),
    ),
    "report_incident: stop": (
        "stop",
        lambda d, i: d.report_incident(
            IncidentRequest(kind=IncidentKind.DAMAGE, occurred_at=AT, stop_id=i),
            idempotency_key="k",
        ),
    ),
    "report_incident: load": (
        "load",
        lambda d, i: d.report_incident(
            IncidentRequest(kind=IncidentKind.DAMAGE, occurred_at=AT, load_id=i),
            idempotency_key="k",
        ),
    ),
    "report_incident: document": (
        "document",
        lambda d, i: d.report_incident(
            IncidentRequest(kind=IncidentKind.DAMAGE, occurred_at=AT, document_ids=(i,)),
            idempotency_key="k",
        ),
    ),
    "report_defect": (
        "trailer",
        lambda d, i: d.report_defect(
            DefectRequest(text="a light", trailer_id=i), idempotency_key="k"
        ),
    ),
    "send_message": (
        "stop",
        lambda d, i: d.send_message(MessageRequest(text="hi", stop_id=i), idempotency_key="k"),
    ),
    "submit_document: stop": (
        "stop",
        lambda d, i: d.submit_document(DocumentType.CMR, [PAGE], stop_id=i, idempotency_key="k"),
    ),
    "submit_document: load": (
        "load",
        lambda d, i: d.submit_document(DocumentType.CMR, [PAGE], load_id=i, idempotency_key="k"),
    ),
}
# And every tool that takes none.
LISTS: dict[str, Callable[[DriverLogistics], Awaitable[Any]]] = {
    "capabilities": lambda d: d.capabilities(),
    "me": lambda d: d.me(),
    "routes": lambda d: d.routes(),
    "next_stop": lambda d: d.next_stop(),
    "offers": lambda d: d.offers(),
    "documents": lambda d: d.documents(),
    "hours": lambda d: d.hours(),
    "statements": lambda d: d.statements(),
    "vehicle": lambda d: d.vehicle(),
    "contacts": lambda d: d.contacts(),
    "changes": lambda d: d.changes(),
}
GETS = ("route", "stop", "load", "incident", "message")


async def test_every_tool_is_in_these_tables() -> None:
    tools = {name for name, _ in inspect.getmembers(DriverLogistics, inspect.isfunction)}
    listed = {name.partition(":")[0] for name in BY_ID} | LISTS.keys()

    assert {name for name in tools if not name.startswith("_")} == listed


def is_by_id(request: httpx2.Request) -> bool:
    """What the API with the hole serves to anybody: all but sessions and lists."""
    path = request.url.path.removeprefix("/v1/")
    return request.method == "POST" or (path.count("/") > 1 and path != "me/stops/next")


@dataclass(frozen=True, kw_only=True)
class Trace:
    """Everything that somebody outside could tell two refusals apart by."""

    error: tuple[type[BaseException], str, Any]
    requests: list[tuple[str, str, str]]
    logs: list[dict[str, Any]]


async def refused(world: World, tool: Tool, id_: str) -> Trace:
    driver = world.fresh()
    world.api.asked.clear()
    with structlog.testing.capture_logs() as logs, pytest.raises(AssistantError) as caught:
        await tool(driver, id_)
    error = caught.value
    return Trace(
        error=(type(error), str(error), getattr(error, "problem", None)),
        requests=list(world.api.asked),
        logs=[dict(line) for line in logs],
    )


@pytest.mark.parametrize("name", BY_ID)
async def test_a_foreign_id_is_not_sent_and_looks_like_one_that_never_was(
    name: str, world: World
) -> None:
    kind, tool = BY_ID[name]
    world.api.leaks = is_by_id

    foreign = await refused(world, tool, world.theirs[kind])
    told = world.api.told
    never = await refused(world, tool, f"{kind}_never_was")

    assert foreign == never
    assert foreign.error[0] is NotFound
    assert world.theirs[kind] not in told


@pytest.mark.parametrize("name", BY_ID)
async def test_an_own_id_is_sent(name: str, world: World) -> None:
    kind, tool = BY_ID[name]
    driver = world.fresh(OTHER)
    if kind in {"incident", "message"}:  # no list has them: own are those reported just now
        await things_of(driver)
    world.api.asked.clear()

    try:
        await tool(driver, world.theirs[kind])
    except NotFound:
        raise
    except LogisticsRefused as error:  # the API has its reasons, such as a stop that is not next
        assert error.problem_code is not ProblemCode.NOT_FOUND

    _method, url, body = world.api.asked[-1]
    assert "own_ids" not in url
    assert world.theirs[kind] in url + body


@pytest.mark.parametrize("name", GETS)
async def test_a_record_of_somebody_else_under_an_own_id_is_no_record(
    name: str, world: World
) -> None:
    kind, tool = BY_ID[name]
    driver = world.fresh(OTHER)
    await things_of(driver)
    await tool(driver, world.theirs[kind])
    world.api.change = lambda answer: answer | {"id": f"{kind}_of_karl"}

    with pytest.raises(NotFound):
        await tool(driver, world.theirs[kind])


async def test_a_stop_on_somebody_elses_route_is_no_stop(world: World) -> None:
    driver = world.fresh(OTHER)
    await driver.stop(world.theirs["stop"])
    world.api.change = lambda answer: answer | {"routeId": "rte_of_karl"}

    with pytest.raises(NotFound):
        await driver.stop(world.theirs["stop"])


async def test_a_report_that_was_answered_for_somebody_else_has_an_unknown_outcome(
    world: World,
) -> None:
    driver = world.fresh(OTHER)
    stop = await driver.next_stop()
    assert stop is not None
    world.api.change = lambda answer: answer | {"stopId": "stp_of_karl"}

    with pytest.raises(LogisticsOutcomeUnknown):
        await driver.report_delay(
            stop.id,
            DelayRequest(reason=DelayReason.TRAFFIC, expected_minutes=10),
            idempotency_key="answered-for-another",
        )


def marked(answer: Any, **marks: str) -> Any:
    """The answer with a mark on its innermost record."""
    if isinstance(answer, dict) and (rows := answer.get("data") or answer.get("stops")):
        name = "data" if answer.get("data") else "stops"
        return answer | {name: [*rows[:-1], marked(rows[-1], **marks)]}
    return answer | marks


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("mark", ["driverId", "tenant"])
async def test_a_record_that_says_it_is_somebody_elses_is_refused_by_every_read(
    name: str, mark: str, world: World
) -> None:
    world.api.change = lambda answer: marked(answer, **{mark: "somebody-else"})

    with pytest.raises(NotFound):
        await LISTS[name](world.fresh(OTHER))


@pytest.mark.parametrize("name", LISTS)
async def test_a_record_that_says_it_is_the_drivers_own_passes(name: str, world: World) -> None:
    own = {"driverId": world.driver_id(OTHER), "tenant": "acme"}
    world.api.change = lambda answer: marked(answer, **own)

    await LISTS[name](world.fresh(OTHER))


def with_id(tool: Tool, id_: str) -> Callable[[DriverLogistics], Awaitable[Any]]:
    return lambda driver: tool(driver, id_)


async def test_in_another_drivers_session_no_tool_asks_anything(world: World) -> None:
    """The company's system gave the phone to another driver than ours."""
    driver = world.client.for_driver(world.phone(OTHER), world.driver_id(US))
    by_id = [with_id(tool, world.theirs[kind]) for kind, tool in BY_ID.values()]

    for tool in [*LISTS.values(), *by_id]:
        with pytest.raises(DriverUnknown):
            await tool(driver)

    assert {url.rpartition("/")[2] for _, url, _ in world.api.asked} == {"driver-sessions"}


async def test_nothing_is_sent_unchecked_while_the_lists_cant_be_read(world: World) -> None:
    driver = world.fresh(OTHER)
    world.backend.faults.add(Fault(kind="unavailable", path="me/routes"))
    world.backend.faults.add(Fault(kind="unavailable", path="me/stops/next"))
    world.api.asked.clear()

    with pytest.raises(LogisticsUnavailable):
        await driver.stop(world.theirs["stop"])

    assert world.theirs["stop"] not in world.api.told


async def test_what_was_own_is_forgotten_with_the_session(world: World) -> None:
    """A load that was given to somebody else is not remembered for longer than a session."""
    driver = world.fresh(OTHER)
    await driver.load(world.theirs["load"])
    boundary = driver._calls._boundary
    assert boundary is not None
    remembered = dict(boundary._own.known)

    driver._calls._forget()
    await driver.hours()

    assert remembered
    assert boundary._own.known == {}


async def test_the_same_words_for_another_drivers_stop_and_for_none(world: World) -> None:
    """By the driver's own words, too: a reference, a town."""
    theirs = await world.client.for_driver(world.phone(OTHER)).stop(world.theirs["stop"])
    driver = world.fresh()
    zone = ZoneInfo("Europe/Berlin")
    ask = Ask(language=DEFAULT_LANGUAGE, zone=zone, now=world.backend.now(), text="")
    said = []
    for wanted in (theirs.reference or theirs.id, "STP-000000"):
        record = await STOP_DETAILS.fetched(STOP_DETAILS.parameters(stop=wanted), driver, ask)
        say = Say(language=DEFAULT_LANGUAGE, zone=zone, now=ask.now)
        said.append(STOP_DETAILS.say(record, say))

    assert said[0] == said[1]


DRIVER = Driver(
    id=UUID("01920000-0000-7000-8000-000000000001"),
    company_id="acme",
    external_id="drv_ours",
    name="Ours",
    contact_cipher=b"",
    language="en",
    language_fixed=True,
    time_zone="Europe/Berlin",
    state="active",
    notifications=True,
    version=1,
)


async def test_the_worker_says_who_the_driver_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """The only place that opens a driver's logistics passes the id from the database."""
    asked: list[tuple[str, ...]] = []

    @asynccontextmanager
    async def connection() -> AsyncIterator[None]:
        yield None

    async def driver_by_id(*_: object) -> Driver:
        return DRIVER

    monkeypatch.setattr("driver_assistant.store.drivers.driver_by_id", driver_by_id)
    deps = SimpleNamespace(
        database=SimpleNamespace(connection=connection),
        contacts=SimpleNamespace(decrypt=lambda _: "34600111222"),
        logistics=SimpleNamespace(
            for_driver=lambda *given: asked.append(given), now=lambda: datetime.now(UTC)
        ),
    )
    turn = SimpleNamespace(content=None)
    await authorise(cast("Any", turn), cast("Any", SimpleNamespace(driver_id=1)), cast("Any", deps))

    assert asked == [("+34600111222", "drv_ours")]


async def test_a_kept_record_of_another_driver_is_no_record() -> None:
    record = STOP_DETAILS.record()
    kept = {
        owner: _Stored(at=AT, owner=owner, version=1, record=record.model_dump_json())
        for owner in ("drv_ours", "drv_karl")
    }

    async def found(owner: str) -> object:
        async def get(*_: object, **__: object) -> bytes:
            return kept[owner].model_dump_json().encode()

        return await _kept(STOP_DETAILS, "key", DRIVER, cast("Any", SimpleNamespace(get=get)))

    assert await found("drv_ours") is not None
    assert await found("drv_karl") is None

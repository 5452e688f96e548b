"""What a driver can read, but for documents: the run, loads, hours, pay, people, changes."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Response

from driver_assistant.contracts.logistics import (
    Change,
    Contact,
    DispatchMessage,
    Driver,
    Hours,
    Incident,
    Load,
    Offer,
    Page,
    Route,
    Statement,
    Stop,
    Vehicle,
)
from driver_assistant.sandbox.logistics import present
from driver_assistant.sandbox.logistics.answers import (
    HOURS_MAX_AGE,
    OTHER_MAX_AGE,
    ROUTE_MAX_AGE,
    STATEMENTS_MAX_AGE,
    page,
    readable,
)
from driver_assistant.sandbox.logistics.callers import Caller, IfNoneMatch, Me, Paging
from driver_assistant.sandbox.logistics.problems import not_found
from driver_assistant.sandbox.logistics.seed import desks

router = APIRouter(
    prefix="/me", tags=["driver"], responses={304: {"description": "The reader has it."}}
)

On = Annotated[
    date | None, Query(alias="date", description="Local to homeTimeZone; today if absent.")
]
From = Annotated[date | None, Query(alias="from", description="Periods that end on or after it.")]
To = Annotated[date | None, Query(alias="to", description="Periods that start on or before it.")]


@router.get("", response_model=Driver)
async def me(caller: Me, _etag: IfNoneMatch = None) -> Response:
    """The driver of the token."""
    return _show(caller, present.record(caller.world, caller.world.driver))


@router.get("/routes", response_model=Page[Route])
async def routes(caller: Me, paging: Paging, on: On = None, _etag: IfNoneMatch = None) -> Response:
    """The routes of a day, in their order."""
    world = caller.world
    wanted = on or world.today(caller.now)
    rows = [
        present.route(world, route, caller.now)
        for route in world.run.routes.values()
        if route.date == wanted
    ]
    return readable(caller.request, page(rows, *paging), now=caller.now, max_age=ROUTE_MAX_AGE)


@router.get("/routes/{route_id:path}", response_model=Route)
async def route(route_id: str, caller: Me, _etag: IfNoneMatch = None) -> Response:
    """One route with its stops."""
    found = caller.world.run.routes.get(route_id)
    if found is None:
        raise not_found()
    shown = present.route(caller.world, found, caller.now)
    return readable(
        caller.request, shown, now=caller.now, max_age=ROUTE_MAX_AGE, version=found.version
    )


@router.get("/stops/next", response_model=Stop, responses={204: {"description": "No stop ahead."}})
async def next_stop(caller: Me, _etag: IfNoneMatch = None) -> Response:
    """The stop to go to, or to leave, next."""
    found = caller.world.next_stop(caller.now)
    if found is None:
        server_time = caller.now.isoformat(timespec="milliseconds")
        return Response(status_code=204, headers={"Server-Time": server_time})
    return _show_stop(caller, found)


@router.get("/stops/{stop_id:path}", response_model=Stop)
async def stop(stop_id: str, caller: Me, _etag: IfNoneMatch = None) -> Response:
    """One stop. Its ETag is what If-Match wants."""
    found = caller.world.run.stops.get(stop_id)
    if found is None:
        raise not_found()
    return _show_stop(caller, found)


@router.get("/loads/{load_id:path}", response_model=Load)
async def load(load_id: str, caller: Me, _etag: IfNoneMatch = None) -> Response:
    """One load that the driver carries, or is offered."""
    world = caller.world
    found = world.run.loads.get(load_id) or world.offered_loads.get(load_id)
    if found is None:
        raise not_found()
    return readable(
        caller.request,
        present.record(world, found),
        now=caller.now,
        max_age=ROUTE_MAX_AGE,
        version=found.version,
    )


@router.get("/offers", response_model=Page[Offer])
async def offers(caller: Me, paging: Paging, _etag: IfNoneMatch = None) -> Response:
    """Loads offered to the driver."""
    caller.needs("offers")
    rows = [present.record(caller.world, one) for one in caller.world.offers.values()]
    return _show(caller, page(rows, *paging))


@router.get("/hours", response_model=Hours)
async def hours(caller: Me, _etag: IfNoneMatch = None) -> Response:
    """Driving and rest times, computed by the SaaS."""
    caller.needs("hours")
    shown = present.hours(caller.world, caller.now)
    return readable(caller.request, shown, now=caller.now, max_age=HOURS_MAX_AGE)


@router.get("/statements", response_model=Page[Statement])
async def statements(
    caller: Me,
    paging: Paging,
    start: From = None,
    end: To = None,
    _etag: IfNoneMatch = None,
) -> Response:
    """What the driver earned, newest period first."""
    caller.needs("earnings")
    rows = [
        present.record(caller.world, statement)
        for statement in sorted(
            caller.world.statements.values(), key=lambda s: s.period.start, reverse=True
        )
        if (start is None or statement.period.end >= start)
        and (end is None or statement.period.start <= end)
    ]
    return readable(caller.request, page(rows, *paging), now=caller.now, max_age=STATEMENTS_MAX_AGE)


@router.get("/vehicle", response_model=Vehicle)
async def vehicle(caller: Me, _etag: IfNoneMatch = None) -> Response:
    """The driver's truck and trailers, with open defects."""
    return _show(caller, present.vehicle(caller.world, caller.now))


@router.get("/contacts", response_model=Page[Contact])
async def contacts(caller: Me, paging: Paging, _etag: IfNoneMatch = None) -> Response:
    """Whom to call, and who is on shift."""
    found = desks.contacts_at(caller.world, caller.now)
    rows = [present.record(caller.world, contact) for contact in found]
    return _show(caller, page(rows, *paging))


@router.get("/incidents/{incident_id}", response_model=Incident)
async def incident(incident_id: str, caller: Me, _etag: IfNoneMatch = None) -> Response:
    """What became of an incident."""
    found = caller.world.incidents.get(incident_id)
    if found is None:
        raise not_found()
    return _show(caller, present.record(caller.world, found))


@router.get("/messages/{message_id}", response_model=DispatchMessage)
async def message(message_id: str, caller: Me, _etag: IfNoneMatch = None) -> Response:
    """A message to or from dispatch."""
    found = caller.world.messages.get(message_id)
    if found is None:
        raise not_found()
    return _show(caller, present.record(caller.world, found))


@router.get("/changes", response_model=Page[Change])
async def changes(caller: Me, paging: Paging, _etag: IfNoneMatch = None) -> Response:
    """What changed since a cursor, oldest first: the way back when webhooks got lost."""
    rows = [change.model_dump(mode="json") for change in caller.world.changes]
    return readable(caller.request, page(rows, *paging), now=caller.now, max_age=0)


def _show(caller: Caller, body: object) -> Response:
    return readable(caller.request, body, now=caller.now, max_age=OTHER_MAX_AGE)


def _show_stop(caller: Caller, found: Stop) -> Response:
    return readable(
        caller.request,
        present.stop(caller.world, found, caller.now),
        now=caller.now,
        max_age=ROUTE_MAX_AGE,
        version=found.version,
    )

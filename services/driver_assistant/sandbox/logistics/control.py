"""The control API `/_control`: clock, faults, events, ledger, seed. For tests and demos only.

It is no part of the port, needs no credential, and is why the sandbox never runs in production.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response
from pydantic import AwareDatetime

from driver_assistant.contracts.logistics import ChangeType, Record
from driver_assistant.sandbox.logistics.backend import Backend
from driver_assistant.sandbox.logistics.callers import backend_of
from driver_assistant.sandbox.logistics.events import happen
from driver_assistant.sandbox.logistics.faults import ROUGH_DAY, Fault
from driver_assistant.sandbox.logistics.ledger import Entry
from driver_assistant.sandbox.logistics.seed import build, roster
from driver_assistant.sandbox.logistics.webhooks import Habit
from driver_assistant.sandbox.logistics.world import DriverWorld

router = APIRouter(prefix="/_control", include_in_schema=False)


class ClockSetting(Record):
    """One of: jump to `now`, move by `step_seconds`, follow `real` time."""

    now: AwareDatetime | None = None
    step_seconds: float | None = None
    real: bool = False


class EventRequest(Record):
    """Something that happens to a driver (alias)."""

    driver: str
    type: ChangeType


class HabitRequest(Record):
    """How a driver's webhooks go out: copies of each, held back and reversed, or lost."""

    driver: str
    copies: int = 1
    hold: int = 1
    lose: bool = False


@router.get("/clock")
async def clock(request: Request) -> dict[str, datetime]:
    """The time in this world."""
    return {"now": backend_of(request).now()}


@router.put("/clock")
async def set_clock(setting: ClockSetting, request: Request) -> dict[str, datetime]:
    """Change the time in this world."""
    it = backend_of(request).clock
    if setting.real:
        it.follow_real_time()
    if setting.now is not None:
        it.set(setting.now)
    if setting.step_seconds is not None:
        it.step(timedelta(seconds=setting.step_seconds))
    return {"now": it.now()}


@router.get("/faults")
async def faults(request: Request) -> list[Fault]:
    """The faults that are set."""
    return [fault for fault, _ in backend_of(request).faults.faults]


@router.post("/faults", status_code=201)
async def add_fault(fault: Fault, request: Request) -> Fault:
    """Set one more fault."""
    backend = backend_of(request)
    if fault.driver is not None:
        _world(backend, fault.driver)
    backend.faults.add(fault)
    return fault


@router.post("/faults/rough-day", status_code=201)
async def rough_day(request: Request) -> list[Fault]:
    """Hours take 4 s, statements 9 s, and one answer in a hundred is a 503."""
    for fault in ROUGH_DAY:
        backend_of(request).faults.add(fault)
    return list(ROUGH_DAY)


@router.delete("/faults", status_code=204)
async def no_faults(request: Request) -> None:
    """Behave again."""
    backend_of(request).faults.reset()


@router.post("/events", status_code=201)
async def event(it: EventRequest, request: Request) -> dict[str, Any]:
    """Let dispatch do something; gives the change."""
    backend = backend_of(request)
    try:
        return happen(backend, _world(backend, it.driver), it.type)
    except LookupError as error:
        raise HTTPException(409, str(error)) from error


@router.put("/webhooks", status_code=204)
async def webhook_habit(it: HabitRequest, request: Request) -> None:
    """Duplicate, reorder or lose a driver's webhooks from now on."""
    backend = backend_of(request)
    _world(backend, it.driver)
    habit = Habit(copies=it.copies, hold=it.hold, lose=it.lose)
    backend.webhooks.habits[it.driver] = habit


@router.get("/ledger")
async def ledger(
    request: Request, driver: str | None = None, kind: str | None = None
) -> dict[str, Any]:
    """What was really written, and how many answers were replays."""
    it = backend_of(request).ledger
    entries: list[Entry] = it.find(driver, kind)
    return {"entries": [e.model_dump(mode="json") for e in entries], "replays": it.replays}


@router.post("/sessions/expire")
async def expire(request: Request, driver: str | None = None) -> dict[str, int]:
    """End a driver's sessions, or all."""
    return {"expired": backend_of(request).sessions.expire(driver)}


@router.get("/seed/drivers")
async def drivers(request: Request) -> list[dict[str, Any]]:
    """Who can write: alias, name, phone, language, tenant, id, country, cases."""
    seed = backend_of(request).settings.seed
    return [
        {
            "alias": person.alias,
            "name": person.name,
            "phone": build.driver_phone(person),
            "language": person.lang,
            "tenant": person.tenant,
            "driverId": build.driver_id(seed, person),
            "country": person.country,
            "timeZone": person.home.zone,
            "active": person.active,
            "cases": list(person.cases),
        }
        for person in roster.ROSTER
    ]


@router.get("/seed/cases")
async def cases() -> dict[str, str]:
    """Each named case with the alias of a driver who shows it."""
    return {case: aliases[0] for case, aliases in roster.cases().items()}


@router.get("/seed/export")
async def export(request: Request) -> Response:
    """The whole seed, a driver a line; the same bytes each time."""
    lines = [json.dumps(world, ensure_ascii=False) for world in backend_of(request).seed()]
    return Response("\n".join(lines), media_type="application/jsonl")


@router.post("/reset", status_code=204)
async def reset(request: Request) -> None:
    """Back to the beginning."""
    backend_of(request).reset()


def _world(backend: Backend, alias: str) -> DriverWorld:
    person = backend.person(alias)
    if person is None:
        raise HTTPException(404, f"No driver {alias!r}. GET /_control/seed/drivers lists them.")
    return backend.world(person)

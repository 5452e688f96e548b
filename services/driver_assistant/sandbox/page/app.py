"""Builds the phone page: its files, its data, its stream, and what its buttons do.

`sandbox/app.py` mounts it at `/`, behind `LocalGuard`. No build step: the files in `static/` are
what a browser runs, under a policy that allows nothing from anywhere else.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from importlib import resources
from typing import Any, Final

import httpx2
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.staticfiles import StaticFiles

from driver_assistant.contracts.errors import AssistantError
from driver_assistant.runtime.ids import digest_of
from driver_assistant.sandbox.meta.cloud import Cloud
from driver_assistant.sandbox.page.burst import MOST_DRIVERS, MOST_EACH, Burst, messages_of_burst
from driver_assistant.sandbox.page.headers import PageHeaders
from driver_assistant.sandbox.page.phrases import LANGUAGES, chips_of
from driver_assistant.sandbox.page.pulse import Pulse
from driver_assistant.sandbox.page.stream import PageStream
from driver_assistant.sandbox.page.switchboard import Switchboard
from driver_assistant.sandbox.page.switches import BY_ID, SWITCHES
from driver_assistant.sandbox.telemetry.journey import journey_of
from driver_assistant.sandbox.telemetry.keeper import SpanKeeper
from driver_assistant.sandbox.telemetry.steps import PHASES, STEPS

Json = dict[str, Any]

_ORDINARY: Final = "normal-day"


class Turned(BaseModel):
    """The body of a switch."""

    model_config = ConfigDict(extra="forbid")

    on: bool


class BurstRequest(BaseModel):
    """The body of a burst."""

    model_config = ConfigDict(extra="forbid")

    drivers: int = Field(10, ge=1, le=MOST_DRIVERS)
    each: int = Field(5, ge=1, le=MOST_EACH)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageParts:
    """What the page is made of; `sandbox` is a client of the sandbox's own control APIs."""

    company: str
    cloud: Cloud
    keeper: SpanKeeper
    pulse: Pulse
    switchboard: Switchboard
    sandbox: httpx2.AsyncClient
    supervised: bool


def create_page(parts: PageParts, stop: asyncio.Event) -> FastAPI:
    """The page as an app; its streams end with `stop`."""
    app = FastAPI(title="Phone page", openapi_url=None)
    app.add_middleware(PageHeaders)
    _reading(app, parts, stop)
    _doing(app, parts)

    @app.exception_handler(AssistantError)
    async def refused(_: Request, error: AssistantError) -> JSONResponse:
        return JSONResponse({"detail": str(error)}, 409)

    files = resources.files(__package__) / "static"
    app.mount("/", StaticFiles(directory=str(files), html=True))
    return app


def _reading(app: FastAPI, parts: PageParts, stop: asyncio.Event) -> None:
    @app.get("/page/about")
    async def about() -> Json:
        return {
            "company": parts.company,
            "drivers": await _drivers(parts),
            "languages": [{"code": code, "name": name} for code, name in LANGUAGES.items()],
            "chips": {code: chips_of(code) for code in LANGUAGES},
            "phases": [asdict(phase) for phase in PHASES],
            "steps": [asdict(step) for step in STEPS.values()],
            "switches": [switch.view() for switch in SWITCHES],
            "supervised": parts.supervised,
        }

    @app.get("/page/stream")
    async def stream(user: str) -> StreamingResponse:
        page = PageStream(user, parts.cloud, parts.keeper, parts.pulse)
        return StreamingResponse(_encoded(page.events(stop)), media_type="text/event-stream")

    @app.get("/page/journey")
    async def journey(wamid: str) -> Response:
        found = _journey(parts, wamid)
        if found is None:
            return JSONResponse({"detail": "this message is not remembered any more"}, 404)
        return JSONResponse(found)

    @app.get("/page/reports/{name}")
    async def report(name: str) -> Response:
        if not name.replace("-", "").isalpha():
            return JSONResponse({"detail": "no such report"}, 404)
        return JSONResponse(await parts.switchboard.ask("GET", f"/reports/{name}"))


def _doing(app: FastAPI, parts: PageParts) -> None:
    @app.post("/page/switches/{name}")
    async def turn(name: str, wanted: Turned) -> Response:
        switch = BY_ID.get(name)
        if switch is None:
            return JSONResponse({"detail": f"there are {', '.join(BY_ID)}"}, 404)
        await parts.switchboard.turn(switch, on=wanted.on)
        await parts.pulse.read()
        return JSONResponse(parts.pulse.latest["switches"])

    @app.post("/page/undo")
    async def undo() -> Json:
        await parts.switchboard.undo_all()
        await parts.pulse.read()
        return dict(parts.pulse.latest["switches"])

    @app.post("/page/burst")
    async def burst(wanted: BurstRequest) -> Json:
        ordinary = [one for one in await _drivers(parts) if _ORDINARY in one["cases"]]
        drivers = ordinary[: wanted.drivers]
        messages = messages_of_burst(drivers, wanted.each)
        answer = await parts.sandbox.post("/meta/_control/messages", json={"messages": messages})
        answer.raise_for_status()
        parts.pulse.burst = Burst(wamids=tuple(answer.json()["wamids"]), drivers=len(drivers))
        return parts.pulse.burst.look(parts.keeper)


async def _drivers(parts: PageParts) -> list[Json]:
    answer = await parts.sandbox.get("/logistics/_control/seed/drivers")
    answer.raise_for_status()
    fields = ("alias", "name", "phone", "language", "country", "cases")
    return [
        {field: one[field] for field in fields}
        for one in answer.json()
        if one["tenant"] == parts.company and one["active"]
    ]


def _journey(parts: PageParts, wamid: str) -> Json | None:
    """The journey of a driver's message; of the question, for a bubble of the assistant."""
    found = parts.cloud.received.get(wamid) or _question_of(parts, wamid)
    if found is None:
        return None
    _, entry = found
    ids = parts.keeper.messages_of(digest_of(entry.wamid))
    spans = parts.keeper.spans_about(ids)
    return {"wamid": entry.wamid, **journey_of(ids, spans, sent_at=entry.at)}


def _question_of(parts: PageParts, wamid: str) -> tuple[Any, Any] | None:
    """The driver's message that a reply belongs to, by the id that the reply carries."""
    sent = parts.cloud.ledger.find(wamid)
    message_id = (sent.opaque or "").partition(".")[0] if sent else ""
    user = parts.cloud.users.find(sent.user) if sent else None
    for entry in reversed(user.thread if user else ()):
        received = parts.cloud.received.get(entry.wamid)
        if received and message_id in parts.keeper.messages_of(digest_of(entry.wamid)):
            return received
    return None


async def _encoded(events: AsyncIterator[str]) -> AsyncIterator[bytes]:
    async for event in events:
        yield event.encode()

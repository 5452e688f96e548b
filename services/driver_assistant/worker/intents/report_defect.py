"""Reports a defect of the truck or trailer, in the driver's own words."""

from __future__ import annotations

from typing import Final

from pydantic import BaseModel, Field

from driver_assistant.contracts.logistics import Defect, DefectRequest, Vehicle
from driver_assistant.contracts.messages import Wire
from driver_assistant.worker.confirmation import ask_to_confirm
from driver_assistant.worker.intent import Action, Ask, Intent, Reply
from driver_assistant.worker.logistics import DriverLogistics, NotFound
from driver_assistant.worker.plain import plain
from driver_assistant.worker.say import Say

_TEXT_MAX: Final = 400


class WhatIsBroken(BaseModel):
    """The defect, as far as the driver described it."""

    problem: str | None = Field(
        None,
        max_length=_TEXT_MAX,
        description="what is broken, in the driver's own words and language; null if not said",
    )
    unsafe: bool = Field(False, description="true only if the driver says it can't be driven on")
    on_trailer: bool = Field(False, description="true if the defect is on the trailer")


class DefectDraft(Wire):
    """What is known of the defect, and the vehicle it is on."""

    problem: str = ""
    unsafe: bool = False
    on_trailer: bool = False
    vehicle: Vehicle | None = None


class DefectProposal(Wire):
    """What would be reported."""

    text: str
    unsafe: bool
    trailer_id: str | None = None


async def _fetch(what: WhatIsBroken, logistics: DriverLogistics, _ask: Ask) -> DefectDraft:
    vehicle = await _vehicle(logistics)
    return DefectDraft(
        problem=plain(what.problem, _TEXT_MAX),
        unsafe=what.unsafe,
        on_trailer=what.on_trailer,
        vehicle=vehicle.model_copy(update={"defects": None}) if vehicle else None,
    )


async def _vehicle(logistics: DriverLogistics) -> Vehicle | None:
    try:
        return await logistics.vehicle()
    except NotFound:
        return None


def _say(record: DefectDraft, say: Say) -> Reply:
    if record.vehicle is None:
        return Reply(parts=(say.answer(say.lines(say("vehicle-none"))),))
    if not record.problem:
        return Reply(parts=(say.answer(say.lines(say("defect-ask"))),))
    body = say.lines(
        say("defect-confirm", text=record.problem),
        say("defect-unsafe") if record.unsafe else None,
    )
    return ask_to_confirm(body, say)


def _propose(record: DefectDraft, _ask: Ask) -> DefectProposal | None:
    if record.vehicle is None or not record.problem:
        return None
    trailer = next(iter(record.vehicle.trailers), None) if record.on_trailer else None
    return DefectProposal(
        text=record.problem, unsafe=record.unsafe, trailer_id=trailer.id if trailer else None
    )


async def _perform(proposal: DefectProposal, logistics: DriverLogistics, key: str) -> Defect:
    request = DefectRequest(
        text=proposal.text,
        severity="unsafe" if proposal.unsafe else "safe",
        trailer_id=proposal.trailer_id,
    )
    return await logistics.report_defect(request, idempotency_key=key)


def _said(done: Defect, say: Say) -> Reply:
    number = plain(done.reference, 40)
    body = say.lines(say("defect-done"), say("report-number", number=number) if number else None)
    return Reply(parts=(say.answer(body),))


PLUGIN = Intent(
    name="report_defect",
    description=(
        "Something on the truck or trailer is defective (light, tyre, brake, curtain, reefer unit) "
        "and has to be reported for repair. A vehicle broken down on the road is an incident."
    ),
    parameters=WhatIsBroken,
    record=DefectDraft,
    fetch=_fetch,
    say=_say,
    examples=(
        "left indicator isn't working",
        "the curtain on my trailer is torn",
        "no funciona la luz de freno",
        "o pneu do reboque está gasto",
        "le feu arrière droit est grillé",
        "Am Auflieger ist die Plane gerissen",
        "nie działa kierunkowskaz z prawej",
        "nu merge frigul la remorcă",
        "dorsenin lastiği yıpranmış",
        "не працює правий поворотник",
        "ट्रेलर की लाइट नहीं जल रही",
    ),
    action=Action(
        proposal=DefectProposal,
        propose=_propose,
        perform=_perform,
        outcome=Defect,
        said=_said,
    ),
)

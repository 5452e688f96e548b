"""Reports what went wrong on the way or at a stop. Life first: the emergency number comes before
anything else, and a person is told at once where somebody may be in danger.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal

from pydantic import BaseModel, Field

from driver_assistant.contracts.logistics import (
    Incident,
    IncidentKind,
    IncidentRequest,
    Position,
    Stop,
)
from driver_assistant.contracts.messages import Wire
from driver_assistant.worker.confirmation import ask_to_confirm
from driver_assistant.worker.intent import Action, Ask, Effect, Escalate, Intent, Reply
from driver_assistant.worker.logistics import DriverLogistics
from driver_assistant.worker.plain import plain
from driver_assistant.worker.rules import menu_payload
from driver_assistant.worker.say import Say

_NOTE_MAX: Final = 500
_Kind = Literal[
    "accident",
    "breakdown",
    "damage",
    "shortage",
    "refusal",
    "theft",
    "threat",
    "medical",
    "wrong_address",
    "site_closed",
    "other",
]
_OFFERED: Final[tuple[_Kind, ...]] = (
    "damage",
    "shortage",
    "refusal",
    "wrong_address",
    "site_closed",
    "accident",
    "breakdown",
    "theft",
    "medical",
    "other",
)
# These are acknowledged and escalated before anybody confirms anything.
_EMERGENCIES: Final = ("accident", "breakdown", "theft", "threat", "medical")


class WhatHappened(BaseModel):
    """The kind of incident, if it is clear."""

    kind: _Kind | None = Field(
        None,
        description="refusal: the site refuses the goods; shortage: goods are missing; null if "
        "the driver did not say what happened",
    )


class IncidentDraft(Wire):
    """What is known of the incident; `note` is the driver's own words."""

    kind: _Kind | None = None
    note: str = ""
    stop: Stop | None = None


class IncidentProposal(Wire):
    """What would be reported."""

    kind: _Kind
    note: str
    occurred_at: datetime
    stop_id: str | None = None
    position: Position | None = None


async def _fetch(what: WhatHappened, logistics: DriverLogistics, ask: Ask) -> IncidentDraft:
    stop = await logistics.next_stop()
    unsaid = {"instructions": None, "tasks": (), "contacts": None, "cancel_reason": None}
    return IncidentDraft(
        kind=what.kind,
        note=plain(ask.text, _NOTE_MAX),
        stop=stop.model_copy(update=unsaid) if stop else None,
    )


def _say(record: IncidentDraft, say: Say) -> Reply:
    kind = record.kind
    if kind is None:
        rows = [
            (menu_payload("report_incident", kind=offered), _word(offered, say), "")
            for offered in _OFFERED
        ]
        body = say.lines(say("incident-safety"), say("incident-ask"))
        return Reply(parts=(say.rows(body, say("button-choose"), rows),))
    urgent = kind in _EMERGENCIES
    effects: tuple[Effect, ...] = (Escalate(f"emergency_{kind}"),) if urgent else ()
    safety = say(f"emergency-{kind}" if urgent else "incident-safety")
    if say.action_id is None:
        told = f"{safety}\n\n{say('logistics-unavailable')}"
        return Reply(parts=(say.answer(told),), effects=effects)
    note = say("incident-note", text=record.note) if record.note else None
    body = say.lines(safety, say("incident-confirm", kind=_word(kind, say)), note)
    return ask_to_confirm(body, say, effects=effects)


def _word(kind: str, say: Say) -> str:
    return say("incident-kind", kind=kind)


def _propose(record: IncidentDraft, ask: Ask) -> IncidentProposal | None:
    if record.kind is None:
        return None
    pin = ask.location
    return IncidentProposal(
        kind=record.kind,
        note=record.note,
        occurred_at=ask.now,
        stop_id=record.stop.id if record.stop else None,
        position=Position(latitude=pin.latitude, longitude=pin.longitude) if pin else None,
    )


async def _perform(proposal: IncidentProposal, logistics: DriverLogistics, key: str) -> Incident:
    request = IncidentRequest(
        kind=IncidentKind(proposal.kind),
        occurred_at=proposal.occurred_at,
        note=proposal.note,
        stop_id=proposal.stop_id,
        position=proposal.position,
    )
    return await logistics.report_incident(request, idempotency_key=key)


def _said(done: Incident, say: Say) -> Reply:
    number = plain(done.reference, 40)
    body = say.lines(
        say("incident-done", kind=_word(done.kind.value, say)),
        say("report-number", number=number) if number else None,
    )
    return Reply(parts=(say.answer(body),))


PLUGIN = Intent(
    name="report_incident",
    description=(
        "Something went wrong and dispatch must know: damaged, missing or refused goods, closed "
        "site, wrong address, accident, breakdown on the road, theft, threat, illness."
    ),
    parameters=WhatHappened,
    record=IncidentDraft,
    fetch=_fetch,
    say=_say,
    examples=(
        "two pallets are crushed, what now?",
        "the customer won't take the goods",
        "falta un palé en la carga",
        "o cliente recusou a mercadoria",
        "le site est fermé, personne n'ouvre",
        "Drei Kartons sind nass geworden",
        "adres jest zły, tu nie ma żadnej firmy",
        "marfa e spartă, ce fac?",
        "müşteri malı kabul etmiyor",
        "склад зачинений, нікого немає",
        "माल टूटा हुआ निकला है",
    ),
    action=Action(
        proposal=IncidentProposal,
        propose=_propose,
        perform=_perform,
        outcome=Incident,
        said=_said,
    ),
    menu_order=9,
)

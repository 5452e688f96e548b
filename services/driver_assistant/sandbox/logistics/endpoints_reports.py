"""What a driver reports or asks for beside stops: incidents, defects, messages, offers, slots."""

from __future__ import annotations

from fastapi import APIRouter, Response

from driver_assistant.contracts.logistics import (
    AppointmentChange,
    AppointmentChangeRequest,
    AppointmentChangeState,
    Author,
    ChangeType,
    Defect,
    DefectRequest,
    DefectSeverity,
    DefectState,
    DispatchMessage,
    FreeText,
    Incident,
    IncidentRequest,
    IncidentState,
    MessageRequest,
    Offer,
    OfferResponse,
    OfferState,
    ProblemCode,
    Window,
)
from driver_assistant.sandbox.logistics.answers import written
from driver_assistant.sandbox.logistics.callers import Caller, IdempotencyKey, Me
from driver_assistant.sandbox.logistics.problems import Refusal, invalid, not_found

router = APIRouter(prefix="/me", tags=["reports"])


@router.post("/incidents", status_code=201, response_model=Incident)
async def report_incident(body: IncidentRequest, caller: Me, _key: IdempotencyKey) -> Response:
    """Report an accident, breakdown, damage, shortage, refusal, or anything else that happened."""
    _own_stop(caller, body.stop_id, "/stopId")
    if body.load_id is not None and body.load_id not in caller.world.run.loads:
        raise invalid("/loadId", "There is no such load.")
    incident = Incident(
        id=caller.world.mint("inc"),
        version=1,
        reference=f"INC-{3000 + len(caller.world.incidents)}-{caller.world.person.index}",
        kind=body.kind,
        state=IncidentState.OPEN,
        occurred_at=body.occurred_at,
        reported_at=caller.now,
        stop_id=body.stop_id,
        load_id=body.load_id,
        note=_words(caller, body.note),
    )
    caller.world.incidents[incident.id] = incident
    caller.record("incident", incident.id, body)
    return written(incident.model_dump(mode="json"), now=caller.now, version=incident.version)


@router.post("/defects", status_code=201, response_model=Defect)
async def report_defect(body: DefectRequest, caller: Me, _key: IdempotencyKey) -> Response:
    """Report a fault of the vehicle or trailer."""
    trailers = {trailer.id for trailer in caller.world.vehicle.trailers}
    if body.trailer_id is not None and body.trailer_id not in trailers:
        raise invalid("/trailerId", "This is not your trailer.")
    defect = Defect(
        id=caller.world.mint("def"),
        reference=f"D-{4000 + len(caller.world.defects)}-{caller.world.person.index}",
        severity=DefectSeverity(body.severity),
        state=DefectState.OPEN,
        text=_words(caller, body.text),
        reported_at=caller.now,
    )
    caller.world.defects[defect.id] = defect
    caller.record("defect", defect.id, body)
    return written(defect.model_dump(mode="json"), now=caller.now)


@router.post("/messages", status_code=201, response_model=DispatchMessage)
async def message_dispatch(body: MessageRequest, caller: Me, _key: IdempotencyKey) -> Response:
    """Send words to the dispatcher."""
    _own_stop(caller, body.stop_id, "/stopId")
    message = DispatchMessage(
        id=caller.world.mint("msg"),
        text=FreeText(text=body.text, lang=caller.world.driver.lang, author=Author.DRIVER),
        sent_at=caller.now,
        stop_id=body.stop_id,
        urgent=body.urgent,
        answered_by="dispatcher" if caller.world.dispatching == "round_the_clock" else "backup",
    )
    caller.world.messages[message.id] = message
    caller.record("message", message.id, body)
    return written(message.model_dump(mode="json"), now=caller.now)


@router.post("/offers/{offer_id}/response", response_model=Offer)
async def answer_offer(
    offer_id: str, body: OfferResponse, caller: Me, _key: IdempotencyKey
) -> Response:
    """Accept or decline an offered load before it expires."""
    caller.needs("offers")
    offer = caller.world.offers.get(offer_id)
    if offer is None:
        raise not_found()
    expired = offer.expires_at is not None and offer.expires_at <= caller.now
    if expired or offer.state is not OfferState.OPEN:
        state = "expired" if expired else offer.state.value
        raise Refusal(ProblemCode.TRANSITION_NOT_ALLOWED, f"The offer is {state}.", next_actions=())
    state_now = OfferState.ACCEPTED if body.accept else OfferState.DECLINED
    answered = offer.model_copy(update={"state": state_now})
    caller.world.offers[offer_id] = answered
    if body.accept:
        caller.world.run.loads[offer.load_id] = caller.world.offered_loads[offer.load_id]
    caller.record("offer", offer_id, body)
    return written(answered.model_dump(mode="json"), now=caller.now, status=200)


@router.post(
    "/appointments/{appointment_id:path}/change-requests",
    status_code=202,
    response_model=AppointmentChange,
)
async def change_appointment(
    appointment_id: str, body: AppointmentChangeRequest, caller: Me, _key: IdempotencyKey
) -> Response:
    """Ask for another slot; the answer comes later, and until then the old slot stands."""
    caller.needs("appointments")
    stop = next(
        (
            one
            for one in caller.world.run.stops.values()
            if one.appointment and one.appointment.id == appointment_id
        ),
        None,
    )
    if stop is None or stop.appointment is None:
        raise not_found()
    if body.end <= body.start:
        raise invalid("/end", "The slot must end after it starts.")
    request = AppointmentChange(
        id=caller.world.mint("apc"),
        state=AppointmentChangeState.PENDING,
        requested_window=Window(start=body.start, end=body.end),
        previous_window=stop.appointment.window,
        requested_at=caller.now,
        reason=_words(caller, body.reason or ""),
    )
    history = (request, *stop.appointment.history)
    appointment = stop.appointment.model_copy(update={"history": history})
    changed = caller.world.run.replace_stop(stop, appointment=appointment)
    caller.record("appointment_change", appointment_id, body)
    caller.announce(ChangeType.ROUTE_CHANGED, "stop", changed.id, changed.version)
    return written(request.model_dump(mode="json"), now=caller.now, status=202)


def _words(caller: Caller, text: str) -> FreeText | None:
    if not text:
        return None
    return FreeText(text=text, lang=caller.world.driver.lang, author=Author.DRIVER)


def _own_stop(caller: Caller, stop_id: str | None, pointer: str) -> None:
    if stop_id is not None and stop_id not in caller.world.run.stops:
        raise invalid(pointer, "There is no such stop.")

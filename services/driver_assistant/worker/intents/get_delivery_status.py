"""Whether deliveries are confirmed: the state of the stop and of its proof of delivery."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from pydantic import BaseModel, Field

from driver_assistant.contracts.logistics import (
    Document,
    DocumentState,
    DocumentType,
    RejectionReason,
    RequiredDocument,
    Stop,
    StopKind,
    StopState,
)
from driver_assistant.contracts.messages import Wire
from driver_assistant.worker.intent import Ask, Intent, Reply
from driver_assistant.worker.logistics import DriverLogistics
from driver_assistant.worker.plain import bold
from driver_assistant.worker.say import Say
from driver_assistant.worker.stop_facts import heading, label, matching, status
from driver_assistant.worker.stop_search import STOP_WANTED, WANTED_MAX, stops_of

_DELIVERIES_MAX: Final = 5
_MADE: Final = (StopState.ARRIVED, StopState.SERVICING, StopState.DEPARTED, StopState.FAILED)
# What proves a delivery, the strongest first.
_PROOFS: Final = (
    DocumentType.POD,
    DocumentType.ECMR,
    DocumentType.CMR,
    DocumentType.DELIVERY_NOTE,
)
_KEYS: Final = {
    DocumentState.ACCEPTED: "delivery-confirmed",
    DocumentState.SUBMITTED: "delivery-checking",
    DocumentState.PROCESSING: "delivery-checking",
    DocumentState.REQUIRED: "delivery-missing",
    DocumentState.EXPIRED: "delivery-missing",
}


class WhichDelivery(BaseModel):
    """The delivery that is meant."""

    stop: str | None = Field(None, max_length=WANTED_MAX, description=STOP_WANTED)


class Delivery(Wire):
    """A delivery and why its proof was refused, if it was."""

    stop: Stop
    rejected_because: RejectionReason | None = None


class Deliveries(Wire):
    """The deliveries that are meant, the latest last."""

    deliveries: tuple[Delivery, ...] = ()
    named: bool = False


async def _fetch(which: WhichDelivery, logistics: DriverLogistics, ask: Ask) -> Deliveries:
    today = ask.now.astimezone(ask.zone).date()
    meant: list[Stop] = []
    for day in (today, today - timedelta(days=1)):  # in the morning one asks about yesterday's
        stops = await stops_of(day, logistics)
        meant = matching(stops, which.stop) if which.stop else _made(stops)
        if meant:
            break
    refused = any(_state(stop) is DocumentState.REJECTED for stop in meant)
    papers = await logistics.documents(state=DocumentState.REJECTED) if refused else []
    found = [_delivery(stop, papers) for stop in meant[-_DELIVERIES_MAX:]]
    return Deliveries(deliveries=tuple(found), named=which.stop is not None)


def _made(stops: list[Stop]) -> list[Stop]:
    return [s for s in stops if s.kind is StopKind.DELIVERY and s.state in _MADE]


def _delivery(stop: Stop, papers: list[Document]) -> Delivery:
    unsaid = {"instructions": None, "tasks": (), "contacts": None, "cancel_reason": None}
    proof = _proof(stop)
    paper = next((p for p in papers if proof and p.id == proof.document_id), None)
    return Delivery(
        stop=stop.model_copy(update=unsaid),
        rejected_because=paper.rejection_reason if paper else None,
    )


def _proof(stop: Stop) -> RequiredDocument | None:
    needed = stop.required_documents or ()
    ranked = (paper for kind in _PROOFS for paper in needed if paper.type is kind)
    return next(ranked, None)


def _state(stop: Stop) -> DocumentState | None:
    proof = _proof(stop)
    return proof.state if proof else None


def _say(record: Deliveries, say: Say) -> Reply:
    if not record.deliveries:
        key = "not-found" if record.named else "delivery-none"
        return Reply(parts=(say.answer(say.lines(say(key))),))
    told = "\n\n".join("\n".join(_lines(delivery, say)) for delivery in record.deliveries)
    return Reply(parts=(say.answer(say.lines(told)),))


def _lines(delivery: Delivery, say: Say) -> list[str]:
    stop = delivery.stop
    lines = [bold(heading(stop, say)), label(stop, say)]
    if stop.state is not StopState.DEPARTED:
        lines.append(status(stop, say))
    state = _state(stop)
    if state is DocumentState.REJECTED:
        reason = delivery.rejected_because or RejectionReason.UNKNOWN
        words = say("rejection-reason", reason=reason.value)
        return [*lines, say("delivery-rejected", reason=words)]
    if stop.required_documents is None or state is not None:
        lines.append(say(_KEYS.get(state or DocumentState.UNKNOWN, "delivery-unproven")))
    return lines


PLUGIN = Intent(
    name="get_delivery_status",
    description=(
        "Whether deliveries made today or yesterday are confirmed, and whether the proof of "
        "delivery was accepted, is being checked, is missing or was rejected and why."
    ),
    parameters=WhichDelivery,
    record=Deliveries,
    fetch=_fetch,
    say=_say,
    examples=(
        "did my last drop go through?",
        "was the POD for Hamburg accepted?",
        "¿han aceptado el comprobante de ayer?",
        "a entrega de Braga ficou confirmada?",
        "la livraison de ce matin est bien validée ?",
        "Ist die Lieferung von heute früh durch?",
        "czy przyjęli POD z wczoraj?",
        "s-a confirmat livrarea din Arad?",
        "dünkü teslimat onaylanmış mı?",
        "чи прийняли доставку в Києві?",
        "कल वाली डिलीवरी कन्फ़र्म हुई क्या?",
    ),
    cache_for=timedelta(seconds=30),
)

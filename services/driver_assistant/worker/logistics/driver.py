"""Everything one driver can ask or report: a method per operation of the port.

Made by `LogisticsClient.for_driver`. No method takes a driver: the session decides whose data it
is. Writes take an idempotency key; repeating one with the same key acts once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from driver_assistant.contracts.logistics import (
    AppointmentChange,
    AppointmentChangeRequest,
    Capabilities,
    Change,
    Contact,
    Defect,
    DefectRequest,
    Delay,
    DelayRequest,
    Detention,
    DetentionRequest,
    DispatchMessage,
    Document,
    DocumentContent,
    DocumentState,
    DocumentType,
    Driver,
    Hours,
    Incident,
    IncidentRequest,
    Load,
    MessageRequest,
    Offer,
    OfferResponse,
    Page,
    Route,
    Statement,
    Stop,
    TransitionRequest,
    Vehicle,
)
from driver_assistant.worker.logistics.calls import DriverCalls, segment
from driver_assistant.worker.logistics.transport import Call


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """One page of a document."""

    filename: str
    content: bytes
    mime_type: str


class DriverLogistics:
    """One driver's view of the logistics API.

    Every method raises `LogisticsUnavailable`, `LogisticsThrottled` or `LogisticsInvalidAnswer`
    (try later), `LogisticsRefused` and its kinds (don't), and writes also
    `LogisticsOutcomeUnknown` and `StillInProgress` (try later with the same key).
    """

    def __init__(self, calls: DriverCalls) -> None:
        self._calls = calls

    # --- reading --------------------------------------------------------------

    async def capabilities(self) -> Capabilities:
        """What the company's system offers."""
        return await self._calls.get("capabilities", "capabilities", Capabilities)

    async def me(self) -> Driver:
        """The driver: language, home time zone, crew."""
        return await self._calls.get("me", "me", Driver)

    async def routes(self, day: date | None = None) -> list[Route]:
        """The routes of a day in the driver's home zone; today's if not given."""
        params = {"date": day.isoformat()} if day else {}
        return await self._calls.list("routes", "me/routes", Page[Route], params)

    async def route(self, route_id: str) -> Route:
        """One route."""
        return await self._calls.get("route", f"me/routes/{segment(route_id)}", Route)

    async def next_stop(self) -> Stop | None:
        """The stop to go to, or to leave, next; None if there is none."""
        call = Call(operation="next_stop", path="me/stops/next")
        return await self._calls.fetch_or_none(call, Stop)

    async def stop(self, stop_id: str) -> Stop:
        """One stop."""
        return await self._calls.get("stop", f"me/stops/{segment(stop_id)}", Stop)

    async def load(self, load_id: str) -> Load:
        """One load."""
        return await self._calls.get("load", f"me/loads/{segment(load_id)}", Load)

    async def offers(self) -> list[Offer]:
        """Loads that the driver may accept or decline."""
        return await self._calls.list("offers", "me/offers", Page[Offer])

    async def documents(
        self, state: DocumentState | None = None, kind: DocumentType | None = None
    ) -> list[Document]:
        """The driver's papers, those still wanted first."""
        params = {"state": state.value} if state else {}
        if kind:
            params["type"] = kind.value
        return await self._calls.list("documents", "me/documents", Page[Document], params)

    async def document_content(self, document_id: str) -> DocumentContent:
        """Where the bytes of a document can be fetched for a short time."""
        path = f"me/documents/{segment(document_id)}/content"
        return await self._calls.get("document_content", path, DocumentContent)

    async def hours(self) -> Hours:
        """Driving and rest times as the SaaS computed them."""
        return await self._calls.get("hours", "me/hours", Hours)

    async def statements(
        self, start: date | None = None, end: date | None = None
    ) -> list[Statement]:
        """Pay for periods that touch these days, the newest first."""
        days = {"from": start, "to": end}
        params = {name: day.isoformat() for name, day in days.items() if day}
        return await self._calls.list("statements", "me/statements", Page[Statement], params)

    async def vehicle(self) -> Vehicle:
        """The driver's truck, trailers and open defects."""
        return await self._calls.get("vehicle", "me/vehicle", Vehicle)

    async def contacts(self) -> list[Contact]:
        """Whom to call, and who is on shift."""
        return await self._calls.list("contacts", "me/contacts", Page[Contact])

    async def incident(self, incident_id: str) -> Incident:
        """What became of an incident."""
        return await self._calls.get("incident", f"me/incidents/{segment(incident_id)}", Incident)

    async def message(self, message_id: str) -> DispatchMessage:
        """A message to or from dispatch."""
        return await self._calls.get(
            "message", f"me/messages/{segment(message_id)}", DispatchMessage
        )

    async def changes(self, after: str | None = None) -> Page[Change]:
        """One page of what changed, oldest first; go on from `page.end_cursor`."""
        params = {"after": after} if after else {}
        call = Call(operation="changes", path="me/changes", params=params, keep=False)
        return await self._calls.fetch(call, Page[Change])

    # --- reporting ------------------------------------------------------------

    async def transition(
        self, stop_id: str, request: TransitionRequest, *, version: int, idempotency_key: str
    ) -> Stop:
        """Report an action at a stop as it was seen in `version`; gives the stop afterwards.

        Raises:
            StaleVersion: the stop has changed; read it again and ask the driver.
            LogisticsRefused: `transition_not_allowed`; `next_actions` says what is.
        """
        path = f"me/stops/{segment(stop_id)}/transitions"
        headers = _key(idempotency_key) | {"If-Match": f'"{version}"'}
        return await self._calls.post("transition", path, request, Stop, headers)

    async def report_delay(
        self, stop_id: str, request: DelayRequest, *, idempotency_key: str
    ) -> Delay:
        """Report that a stop will be late; says which later windows are missed."""
        path = f"me/stops/{segment(stop_id)}/delays"
        return await self._calls.post("delay", path, request, Delay, _key(idempotency_key))

    async def request_detention(
        self, stop_id: str, request: DetentionRequest, *, idempotency_key: str
    ) -> Detention:
        """Claim waiting time."""
        path = f"me/stops/{segment(stop_id)}/detention-requests"
        return await self._calls.post("detention", path, request, Detention, _key(idempotency_key))

    async def report_incident(self, request: IncidentRequest, *, idempotency_key: str) -> Incident:
        """Report an accident, breakdown, damage, shortage, refusal, ..."""
        return await self._calls.post(
            "incident", "me/incidents", request, Incident, _key(idempotency_key)
        )

    async def report_defect(self, request: DefectRequest, *, idempotency_key: str) -> Defect:
        """Report a fault of the truck or trailer."""
        return await self._calls.post(
            "defect", "me/defects", request, Defect, _key(idempotency_key)
        )

    async def send_message(
        self, request: MessageRequest, *, idempotency_key: str
    ) -> DispatchMessage:
        """Send words to the dispatcher."""
        return await self._calls.post(
            "message", "me/messages", request, DispatchMessage, _key(idempotency_key)
        )

    async def answer_offer(
        self, offer_id: str, request: OfferResponse, *, idempotency_key: str
    ) -> Offer:
        """Accept or decline an offered load."""
        path = f"me/offers/{segment(offer_id)}/response"
        return await self._calls.post("offer", path, request, Offer, _key(idempotency_key))

    async def change_appointment(
        self, appointment_id: str, request: AppointmentChangeRequest, *, idempotency_key: str
    ) -> AppointmentChange:
        """Ask for another slot; the old one stands until the answer."""
        path = f"me/appointments/{segment(appointment_id)}/change-requests"
        return await self._calls.post(
            "appointment", path, request, AppointmentChange, _key(idempotency_key)
        )

    async def submit_document(
        self,
        kind: DocumentType,
        pages: Sequence[Upload],
        *,
        stop_id: str | None = None,
        load_id: str | None = None,
        idempotency_key: str,
    ) -> Document:
        """Hand in a paper for a stop or a load, one of them."""
        about = {"stopId": stop_id, "loadId": load_id}
        call = Call(
            operation="submit_document",
            path="me/documents",
            method="POST",
            form={"type": kind.value} | {name: one for name, one in about.items() if one},
            files=[("pages", (p.filename, p.content, p.mime_type)) for p in pages],
            headers=_key(idempotency_key),
        )
        return await self._calls.fetch(call, Document)


def _key(idempotency_key: str) -> dict[str, str]:
    return {"Idempotency-Key": idempotency_key}

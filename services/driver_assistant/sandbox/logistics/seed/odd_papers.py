"""Named cases about people and papers: hours, documents, pay, offers, incidents, dispatch.

Each function bends one driver's world; `build.py` calls those that the roster names.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Final

from driver_assistant.contracts.logistics import (
    Activity,
    Author,
    Change,
    ChangeType,
    Defect,
    DefectSeverity,
    DefectState,
    DispatchMessage,
    Document,
    DocumentState,
    DocumentType,
    FreeText,
    HoursRegime,
    Incident,
    IncidentKind,
    IncidentState,
    LineType,
    Offer,
    OfferState,
    RejectionReason,
    ResourceRef,
    Statement,
    StatementStatus,
    StopKind,
    StopState,
)
from driver_assistant.sandbox.logistics.duty import EuDuty, NoDuty
from driver_assistant.sandbox.logistics.seed import folders, freight, pay, towns, words
from driver_assistant.sandbox.logistics.world import Case, Content, DriverWorld

HOUR: Final = timedelta(hours=1)


def hours_unknown(world: DriverWorld, _rng: Random, now: datetime) -> None:
    world.duty = NoDuty(observed_at=now.replace(microsecond=0))


def hours_zero(world: DriverWorld, _rng: Random, _now: datetime) -> None:
    """The day's driving is used up; nothing remains until the daily rest is over."""
    if isinstance(world.duty, EuDuty):
        world.duty = replace(
            world.duty,
            activity=Activity.WORK,
            activity_since=world.duty.observed_at - HOUR / 4,
            since_break=180,
            day=600,
            extensions_used=2,
            week=max(world.duty.week, 2000),
        )


def hours_stale(age: timedelta) -> Case:
    """The unit stopped reporting some time ago."""

    def case(world: DriverWorld, _rng: Random, _now: datetime) -> None:
        if isinstance(world.duty, EuDuty):
            observed = world.duty.observed_at - age
            since = observed - HOUR / 2
            world.duty = replace(
                world.duty, observed_at=observed, activity_since=since, frozen=True
            )

    return case


def hours_short_haul(world: DriverWorld, _rng: Random, now: datetime) -> None:
    """150 air-mile exception: no ELD, so no figures."""
    world.duty = NoDuty(observed_at=now.replace(microsecond=0), regime=HoursRegime.EXEMPT)


def dispatcher_off_shift(world: DriverWorld, _rng: Random, _now: datetime) -> None:
    world.dispatching = "off_shift"


def pod_rejected_blurry(world: DriverWorld, _rng: Random, now: datetime) -> None:
    document = _handed_in(world, DocumentType.POD)
    note = FreeText(text="No se lee la firma. Repite la foto, por favor.", lang="es")
    reviewed = now.replace(microsecond=0) - 2 * HOUR
    world.file(folders.rejected(document, RejectionReason.BLURRY, note, reviewed))
    _announce(world, ChangeType.DOCUMENT_REJECTED, "document", document.id, now)


def document_content(content: Content, kind: DocumentType, name: str) -> Case:
    """A document whose bytes are unusual."""

    def case(world: DriverWorld, rng: Random, _now: datetime) -> None:
        document = Document(
            id=f"doc_{rng.getrandbits(60):015x}",
            version=1,
            type=kind,
            state=DocumentState.SUBMITTED,
            name=FreeText(text=name, author=Author.DRIVER),
            stop_id=_handed_in(world, DocumentType.POD).stop_id,
        )
        folders.add(world, rng, document, content)

    return case


def posting_expiring(world: DriverWorld, rng: Random, now: datetime) -> None:
    today = world.today(now)
    soon = folders.personal(rng, DocumentType.POSTING_DECLARATION, ("FR",), today, 3)
    world.own_papers = {
        key: document
        for key, document in world.own_papers.items()
        if document.type is not DocumentType.POSTING_DECLARATION
    }
    folders.add(world, rng, soon)
    _announce(world, ChangeType.DOCUMENT_EXPIRING, "document", soon.id, now)


def statement_negative(world: DriverWorld, _rng: Random, _now: datetime) -> None:
    """More deducted than earned."""
    statement = _latest(world, StatementStatus.APPROVED)
    lines = (
        *statement.lines[:1],
        pay.line(LineType.DEDUCTION, "Truck damage, part 1 of 4", -450_000),
    )
    total = pay.total(lines)
    bent = statement.model_copy(update={"lines": lines, "total_minor": total})
    world.statements[statement.id] = bent


def offer_open(world: DriverWorld, rng: Random, now: datetime) -> None:
    home = world.person.home
    pickup, delivery = towns.site(rng, home), towns.site(rng, towns.town("St. Louis, MO"))
    load = freight.with_parties(freight.load(rng, None), (), pickup, delivery)
    offer = Offer(
        id=f"off_{rng.getrandbits(60):015x}",
        load_id=load.id,
        reference=load.reference,
        state=OfferState.OPEN,
        expires_at=now.replace(microsecond=0) + 4 * HOUR,
        pickup=pickup,
        delivery=delivery,
        pickup_from=now.replace(microsecond=0) + 20 * HOUR,
        total_meters=round(towns.between(pickup, delivery)) * 1000,
    )
    world.offers[offer.id] = offer
    world.offered_loads[load.id] = load
    _announce(world, ChangeType.LOAD_OFFERED, "offer", offer.id, now)


def defect_open(world: DriverWorld, rng: Random, now: datetime) -> None:
    defect = Defect(
        id=f"def_{rng.getrandbits(60):015x}",
        reference="D-3107",
        severity=DefectSeverity.SAFE,
        state=DefectState.OPEN,
        text=FreeText(text="Left marker light out", lang="en", author=Author.DRIVER),
        reported_at=now.replace(microsecond=0) - 20 * HOUR,
    )
    world.defects[defect.id] = defect


def incident_answered(world: DriverWorld, rng: Random, now: datetime) -> None:
    incident = Incident(
        id=f"inc_{rng.getrandbits(60):015x}",
        version=2,
        reference="INC-2071",
        kind=IncidentKind.SHORTAGE,
        state=IncidentState.IN_PROGRESS,
        occurred_at=now.replace(microsecond=0) - 9 * HOUR,
        reported_at=now.replace(microsecond=0) - 8 * HOUR,
        note=FreeText(text="Two pallets short at the dock", lang="en", author=Author.DRIVER),
        answer=FreeText(
            text="Shipper confirmed, note it on the BOL.", lang="en", author=Author.DISPATCHER
        ),
    )
    world.incidents[incident.id] = incident
    _announce(world, ChangeType.INCIDENT_UPDATED, "incident", incident.id, now)


def message_from_dispatch(world: DriverWorld, rng: Random, now: datetime) -> None:
    text = FreeText(
        text="Passe au garage demain matin pour le pneu.", lang="fr", author=Author.DISPATCHER
    )
    sent = now.replace(microsecond=0) - HOUR
    message = DispatchMessage(
        id=f"msg_{rng.getrandbits(60):015x}", text=text, sent_at=sent, answered_by="dispatcher"
    )
    world.messages[message.id] = message
    _announce(world, ChangeType.MESSAGE_FROM_DISPATCH, "message", message.id, now)


CASES: Final[dict[str, Case]] = {
    "hours-unknown": hours_unknown,
    "hours-zero": hours_zero,
    "hours-stale-3h": hours_stale(3 * HOUR),
    "hours-stale-20m": hours_stale(HOUR / 3),
    "hours-short-haul": hours_short_haul,
    "dispatcher-off-shift": dispatcher_off_shift,
    "pod-rejected-blurry": pod_rejected_blurry,
    "document-12-pages": document_content(
        Content(kind="pdf", pages=12), DocumentType.BOL, "BOL 12 pages.pdf"
    ),
    "document-heic": document_content(Content(kind="heic"), DocumentType.PHOTO, "IMG_4821.HEIC"),
    "document-zero-byte": document_content(
        Content(kind="pdf", size_bytes=0), DocumentType.CMR, "scan.pdf"
    ),
    "note-injection-document-name": document_content(
        Content(kind="pdf"), DocumentType.CMR, words.INJECTION_FILENAME
    ),
    "posting-expiring": posting_expiring,
    "statement-negative": statement_negative,
    "offer-open": offer_open,
    "defect-open": defect_open,
    "incident-answered": incident_answered,
    "message-from-dispatch": message_from_dispatch,
}


def _handed_in(world: DriverWorld, kind: DocumentType) -> Document:
    """The paper of a delivery that is done."""
    for document in world.documents.values():
        stop = world.run.stops.get(document.stop_id or "")
        done = stop and stop.kind is StopKind.DELIVERY and stop.state is StopState.DEPARTED
        if done and document.type is kind:
            return document
    raise LookupError(f"{world.person.alias} has handed in no {kind.value}")


def _latest(world: DriverWorld, status: StatementStatus) -> Statement:
    return next(s for s in world.statements.values() if s.status is status)


def _announce(
    world: DriverWorld, kind: ChangeType, resource: str, resource_id: str, now: datetime
) -> None:
    world.changes.append(
        Change(
            id=f"evt_{world.person.index:02d}{len(world.changes):06d}",
            type=kind,
            occurred_at=now.replace(microsecond=0) - HOUR,
            tenant=world.driver.tenant,
            driver_id=world.driver.id,
            resource=ResourceRef(type=resource, id=resource_id, version=1),
        )
    )

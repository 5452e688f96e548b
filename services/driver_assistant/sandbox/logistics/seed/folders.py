"""A driver's documents: the papers of each load, and the personal ones for a roadside check."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from typing import Final

from driver_assistant.contracts.logistics import (
    Author,
    Document,
    DocumentState,
    DocumentType,
    FreeText,
    RejectionReason,
    Stop,
    StopState,
)
from driver_assistant.sandbox.logistics.papers import bytes_of
from driver_assistant.sandbox.logistics.world import Content, DriverWorld

PERSONAL: Final = (
    # type, countries, valid for days around today
    (DocumentType.A1, ("DE", "FR", "ES"), 120),
    (DocumentType.INSURANCE, (), 200),
    (DocumentType.POSTING_DECLARATION, ("FR", "DE"), 90),
)


def add_run_papers(world: DriverWorld, rng: Random, now: datetime) -> None:
    """One document per paper that a stop asks for."""
    for stop in list(world.run.stops.values()):
        _add_for_stop(world, rng, stop)
    _make_every_state_visible(world, rng, now)


def add_own_papers(world: DriverWorld, rng: Random, now: datetime, *, posting: bool) -> None:
    """What the driver shows at a roadside check."""
    if world.person.country != "US":
        today = world.today(now)
        for kind, countries, days in PERSONAL:
            if posting or kind is not DocumentType.POSTING_DECLARATION:
                add(world, rng, personal(rng, kind, countries, today, days))
    expired = personal(rng, DocumentType.INSURANCE, (), world.today(now), -20)
    add(world, rng, expired.model_copy(update={"state": DocumentState.EXPIRED}))


def add(
    world: DriverWorld, rng: Random, document: Document, content: Content | None = None
) -> None:
    """Put a document into the folder; handed-in ones get pages."""
    if document.state is not DocumentState.REQUIRED:  # those have no bytes yet
        content = content or Content(kind="pdf", pages=rng.randint(1, 3))
        document = document.model_copy(
            update={
                "pages": content.pages,
                "mime_type": MIME[content.kind],
                "size_bytes": len(bytes_of(content)),
            }
        )
    world.file(document, content)


MIME: Final = {"pdf": "application/pdf", "jpeg": "image/jpeg", "heic": "image/heic"}


def personal(
    rng: Random, kind: DocumentType, countries: tuple[str, ...], today: date, days: int
) -> Document:
    """A paper of the driver's own, valid until `days` from today."""
    return Document(
        id=f"doc_{rng.getrandbits(60):015x}",
        version=1,
        type=kind,
        state=DocumentState.ACCEPTED,
        name=FreeText(text=f"{kind.value}.pdf", author=Author.DISPATCHER),
        valid_from=today + timedelta(days=days - 365),
        valid_to=today + timedelta(days=days),
        countries=countries,
    )


def rejected(document: Document, reason: RejectionReason, note: FreeText, at: datetime) -> Document:
    """The document, sent back."""
    return document.model_copy(
        update={
            "state": DocumentState.REJECTED,
            "rejection_reason": reason,
            "rejection_note": note,
            "reviewed_at": at,
            "version": document.version + 1,
        }
    )


def _add_for_stop(world: DriverWorld, rng: Random, stop: Stop) -> None:
    papers = []
    for paper in stop.required_documents or ():
        document = Document(
            id=f"doc_{rng.getrandbits(60):015x}",
            version=1,
            type=paper.type,
            state=paper.state,
            name=FreeText(text=f"{paper.type.value}-{stop.reference}.pdf", author=Author.SYSTEM),
            stop_id=stop.id,
            load_id=stop.load_ids[0] if stop.load_ids else None,
            submitted_at=stop.actual.depart if stop.actual else None,
        )
        add(world, rng, document)
        papers.append(paper.model_copy(update={"document_id": document.id}))
    if papers:
        linked = stop.model_copy(update={"required_documents": tuple(papers)})
        world.run.stops[stop.id] = linked


def _make_every_state_visible(world: DriverWorld, rng: Random, now: datetime) -> None:
    """Two of the papers that were handed in are still being read, or came back."""
    done = [
        document
        for document in world.documents.values()
        if document.stop_id
        and world.run.stops[document.stop_id].state is StopState.DEPARTED
        and document.state is DocumentState.ACCEPTED
    ]
    reading, back = rng.sample(done, 2)
    world.file(reading.model_copy(update={"state": DocumentState.PROCESSING}))
    note = FreeText(text="The signature is missing.", lang="en", author=Author.DISPATCHER)
    reviewed = now - timedelta(hours=9)
    world.file(rejected(back, RejectionReason.UNSIGNED, note, reviewed))

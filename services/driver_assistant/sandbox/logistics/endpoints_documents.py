"""A driver's documents: the list, the bytes behind a short-lived URL, and handing one in."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Final

from fastapi import APIRouter, File, Form, Query, Request, Response, UploadFile

from driver_assistant.contracts.logistics import (
    Author,
    Document,
    DocumentContent,
    DocumentState,
    DocumentType,
    FreeText,
    Page,
    RequiredDocument,
)
from driver_assistant.sandbox.logistics import present
from driver_assistant.sandbox.logistics.answers import OTHER_MAX_AGE, page, readable, written
from driver_assistant.sandbox.logistics.callers import (
    Caller,
    IdempotencyKey,
    IfNoneMatch,
    Me,
    Paging,
    backend_of,
)
from driver_assistant.sandbox.logistics.papers import bytes_of
from driver_assistant.sandbox.logistics.problems import invalid, not_found
from driver_assistant.sandbox.logistics.world import Content

router = APIRouter(tags=["documents"])

CONTENT_URL_LIVES: Final = timedelta(minutes=5)

State = Annotated[DocumentState | None, Query()]
Type = Annotated[DocumentType | None, Query(alias="type")]


@router.get("/me/documents", response_model=Page[Document])
async def documents(
    caller: Me, paging: Paging, state: State = None, kind: Type = None, _etag: IfNoneMatch = None
) -> Response:
    """The driver's documents; what is still required first."""
    if kind is DocumentType.POSTING_DECLARATION:
        caller.needs("posting")
    rows = [
        present.record(caller.world, document)
        for document in caller.world.documents.values()
        if state in {None, document.state} and kind in {None, document.type}
    ]
    rows.sort(key=lambda row: row["state"] != DocumentState.REQUIRED)
    return readable(caller.request, page(rows, *paging), now=caller.now, max_age=OTHER_MAX_AGE)


@router.get("/me/documents/{document_id}/content", response_model=DocumentContent)
async def content(document_id: str, caller: Me) -> Response:
    """Where to fetch the bytes, for five minutes and without a token."""
    document = caller.world.documents.get(document_id)
    if document is None or document_id not in caller.world.run.contents:
        raise not_found()
    until = caller.now + CONTENT_URL_LIVES
    ticket = caller.backend.tickets.issue(caller.world.person.alias, document_id, until)
    where = DocumentContent(
        url=str(caller.request.base_url) + f"v1/content/{ticket}",
        expires_at=until,
        mime_type=document.mime_type,
        size_bytes=document.size_bytes,
    )
    return readable(caller.request, where.model_dump(mode="json"), now=caller.now, max_age=0)


@router.get("/me/documents/{document_id}", response_model=Document)
async def document(document_id: str, caller: Me, _etag: IfNoneMatch = None) -> Response:
    """One document."""
    found = caller.world.documents.get(document_id)
    if found is None:
        raise not_found()
    shown = present.record(caller.world, found)
    return readable(
        caller.request, shown, now=caller.now, max_age=OTHER_MAX_AGE, version=found.version
    )


@router.get(
    "/content/{ticket}",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {}}}},
)
async def fetch(ticket: str, request: Request) -> Response:
    """The bytes of a document."""
    backend = backend_of(request)
    alias, document_id = backend.tickets.redeem(ticket, backend.now())
    person = backend.person(alias)
    if person is None:
        raise not_found()
    world = backend.world(person)
    return Response(
        bytes_of(world.run.contents[document_id]), media_type=world.documents[document_id].mime_type
    )


@router.post("/me/documents", status_code=201, response_model=Document)
async def hand_in(
    caller: Me,
    _key: IdempotencyKey,
    kind: Annotated[DocumentType, Form(alias="type")],
    pages: Annotated[list[UploadFile], File()],
    stop_id: Annotated[str | None, Form(alias="stopId")] = None,
    load_id: Annotated[str | None, Form(alias="loadId")] = None,
) -> Response:
    """Hand in a paper, page by page, for a stop or a load."""
    if (stop_id is None) == (load_id is None):
        raise invalid("/stopId", "Give stopId or loadId, one of them.")
    if stop_id is not None and stop_id not in caller.world.run.stops:
        raise invalid("/stopId", "There is no such stop.")
    if load_id is not None and load_id not in caller.world.run.loads:
        raise invalid("/loadId", "There is no such load.")
    upload = b"".join([await each.read() for each in pages])
    document = _required(caller, kind, stop_id) or Document(
        id=caller.world.mint("doc"), version=0, type=kind, stop_id=stop_id, load_id=load_id
    )
    document = document.model_copy(
        update={
            "state": DocumentState.PROCESSING,
            "version": document.version + 1,
            "name": FreeText(text=pages[0].filename or kind.value, author=Author.DRIVER),
            "pages": len(pages),
            "mime_type": pages[0].content_type,
            "size_bytes": len(upload),
            "submitted_at": caller.now,
            "rejection_reason": None,
            "rejection_note": None,
        }
    )
    content = Content(kind="upload", pages=len(pages), upload=upload)
    caller.world.file(document, content)
    _mark_on_stop(caller, document)
    caller.record("document", document.id, document)
    shown = document.model_dump(mode="json")
    return written(shown, now=caller.now, version=document.version)


def _required(caller: Caller, kind: DocumentType, stop_id: str | None) -> Document | None:
    """The empty or refused paper that this one fills."""
    wanted = {DocumentState.REQUIRED, DocumentState.REJECTED}
    for document in caller.world.documents.values():
        if document.type is kind and document.stop_id == stop_id and document.state in wanted:
            return document
    return None


def _mark_on_stop(caller: Caller, document: Document) -> None:
    stop = caller.world.run.stops.get(document.stop_id or "")
    if stop is None or stop.required_documents is None:
        return
    done = RequiredDocument(type=document.type, state=document.state, document_id=document.id)
    papers = tuple(
        done if paper.document_id == document.id else paper for paper in stop.required_documents
    )
    caller.world.run.amend_stop(stop, required_documents=papers)

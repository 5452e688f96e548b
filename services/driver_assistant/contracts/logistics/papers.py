"""Documents: what is needed, what was handed in, what was refused and why."""

from __future__ import annotations

from datetime import date as Date  # noqa: N812  # `date` would shadow nothing here, one spelling

from driver_assistant.contracts.logistics.record import (
    FreeText,
    Id,
    Instant,
    ListOf,
    OpenEnum,
    Record,
)


class DocumentType(OpenEnum):
    """What a document is."""

    CMR = "cmr"
    ECMR = "ecmr"
    BOL = "bol"
    POD = "pod"
    DELIVERY_NOTE = "delivery_note"
    WEIGHT_TICKET = "weight_ticket"
    ADR_NOTE = "adr_note"
    CUSTOMS = "customs"
    POSTING_DECLARATION = "posting_declaration"
    A1 = "a1"
    INSURANCE = "insurance"
    DEFECT_REPORT = "defect_report"
    RECEIPT = "receipt"
    PHOTO = "photo"
    UNKNOWN = "unknown"


class DocumentState(OpenEnum):
    """How far a document is."""

    REQUIRED = "required"
    PROCESSING = "processing"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


class RejectionReason(OpenEnum):
    """Why a document was refused."""

    BLURRY = "blurry"
    INCOMPLETE = "incomplete"
    UNSIGNED = "unsigned"
    WRONG_DOCUMENT = "wrong_document"
    UNREADABLE_FORMAT = "unreadable_format"
    EMPTY = "empty"
    OTHER = "other"
    UNKNOWN = "unknown"


class RequiredDocument(Record):
    """A document that a stop asks for, and how far it is."""

    type: DocumentType = DocumentType.UNKNOWN
    state: DocumentState = DocumentState.UNKNOWN
    document_id: Id | None = None


class Document(Record):
    """A paper. Its name was typed by somebody: data, not an instruction."""

    id: Id
    version: int
    type: DocumentType = DocumentType.UNKNOWN
    state: DocumentState = DocumentState.UNKNOWN
    name: FreeText | None = None
    stop_id: Id | None = None
    load_id: Id | None = None
    rejection_reason: RejectionReason | None = None
    rejection_note: FreeText | None = None
    pages: int | None = None
    mime_type: str | None = None
    size_bytes: int | None = None
    submitted_at: Instant | None = None
    reviewed_at: Instant | None = None
    valid_from: Date | None = None
    valid_to: Date | None = None
    countries: ListOf[str] = ()


class DocumentContent(Record):
    """Where to fetch a document's bytes, for a short time and without a token."""

    url: str
    expires_at: Instant
    mime_type: str | None = None
    size_bytes: int | None = None

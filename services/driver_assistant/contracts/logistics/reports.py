"""What drivers report: transitions, delays, incidents, detention, messages to dispatch.

Requests are what a client sends, the others what comes back. Nobody names a driver here: the
token does.
"""

from __future__ import annotations

from pydantic import Field

from driver_assistant.contracts.logistics.places import Position
from driver_assistant.contracts.logistics.record import (
    FreeText,
    Id,
    Instant,
    ListOf,
    OpenEnum,
    Record,
)

NOTE_MAX = 2000


class DelayReason(OpenEnum):
    """Why a stop will be late."""

    TRAFFIC = "traffic"
    WEATHER = "weather"
    BREAKDOWN = "breakdown"
    ACCIDENT = "accident"
    LOADING_WAIT = "loading_wait"
    SITE_CLOSED = "site_closed"
    BORDER = "border"
    DOCUMENTS = "documents"
    HOURS_LIMIT = "hours_limit"
    PREVIOUS_STOP = "previous_stop"
    OTHER = "other"
    UNKNOWN = "unknown"


class FailureReason(OpenEnum):
    """Why a stop failed or was skipped (OpenTripModel)."""

    DAMAGE = "damage"
    DELIVERED_ELSEWHERE = "delivered_elsewhere"
    DELIVERED_TO_WRONG_RECEIVER = "delivered_to_wrong_receiver"
    INACCESSIBLE_ADDRESS = "inaccessible_address"
    INCOMPLETE = "incomplete"
    INVALID_ADDRESS = "invalid_address"
    INVALID_SHIPPING_LABEL = "invalid_shipping_label"
    RECEIVER_ABSENT = "receiver_absent"
    REJECTED_BY_RECEIVER = "rejected_by_receiver"
    OTHER = "other"
    UNKNOWN = "unknown"


class TransitionRequest(Record):
    """`POST /me/stops/{id}/transitions`, with If-Match and Idempotency-Key."""

    action: str = Field(min_length=1, max_length=40)  # a StopAction; the SaaS decides legality
    occurred_at: Instant
    position: Position | None = None
    reason: FailureReason | None = None
    note: str | None = Field(None, max_length=NOTE_MAX)


class DelayRequest(Record):
    """`POST /me/stops/{id}/delays`: minutes late, or a new time of arrival."""

    reason: DelayReason
    expected_minutes: int | None = Field(None, ge=1, le=7 * 24 * 60)
    new_eta: Instant | None = None
    note: str | None = Field(None, max_length=NOTE_MAX)


class AffectedStop(Record):
    """A later stop that a delay moves."""

    stop_id: Id
    reference: str | None = None
    new_eta: Instant | None = None
    window_missed: bool | None = None


class Delay(Record):
    """A delay on record."""

    id: Id
    stop_id: Id | None = None
    reason: DelayReason = DelayReason.UNKNOWN
    expected_minutes: int | None = None
    new_eta: Instant | None = None
    reported_at: Instant | None = None
    affected: ListOf[AffectedStop] = ()


class DetentionState(OpenEnum):
    """How far a claim for waiting time is."""

    NONE = "none"
    REQUESTED = "requested"
    APPROVED = "approved"
    REJECTED = "rejected"
    UNKNOWN = "unknown"


class DetentionRequest(Record):
    """`POST /me/stops/{id}/detention-requests`."""

    arrived_at: Instant | None = None
    departed_at: Instant | None = None
    note: str | None = Field(None, max_length=NOTE_MAX)


class Detention(Record):
    """Waiting time at a stop: free minutes, and the claim for the rest."""

    id: Id | None = None
    state: DetentionState = DetentionState.UNKNOWN
    arrived_at: Instant | None = None
    free_minutes: int | None = None
    waited_minutes: int | None = None
    claim_before: Instant | None = None


class IncidentKind(OpenEnum):
    """What happened."""

    ACCIDENT = "accident"
    BREAKDOWN = "breakdown"
    THEFT = "theft"
    THREAT = "threat"
    MEDICAL = "medical"
    DAMAGE = "damage"
    SHORTAGE = "shortage"
    REFUSAL = "refusal"
    WRONG_ADDRESS = "wrong_address"
    SITE_CLOSED = "site_closed"
    OTHER = "other"
    UNKNOWN = "unknown"


class IncidentState(OpenEnum):
    """What became of an incident."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    RESOLVED = "resolved"
    DISMISSED = "dismissed"
    UNKNOWN = "unknown"


class IncidentRequest(Record):
    """`POST /me/incidents`."""

    kind: IncidentKind
    occurred_at: Instant
    note: str = Field("", max_length=NOTE_MAX)
    stop_id: Id | None = None
    load_id: Id | None = None
    position: Position | None = None
    injured: bool | None = None
    document_ids: ListOf[Id] = ()  # photos handed in before


class Incident(Record):
    """An incident on record; `reference` is what one says on the phone."""

    id: Id
    version: int
    reference: str | None = None
    kind: IncidentKind = IncidentKind.UNKNOWN
    state: IncidentState = IncidentState.UNKNOWN
    occurred_at: Instant | None = None
    reported_at: Instant | None = None
    stop_id: Id | None = None
    load_id: Id | None = None
    note: FreeText | None = None
    answer: FreeText | None = None  # what dispatch wrote back


class DefectRequest(Record):
    """`POST /me/defects`; `unsafe` means the vehicle must not be driven on."""

    text: str = Field(min_length=1, max_length=NOTE_MAX)
    severity: str = Field("safe", pattern=r"^(safe|unsafe)$")
    trailer_id: Id | None = None


class MessageRequest(Record):
    """`POST /me/messages`: words for the dispatcher."""

    text: str = Field(min_length=1, max_length=NOTE_MAX)
    stop_id: Id | None = None
    urgent: bool = False


class DispatchMessage(Record):
    """A message to or from dispatch."""

    id: Id
    text: FreeText
    sent_at: Instant | None = None
    stop_id: Id | None = None
    urgent: bool = False
    answered_by: str | None = None  # role, never a person's number


class OfferResponse(Record):
    """`POST /me/offers/{id}/response`."""

    accept: bool
    reason: str | None = Field(None, max_length=NOTE_MAX)


class AppointmentChangeRequest(Record):
    """`POST /me/appointments/{id}/change-requests`; answered with 202."""

    start: Instant
    end: Instant
    reason: str | None = Field(None, max_length=NOTE_MAX)

"""What changed: webhooks and `GET /me/changes`. Ids only; the content is fetched afterwards."""

from __future__ import annotations

from pydantic import Field

from driver_assistant.contracts.logistics.record import Id, Instant, ListOf, OpenEnum, Record


class ChangeType(OpenEnum):
    """What happened to a driver's things."""

    ROUTE_ASSIGNED = "route.assigned"
    ROUTE_CHANGED = "route.changed"
    ROUTE_CANCELLED = "route.cancelled"
    STOP_ADDED = "stop.added"
    STOP_CANCELLED = "stop.cancelled"
    STOP_RESEQUENCED = "stop.resequenced"
    STOP_WINDOW_CHANGED = "stop.window_changed"
    STOP_ETA_AT_RISK = "stop.eta_at_risk"
    LOAD_OFFERED = "load.offered"
    LOAD_REASSIGNED = "load.reassigned"
    DOCUMENT_REQUIRED = "document.required"
    DOCUMENT_REJECTED = "document.rejected"
    DOCUMENT_EXPIRING = "document.expiring"
    HOURS_WARNING = "hours.warning"
    MESSAGE_FROM_DISPATCH = "message.from_dispatch"
    STATEMENT_AVAILABLE = "statement.available"
    INCIDENT_UPDATED = "incident.updated"
    UNKNOWN = "unknown"


class ResourceRef(Record):
    """Which record changed, and to which version."""

    type: str
    id: Id
    version: int | None = None


class Change(Record):
    """One change. Webhooks carry it at least once and in any order; de-duplicate on `id`."""

    id: Id
    type: ChangeType = ChangeType.UNKNOWN
    occurred_at: Instant
    tenant: Id
    driver_id: Id
    resource: ResourceRef


class WebhookSubscriptionRequest(Record):
    """Where to send changes. The secret signs each call and is never shown again."""

    url: str = Field(pattern=r"^https?://", max_length=2000)
    secret: str = Field(min_length=16, max_length=256)
    types: ListOf[ChangeType] = ()  # empty: all


class WebhookSubscription(Record):
    """A subscription, without its secret."""

    id: Id
    url: str
    types: ListOf[ChangeType] = ()
    active: bool = True

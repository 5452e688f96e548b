"""Endpoints of the company's own service: sessions, capabilities, webhook subscriptions."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Header, Request, Response
from fastapi.security.utils import get_authorization_scheme_param

from driver_assistant.contracts.logistics import (
    Capabilities,
    Change,
    DriverRef,
    DriverSession,
    Page,
    ProblemCode,
    SessionRequest,
    WebhookSubscription,
    WebhookSubscriptionRequest,
)
from driver_assistant.contracts.logistics.signing import SIGNATURE_HEADER
from driver_assistant.sandbox.logistics.answers import OTHER_MAX_AGE, page, readable, written
from driver_assistant.sandbox.logistics.callers import (
    IdempotencyKey,
    IfNoneMatch,
    Paging,
    Tenant,
    backend_of,
)
from driver_assistant.sandbox.logistics.problems import Refusal, not_found
from driver_assistant.sandbox.logistics.seed import build

router = APIRouter()


@router.post("/driver-sessions", status_code=201, tags=["sessions"])
async def open_session(body: SessionRequest, tenant: Tenant, request: Request) -> DriverSession:
    """Exchange a verified phone for a token of that driver. Unknown and inactive: 404.

    Changes nothing, so it needs no Idempotency-Key.
    """
    backend = backend_of(request)
    person = backend.person_of_phone(tenant, body.phone)
    if person is None:
        raise not_found()
    session = backend.sessions.open(person.alias)
    ttl = backend.sessions.ttl
    return DriverSession(
        token=session.token,
        expires_at=backend.now() + ttl,
        expires_in_seconds=max(1, ttl // timedelta(seconds=1)),
        driver=DriverRef(id=build.driver_id(backend.settings.seed, person), tenant=tenant),
    )


@router.get("/capabilities", response_model=Capabilities, tags=["sessions"])
async def capabilities(request: Request, _etag: IfNoneMatch = None) -> Response:
    """What the company's system offers; with either credential."""
    backend = backend_of(request)
    tenant = _tenant_of_either(request)
    if tenant is None:
        raise Refusal(ProblemCode.UNAUTHENTICATED)
    offered = backend.capabilities(tenant).model_dump(mode="json")
    return readable(request, offered, now=backend.now(), max_age=OTHER_MAX_AGE)


@router.post(
    "/webhook-subscriptions",
    status_code=201,
    response_model=WebhookSubscription,
    tags=["webhooks"],
)
async def subscribe(
    body: WebhookSubscriptionRequest, tenant: Tenant, request: Request, _key: IdempotencyKey
) -> Response:
    """Send the tenant's changes to a URL, signed with the given secret."""
    backend = backend_of(request)
    subscription = backend.webhooks.subscribe(tenant, body)
    return written(subscription.model_dump(mode="json"), now=backend.now())


@router.get("/webhook-subscriptions", response_model=Page[WebhookSubscription], tags=["webhooks"])
async def subscriptions(tenant: Tenant, paging: Paging, request: Request) -> Response:
    """The tenant's subscriptions."""
    backend = backend_of(request)
    rows = [
        subscriber.subscription.model_dump(mode="json")
        for subscriber in backend.webhooks.subscribers.values()
        if subscriber.tenant == tenant
    ]
    return readable(request, page(rows, *paging), now=backend.now(), max_age=0)


@router.get(
    "/webhook-subscriptions/{subscription_id}",
    response_model=WebhookSubscription,
    tags=["webhooks"],
)
async def subscription(subscription_id: str, tenant: Tenant, request: Request) -> Response:
    """One subscription."""
    backend = backend_of(request)
    found = backend.webhooks.subscribers.get(subscription_id)
    if found is None or found.tenant != tenant:
        raise not_found()
    shown = found.subscription.model_dump(mode="json")
    return readable(request, shown, now=backend.now(), max_age=0)


@router.delete("/webhook-subscriptions/{subscription_id}", status_code=204, tags=["webhooks"])
async def unsubscribe(subscription_id: str, tenant: Tenant, request: Request) -> Response:
    """Stop sending."""
    backend = backend_of(request)
    found = backend.webhooks.subscribers.get(subscription_id)
    if found is None or found.tenant != tenant:
        raise not_found()
    del backend.webhooks.subscribers[subscription_id]
    return Response(status_code=204)


async def webhook(
    body: Change,
    signature: Annotated[
        str,
        Header(
            alias=SIGNATURE_HEADER,
            description="`t=<unix seconds>,v1=<hex HMAC-SHA256 of t.body>`; tolerate 5 minutes.",
        ),
    ],
) -> None:
    """What a subscriber receives: ids only, at least once, in any order. De-duplicate on `id`."""


def _tenant_of_either(request: Request) -> str | None:
    backend = backend_of(request)
    _, token = get_authorization_scheme_param(request.headers.get("authorization"))
    person = backend.person(backend.sessions.alias_of(token) or "")
    return person.tenant if person else backend.sessions.tenant_of(token)

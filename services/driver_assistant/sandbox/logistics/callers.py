"""Who calls an endpoint: the dependencies that turn a bearer token into a driver's world.

A driver's endpoint can only be reached through `Me`, whose world is the token's driver's. There
is no parameter anywhere that names a driver.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Header, Query, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from driver_assistant.contracts.logistics import ChangeType, ProblemCode, Record, ResourceRef
from driver_assistant.sandbox.logistics.answers import PAGE_MAX
from driver_assistant.sandbox.logistics.backend import Backend
from driver_assistant.sandbox.logistics.problems import Refusal
from driver_assistant.sandbox.logistics.world import DriverWorld

driver_scheme = HTTPBearer(
    scheme_name="driver", description="Token of POST /driver-sessions.", auto_error=False
)
service_scheme = HTTPBearer(
    scheme_name="service", description="The company's service credential.", auto_error=False
)

Bearer = HTTPAuthorizationCredentials | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A driver's request: whose world, and at what time."""

    backend: Backend
    world: DriverWorld
    now: datetime
    request: Request

    @property
    def key(self) -> str:
        """The Idempotency-Key of a POST."""
        return self.request.headers.get("idempotency-key", "")

    def record(self, kind: str, resource_id: str, body: Record) -> None:
        """Write what was done into the ledger."""
        shown = body.model_dump(mode="json", exclude_none=True)
        self.backend.record(self.world, kind, resource_id, self.key, shown)

    def announce(self, kind: ChangeType, resource: str, resource_id: str, version: int) -> None:
        """Tell the driver's subscribers that something of theirs changed."""
        ref = ResourceRef(type=resource, id=resource_id, version=version)
        self.backend.webhooks.announce(self.world, kind, ref, self.now)

    def needs(self, capability: str) -> None:
        """Refuse what the tenant's SaaS does not offer."""
        if not getattr(self.backend.capabilities(self.world.driver.tenant), capability):
            raise Refusal(ProblemCode.CAPABILITY_NOT_SUPPORTED, capability)


def backend_of(request: Request) -> Backend:
    """The stand-in's state."""
    backend = request.app.state.backend
    if not isinstance(backend, Backend):
        raise TypeError("the application has no backend")
    return backend


async def caller(request: Request, bearer: Annotated[Bearer, Depends(driver_scheme)]) -> Caller:
    """The driver of the token."""
    backend = backend_of(request)
    person = backend.person(backend.sessions.alias_of(bearer.credentials) or "") if bearer else None
    if person is None or not person.active:
        raise Refusal(ProblemCode.UNAUTHENTICATED)
    world = backend.world(person)
    return Caller(backend=backend, world=world, now=backend.now(), request=request)


async def tenant(request: Request, bearer: Annotated[Bearer, Depends(service_scheme)]) -> str:
    """The tenant of the service credential."""
    found = backend_of(request).sessions.tenant_of(bearer.credentials) if bearer else None
    if found is None:
        raise Refusal(ProblemCode.UNAUTHENTICATED)
    return found


async def paging(
    limit: Annotated[int, Query(ge=1, le=PAGE_MAX)] = PAGE_MAX,
    after: Annotated[str | None, Query(max_length=256)] = None,
) -> tuple[int, str | None]:
    """The `limit` and `after` of a list."""
    return limit, after


Me = Annotated[Caller, Depends(caller)]
Tenant = Annotated[str, Depends(tenant)]
Paging = Annotated[tuple[int, str | None], Depends(paging)]
IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        description="ETag of the stop as it was read. Absent: 428, stale: 412.",
    ),
]
IfNoneMatch = Annotated[
    str | None, Header(alias="If-None-Match", description="ETag of an earlier answer.")
]
IdempotencyKey = Annotated[
    str,  # the idempotency layer has refused a missing one before
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        description="One effect per key; the answer is kept for 48 hours.",
    ),
]

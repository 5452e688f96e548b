"""Webhooks out: ids only, signed, at least once and in any order.

Two drivers of the roster always show the worst of it (`duplicate-webhook`, `out-of-order-webhook`);
the control API can ask for it from any driver. A receiver that missed something reads
`/me/changes`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Final

import httpx2
import structlog

from driver_assistant.contracts.logistics import (
    Change,
    ChangeType,
    ResourceRef,
    WebhookSubscription,
    WebhookSubscriptionRequest,
)
from driver_assistant.contracts.logistics.signing import SIGNATURE_HEADER, sign
from driver_assistant.sandbox.logistics.world import DriverWorld

log = structlog.get_logger(__name__)

ATTEMPTS: Final = 5
FIRST_WAIT_S: Final = 0.2
TIMEOUT_S: Final = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """A subscription with its secret."""

    tenant: str
    secret: str
    subscription: WebhookSubscription


@dataclass(slots=True)
class Habit:
    """How a driver's webhooks misbehave."""

    copies: int = 1
    hold: int = 1  # collect so many, then send them in reverse
    lose: bool = False
    held: list[Change] = field(default_factory=list)


class Webhooks:
    """Subscriptions, and the calls that go out."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._tasks: set[asyncio.Task[None]] = set()
        self.reset()

    def reset(self) -> None:
        """Forget subscriptions and habits; calls under way go on."""
        self._rng = Random(f"{self._seed}/webhooks")
        self.subscribers: dict[str, Subscriber] = {}
        self.habits: dict[str, Habit] = {}

    def subscribe(self, tenant: str, request: WebhookSubscriptionRequest) -> WebhookSubscription:
        """Start sending a tenant's changes to a URL."""
        subscription = WebhookSubscription(
            id=f"whs_{self._rng.getrandbits(60):015x}", url=request.url, types=request.types
        )
        self.subscribers[subscription.id] = Subscriber(
            tenant=tenant, secret=request.secret, subscription=subscription
        )
        return subscription

    def announce(
        self, world: DriverWorld, kind: ChangeType, resource: ResourceRef, at: datetime
    ) -> Change:
        """Record a change of a driver's and tell the subscribers of the tenant."""
        change = Change(
            id=f"evt_{world.person.index:02d}{len(world.changes):06d}",
            type=kind,
            occurred_at=at,
            tenant=world.driver.tenant,
            driver_id=world.driver.id,
            resource=resource,
        )
        world.changes.append(change)
        habit = self.habits.setdefault(world.person.alias, _usual(world))
        if not habit.lose:
            habit.held.append(change)
        if len(habit.held) >= habit.hold:
            outgoing = [one for one in reversed(habit.held) for _ in range(habit.copies)]
            habit.held.clear()
            self._send_soon(world.driver.tenant, outgoing)
        return change

    async def drain(self) -> None:
        """Wait until the calls under way have ended."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    def _send_soon(self, tenant: str, changes: Sequence[Change]) -> None:
        for subscriber in self.subscribers.values():
            types = subscriber.subscription.types
            wanted = [change for change in changes if not types or change.type in types]
            if subscriber.tenant == tenant and wanted:
                task = asyncio.create_task(_deliver(subscriber, wanted))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)


def _usual(world: DriverWorld) -> Habit:
    if "duplicate-webhook" in world.person.cases:
        return Habit(copies=3)
    if "out-of-order-webhook" in world.person.cases:
        return Habit(hold=2)
    return Habit()


async def _deliver(subscriber: Subscriber, changes: Sequence[Change]) -> None:
    """One after the other, so that the order is the one that was asked for."""
    async with httpx2.AsyncClient(timeout=TIMEOUT_S, follow_redirects=False) as client:
        for change in changes:
            await _deliver_one(client, subscriber, change)


async def _deliver_one(client: httpx2.AsyncClient, subscriber: Subscriber, change: Change) -> None:
    body = change.model_dump_json().encode()
    wait_s = FIRST_WAIT_S
    for attempt in range(1, ATTEMPTS + 1):
        headers = {
            "Content-Type": "application/json",
            SIGNATURE_HEADER: sign(subscriber.secret, body, datetime.now(UTC)),
        }
        try:
            url = subscriber.subscription.url
            response = await client.post(url, content=body, headers=headers)
        except httpx2.HTTPError as error:
            log.info(
                "webhook.failed", change=change.id, attempt=attempt, error=type(error).__name__
            )
        else:
            if response.is_success:
                return
            log.info("webhook.refused", change=change.id, status=response.status_code)
        await asyncio.sleep(wait_s)
        wait_s *= 2

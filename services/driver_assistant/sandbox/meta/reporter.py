"""Makes and schedules the status webhooks of accepted messages, and moves their ticks.

Used by `cloud.py` after each accepted send and by the control API. It decides nothing about a
message's fate: that is in the `Sent` it is given.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial
from typing import Any

from driver_assistant.sandbox.meta.envelope import Item
from driver_assistant.sandbox.meta.errors import webhook_error
from driver_assistant.sandbox.meta.events import Events
from driver_assistant.sandbox.meta.ledger import Sent
from driver_assistant.sandbox.meta.outbox import Outbox
from driver_assistant.sandbox.meta.settings import MetaSettings
from driver_assistant.sandbox.meta.statuses import RANK, contact_of, plan, status_of
from driver_assistant.sandbox.meta.users import User

Json = dict[str, Any]


class Reporter:
    """From an accepted message to its statuses in the outbox."""

    def __init__(
        self,
        settings: Callable[[], MetaSettings],
        now: Callable[[], float],
        rng: random.Random,
        outbox: Outbox,
        events: Events,
    ) -> None:
        self._settings = settings
        self._now = now
        self._rng = rng
        self._outbox = outbox
        self._events = events

    def schedule(self, sent: Sent, user: User, extra_s: float, details: str) -> None:
        """All statuses of a message, each `extra_s` later than usual."""
        settings = self._settings()
        if sent.error_code is not None:
            errors = [webhook_error(sent.error_code, details)]
            self.report(sent, user, "failed", settings.sent_after_s + extra_s, errors=errors)
            return
        for happens_s, reported_s, status in plan(user, settings, self._rng):
            self.report(sent, user, status, reported_s + extra_s, at=self._now() + happens_s)

    def report(
        self,
        sent: Sent,
        user: User,
        status: str,
        delay_s: float = 0.0,
        *,
        at: float | None = None,
        errors: list[Json] | None = None,
    ) -> None:
        """Post a status after `delay_s`; it happened `at` (Unix time; default: just then)."""
        when = self._now() + delay_s if at is None else at
        item = self.item(sent, user, status, when, self._settings(), errors)
        item.on_due = partial(self._tick, sent, status)
        self._outbox.put(item, delay_s)

    def item(
        self,
        sent: Sent,
        user: User,
        status: str,
        at: float,
        settings: MetaSettings,
        errors: list[Json] | None = None,
    ) -> Item:
        """A status with the `contacts` that go with it, for a webhook."""
        return Item(
            phone_number_id=sent.phone_number_id,
            part="statuses",
            body=status_of(sent, user, status, at, settings, self._rng, errors=errors),
            contact=contact_of(user, settings, self._rng),
        )

    def _tick(self, sent: Sent, status: str) -> None:
        if RANK[status] > RANK[sent.status]:
            sent.status = status
        self._events.add("status", sent.user, wamid=sent.wamid, status=status)

"""Everything the stand-in holds, wired together once per application.

Routers reach it as `request.app.state.backend`. Worlds are built lazily, so that the process
starts at once; `reset` gives the very same beginning again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from driver_assistant.contracts.logistics import Capabilities
from driver_assistant.sandbox.logistics.clock import VirtualClock
from driver_assistant.sandbox.logistics.faults import Faults
from driver_assistant.sandbox.logistics.idempotency import IdempotencyStore
from driver_assistant.sandbox.logistics.ledger import Entry, Ledger
from driver_assistant.sandbox.logistics.papers import Tickets
from driver_assistant.sandbox.logistics.seed import build
from driver_assistant.sandbox.logistics.seed.roster import ROSTER, Person
from driver_assistant.sandbox.logistics.sessions import Sessions
from driver_assistant.sandbox.logistics.settings import LogisticsSettings
from driver_assistant.sandbox.logistics.webhooks import Webhooks
from driver_assistant.sandbox.logistics.world import DriverWorld, Run


class Backend:
    """The state of one stand-in."""

    def __init__(self, settings: LogisticsSettings) -> None:
        self.settings = settings
        self.clock = VirtualClock(settings.start())
        self.sessions = Sessions(settings.credentials(), settings.token_ttl)
        self.faults = Faults(settings.seed)
        self.ledger = Ledger()
        self.idempotency = IdempotencyStore(self.clock.now, settings.idempotency_ttl)
        self.webhooks = Webhooks(settings.seed)
        self.tickets = Tickets()
        self._worlds: dict[str, DriverWorld] = {}
        self._seeded_at = self._whole_minute()
        self._people = {person.alias: person for person in ROSTER}

    def reset(self) -> None:
        """Back to the beginning: clock, worlds, faults, ledger, keys, subscriptions, sessions."""
        start = self.settings.start()
        if start is None:
            self.clock.follow_real_time()
        else:
            self.clock.set(start)
        self._seeded_at = self._whole_minute()
        self._worlds.clear()
        self.sessions.expire()
        self.faults.reset()
        self.ledger.reset()
        self.idempotency.reset()
        self.webhooks.reset()

    def now(self) -> datetime:
        """The time of day in this world, UTC."""
        return self.clock.now()

    def person(self, alias: str) -> Person | None:
        """The roster's row of an alias."""
        return self._people.get(alias)

    def person_of_phone(self, tenant: str, phone: str) -> Person | None:
        """The tenant's active driver with this phone."""
        for person in ROSTER:
            if person.tenant == tenant and person.active and build.driver_phone(person) == phone:
                return person
        return None

    def world(self, person: Person) -> DriverWorld:
        """The driver's world, built when first asked for."""
        found = self._worlds.get(person.alias)
        if found is None:
            other = self._people.get(person.rides_with or "")
            run = self.world(other).run if other else None
            found = build.build(self.settings.seed, person, self._seeded_at, run)
            self._worlds[person.alias] = found
        return found

    def capabilities(self, tenant: str) -> Capabilities:
        """What the tenant's SaaS offers."""
        return build.CAPABILITIES[tenant]

    def seed(self) -> Iterator[dict[str, Any]]:
        """The whole seeded world as it was at the beginning, driver by driver."""
        runs: dict[str, Run] = {}
        for person in ROSTER:
            shared = runs.get(person.rides_with or "")
            world = build.build(self.settings.seed, person, self._seeded_at, shared)
            runs[person.alias] = world.run
            yield build.dump(world, self._seeded_at)

    def record(
        self, world: DriverWorld, kind: str, resource_id: str, key: str, body: Any = None
    ) -> None:
        """Write an effect into the ledger."""
        self.ledger.entries.append(
            Entry(
                number=len(self.ledger.entries) + 1,
                at=self.now(),
                tenant=world.driver.tenant,
                driver=world.person.alias,
                kind=kind,
                resource_id=resource_id,
                idempotency_key=key,
                body=body,
            )
        )

    def count_replay(self) -> None:
        """An answer was given again."""
        self.ledger.replays += 1

    def _whole_minute(self) -> datetime:
        return self.now().replace(second=0, microsecond=0)

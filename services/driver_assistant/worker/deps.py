"""What answering needs, built once in `app.py` and handed to every stage."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from driver_assistant.contracts.languages import Language
from driver_assistant.contracts.messages import Part
from driver_assistant.runtime.cache import Cache
from driver_assistant.runtime.phones import ContactBook
from driver_assistant.runtime.publisher import Publisher
from driver_assistant.store.database import Connection, Database
from driver_assistant.store.drivers import Driver
from driver_assistant.worker.breaker import Breaker
from driver_assistant.worker.context import Said
from driver_assistant.worker.guard import Guard
from driver_assistant.worker.intent import AnyIntent
from driver_assistant.worker.logistics import DriverLogistics, LogisticsClient
from driver_assistant.worker.say import Say
from driver_assistant.worker.settings import WorkerSettings
from driver_assistant.worker.understand import Understanding

Change = Callable[[Connection], Awaitable[None]]  # written in the turn's own transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Deps:
    """The worker's collaborators."""

    settings: WorkerSettings
    owner: str
    database: Database
    publisher: Publisher
    cache: Cache
    contacts: ContactBook
    guard: Guard
    understanding: Understanding
    logistics: LogisticsClient
    breaker: Breaker
    intents: Mapping[str, AnyIntent]


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """The authorised driver of a turn, and the words and data that are theirs."""

    driver: Driver
    language: Language
    zone: ZoneInfo
    phone: str  # E.164: the driver's own, which an answer may show
    logistics: DriverLogistics
    clock: Callable[[], datetime]  # the logistics system's: days and ages are told by it

    def say(self, *, as_of: datetime | None = None, action_id: UUID | None = None) -> Say:
        """The phrase book for this driver."""
        return Say(
            language=self.language,
            zone=self.zone,
            now=self.clock(),
            name=self.driver.name.split(" ")[0],
            as_of=as_of,
            action_id=action_id,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What a turn comes to, before it is written."""

    purpose: str
    parts: tuple[Part, ...] = ()
    changes: tuple[Change, ...] = ()
    closed_reason: str | None = None
    high: bool = False
    intent: str | None = None
    arguments: dict[str, Any] | None = None
    understood_by: str | None = None
    prompt_hash: str | None = None
    policy_version: str | None = None
    policy_hash: str | None = None
    evidence_as_of: datetime | None = None
    degraded: tuple[str, ...] = ()
    cost_usd: Decimal = Decimal(0)
    said: tuple[Said, ...] = field(
        default=()
    )  # the context that the next turn will find; empty: as it is

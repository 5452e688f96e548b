"""Where decisions are recorded: PostgreSQL where it is configured, the log where it is not.

Chosen once by `service.py`. A sink only stores; waiting, retrying and dropping are `events.py`'s.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import structlog

from driver_assistant.guardrails.settings import GuardrailsSettings
from driver_assistant.store import guardrail_events
from driver_assistant.store.database import Database
from driver_assistant.store.guardrail_events import GuardrailEvent

log = structlog.get_logger(__name__)


class EventSink(Protocol):
    """Where events go. A batch may come twice when its outcome was unknown: ids are unique."""

    async def write(self, events: Sequence[GuardrailEvent]) -> None:
        """Store a batch; raise when it was not stored."""

    async def close(self) -> None:
        """Let go of what the sink holds."""


@dataclass(slots=True)
class MemorySink:
    """Keeps events in a list."""

    events: list[GuardrailEvent] = field(default_factory=list)

    async def write(self, events: Sequence[GuardrailEvent]) -> None:
        self.events.extend(events)

    async def close(self) -> None:
        """Nothing to let go of."""


class LogSink:
    """Writes each event as a log line, without the redacted text."""

    async def write(self, events: Sequence[GuardrailEvent]) -> None:
        for event in events:
            log_event(event)

    async def close(self) -> None:
        """Nothing to let go of."""


class PostgresSink:
    """Adds rows to `guardrail_events`, as a role that can do nothing else."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def write(self, events: Sequence[GuardrailEvent]) -> None:
        async with self._database.connection() as connection:
            await guardrail_events.add(connection, events)

    async def close(self) -> None:
        await self._database.close()


def log_event(event: GuardrailEvent) -> None:
    """One decision as a log line: ids, rules and versions, nothing anybody wrote."""
    log.info(
        "guardrails.decided",
        message_id=str(event.message_id or ""),
        stage=event.stage,
        decision=event.decision,
        severity=event.severity,
        category=event.category,
        rule_ids=event.rule_ids,
        text_hash=event.text_hash.hex(),
        policy_version=event.policy_version,
        policy_hash=event.policy_hash,
        degraded=event.degraded,
    )


def chosen_sink(settings: GuardrailsSettings) -> EventSink:
    """PostgreSQL, or the log where no database is configured; connects to nothing yet."""
    if settings.database_url.get_secret_value():
        return PostgresSink(Database(settings, process="guardrails", instance=settings.instance))
    return LogSink()

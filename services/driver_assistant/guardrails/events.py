"""Records of decisions: what was decided and why, without the words of the message.

`service.py` offers one for every decision but a plain allow; a sink (PostgreSQL's is in `store/`)
writes them in batches. Recording never delays or fails an answer: the queue is bounded, and what
is dropped is counted.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import re
import secrets
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, Protocol
from uuid import UUID

import structlog
from prometheus_client import Counter, Gauge

from driver_assistant.contracts.guardrails import InputRequest, OutputRequest, Span, Verdict
from driver_assistant.guardrails.canonical import Canonical
from driver_assistant.guardrails.check import Stage
from driver_assistant.guardrails.policy import Policy
from driver_assistant.runtime.ids import new_id

BATCH: Final = 200
_FLUSH_EVERY_S: Final = 0.5
_RETRY_AFTER_S: Final = 2.0
_LAST_FLUSH_S: Final = 5.0
_WRITE_DEADLINE_S: Final = 5.0
_NAMES_OF_PEOPLE: Final = "given_names"  # the one word list that is personal
_WORD: Final = re.compile(r"\w+", re.UNICODE)

DROPPED = Counter(
    "driver_assistant_guardrails_events_dropped_total", "Decisions that were never recorded."
)
WAITING = Gauge("driver_assistant_guardrails_events_waiting", "Decisions not yet recorded.")

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardrailEvent:
    """One decision. `text_hash` is an HMAC-SHA256, `redacted_text` keeps only the rules' words."""

    id: UUID
    company_id: str
    message_id: str
    stage: Stage
    decision: str
    severity: str
    category: str
    rule_ids: tuple[str, ...]
    spans: tuple[Span, ...]
    redacted_text: str
    text_hash: bytes
    timings_us: dict[str, int]
    policy_version: str
    policy_hash: str
    model_hash: str
    degraded: tuple[str, ...]
    happened_at: datetime


class EventSink(Protocol):
    """Where events go. A batch may come twice when its outcome was unknown: ids are unique."""

    async def write(self, events: Sequence[GuardrailEvent]) -> None:
        """Store a batch; raise when it was not stored."""


@dataclass(slots=True)
class MemorySink:
    """Keeps events in a list."""

    events: list[GuardrailEvent] = field(default_factory=list)

    async def write(self, events: Sequence[GuardrailEvent]) -> None:
        self.events.extend(events)


class LogSink:
    """Writes each event as a log line, without the redacted text."""

    async def write(self, events: Sequence[GuardrailEvent]) -> None:
        for event in events:
            log.info(
                "guardrails.decided",
                message_id=event.message_id,
                stage=event.stage,
                decision=event.decision,
                severity=event.severity,
                category=event.category,
                rule_ids=event.rule_ids,
                policy_version=event.policy_version,
                degraded=event.degraded,
            )


class EventQueue:
    """Events on their way to a sink; offering one never waits."""

    def __init__(self, sink: EventSink, *, limit: int, key: str = "") -> None:
        self._sink = sink
        self._waiting: deque[GuardrailEvent] = deque()
        self._limit = limit
        self._key = key.encode() or secrets.token_bytes(32)

    def __len__(self) -> int:
        return len(self._waiting)

    def offer(
        self, stage: Stage, request: InputRequest | OutputRequest, verdict: Verdict, policy: Policy
    ) -> None:
        """Record a decision, unless it let an ordinary message pass undegraded."""
        if verdict.decision == "allow" and not verdict.degraded:
            return
        if len(self._waiting) >= self._limit:
            self._waiting.popleft()
            DROPPED.inc()
        self._waiting.append(self._event(stage, request, verdict, policy))
        WAITING.set(len(self._waiting))

    async def run(self, stop: asyncio.Event) -> None:
        """Write batches until `stop`, then what is left, within five seconds."""
        while not stop.is_set():
            try:
                async with asyncio.timeout(_FLUSH_EVERY_S):
                    await stop.wait()
            except TimeoutError:
                if not await self.flush():
                    await asyncio.sleep(_RETRY_AFTER_S)
        try:
            async with asyncio.timeout(_LAST_FLUSH_S):
                while self._waiting and await self.flush():
                    pass
        except TimeoutError:
            log.warning("guardrails.events_left", count=len(self._waiting))

    async def flush(self) -> bool:
        """Write all that waits, in batches; False when the sink failed and they wait on."""
        while self._waiting:
            batch = [self._waiting[index] for index in range(min(BATCH, len(self._waiting)))]
            try:
                async with asyncio.timeout(_WRITE_DEADLINE_S):
                    await self._sink.write(batch)
            except Exception as error:  # noqa: BLE001  # recording must not end the service
                log.warning("guardrails.events_not_written", error=type(error).__name__)
                return False
            written = {event.id for event in batch}
            while self._waiting and self._waiting[0].id in written:
                self._waiting.popleft()
            WAITING.set(len(self._waiting))
        return True

    def _event(
        self, stage: Stage, request: InputRequest | OutputRequest, verdict: Verdict, policy: Policy
    ) -> GuardrailEvent:
        return GuardrailEvent(
            id=new_id(),
            company_id=request.caller.company_id,
            message_id=request.message_id,
            stage=stage,
            decision=verdict.decision,
            severity=verdict.severity,
            category=verdict.category,
            rule_ids=tuple(dict.fromkeys(f.rule_id for f in verdict.findings)),
            spans=tuple(span for finding in verdict.findings for span in finding.spans),
            redacted_text=redacted(request.text, policy),
            text_hash=hmac.digest(
                self._key, request.text.encode("utf-8", "replace"), hashlib.sha256
            ),
            timings_us=verdict.timings_us,
            policy_version=verdict.policy_version,
            policy_hash=verdict.policy_hash,
            model_hash=verdict.model_hash,
            degraded=verdict.degraded,
            happened_at=datetime.now(UTC),
        )


def redacted(text: str, policy: Policy, *, most: int = 500) -> str:
    """The text with every word dotted out that stands in none of the policy's word lists.

    Names, numbers, addresses and whatever else a person wrote are gone by construction; the
    words that made a rule match stay.
    """
    cut = text[:most]
    canonical = Canonical(cut)
    kept = bytearray(len(cut))
    for name, places in policy.places(canonical).items():
        if name == _NAMES_OF_PEOPLE:
            continue
        for place in places:
            low, high = canonical.folded.origin(place.start, place.end)
            kept[low:high] = b"\1" * (high - low)
    return _WORD.sub(lambda word: word.group() if all(kept[slice(*word.span())]) else "•", cut)

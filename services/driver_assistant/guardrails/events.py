"""Records of decisions: what was decided and why, without the words of the message.

`service.py` offers every decision but a plain allow; a sink (`event_sinks.py`) stores them in
batches. Recording never delays or fails an answer: offering only appends, events are made and
written beside the answering, and the queue is bounded. While the sink is away each event goes to
the log at once and waits for the sink; one that is dropped all the same is counted.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import re
import secrets
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Final
from uuid import UUID

import structlog
from prometheus_client import Counter, Gauge

from driver_assistant.contracts.guardrails import InputRequest, OutputRequest, Verdict
from driver_assistant.guardrails.canonical import Canonical
from driver_assistant.guardrails.check import Stage
from driver_assistant.guardrails.event_sinks import EventSink, LogSink, MemorySink, log_event
from driver_assistant.guardrails.policy import Policy
from driver_assistant.runtime.ids import new_id
from driver_assistant.store.guardrail_events import FoundSpan, GuardrailEvent

__all__ = ["EventQueue", "EventSink", "GuardrailEvent", "LogSink", "MemorySink", "redacted"]

BATCH: Final = 200
_FLUSH_EVERY_S: Final = 0.5
_RETRY_AFTER_S: Final = 2.0
_LAST_FLUSH_S: Final = 5.0
_WRITE_DEADLINE_S: Final = 5.0
_NAMES_OF_PEOPLE: Final = "_names"  # how the personal word lists end: given_names, first_names
_WORD: Final = re.compile(r"\w+", re.UNICODE)

DROPPED = Counter(
    "driver_assistant_guardrails_events_dropped_total",
    "Decisions that were never recorded as rows; they are in the log.",
)
WRITTEN = Counter("driver_assistant_guardrails_events_written_total", "Decisions recorded.")
WAITING = Gauge("driver_assistant_guardrails_events_waiting", "Decisions not yet recorded.")

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Decision:
    """What was decided, as it was offered; evidence and question are let go of at once."""

    id: UUID
    happened_at: datetime
    stage: Stage
    text: str
    company_id: str
    message_id: str
    source: str
    language: str
    verdict: Verdict
    policy: Policy


@dataclass(slots=True)
class _Waiting:
    """An event on its way to the sink, and whether the log has it already."""

    event: GuardrailEvent
    logged: bool = False

    def log_once(self) -> None:
        """Put it into the log, unless it is there."""
        if not self.logged:
            self.logged = True
            log_event(self.event)


class EventQueue:
    """Events on their way to a sink; offering one never waits."""

    def __init__(self, sink: EventSink, *, limit: int, key: str = "") -> None:
        self._sink = sink
        self._offered: deque[_Decision] = deque()
        self._waiting: deque[_Waiting] = deque()
        self._limit = limit
        self._key = key.encode() or secrets.token_bytes(32)

    def __len__(self) -> int:
        return len(self._offered) + len(self._waiting)

    def offer(
        self, stage: Stage, request: InputRequest | OutputRequest, verdict: Verdict, policy: Policy
    ) -> None:
        """Record a decision, unless it let an ordinary message pass undegraded."""
        if verdict.decision == "allow" and not verdict.degraded:
            return
        if len(self) >= self._limit:
            self._drop_oldest()
        self._offered.append(
            _Decision(
                id=new_id(),
                happened_at=datetime.now(UTC),
                stage=stage,
                text=request.text,
                company_id=request.caller.company_id,
                message_id=request.message_id,
                source=request.source if isinstance(request, InputRequest) else "",
                language=request.language or "",
                verdict=verdict,
                policy=policy,
            )
        )
        WAITING.set(len(self))

    async def run(self, stop: asyncio.Event) -> None:
        """Write batches until `stop`, then what is left, within five seconds."""
        wait_s = _FLUSH_EVERY_S
        while not stop.is_set():
            try:
                async with asyncio.timeout(wait_s):
                    await stop.wait()
            except TimeoutError:
                wait_s = _FLUSH_EVERY_S if await self.flush() else _RETRY_AFTER_S
        await self._write_rest()

    async def finish(self) -> None:
        """Write what came after `run` ended, and let go of the sink."""
        await self._write_rest()
        await self._sink.close()

    async def flush(self) -> bool:
        """Write all that waits, in batches; False when the sink failed and they wait on."""
        await self._make_events()
        while self._waiting:
            batch = list(islice(self._waiting, BATCH))
            try:
                async with asyncio.timeout(_WRITE_DEADLINE_S):
                    await self._sink.write([each.event for each in batch])
            except Exception as error:  # noqa: BLE001  # recording must not end the service
                log.warning(
                    "guardrails.events_not_written", error=type(error).__name__, waiting=len(self)
                )
                for each in self._waiting:
                    each.log_once()
                return False
            self._forget(batch)
            await self._make_events()
        return True

    async def _write_rest(self) -> None:
        """The last flush; what the sink did not take is in the log and counted."""
        try:
            async with asyncio.timeout(_LAST_FLUSH_S):
                while len(self) and await self.flush():
                    pass
        except TimeoutError:
            pass
        while len(self):
            self._drop_oldest()

    async def _make_events(self) -> None:
        """Events of what was offered, one at a time in a thread: redacting costs milliseconds."""
        while self._offered:
            decision = self._offered[0]
            event = await asyncio.to_thread(_event, decision, self._key)
            # A full queue may have dropped it meanwhile.
            if self._offered and self._offered[0] is decision:
                self._offered.popleft()
                self._waiting.append(_Waiting(event))

    def _drop_oldest(self) -> None:
        DROPPED.inc()
        if self._waiting:
            self._waiting.popleft().log_once()
        else:
            log_event(_event(self._offered.popleft(), self._key, redact=False))
        WAITING.set(len(self))

    def _forget(self, written: list[_Waiting]) -> None:
        """Take a written batch off; some of it may have been dropped while it was written."""
        done = {id(each) for each in written}
        WRITTEN.inc(len(written))
        while self._waiting and id(self._waiting[0]) in done:
            self._waiting.popleft()
        WAITING.set(len(self))


def _event(decision: _Decision, key: bytes, *, redact: bool = True) -> GuardrailEvent:
    verdict = decision.verdict
    return GuardrailEvent(
        id=decision.id,
        company_id=decision.company_id,
        message_id=_uuid(decision.message_id),
        stage=decision.stage,
        decision=verdict.decision,
        severity=verdict.severity,
        category=verdict.category,
        source=decision.source,
        language=decision.language,
        checks=tuple(dict.fromkeys(finding.check for finding in verdict.findings)),
        rule_ids=tuple(dict.fromkeys(finding.rule_id for finding in verdict.findings)),
        spans=tuple(
            FoundSpan(rule_id=finding.rule_id, start=span.start, end=span.end)
            for finding in verdict.findings
            for span in finding.spans
        ),
        redacted_text=redacted(decision.text, decision.policy) if redact else "",
        text_hash=hmac.digest(key, decision.text.encode("utf-8", "replace"), hashlib.sha256),
        timings_us=verdict.timings_us,
        policy_version=verdict.policy_version,
        policy_hash=verdict.policy_hash,
        model_hash=verdict.model_hash,
        degraded=verdict.degraded,
        happened_at=decision.happened_at,
    )


def _uuid(text: str) -> UUID | None:
    """The message's id; None for a text of no message."""
    try:
        return UUID(text)
    except ValueError:
        return None


def redacted(text: str, policy: Policy, *, most: int = 500) -> str:
    """The text with every word dotted out that stands in none of the policy's word lists.

    Names, numbers, addresses and whatever else a person wrote are gone by construction; the
    words that made a rule match stay.
    """
    cut = text[:most]
    canonical = Canonical(cut)
    kept = bytearray(len(cut))
    for name, places in policy.places(canonical).items():
        if name.endswith(_NAMES_OF_PEOPLE):
            continue
        for place in places:
            low, high = canonical.folded.origin(place.start, place.end)
            kept[low:high] = b"\1" * (high - low)
    return _WORD.sub(lambda word: word.group() if all(kept[slice(*word.span())]) else "•", cut)

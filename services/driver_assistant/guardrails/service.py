"""The service behind the HTTP API: policy in force, evaluation, shadow, events.

`build_service` puts it together; `app.py` serves it, `explain.py` and `evaluation.py` call it.
"""

from __future__ import annotations

import asyncio
from typing import Final

import structlog
from prometheus_client import Counter, Histogram

from driver_assistant.contracts.errors import Transient
from driver_assistant.contracts.guardrails import InputRequest, OutputRequest, Verdict
from driver_assistant.guardrails import checks
from driver_assistant.guardrails.check import Check, Stage
from driver_assistant.guardrails.evaluate import Evaluator
from driver_assistant.guardrails.event_sinks import EventSink, chosen_sink
from driver_assistant.guardrails.events import EventQueue
from driver_assistant.guardrails.policy import Policy
from driver_assistant.guardrails.policy_store import PolicyStore
from driver_assistant.guardrails.scorers import load_scorer
from driver_assistant.guardrails.settings import GuardrailsSettings
from driver_assistant.runtime.plugins import discover
from driver_assistant.runtime.process import Part

_WATCH_S: Final = 1.0
_SHADOW_BACKLOG: Final = 500

DECISIONS = Counter(
    "driver_assistant_guardrails_decisions_total",
    "Decisions by stage, leading category and policy.",
    ["stage", "decision", "category", "policy_version"],
)
DEGRADED = Counter(
    "driver_assistant_guardrails_degraded_total",
    "Checks that failed and were passed by their declared fail mode.",
    ["check"],
)
SECONDS = Histogram(
    "driver_assistant_guardrails_seconds",
    "Time a stage's checks took together.",
    ["stage"],
    buckets=(0.0005, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.25, 1),
)
CHECK_SECONDS = Histogram(
    "driver_assistant_guardrails_check_seconds",
    "Time one check took.",
    ["check"],
    buckets=(0.0001, 0.0005, 0.001, 0.002, 0.004, 0.008, 0.032, 0.25, 1),
)
SHADOW = Counter(
    "driver_assistant_guardrails_shadow_total",
    "Texts that the shadow policy judged too, by whether it would have decided otherwise.",
    ["stage", "outcome"],
)

log = structlog.get_logger(__name__)


class ChecksStuck(Transient):
    """Every thread is held by a check that does not come back."""

    code = "checks_stuck"


class Service:
    """Judges texts under the policy in force, tries the shadow policy after, records events."""

    def __init__(self, evaluator: Evaluator, policies: PolicyStore, events: EventQueue) -> None:
        self._evaluator = evaluator
        self._policies = policies
        self._events = events
        self._shadow: asyncio.Queue[tuple[Stage, InputRequest | OutputRequest, Verdict]]
        self._shadow = asyncio.Queue(_SHADOW_BACKLOG)

    async def input(self, request: InputRequest) -> Verdict:
        """The verdict on a text before anything reads it."""
        policy = self._policies.policy_for(request.caller.company_id)
        return self._noted("input", request, await self._evaluator.input(request, policy), policy)

    async def output(self, request: OutputRequest) -> Verdict:
        """The verdict on an answer before it is sent."""
        policy = self._policies.policy_for(request.caller.company_id)
        return self._noted("output", request, await self._evaluator.output(request, policy), policy)

    def policy_of(self, company_id: str) -> Policy:
        """The policy in force for a company."""
        return self._policies.policy_for(company_id)

    async def ready(self) -> None:
        """Raise while no check can run."""
        if not self._evaluator.healthy:
            raise ChecksStuck

    def parts(self) -> list[Part]:
        """What runs beside the HTTP server."""
        return [self._watch_threads, self._policies.watch, self._events.run, self._try_shadow]

    def close(self) -> None:
        """Let go of the threads."""
        self._evaluator.close()

    async def finish(self) -> None:
        """Record what is left once nobody asks any more, then let go of everything."""
        await self._events.finish()
        self.close()

    def _noted(
        self, stage: Stage, request: InputRequest | OutputRequest, verdict: Verdict, policy: Policy
    ) -> Verdict:
        DECISIONS.labels(stage, verdict.decision, verdict.category, verdict.policy_version).inc()
        for name in verdict.degraded:
            DEGRADED.labels(name).inc()
        for name, micros in verdict.timings_us.items():
            histogram = SECONDS.labels(stage) if name == "total" else CHECK_SECONDS.labels(name)
            histogram.observe(micros / 1e6)
        self._events.offer(stage, request, verdict, policy)
        if self._policies.candidate_for(request.caller.company_id) is not None:
            try:
                self._shadow.put_nowait((stage, request, verdict))
            except asyncio.QueueFull:
                SHADOW.labels(stage, "skipped").inc()
        return verdict

    async def _try_shadow(self, stop: asyncio.Event) -> None:
        """Judge what was already answered under the shadow policy too; nobody waits for it."""
        while not stop.is_set():
            try:
                async with asyncio.timeout(_WATCH_S):
                    stage, request, verdict = await self._shadow.get()
            except TimeoutError:
                continue
            await self.try_candidate(stage, request, verdict)

    async def try_candidate(
        self, stage: Stage, request: InputRequest | OutputRequest, verdict: Verdict
    ) -> None:
        """Compare one verdict with the shadow policy's; log and count a difference."""
        candidate = self._policies.candidate_for(request.caller.company_id)
        if candidate is None:
            return
        if isinstance(request, InputRequest):
            other = await self._evaluator.input(request, candidate)
        else:
            other = await self._evaluator.output(request, candidate)
        same = (other.decision, other.category) == (verdict.decision, verdict.category)
        SHADOW.labels(stage, "same" if same else "differed").inc()
        if not same:
            log.info(
                "guardrails.shadow_differed",
                message_id=request.message_id,
                stage=stage,
                decision=verdict.decision,
                would_be=other.decision,
                category=other.category,
                rule_ids=sorted({finding.rule_id for finding in other.findings}),
                policy_version=verdict.policy_version,
                shadow_version=other.policy_version,
            )

    async def _watch_threads(self, stop: asyncio.Event) -> None:
        """End the process when all threads are stuck: only a restart frees them."""
        while not stop.is_set():
            await self.ready()
            await asyncio.sleep(_WATCH_S)


def build_service(settings: GuardrailsSettings, sink: EventSink | None = None) -> Service:
    """All parts, ready; raises when a check, a policy or the model is wrong."""
    model = load_scorer()
    evaluator = Evaluator(discover(checks, Check), settings.environment, model.sha256)
    policies = PolicyStore(
        settings.company, settings.guardrails_policy_dir, settings.guardrails_shadow_dir
    )
    events = EventQueue(
        sink or chosen_sink(settings),
        limit=settings.guardrails_event_queue,
        key=settings.guardrails_hash_key.get_secret_value(),
    )
    return Service(evaluator, policies, events)

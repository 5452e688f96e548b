"""Steps 14 and 23: the guardrails service's client.

A verdict is asked for over HTTP with a short deadline. When the service can't be reached the
caller gets `GuardrailsUnavailable` and decides by the declared rule: templates filled from the
driver's own records may go, marked degraded; free text may not.
"""

from __future__ import annotations

import httpx2
from prometheus_client import Counter, Histogram
from pydantic import ValidationError

from driver_assistant.contracts.errors import Transient
from driver_assistant.contracts.guardrails import InputRequest, OutputRequest, Verdict
from driver_assistant.runtime.telemetry import note

VERDICTS = Counter("driver_assistant_verdicts_total", "Verdicts.", ["stage", "decision"])
VERDICT_SECONDS = Histogram(
    "driver_assistant_verdict_seconds",
    "Time of a verdict as the worker sees it.",
    ["stage"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1),
)


class GuardrailsUnavailable(Transient):
    """The guardrails service did not give a verdict."""

    code = "guardrails_unavailable"


class Guard:
    """Asks for verdicts.

    `http` has the base URL and the deadline; `canary` is the marker in the system prompts, which
    no answer may hold.
    """

    def __init__(self, http: httpx2.AsyncClient, *, canary: str = "") -> None:
        self._http = http
        self._canary = canary

    async def judge_input(self, request: InputRequest) -> Verdict:
        """The verdict on a text that something is about to read."""
        return await self._ask("input", request)

    async def judge_output(self, request: OutputRequest) -> Verdict:
        """The verdict on an answer that is about to be stored."""
        return await self._ask("output", request.model_copy(update={"canary": self._canary}))

    async def _ask(self, stage: str, request: InputRequest | OutputRequest) -> Verdict:
        try:
            with VERDICT_SECONDS.labels(stage).time():
                answer = await self._http.post(
                    f"/v1/{stage}",
                    content=request.model_dump_json(),
                    headers={
                        "content-type": "application/json",
                        "traceparent": request.traceparent,
                    },
                )
            answer.raise_for_status()
            verdict = Verdict.model_validate_json(answer.content)
        except (httpx2.HTTPError, ValidationError) as error:
            VERDICTS.labels(stage, "none").inc()
            raise GuardrailsUnavailable(type(error).__name__) from error
        VERDICTS.labels(stage, verdict.decision).inc()
        source = request.source if isinstance(request, InputRequest) else "answer"
        _note(stage, source, verdict)
        return verdict


def _note(stage: str, source: str, verdict: Verdict) -> None:
    """Verdict and findings on the running step's span: rules and offsets, never text."""
    note(
        "verdict",
        stage=stage,
        source=source,
        decision=verdict.decision,
        category=verdict.category,
        policy_version=verdict.policy_version,
        micros=verdict.timings_us.get("total", 0),
    )
    for finding in verdict.findings:
        note(
            "finding",
            stage=stage,
            source=source,
            check=finding.check,
            category=finding.category,
            severity=finding.severity,
            score=finding.score,
            rule_id=finding.rule_id,
            starts=[span.start for span in finding.spans],
            ends=[span.end for span in finding.spans],
        )

"""Runs a stage's checks over one text, each with a deadline and a declared way to fail.

Called by `app.py`, `explain.py` and `evaluation.py`. Checks run in a worker thread, so a check
that hangs costs its deadline, not the process: it is left behind, counted as failed, and the next
check goes on in another thread. A failure blocks or passes as the policy declares, never silently.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from typing import Final

import structlog

from driver_assistant.contracts.guardrails import Finding, InputRequest, OutputRequest, Verdict
from driver_assistant.contracts.languages import as_language
from driver_assistant.guardrails.canonical import Canonical
from driver_assistant.guardrails.check import Check, Stage, Subject
from driver_assistant.guardrails.decide import FAILURE, decide
from driver_assistant.guardrails.policy import Environment, Policy

THREADS: Final = 8
AT_ONCE: Final = 2  # more only take turns at the interpreter and miss their deadlines
QUEUE_DEADLINE_S: Final = 2.0  # how long a text may wait for a thread

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Progress:
    """What the worker thread has done so far; read by the event loop while it runs."""

    index: int = 0
    started: float = 0.0
    findings: list[Finding] = field(default_factory=list)
    timings_us: dict[str, int] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    abandoned: bool = False


class Evaluator:
    """Judges texts. `checks` come from plugin discovery; the policy is given per call."""

    def __init__(
        self, checks: Mapping[str, Check], environment: Environment, model_hash: str = ""
    ) -> None:
        self.environment: Environment = environment
        self.model_hash = model_hash
        self._stages = {stage: _ordered(checks, stage) for stage in ("input", "output")}
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="check")
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._stuck: set[Future[None]] = set()

    @property
    def stuck_threads(self) -> int:
        """Threads held by checks that never came back; when all are, only a restart helps."""
        self._stuck = {future for future in self._stuck if not future.done()}
        return len(self._stuck)

    @property
    def healthy(self) -> bool:
        """Whether a thread is left to run checks on."""
        return self.stuck_threads < THREADS

    async def input(self, request: InputRequest, policy: Policy) -> Verdict:
        """The verdict on a text that something is about to read."""
        return await self._evaluate("input", request, policy)

    async def output(self, request: OutputRequest, policy: Policy) -> Verdict:
        """The verdict on an answer that is about to be sent."""
        return await self._evaluate("output", request, policy)

    def close(self) -> None:
        """Stop taking work; threads end with their current check."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _evaluate(
        self, stage: Stage, request: InputRequest | OutputRequest, policy: Policy
    ) -> Verdict:
        checks = [check for check in self._stages[stage] if policy.check(check.name).enabled]
        subject = Subject(request=request, canonical=Canonical(request.text), policy=policy)
        progress = _Progress()
        async with self._turns:
            began = time.perf_counter()
            while progress.index < len(checks):
                progress = await self._advance(checks, subject, progress)
        return self._verdict(request, policy, progress, began)

    async def _advance(
        self, checks: Sequence[Check], subject: Subject, progress: _Progress
    ) -> _Progress:
        """Run checks from `progress.index` until all are done or one misses its deadline."""
        future = self._threads.submit(partial(_run_checks, checks, subject, progress))
        waiting = asyncio.wrap_future(future)
        submitted = time.perf_counter()
        while not waiting.done():
            check = checks[min(progress.index, len(checks) - 1)]
            deadline_s = subject.policy.check(check.name).deadline_ms / 1000
            if not progress.started:  # still in the queue: a crowd is not the check's fault
                deadline_s += QUEUE_DEADLINE_S
            left = (progress.started or submitted) + deadline_s - time.perf_counter()
            if left <= 0:
                self._stuck.add(future)
                return _left_behind(check, progress)
            await asyncio.wait({waiting}, timeout=left)
        waiting.result()  # a bug in the runner itself, never in a check
        return progress

    def _verdict(
        self,
        request: InputRequest | OutputRequest,
        policy: Policy,
        progress: _Progress,
        began: float,
    ) -> Verdict:
        degraded = []
        findings = list(progress.findings)
        for name, reason in progress.failed.items():
            log.error("check.failed", check=name, reason=reason)
            if getattr(policy.check(name).fail, self.environment) == "open":
                degraded.append(name)
            else:
                findings.append(_failure(name, reason))
        outcome = decide(request.text, findings, policy, as_language(request.language))
        total = {"total": int((time.perf_counter() - began) * 1e6)}
        return Verdict(
            decision=outcome.decision,
            severity=outcome.severity,
            category=outcome.category,
            text=outcome.text,
            findings=tuple(findings),
            policy_version=policy.version,
            policy_hash=policy.sha256,
            model_hash=self.model_hash,
            degraded=tuple(degraded),
            timings_us=progress.timings_us | total,
        )


def _ordered(checks: Mapping[str, Check], stage: str) -> tuple[Check, ...]:
    chosen = sorted((c for c in checks.values() if c.stage == stage), key=lambda c: c.order)
    for first, second in pairwise(chosen):
        if first.order == second.order:
            raise ValueError(f"{first.name} and {second.name} have the same order {first.order}")
    return tuple(chosen)


def _run_checks(checks: Sequence[Check], subject: Subject, progress: _Progress) -> None:
    """In a worker thread: each check in turn; what it raises is data for the policy."""
    while progress.index < len(checks) and not progress.abandoned:
        check = checks[progress.index]
        progress.started = time.perf_counter()
        try:
            found: Sequence[Finding] = check.run(subject)
        except Exception as error:  # noqa: BLE001  # the policy says what a failed check means
            found = ()
            failed = type(error).__name__
        else:
            failed = ""
        if progress.abandoned:
            return
        _record(check, progress, found, failed)
        progress.index += 1
        if check.decisive and any(f.severity in ("high", "critical") for f in found):
            progress.index = len(checks)


def _record(check: Check, progress: _Progress, found: Sequence[Finding], failed: str) -> None:
    now = time.perf_counter()
    progress.timings_us[check.name] = int((now - progress.started) * 1e6)
    progress.started = now  # the next check's clock starts here
    progress.findings.extend(found)
    if failed:
        progress.failed[check.name] = failed


def _left_behind(check: Check, progress: _Progress) -> _Progress:
    """Progress to go on with, out of reach of the thread that hangs in `check`."""
    progress.abandoned = True
    elapsed = int((time.perf_counter() - progress.started) * 1e6) if progress.started else 0
    return _Progress(
        index=progress.index + 1,
        findings=list(progress.findings),
        timings_us=progress.timings_us | {check.name: elapsed},
        failed=progress.failed | {check.name: "deadline"},
    )


def _failure(name: str, reason: str) -> Finding:
    return Finding(
        check=name,
        category=FAILURE,
        severity="high",
        score=1.0,
        rule_id=f"{name}.fail-closed",
        message=f"the check failed ({reason}) and its policy says closed",
    )


def chain_of(checks: Mapping[str, Check], stage: Stage) -> tuple[Check, ...]:
    """The checks of a stage in the order they run."""
    return _ordered(checks, stage)

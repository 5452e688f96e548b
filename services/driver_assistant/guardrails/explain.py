"""Says for one text what the guardrails see and why: `driver-assistant guardrails explain`."""

from __future__ import annotations

import asyncio

from driver_assistant.contracts.guardrails import Caller, Finding, InputRequest, Source, Verdict
from driver_assistant.guardrails.canonical import Canonical, Reading
from driver_assistant.guardrails.scorers import HEADS, load_scorer
from driver_assistant.guardrails.service import build_service
from driver_assistant.guardrails.settings import GuardrailsSettings

_WIDEST = 100


def explain(text: str, *, source: Source = "driver_text", caller: Caller | None = None) -> str:
    """The verdict on `text`, its findings with their places, readings and scores, for people."""
    settings = GuardrailsSettings()
    judged = asyncio.run(_judge(text, source, caller or _somebody(settings), settings))
    canonical = Canonical(text)
    return "\n".join(
        [
            f"{judged.decision}  severity {judged.severity}  category {judged.category or '-'}",
            f"policy {judged.policy_version} ({judged.policy_hash[:12]})",
            f"model {judged.model_hash[:12]}",
            "",
            *_findings(judged.findings, text),
            "scores",
            *_scores(canonical),
            "read as",
            *(f"  {reading.how:<22} {_cut(reading.text)}" for reading in _telling(canonical)),
            "time per check",
            *(f"  {name:<22} {micros} µs" for name, micros in judged.timings_us.items()),
            "",
        ]
    )


async def _judge(
    text: str, source: Source, caller: Caller, settings: GuardrailsSettings
) -> Verdict:
    service = build_service(settings)
    try:
        return await service.input(InputRequest(text=text, source=source, caller=caller))
    finally:
        service.close()


def _somebody(settings: GuardrailsSettings) -> Caller:
    return Caller(driver_id="somebody", company_id=settings.company)


def _findings(findings: tuple[Finding, ...], text: str) -> list[str]:
    if not findings:
        return ["no findings", ""]
    lines = ["findings"]
    for finding in findings:
        lines.append(
            f"  {finding.severity:<9} {finding.rule_id:<34} {finding.score:.2f}  {finding.message}"
        )
        lines += [
            f"            > {_cut(text[span.start : span.end])}" for span in finding.spans[:3]
        ]
    return [*lines, ""]


def _scores(canonical: Canonical) -> list[str]:
    scorer = load_scorer()
    text = canonical.folded.text
    lines = []
    for head, score in scorer.score(text).items():
        words = ", ".join(f"{word} {share:+.1f}" for word, share in scorer.reasons(text, head))
        lines.append(f"  {head:<10} {score.probability:.3f}  known {score.known:.0%}  {words}")
    return lines if len(lines) == len(HEADS) else []


def _telling(canonical: Canonical) -> list[Reading]:
    return [reading for reading in canonical.readings if not reading.guess]


def _cut(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _WIDEST else flat[: _WIDEST - 1] + "…"

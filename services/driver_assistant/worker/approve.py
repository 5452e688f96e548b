"""Step 23: the draft through the output guardrails; only what passes is stored, cached or sent."""

from __future__ import annotations

from dataclasses import dataclass, replace

from driver_assistant.contracts.guardrails import DECISIONS, OutputRequest, Verdict
from driver_assistant.contracts.messages import (
    BODY_MAX,
    TEXT_MAX,
    ButtonsPart,
    ListPart,
    LocationPart,
    Part,
    TemplatePart,
    TextPart,
)
from driver_assistant.runtime.telemetry import current_traceparent, log, step
from driver_assistant.store.conversations import Lease
from driver_assistant.worker.deps import Deps, Who
from driver_assistant.worker.guard import GuardrailsUnavailable
from driver_assistant.worker.intent import Reply
from driver_assistant.worker.listen import caller
from driver_assistant.worker.respond import Draft
from driver_assistant.worker.turns import Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """What an answer is judged against: who asked what, in which turn."""

    question: str
    intent: str
    turn: Turn
    who: Who
    lease: Lease


async def approve(
    draft: Draft, exchange: Exchange, deps: Deps
) -> tuple[Reply, Verdict | None, tuple[str, ...]]:
    """The reply that may go, the verdict, and what was degraded on the way.

    Without a verdict a template filled from the driver's own record goes, marked degraded; free
    text never does, its template goes instead.
    """
    with step(23, template=draft.template) as span:
        try:
            judged = [await _judge(part, draft, exchange, deps) for part in draft.reply.parts]
        except GuardrailsUnavailable:
            log.warning("output.unguarded", message_id=str(exchange.turn.lead.id))
            return draft.fallback or draft.reply, None, ("output_guardrails",)
        except _Blocked as blocked:
            span.set_attribute("decision", blocked.verdict.decision)
            return _instead(draft, exchange.who), blocked.verdict, blocked.verdict.degraded
    parts = tuple(part for part, _ in judged)
    # A part without words (a bare pin) has no verdict; the gravest of the others stands for all.
    verdicts = [verdict for _, verdict in judged if verdict is not None]
    gravest = max(verdicts, key=lambda verdict: DECISIONS.index(verdict.decision), default=None)
    degraded = tuple(sorted({name for verdict in verdicts for name in verdict.degraded}))
    return replace(draft.reply, parts=parts), gravest, degraded


class _Blocked(Exception):
    """The output guardrails stopped a part."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.category)
        self.verdict = verdict


async def _judge(
    part: Part, draft: Draft, exchange: Exchange, deps: Deps
) -> tuple[Part, Verdict | None]:
    text = text_of(part)
    if not text:
        return part, None
    verdict = await deps.guard.judge_output(
        OutputRequest(
            text=text,
            question=exchange.question,
            evidence=draft.evidence,
            now=exchange.who.clock(),
            language=exchange.who.language,
            intent=exchange.intent,
            template=draft.template,
            fetch_failed=draft.fetch_failed,
            caller=caller(exchange.who),
            message_id=str(exchange.turn.lead.id),
            conversation_id=str(exchange.lease.conversation_id),
            traceparent=current_traceparent(),
        )
    )
    match verdict.decision:
        case "allow" | "flag":
            return part, verdict
        case "redact":
            return _masked(part, verdict.text), verdict
        case "block" | "escalate":
            raise _Blocked(verdict)


def _instead(draft: Draft, who: Who) -> Reply:
    """Written text that may not go gives way to its template; a template to a plain refusal."""
    if draft.fallback is not None:
        return draft.fallback
    return Reply(parts=(who.say().text("blocked-generic"),))


def text_of(part: Part) -> str:
    """Every word of a part that a driver would read and that came from a record or a model."""
    match part:
        case TextPart(body=body):
            return body
        case ButtonsPart(body=body, buttons=buttons):
            return "\n".join([body, *(button.title for button in buttons)])
        case ListPart(body=body, rows=rows):
            return "\n".join([body, *(f"{row.title} {row.description}".strip() for row in rows)])
        case LocationPart(name=name, address=address):
            return "\n".join(filter(None, (name, address)))
        case TemplatePart(body_parameters=parameters):
            return "\n".join(parameters)


def _masked(part: Part, text: str) -> Part:
    """The part with masked words; choices keep their buttons, whose titles are our own."""
    match part:
        case ButtonsPart(buttons=buttons):
            body = "\n".join(text.split("\n")[: -len(buttons)]) or text
            return part.model_copy(update={"body": body[:BODY_MAX]})
        case _:
            return TextPart(body=text[:TEXT_MAX])

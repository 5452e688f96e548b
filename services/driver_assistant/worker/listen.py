"""Step 14: the driver's words through the input guardrails, before anything reads them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from driver_assistant.contracts.guardrails import Caller, InputRequest, Source, Verdict
from driver_assistant.contracts.messages import Media, Text
from driver_assistant.runtime.telemetry import current_traceparent, log, step
from driver_assistant.store.conversations import Lease
from driver_assistant.worker.authorise import written
from driver_assistant.worker.deps import Answered, Deps, Who
from driver_assistant.worker.effects import changes_of
from driver_assistant.worker.guard import GuardrailsUnavailable
from driver_assistant.worker.intent import Escalate
from driver_assistant.worker.turns import Turn

# The polite reply of each family of findings; what is not listed gets the generic one. None of
# them says what was found or how.
_REPLIES: Final[dict[str, str]] = {
    "injection": "blocked-injection",
    "prompt_injection": "blocked-injection",
    "indirect_injection": "blocked-injection",
    "prompt_extraction": "blocked-injection",
    "nsfw": "blocked-nsfw",
    "toxicity": "blocked-nsfw",
    "threat": "blocked-nsfw",
    "scope": "blocked-scope",
    "authorization": "blocked-authorization",
    "size": "blocked-size",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Words that may be understood; `guarded` is False when no verdict was to be had."""

    text: str
    guarded: bool
    flagged: bool = False
    verdict: Verdict | None = None


async def listen(turn: Turn, who: Who, lease: Lease, deps: Deps) -> Heard | Answered:
    """The text to understand, or the polite end of a turn that must not be understood."""
    text = written(turn)
    if not text:
        return Heard(text="", guarded=True)
    with step(14) as span:
        try:
            verdict = await deps.guard.judge_input(
                InputRequest(
                    text=text,
                    source=_source(turn),
                    language=who.language,
                    caller=caller(who),
                    message_id=str(turn.lead.id),
                    conversation_id=str(lease.conversation_id),
                    traceparent=current_traceparent(),
                )
            )
        except GuardrailsUnavailable:
            log.warning("input.unguarded", message_id=str(turn.lead.id))
            return Heard(text=text, guarded=False)
        span.set_attribute("decision", verdict.decision)
    match verdict.decision:
        case "allow" | "flag":
            return Heard(
                text=text, guarded=True, flagged=verdict.decision == "flag", verdict=verdict
            )
        case "redact":
            return Heard(text=verdict.text, guarded=True, flagged=True, verdict=verdict)
        case "block":
            return _refused(_REPLIES.get(verdict.category, "blocked-generic"), verdict, who)
        case "escalate":
            careful = verdict.category.replace("-", "_") == "self_harm"
            refused = _refused("selfharm-care" if careful else "blocked-generic", verdict, who)
            escalated = changes_of(
                (Escalate(verdict.category or "guardrails"),),
                who,
                lease.conversation_id,
                turn.lead.id,
            )
            return replace(refused, changes=escalated, high=True)


def caller(who: Who) -> Caller:
    """Who asks, for the guardrails: identity from the session, never from text."""
    driver = who.driver
    return Caller(
        driver_id=driver.external_id,
        company_id=driver.company_id,
        name=driver.name,
        own_ids=(driver.external_id, who.phone),
        time_zone=who.zone.key,
    )


def _source(turn: Turn) -> Source:
    match turn.content:
        case Media():
            return "caption"
        case Text(forwarded=True):
            return "quote"
        case _:
            return "driver_text"


def _refused(key: str, verdict: Verdict, who: Who) -> Answered:
    return Answered(
        purpose="refusal",
        parts=(who.say().text(key),),
        policy_version=verdict.policy_version,
        policy_hash=verdict.policy_hash,
        degraded=verdict.degraded,
    )

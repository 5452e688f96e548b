"""Steps 12 to 23: one turn becomes one answer. Read it top to bottom; each stage is a file.

Called by `conversation.py` under the conversation's lease. Nothing here is written to PostgreSQL:
what an answer changes comes back in `Answered` and is committed together, under the lease.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from driver_assistant.contracts.messages import (
    ButtonsPart,
    Choice,
    Contacts,
    Location,
    Media,
    StoredMessage,
    SystemNotice,
    Unsupported,
)
from driver_assistant.runtime.clock import now
from driver_assistant.runtime.telemetry import step
from driver_assistant.store.conversations import Lease, content_of
from driver_assistant.worker.acting import act_on_button
from driver_assistant.worker.approve import Exchange, approve, text_of
from driver_assistant.worker.authorise import authorise, within_limit
from driver_assistant.worker.context import Said, load_context
from driver_assistant.worker.deps import Answered, Deps, Who
from driver_assistant.worker.effects import changes_of
from driver_assistant.worker.intent import ASK_AGAIN, Escalate, intent_payload
from driver_assistant.worker.listen import Heard, listen
from driver_assistant.worker.model.budget import BudgetExhausted
from driver_assistant.worker.respond import respond
from driver_assistant.worker.turns import Turn, is_silent
from driver_assistant.worker.understand import NotUnderstood, Understood


async def answer(turn: Turn, lease: Lease, deps: Deps) -> Answered:
    """The answer to a turn.

    Raises:
        Transient: try again later; nothing was said.
        Permanent: can't ever be answered.
    """
    if is_silent(turn.content):
        return Answered(purpose="silent", closed_reason="no_reply_expected")
    turn = await _asked_again(turn, lease, deps)
    who = await authorise(turn, lease, deps)
    if isinstance(who, Answered):
        return who
    if (settled := await _before_understanding(turn, who, lease, deps)) is not None:
        return settled
    heard = await listen(turn, who, lease, deps)
    if isinstance(heard, Answered):
        return heard
    with step(12):
        context = await load_context(deps.cache, lease.conversation_id)
    try:
        understood = await deps.understanding.understand(
            turn.content,
            heard.text,
            who.language,
            who.driver,
            context,
            lease,
            message_id=turn.lead.id,
            remember=heard.guarded and not heard.flagged,
        )
    except BudgetExhausted:
        return Answered(purpose="budget", parts=(_menu("budget-exhausted", who),))
    if isinstance(understood, NotUnderstood):
        return _not_understood(understood, turn, heard, who)
    answered = await _answer_from(understood, heard, turn, who, lease, deps)
    return replace(answered, said=(*context, *answered.said)) if answered.said else answered


async def _before_understanding(turn: Turn, who: Who, lease: Lease, deps: Deps) -> Answered | None:
    """What is settled without understanding a word: emergencies, hand-offs, limits, buttons."""
    if turn.emergency is not None:
        return _acknowledge(turn.emergency, turn, who, lease)
    if lease.handed_off_until is not None and lease.handed_off_until > now():
        return Answered(purpose="handed_off", closed_reason="handed_off")
    if (refused := await within_limit(turn, who, deps)) is not None:
        return refused
    if isinstance(turn.content, Choice):
        return await act_on_button(turn.content.payload, turn, who, lease, deps)
    return None


async def _answer_from(  # the last stages need everything
    understood: Understood, heard: Heard, turn: Turn, who: Who, lease: Lease, deps: Deps
) -> Answered:
    draft = await respond(understood, heard, turn, who, lease, deps)
    exchange = Exchange(
        question=heard.text, intent=understood.intent.name, turn=turn, who=who, lease=lease
    )
    reply, verdict, degraded = await approve(draft, exchange, deps)
    # A draft that was not let through proposes and changes nothing; a masked one still does.
    passed = verdict is None or verdict.decision not in ("block", "escalate")
    effects = changes_of(reply.effects, who, lease.conversation_id, turn.lead.id)
    return Answered(
        purpose="answer",
        parts=reply.parts,
        changes=(*draft.changes, *effects) if passed else (),
        high=understood.intent.action is not None,
        intent=understood.intent.name,
        arguments=understood.arguments.model_dump(mode="json"),
        understood_by=understood.by,
        prompt_hash=understood.prompt_hash,
        policy_version=verdict.policy_version if verdict else None,
        policy_hash=verdict.policy_hash if verdict else None,
        evidence_as_of=draft.as_of,
        degraded=(*degraded, *(() if heard.guarded else ("input_guardrails",))),
        cost_usd=understood.cost_usd + draft.cost_usd,
        said=(
            Said(role="driver", text=heard.text),
            Said(
                role="assistant",
                text="\n".join(text_of(part) for part in reply.parts)[:1000],
                intent=understood.intent.name,
            ),
        )
        if heard.text
        else (),
    )


def _acknowledge(kind: str, turn: Turn, who: Who, lease: Lease) -> Answered:
    """An emergency is answered by template at once and a person is told, whatever else is down."""
    return Answered(
        purpose="emergency",
        parts=(who.say().text(f"emergency-{kind}"),),
        changes=changes_of(
            (Escalate(f"emergency_{kind}"),), who, lease.conversation_id, turn.lead.id
        ),
        high=True,
        understood_by="emergency_words",
    )


def _not_understood(why: NotUnderstood, turn: Turn, heard: Heard, who: Who) -> Answered:
    """What can't be understood gets the reply that fits its kind, and the way to the menu."""
    if why.out_of_scope:
        return Answered(purpose="refusal", parts=(_menu("blocked-scope", who),))
    match turn.content:
        case Media(kind="audio"):
            key = "voice-not-understood"
        case Media():
            key = "media-received"
        case Location():
            key = "location-received"
        case Contacts():
            key = "contacts-received"
        case Unsupported() | SystemNotice():
            key = "unsupported-message"
        case _:
            key = "not-understood"
    return Answered(
        purpose="not_understood",
        parts=(_menu(key, who),),
        degraded=() if heard.guarded else ("input_guardrails",),
    )


def _menu(key: str, who: Who) -> ButtonsPart:
    """A phrase with the way to the menu."""
    say = who.say()
    return say.buttons(say(key), [(intent_payload("get_help"), say("button-menu"))])


async def _asked_again(turn: Turn, lease: Lease, deps: Deps) -> Turn:
    """The ask-again button stands for the question it was offered with."""
    content = turn.content
    if not isinstance(content, Choice) or not content.payload.startswith(f"{ASK_AGAIN}:"):
        return turn
    try:
        message_id = UUID(content.payload.partition(":")[2])
    except ValueError:
        return turn
    async with deps.database.connection() as connection:
        raw = await content_of(connection, lease.conversation_id, message_id)
    if raw is None:
        return turn
    return Turn(messages=turn.messages, contents=(StoredMessage.model_validate_json(raw),))

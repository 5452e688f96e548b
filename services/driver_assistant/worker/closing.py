"""How a turn ends: written with its reply, expired with an honest word, or given up.

The only place that commits a turn. What an answer changes is written in the same transaction as
its reply; the doorbell for the sender follows, and a sweeper covers the gap.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from driver_assistant.contracts.languages import as_language
from driver_assistant.contracts.messages import Choice, OutDoorbell
from driver_assistant.runtime.clock import now
from driver_assistant.runtime.publisher import Ring
from driver_assistant.runtime.telemetry import log, step
from driver_assistant.store import conversations, drivers
from driver_assistant.store.conversations import Lease, NewPart, Outcome
from driver_assistant.worker.context import save_context
from driver_assistant.worker.deps import Answered, Deps
from driver_assistant.worker.intent import ASK_AGAIN, CONFIRM
from driver_assistant.worker.say import Say
from driver_assistant.worker.turns import Turn


async def write_answer(
    answered: Answered,
    turn: Turn,
    lease: Lease,
    steps: list[dict[str, Any]],
    deps: Deps,
    *,
    read: UUID | None = None,
) -> None:
    """Commit the answer, ring for the sender, remember the context.

    `read` is a message that the sender shows as read with the reply.

    Raises:
        Fenced: another worker has the conversation; nothing was written.
    """
    parts = tuple(
        NewPart(kind=part.type, payload=part.model_dump_json().encode()) for part in answered.parts
    )
    with step(22, parts=len(parts), changes=len(answered.changes), purpose=answered.purpose):
        outcome = _outcome(answered, turn, parts, steps)
        # One statement is a transaction of its own; with changes they are committed together.
        alone = not answered.changes
        async with deps.database.connection() if alone else deps.database.transaction() as store:
            await conversations.commit_turn(store, lease, outcome)
            for change in answered.changes:
                await change(store)
    if parts:
        doorbell = OutDoorbell(
            conversation_id=lease.conversation_id,
            message_id=turn.lead.id,
            look_back=False,
            read=read,
        )
        high = answered.high or turn.lead.high
        await deps.publisher.publish(
            [
                Ring(
                    side="out",
                    key="high" if high else "normal",
                    doorbell=doorbell,
                    traceparent=turn.lead.traceparent,
                )
            ]
        )
    if answered.said:
        with step(21):
            await save_context(
                deps.cache,
                lease,
                answered.said,
                turns=deps.settings.context_turns,
                ttl_s=deps.settings.context_ttl_s,
            )


def is_expired(turn: Turn, deps: Deps) -> bool:
    """Whether the turn's deadline is over; actions and emergencies have none."""
    left = time_left(turn, deps)
    return left is not None and left <= timedelta(0)


def time_left(turn: Turn, deps: Deps) -> timedelta | None:
    """Time until the deadline, or None for what keeps trying."""
    if turn.emergency is not None or _is_action(turn):
        return None
    return turn.lead.received_at + timedelta(seconds=deps.settings.deadline_s) - now()


async def expire(turn: Turn, lease: Lease, deps: Deps) -> Answered:
    """The one honest reply: no answer in time, and a button to ask again."""
    say = await _say(lease, deps)
    part = say.buttons(
        say("ask-again-expired"), [(f"{ASK_AGAIN}:{turn.lead.id}", say("button-ask-again"))]
    )
    log.warning("turn.expired", message_id=str(turn.lead.id), attempts=turn.lead.attempts)
    return Answered(purpose="expired", parts=(part,), closed_reason="deadline")


async def give_up(turn: Turn, lease: Lease, deps: Deps, cause: str, error: str) -> Answered:
    """Bury the messages for a person to look at, and tell the driver honestly."""
    ids = [message.id for message in turn.messages]
    async with deps.database.connection() as connection:
        await conversations.bury(connection, lease, ids, cause, error[:500])
    log.error("turn.buried", message_id=str(turn.lead.id), cause=cause, error=error[:200])
    say = await _say(lease, deps)
    key = "action-unknown" if _is_action(turn) else "ask-again-expired"
    return Answered(purpose="given_up", parts=(say.text(key),), closed_reason=cause)


def _is_action(turn: Turn) -> bool:
    content = turn.content
    return isinstance(content, Choice) and content.payload.startswith(f"{CONFIRM}:")


async def _say(lease: Lease, deps: Deps) -> Say:
    """The phrase book from the driver's row alone: nothing else may be up."""
    async with deps.database.connection() as connection:
        driver = (
            await drivers.driver_by_id(connection, lease.driver_id) if lease.driver_id else None
        )
    language = as_language(driver.language if driver else None)
    return Say(language=language, zone=ZoneInfo("UTC"), now=now())


def _outcome(
    answered: Answered, turn: Turn, parts: tuple[NewPart, ...], steps: list[dict[str, Any]]
) -> Outcome:
    late = (now() - turn.last.received_at) > timedelta(seconds=20)
    return Outcome(
        message_id=turn.lead.id,
        covers=tuple(message.id for message in turn.messages),
        parts=parts,
        purpose=answered.purpose,
        high=answered.high or turn.lead.high,
        reply_to=turn.last.wamid if late else None,  # a late answer says which question it is for
        closed_reason=answered.closed_reason,
        last_inbound_at=turn.last.sent_at,
        traceparent=turn.lead.traceparent,
        intent=answered.intent,
        arguments=answered.arguments,
        understood_by=answered.understood_by,
        prompt_hash=answered.prompt_hash,
        policy_version=answered.policy_version,
        policy_hash=answered.policy_hash,
        evidence_as_of=answered.evidence_as_of,
        degraded=answered.degraded,
        cost_usd=answered.cost_usd,
        steps=steps,
    )

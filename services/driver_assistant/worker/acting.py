"""Buttons: confirming an action exactly once, asking an expired question again, typing yes or no.

An action's row carries its own state; one conditional update lets one press count. The call to
the logistics API uses the row's id as idempotency key, so a retry after a crash is the same call.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from driver_assistant.contracts.consent import consent_in
from driver_assistant.contracts.errors import Permanent, Transient
from driver_assistant.contracts.messages import Choice, StoredMessage, Text
from driver_assistant.runtime.backoff import MAX_ATTEMPTS
from driver_assistant.runtime.telemetry import log, step
from driver_assistant.store import actions
from driver_assistant.store.actions import StoredAction
from driver_assistant.store.conversations import Lease
from driver_assistant.store.database import Connection
from driver_assistant.worker.deps import Answered, Change, Deps, Who
from driver_assistant.worker.effects import changes_of, new_version
from driver_assistant.worker.intent import CONFIRM, Action, Escalate, confirm_payload
from driver_assistant.worker.turns import Turn


async def as_button(turn: Turn, lease: Lease, deps: Deps) -> Turn:
    """A typed yes or no to the question that was just asked stands for its button.

    The webhook marked it as high when it saw an open question; everything else stays what it is.
    """
    content = turn.content
    if not turn.lead.high or not isinstance(content, Text) or lease.driver_id is None:
        return turn
    consent = consent_in(content.body)
    if consent is None:
        return turn
    async with deps.database.connection() as connection:
        action_id = await actions.open_question(
            connection, lease.conversation_id, lease.driver_id, turn.lead.id
        )
    if action_id is None:
        return turn
    choice = Choice(payload=confirm_payload(action_id, yes=consent), title=content.body)
    return replace(turn, contents=(StoredMessage(content=choice),))


async def act_on_button(
    payload: str, turn: Turn, who: Who, lease: Lease, deps: Deps
) -> Answered | None:
    """The answer to a confirmation button, or None when the payload is not one.

    Raises:
        Transient: the call may work later; the same row and key are used again.
    """
    kind, _, rest = payload.partition(":")
    if kind != CONFIRM:
        return None
    action_id, answer = _parse(rest)
    async with deps.database.connection() as connection:
        action = await actions.action_by_id(connection, action_id) if action_id else None
    # Not yours and not there get the same words.
    if action is None or action.driver_id != who.driver.id or action.intent not in deps.intents:
        return _plain("not-found", who)
    if answer != "yes":
        return await _cancel(action, who)
    async with deps.database.connection() as connection:
        mine = await actions.confirm_action(connection, action.id, who.driver.id, turn.lead.id)
    if not mine:
        return _plain(_why_not(action), who, intent=action.intent)
    return await _perform(action, turn, who, lease, deps)


async def _perform(
    action: StoredAction, turn: Turn, who: Who, lease: Lease, deps: Deps
) -> Answered:
    plan = deps.intents[action.intent].action
    if plan is None:
        return _plain("action-failed", who, intent=action.intent)
    proposal = plan.proposal.model_validate(action.proposal)
    async with deps.database.connection() as connection:
        await actions.move_action(connection, action.id, "doing")
    try:
        with step(17, intent=action.intent), step(18, intent=action.intent):
            done = await deps.breaker.call(plan.perform, proposal, who.logistics, str(action.id))
    except Permanent as error:
        log.info("action.refused", action_id=str(action.id), error=error.code)
        return _answered("action-failed", who, action, (_moved(action, "refused", error.code),))
    except (Transient, OSError, TimeoutError) as error:
        if turn.lead.attempts + 1 < MAX_ATTEMPTS:
            raise
        log.error("action.unknown", action_id=str(action.id), error=type(error).__name__)
        escalated = changes_of(
            (Escalate("action_unknown"),), who, lease.conversation_id, turn.lead.id
        )
        moved = _moved(action, "unknown", type(error).__name__)
        return _answered("action-unknown", who, action, (moved, *escalated))
    return _done(action, plan, done, turn, who, lease)


def _done(  # everything the outcome touches
    action: StoredAction,
    plan: Action[Any, Any, Any],
    done: object,
    turn: Turn,
    who: Who,
    lease: Lease,
) -> Answered:
    outcome = plan.outcome.model_validate(done)
    reply = plan.said(outcome, who.say())
    record = outcome.model_dump(mode="json", by_alias=True)

    async def finish(connection: Connection) -> None:
        await actions.move_action(connection, action.id, "done", outcome=record)

    return Answered(
        purpose="action",
        parts=reply.parts,
        changes=(
            finish,
            new_version(who),
            *changes_of(reply.effects, who, lease.conversation_id, turn.lead.id),
        ),
        high=True,
        intent=action.intent,
        understood_by="button",
    )


async def _cancel(action: StoredAction, who: Who) -> Answered:
    if action.state != "proposed":
        return _plain(_why_not(action), who, intent=action.intent)
    return _answered("action-cancelled", who, action, (_moved(action, "refused", "cancelled"),))


def _why_not(action: StoredAction) -> str:
    match action.state:
        case "done" | "confirmed" | "doing":
            return "action-already-done"
        case "unknown":
            return "action-unknown"
        case "refused":
            return "action-cancelled"
        case _:
            return "action-expired"


def _moved(action: StoredAction, state: str, error: str) -> Change:
    async def write(connection: Connection) -> None:
        await actions.move_action(connection, action.id, state, error=error)

    return write


def _answered(key: str, who: Who, action: StoredAction, changes: tuple[Change, ...]) -> Answered:
    return Answered(
        purpose="action",
        parts=(who.say().text(key),),
        changes=changes,
        high=True,
        intent=action.intent,
        understood_by="button",
    )


def _plain(key: str, who: Who, *, intent: str | None = None) -> Answered:
    return Answered(
        purpose="action",
        parts=(who.say().text(key),),
        high=True,
        intent=intent,
        understood_by="button",
    )


def _parse(rest: str) -> tuple[UUID | None, str]:
    raw, _, answer = rest.partition(":")
    try:
        return UUID(raw), answer
    except ValueError:
        return None, answer

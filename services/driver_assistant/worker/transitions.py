"""Arriving at and leaving a stop: the same steps, worded differently.

The SaaS decides what is allowed (`next_actions`); the version that was seen goes along, so that a
stop that changed meanwhile is not changed blindly.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from driver_assistant.contracts.logistics import Position, Stop, StopAction, TransitionRequest
from driver_assistant.contracts.messages import Wire
from driver_assistant.worker.confirmation import ask_to_confirm
from driver_assistant.worker.intent import Action, Ask, Reply
from driver_assistant.worker.logistics import DriverLogistics
from driver_assistant.worker.say import Say
from driver_assistant.worker.stop_facts import label, next_steps, zone_of
from driver_assistant.worker.stop_search import (
    STOP_WANTED,
    WANTED_MAX,
    FoundStops,
    find_stops,
    say_unclear,
)

Step = Literal["arrival", "departure"]  # also the first word of its phrases
_ACTIONS: dict[Step, StopAction] = {
    "arrival": StopAction.ARRIVE,
    "departure": StopAction.DEPART,
}


class AtStop(BaseModel):
    """The stop the driver is at."""

    stop: str | None = Field(None, max_length=WANTED_MAX, description=STOP_WANTED)


class TransitionDraft(Wire):
    """The stop that is meant, and when the driver said so."""

    found: FoundStops
    at: datetime


class TransitionProposal(Wire):
    """What would be recorded."""

    stop_id: str
    version: int
    occurred_at: datetime
    position: Position | None = None


class Recorded(Wire):
    """The stop afterwards, and when it happened."""

    stop: Stop
    at: datetime


async def fetch_transition(where: AtStop, logistics: DriverLogistics, ask: Ask) -> TransitionDraft:
    """The stop that is meant: the one ahead unless another is named."""
    return TransitionDraft(found=await find_stops(where.stop, logistics, ask), at=ask.now)


def say_transition(step: Step, intent: str) -> Callable[[TransitionDraft, Say], Reply]:
    """The question, or why there is nothing to confirm."""

    def _say(record: TransitionDraft, say: Say) -> Reply:
        stop = record.found.only
        if stop is None:
            return say_unclear(record.found, intent, "transition-none", say)
        name, zone = label(stop, say), zone_of(stop)
        if _ACTIONS[step] not in stop.next_actions:
            state = say("stop-state", state=stop.state.value)
            body = say.lines(say(f"{step}-not-possible", stop=name, state=state))
            return Reply(parts=(say.answer(body, next_steps(stop, say)),))
        question = say(f"{step}-confirm", stop=name, time=say.when(record.at, zone))
        return ask_to_confirm(say.lines(question, say.zone_note(zone, record.at)), say)

    return _say


def transition_action(
    step: Step,
) -> Action[TransitionDraft, TransitionProposal, Recorded]:
    """Records the step with the position that was shared, if one was."""

    def propose(record: TransitionDraft, ask: Ask) -> TransitionProposal | None:
        stop = record.found.only
        if stop is None or _ACTIONS[step] not in stop.next_actions:
            return None
        pin = ask.location
        return TransitionProposal(
            stop_id=stop.id,
            version=stop.version,
            occurred_at=record.at,
            position=Position(latitude=pin.latitude, longitude=pin.longitude) if pin else None,
        )

    async def perform(
        proposal: TransitionProposal, logistics: DriverLogistics, key: str
    ) -> Recorded:
        request = TransitionRequest(
            action=_ACTIONS[step].value,
            occurred_at=proposal.occurred_at,
            position=proposal.position,
        )
        stop = await logistics.transition(
            proposal.stop_id, request, version=proposal.version, idempotency_key=key
        )
        return Recorded(stop=stop, at=proposal.occurred_at)

    def said(done: Recorded, say: Say) -> Reply:
        zone = zone_of(done.stop)
        time = say.when(done.at, zone)
        body = say.lines(
            say(f"{step}-done", stop=label(done.stop, say), time=time),
            say.zone_note(zone, done.at),
        )
        return Reply(parts=(say.answer(body, next_steps(done.stop, say)),))

    return Action(
        proposal=TransitionProposal,
        propose=propose,
        perform=perform,
        outcome=Recorded,
        said=said,
    )

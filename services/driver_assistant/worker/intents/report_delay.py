"""Tells dispatch that a stop will be late. Asks for the minutes where they are missing."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import BaseModel, Field

from driver_assistant.contracts.logistics import Delay, DelayReason, DelayRequest
from driver_assistant.contracts.messages import Wire
from driver_assistant.worker.confirmation import ask_to_confirm
from driver_assistant.worker.intent import Action, Ask, Intent, Reply
from driver_assistant.worker.logistics import DriverLogistics
from driver_assistant.worker.plain import plain
from driver_assistant.worker.rules import menu_payload
from driver_assistant.worker.say import Say
from driver_assistant.worker.stop_facts import label
from driver_assistant.worker.stop_search import (
    STOP_WANTED,
    WANTED_MAX,
    FoundStops,
    find_stops,
    say_unclear,
)

_OFFERED_MINUTES: Final = (15, 30, 60)
_MINUTES_MAX: Final = 24 * 60  # a longer delay is a new plan: dispatch makes it
_Reason = Literal[
    "traffic",
    "weather",
    "breakdown",
    "accident",
    "loading_wait",
    "site_closed",
    "border",
    "documents",
    "hours_limit",
    "previous_stop",
    "other",
]


class HowLate(BaseModel):
    """How late, where and why, as far as the driver said."""

    minutes: int | None = Field(
        None, ge=1, le=_MINUTES_MAX, description="minutes late, as said; one hour is 60"
    )
    reason: _Reason | None = Field(None, description="loading_wait: waiting at a site")
    stop: str | None = Field(None, max_length=WANTED_MAX, description=STOP_WANTED)


class LateStop(Wire):
    """The stop that will be late, as far as it is clear."""

    found: FoundStops
    minutes: int | None = None
    reason: _Reason | None = None


class DelayProposal(Wire):
    """What would be reported."""

    stop_id: str
    minutes: int
    reason: _Reason


class Reported(Wire):
    """The delay on record, and what was reported."""

    delay: Delay
    minutes: int


async def _fetch(late: HowLate, logistics: DriverLogistics, ask: Ask) -> LateStop:
    found = await find_stops(late.stop, logistics, ask)
    return LateStop(found=found, minutes=late.minutes, reason=late.reason)


def _say(record: LateStop, say: Say) -> Reply:
    stop = record.found.only
    if stop is None:
        known = {"minutes": str(record.minutes)} if record.minutes else {}
        return say_unclear(record.found, "report_delay", "delay-none", say, **known)
    if record.minutes is None:
        return _ask_minutes(record, label(stop, say), say)
    question = say("delay-confirm", delay=say.minutes(record.minutes), stop=label(stop, say))
    reason = say("delay-reason", reason=record.reason) if record.reason else ""
    why = say("delay-reason-line", reason=reason) if reason else None
    return ask_to_confirm(say.lines(question, why), say)


def _ask_minutes(record: LateStop, where: str, say: Say) -> Reply:
    stop = record.found.only
    known: dict[str, str | int] = {"reason": record.reason} if record.reason else {}
    if record.found.named and stop and stop.sequence is not None:
        known["stop"] = stop.sequence
    choices = [
        (menu_payload("report_delay", minutes=minutes, **known), say.minutes(minutes))
        for minutes in _OFFERED_MINUTES
    ]
    return Reply(parts=(say.answer(say.lines(say("delay-ask", stop=where)), choices),))


def _propose(record: LateStop, _ask: Ask) -> DelayProposal | None:
    stop = record.found.only
    if stop is None or record.minutes is None:
        return None
    return DelayProposal(stop_id=stop.id, minutes=record.minutes, reason=record.reason or "other")


async def _perform(proposal: DelayProposal, logistics: DriverLogistics, key: str) -> Reported:
    request = DelayRequest(reason=DelayReason(proposal.reason), expected_minutes=proposal.minutes)
    delay = await logistics.report_delay(proposal.stop_id, request, idempotency_key=key)
    return Reported(delay=delay, minutes=proposal.minutes)


def _said(done: Reported, say: Say) -> Reply:
    missed = [plain(s.reference, 40) for s in done.delay.affected if s.window_missed]
    named = ", ".join(reference for reference in missed[:5] if reference)
    body = say.lines(
        say("delay-done", delay=say.minutes(done.minutes)),
        say("delay-missed", stops=named) if named else None,
    )
    return Reply(parts=(say.answer(body),))


PLUGIN = Intent(
    name="report_delay",
    description=(
        "The driver says that they are or will be late, with or without minutes and reason; "
        "reports it to dispatch after a confirmation."
    ),
    parameters=HowLate,
    record=LateStop,
    fetch=_fetch,
    say=_say,
    examples=(
        "stuck on the A12, at least 40 minutes behind",
        "won't make it to Lille on time",
        "hay atasco, llego media hora tarde",
        "vou atrasar-me uma hora por causa do trânsito",
        "j'aurai 20 minutes de retard à Reims",
        "Stau auf der A3, komme eine Stunde später",
        "korek, będę godzinę po czasie",
        "întârzii 30 de minute din cauza vămii",
        "trafik var, yarım saat gecikirim",
        "стою на кордоні, запізнюся на дві години",
        "ट्रैफ़िक में फँसा हूँ, आधा घंटा देर होगी",
    ),
    action=Action(
        proposal=DelayProposal,
        propose=_propose,
        perform=_perform,
        outcome=Reported,
        said=_said,
    ),
    menu_order=4,
)

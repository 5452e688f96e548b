"""Waiting time at a stop: how long, how much of it is unpaid, and the claim for the rest."""

from __future__ import annotations

from datetime import datetime

from driver_assistant.contracts.logistics import (
    Detention,
    DetentionRequest,
    DetentionState,
    Stop,
)
from driver_assistant.contracts.messages import Wire
from driver_assistant.worker.confirmation import ask_to_confirm
from driver_assistant.worker.intent import Action, Ask, Intent, NoArguments, Reply
from driver_assistant.worker.logistics import DriverLogistics
from driver_assistant.worker.plain import bold
from driver_assistant.worker.say import Say
from driver_assistant.worker.stop_facts import heading, label, zone_of
from driver_assistant.worker.stop_search import stops_of


class Waiting(Wire):
    """The stop where waiting time is on record, the latest one."""

    stop: Stop | None


class ClaimProposal(Wire):
    """What would be claimed."""

    stop_id: str
    stop_label: str
    arrived_at: datetime | None = None
    departed_at: datetime | None = None


class Claimed(Wire):
    """The claim on record, and the stop as it was called."""

    detention: Detention
    stop_label: str


async def _fetch(_: NoArguments, logistics: DriverLogistics, ask: Ask) -> Waiting:
    stops = await stops_of(ask.now.astimezone(ask.zone).date(), logistics)
    waited = [stop for stop in stops if stop.detention is not None]
    if not waited:
        return Waiting(stop=None)
    unsaid = {"instructions": None, "tasks": (), "contacts": None, "cancel_reason": None}
    return Waiting(stop=waited[-1].model_copy(update=unsaid))


def _say(record: Waiting, say: Say) -> Reply:
    stop = record.stop
    if stop is None or stop.detention is None:
        return Reply(parts=(say.answer(say.lines(say("waiting-none"))),))
    told = (bold(heading(stop, say)), *_facts(stop, stop.detention, say))
    if say.action_id is None:
        return Reply(parts=(say.answer(say.lines(*told)),))
    question = say("waiting-confirm", stop=label(stop, say))
    return ask_to_confirm(say.lines(*told, question), say)


def _facts(stop: Stop, waiting: Detention, say: Say) -> list[str]:
    zone = zone_of(stop)
    lines = [
        say(key, **{slot: say.minutes(minutes)})
        for key, slot, minutes in (
            ("waiting-waited", "waited", waiting.waited_minutes),
            ("waiting-free", "free", waiting.free_minutes),
        )
        if minutes is not None
    ]
    if waiting.claim_before:
        lines.append(say("waiting-before", time=say.when(waiting.claim_before, zone)))
        note = say.zone_note(zone, waiting.claim_before)
        lines += [note] if note else []
    return [*lines, say("waiting-state", state=waiting.state.value)]


def _propose(record: Waiting, ask: Ask) -> ClaimProposal | None:
    stop = record.stop
    waiting = stop.detention if stop else None
    if stop is None or waiting is None or waiting.state is not DetentionState.NONE:
        return None
    if waiting.claim_before is not None and waiting.claim_before < ask.now:
        return None
    words = Say(language=ask.language, zone=ask.zone, now=ask.now)
    actual = stop.actual
    return ClaimProposal(
        stop_id=stop.id,
        stop_label=label(stop, words),
        arrived_at=waiting.arrived_at or (actual.arrive if actual else None),
        departed_at=actual.depart if actual else None,
    )


async def _perform(proposal: ClaimProposal, logistics: DriverLogistics, key: str) -> Claimed:
    request = DetentionRequest(arrived_at=proposal.arrived_at, departed_at=proposal.departed_at)
    detention = await logistics.request_detention(proposal.stop_id, request, idempotency_key=key)
    return Claimed(detention=detention, stop_label=proposal.stop_label)


def _said(done: Claimed, say: Say) -> Reply:
    return Reply(parts=(say.answer(say.lines(say("waiting-done", stop=done.stop_label))),))


PLUGIN = Intent(
    name="claim_waiting_time",
    description=(
        "Waiting time (detention) at a stop: how long the driver has waited, what is unpaid, the "
        "state of the claim; claims it after a confirmation."
    ),
    parameters=NoArguments,
    record=Waiting,
    fetch=_fetch,
    say=_say,
    examples=(
        "I've been sitting here three hours, do I get paid?",
        "can I claim detention for this morning?",
        "llevo dos horas en el muelle, ¿se paga?",
        "estou à espera há duas horas, pagam?",
        "j'attends depuis deux heures, c'est payé ?",
        "Ich stehe seit drei Stunden an der Rampe",
        "stoję trzecią godzinę, należy mi się postojowe?",
        "stau de două ore la rampă, se plătește?",
        "üç saattir bekliyorum, ücreti var mı?",
        "стою третю годину, чи оплатять простій?",
        "तीन घंटे से खड़ा हूँ, इसका पैसा मिलेगा?",
    ),
    action=Action(
        proposal=ClaimProposal,
        propose=_propose,
        perform=_perform,
        outcome=Claimed,
        said=_said,
    ),
)

"""The booked slot at a stop: when, under which number, in what state, and requested changes."""

from __future__ import annotations

from datetime import timedelta

from pydantic import BaseModel, Field

from driver_assistant.contracts.logistics import (
    Appointment,
    AppointmentChangeState,
    Stop,
)
from driver_assistant.worker.intent import Ask, Intent, Reply
from driver_assistant.worker.logistics import DriverLogistics
from driver_assistant.worker.plain import bold, plain
from driver_assistant.worker.say import Say
from driver_assistant.worker.stop_facts import heading, label, window, windows, zone_of
from driver_assistant.worker.stop_search import (
    STOP_WANTED,
    WANTED_MAX,
    FoundStops,
    find_stops,
    say_unclear,
)


class WhichStop(BaseModel):
    """The stop whose slot is meant."""

    stop: str | None = Field(None, max_length=WANTED_MAX, description=STOP_WANTED)


async def _fetch(which: WhichStop, logistics: DriverLogistics, ask: Ask) -> FoundStops:
    return await find_stops(which.stop, logistics, ask)


def _say(record: FoundStops, say: Say) -> Reply:
    stop = record.only
    if stop is None:
        return say_unclear(record, "get_appointment", "next-stop-none", say)
    booked = stop.appointment
    slots = [slot for slot in (booked.window if booked else None, *(stop.windows or ())) if slot]
    told = _appointment(booked, stop, say) if booked else [say("appointment-none")]
    body = say.lines(
        bold(heading(stop, say)),
        label(stop, say),
        *told,
        None if booked and booked.window else windows(stop, say),
        say.zone_note(zone_of(stop), *(instant for s in slots for instant in (s.start, s.end))),
        zone=zone_of(stop),
    )
    return Reply(parts=(say.answer(body),))


def _appointment(booked: Appointment, stop: Stop, say: Say) -> list[str]:
    zone = zone_of(stop)
    lines = [say("appointment-status", status=booked.state.value)]
    if booked.window:
        lines.insert(0, say("appointment-time", time=window(booked.window, say, zone)))
    if number := plain(booked.reference, 40):
        lines.append(say("appointment-reference", reference=number))
    change = next(iter(booked.history), None)  # the newest one
    known = change is not None and change.state is not AppointmentChangeState.UNKNOWN
    if change is not None and known and change.requested_window:
        asked = window(change.requested_window, say, zone)
        lines.append(say("appointment-change", state=change.state.value, time=asked))
    return lines


PLUGIN = Intent(
    name="get_appointment",
    description=(
        "The booked loading or unloading slot of a stop: time, booking number, whether it is "
        "confirmed, and what became of a requested change."
    ),
    parameters=WhichStop,
    record=FoundStops,
    fetch=_fetch,
    say=_say,
    examples=(
        "is my slot confirmed?",
        "did they move my unloading time?",
        "¿me han cambiado la cita?",
        "a que horas é a descarga marcada?",
        "mon créneau a changé ?",
        "Ist mein Entladetermin bestätigt?",
        "czy awizacja jest potwierdzona?",
        "la ce oră am programare la descărcare?",
        "randevum onaylandı mı?",
        "чи змінили час розвантаження?",
        "मेरा स्लॉट पक्का है क्या?",
    ),
    cache_for=timedelta(seconds=30),
)

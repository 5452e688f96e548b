"""Free questions about a stop (gate, dock, access), answered from its notes by the larger model.

The template is the fallback: it shows the notes themselves, cleaned and quoted.
"""

from __future__ import annotations

from pydantic import BaseModel, Field

from driver_assistant.contracts.logistics import Stop
from driver_assistant.worker.intent import Ask, Intent, Reply
from driver_assistant.worker.logistics import DriverLogistics
from driver_assistant.worker.plain import bold, plain
from driver_assistant.worker.say import Say
from driver_assistant.worker.stop_facts import contacts, heading, label
from driver_assistant.worker.stop_search import (
    STOP_WANTED,
    WANTED_MAX,
    FoundStops,
    find_stops,
    say_unclear,
)


class WhichStop(BaseModel):
    """The stop that the question is about."""

    stop: str | None = Field(None, max_length=WANTED_MAX, description=STOP_WANTED)


async def _fetch(which: WhichStop, logistics: DriverLogistics, ask: Ask) -> FoundStops:
    return await find_stops(which.stop, logistics, ask)


def _say(record: FoundStops, say: Say) -> Reply:
    stop = record.only
    if stop is None:
        return say_unclear(record, "answer_stop_question", "next-stop-none", say)
    notes = _notes(stop, say) or [say("stop-notes-none")]
    body = say.lines(
        bold(heading(stop, say)), label(stop, say), *notes, *contacts(stop.contacts, say)
    )
    return Reply(parts=(say.answer(body),))


def _notes(stop: Stop, say: Say) -> list[str]:
    written = [stop.instructions, *(task.text for task in stop.tasks)]
    notes = (plain(text.text, 700) for text in written if text)
    return [say("stop-note", text=note) for note in dict.fromkeys(notes) if note]


PLUGIN = Intent(
    name="answer_stop_question",
    description=(
        "A question about how things are at a stop that only its notes can answer: gate, dock, "
        "access, gate code, where to check in, height limits, safety gear, what to do on site."
    ),
    parameters=WhichStop,
    record=FoundStops,
    fetch=_fetch,
    say=_say,
    examples=(
        "which gate do I use there?",
        "is there a height limit at the yard?",
        "¿por qué puerta entro al almacén?",
        "tenho de ligar antes de chegar?",
        "faut-il des chaussures de sécurité ?",
        "An welcher Rampe muss ich mich melden?",
        "jaki jest kod do bramy u klienta?",
        "unde mă prezint la poartă?",
        "kapıda kime haber vereceğim?",
        "на яку рампу ставати?",
        "गेट का कोड क्या है?",
    ),
    writes=True,
)

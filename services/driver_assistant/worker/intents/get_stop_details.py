"""Everything about one stop that the driver names by number, town, site or reference."""

from __future__ import annotations

from datetime import timedelta

from pydantic import BaseModel, Field

from driver_assistant.worker.intent import Ask, Intent, Reply
from driver_assistant.worker.logistics import DriverLogistics
from driver_assistant.worker.say import Say
from driver_assistant.worker.stop_facts import heading, next_steps, pin, stop_facts
from driver_assistant.worker.stop_search import (
    STOP_WANTED,
    WANTED_MAX,
    FoundStops,
    find_stops,
    say_unclear,
)


class WhichStop(BaseModel):
    """The stop that is meant."""

    stop: str | None = Field(None, max_length=WANTED_MAX, description=STOP_WANTED)


async def _fetch(which: WhichStop, logistics: DriverLogistics, ask: Ask) -> FoundStops:
    return await find_stops(which.stop, logistics, ask)


def _say(record: FoundStops, say: Say) -> Reply:
    stop = record.only
    if stop is None:
        return say_unclear(record, "get_stop_details", "next-stop-none", say)
    body = stop_facts(stop, say, heading=heading(stop, say))
    return Reply(parts=(say.answer(body, next_steps(stop, say)), *pin(stop)))


PLUGIN = Intent(
    name="get_stop_details",
    description=(
        "One stop that the driver names (number, town, site or reference): address, map pin, "
        "window, ETA, contact, papers and state, also for stops done or cancelled."
    ),
    parameters=WhichStop,
    record=FoundStops,
    fetch=_fetch,
    say=_say,
    examples=(
        "what time is the drop in Leeds?",
        "details for number 4",
        "¿a qué hora es la de Zaragoza?",
        "qual é a morada da paragem 5?",
        "c'est où l'arrêt à Metz ?",
        "Wann muss ich in Kassel sein?",
        "adres punktu w Poznaniu",
        "detalii despre livrarea din Cluj",
        "Ankara'daki durağın adresi ne?",
        "коли треба бути в Стрию?",
        "दूसरे स्टॉप का पता बताओ",
    ),
    cache_for=timedelta(seconds=30),
)

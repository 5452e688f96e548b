"""Finds the stop a driver means, among their own stops, for every intent that takes one.

A number, a reference, a town or a name; nothing named means the stop ahead. What is not among
the driver's stops is not found, whoever's it may be.
"""

from __future__ import annotations

from datetime import date, timedelta

from driver_assistant.contracts.logistics import Stop
from driver_assistant.contracts.messages import Wire
from driver_assistant.worker.intent import Ask, Reply
from driver_assistant.worker.logistics import DriverLogistics
from driver_assistant.worker.rules import menu_payload
from driver_assistant.worker.say import Say
from driver_assistant.worker.stop_facts import heading, is_open, label, matching

STOP_WANTED = (
    "which stop, as the driver named it: its number, a town, a site's name or a reference; "
    "null for the next or current one"
)
WANTED_MAX = 80


class FoundStops(Wire):
    """The stops a driver may mean: none, one, or several to choose from."""

    stops: tuple[Stop, ...] = ()
    named: bool = False  # the driver named one

    @property
    def only(self) -> Stop | None:
        """The stop, when it is clear which one."""
        return self.stops[0] if len(self.stops) == 1 else None


async def find_stops(wanted: str | None, logistics: DriverLogistics, ask: Ask) -> FoundStops:
    """The stop ahead, or those of today that match, else those of tomorrow."""
    if not wanted:
        ahead = await logistics.next_stop()
        return FoundStops(stops=(ahead,) if ahead else ())
    today = ask.now.astimezone(ask.zone).date()
    for day in (today, today + timedelta(days=1)):
        found = matching(await stops_of(day, logistics), wanted)
        if len(found) > 1:  # of two stops in one town, a driver means the one still to come
            found = [stop for stop in found if is_open(stop)] or found
        if found:
            return FoundStops(stops=tuple(found), named=True)
    return FoundStops(named=True)


async def stops_of(day: date, logistics: DriverLogistics) -> list[Stop]:
    """All stops of a day in the order of its routes."""
    return [stop for route in await logistics.routes(day) for stop in route.stops]


def say_unclear(found: FoundStops, intent: str, nothing: str, say: Say, **more: str) -> Reply:
    """The reply where no stop is clear: nothing there, not found, or a choice.

    `nothing` is the phrase for no stop at all, `more` the arguments to ask `intent` with again.
    """
    if not found.stops:
        key = "not-found" if found.named else nothing
        return Reply(parts=(say.answer(say.lines(say(key))),))
    rows = [
        (
            menu_payload(intent, **more, stop=stop.sequence),
            heading(stop, say),
            label(stop, say),
        )
        for stop in found.stops
        if stop.sequence is not None
    ]
    question = say.lines(say("stop-which"))
    if not rows:
        return Reply(parts=(say.answer(question),))
    # Two routes may number their stops alike: one row each, ids must not repeat.
    different = {row[0]: row for row in rows}.values()
    return Reply(parts=(say.rows(question, say("button-choose"), different),))

"""A day's run in order: today, tomorrow, yesterday, a weekday or a date."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from pydantic import BaseModel, Field

from driver_assistant.contracts.logistics import Route, RouteState, Stop, StopState, Window
from driver_assistant.contracts.messages import Wire
from driver_assistant.worker.intent import Ask, Intent, Reply
from driver_assistant.worker.logistics import DriverLogistics
from driver_assistant.worker.plain import bold, plain
from driver_assistant.worker.rules import menu_payload
from driver_assistant.worker.say import Say
from driver_assistant.worker.stop_facts import label, title, window, zone_of

_STOPS_MAX: Final = 25  # a longer list is no answer on a phone
_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_OFFSETS: Final = {"yesterday": -1, "today": 0, "tomorrow": 1, "day_after_tomorrow": 2}
_DAY: Final = rf"^({'|'.join((*_OFFSETS, *_WEEKDAYS))}|\d{{4}}-\d{{2}}-\d{{2}})$"
_SIGNS: Final = {
    StopState.EN_ROUTE: "➡️",
    StopState.ARRIVED: "📍",
    StopState.SERVICING: "📍",
    StopState.DEPARTED: "✅",
    StopState.SKIPPED: "⏭️",
    StopState.CANCELLED: "❌",
    StopState.FAILED: "⚠️",
}


class WhichDay(BaseModel):
    """Which day's route; symbolic, so that an understood question stays right tomorrow."""

    day: str = Field(
        "today",
        pattern=_DAY,
        description="yesterday, today, tomorrow, day_after_tomorrow, an English weekday for the "
        "next such day, or YYYY-MM-DD if the driver said a date",
    )


class DayRoutes(Wire):
    """The routes of a day; most days have one."""

    date: date
    routes: tuple[Route, ...]


async def _fetch(which: WhichDay, logistics: DriverLogistics, ask: Ask) -> DayRoutes:
    day = _date_of(which.day, ask.now.astimezone(ask.zone).date())
    routes = await logistics.routes(day)
    return DayRoutes(date=day, routes=tuple(_brief(route) for route in routes))


def _date_of(day: str, today: date) -> date:
    """The date of a symbolic day; a date that does not exist means today."""
    if day in _OFFSETS:
        return today + timedelta(days=_OFFSETS[day])
    if day in _WEEKDAYS:
        ahead = (_WEEKDAYS.index(day) - today.weekday()) % 7
        return today + timedelta(days=ahead)
    try:
        return date.fromisoformat(day)
    except ValueError:
        return today


def _brief(route: Route) -> Route:
    """The route without what a list does not show: notes, tasks, contacts."""
    unsaid = {"instructions": None, "cancel_reason": None, "tasks": (), "contacts": None}
    return route.model_copy(
        update={"stops": tuple(stop.model_copy(update=unsaid) for stop in route.stops)}
    )


def _say(record: DayRoutes, say: Say) -> Reply:
    choices = [(menu_payload("get_next_stop"), title("get_next_stop", say))]
    if record.date == say.now.astimezone(say.zone).date():
        choices.append((menu_payload("get_route", day="tomorrow"), say("route-tomorrow-button")))
    if not record.routes:
        none = say.lines(say("route-none", day=say.day(record.date)))
        return Reply(parts=(say.answer(none, choices),))
    told = "\n\n".join(_route(route, record, say) for route in record.routes)
    return Reply(parts=(say.answer(say.lines(told), choices),))


def _route(route: Route, record: DayRoutes, say: Say) -> str:
    day = say.day(record.date)
    if route.state is RouteState.CANCELLED:
        return say("route-cancelled", day=day)
    more = len(route.stops) - _STOPS_MAX
    lines = (
        bold(say("route-heading", day=day, count=len(route.stops))),
        *(_stop(stop, say) for stop in route.stops[:_STOPS_MAX]),
        say("route-more", count=more) if more > 0 else None,
        *_equipment(route, say),
    )
    return "\n".join(line for line in lines if line)


def _stop(stop: Stop, say: Say) -> str:
    """Such as `3. 14:00 to 16:00 delivery: Müller, Frankfurt`, with its zone where it differs."""
    number = "" if stop.sequence is None else f"{stop.sequence}. "
    slots = [_window(slot, stop, say) for slot in (stop.windows or ())[:1]]
    kind = say("stop-kind", kind=stop.kind.value)
    off = (StopState.CANCELLED, StopState.FAILED, StopState.SKIPPED)
    state = f" ({say('stop-state', state=stop.state.value)})" if stop.state in off else ""
    words = " ".join((*slots, kind))
    return f"{_SIGNS.get(stop.state, '▫️')} {number}{words}: {label(stop, say)}{state}"


def _equipment(route: Route, say: Say) -> list[str]:
    plates = [plain(trailer.plate, 20) for trailer in route.trailers if trailer.plate]
    names = [plain(member.name, 40) for member in route.crew]
    truck = plain(route.vehicle.plate, 20) if route.vehicle else ""
    return [
        *([say("route-vehicle", plate=truck)] if truck else []),
        *([say("route-trailers", plates=", ".join(plates))] if plates else []),
        *([say("route-crew", names=", ".join(names))] if names else []),
    ]


def _window(slot: Window, stop: Stop, say: Say) -> str:
    city = say.zone_city(zone_of(stop), slot.start, slot.end)
    return window(slot, say, zone_of(stop)) + (f" ({city})" if city else "")


PLUGIN = Intent(
    name="get_route",
    description=(
        "The driver's run of a whole day in order, with truck, trailer and crew. Also for "
        "'when do I start tomorrow' and 'did my plan change'."
    ),
    parameters=WhichDay,
    record=DayRoutes,
    fetch=_fetch,
    say=_say,
    examples=(
        "show me all drops for today",
        "when do I start tomorrow?",
        "¿qué me toca mañana?",
        "quantas entregas tenho hoje?",
        "c'est quoi le programme de demain ?",
        "Was steht morgen an?",
        "jaki mam plan na piątek?",
        "ce am de făcut azi?",
        "yarın kaç durağım var?",
        "що в мене на завтра?",
        "कल कितने स्टॉप हैं?",
        "¿qué paradas tengo para hoy?",
        "mostra-me a rota de hoje",
        "montre-moi les livraisons d'aujourd'hui",
        "zeig mir die Stopps von heute",
        "pokaż mi dzisiejszą trasę",
        "arată-mi traseul de azi",
        "bugünkü rotayı göster",
        "покажи маршрут на сьогодні",
        "आज का रूट दिखाओ",
    ),
    cache_for=timedelta(seconds=30),
    menu_order=2,
)

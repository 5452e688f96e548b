"""How the facts of a stop are said, for every intent that speaks about stops.

Times are the stop's own wall times. What is not known is said to be unknown, an estimate is said
with its age, and what other people wrote is cleaned before it is shown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from driver_assistant.contracts.logistics import (
    Contact,
    DocumentState,
    Place,
    Stop,
    StopAction,
    StopState,
    Window,
)
from driver_assistant.contracts.messages import LocationPart
from driver_assistant.worker.plain import bold, clip, plain
from driver_assistant.worker.rules import menu_payload
from driver_assistant.worker.say import Say

ETA_FRESH: Final = timedelta(minutes=15)  # an older estimate is said with a warning
LABEL_MAX: Final = 80  # a stop's name inside a sentence
_ADDRESS_MAX: Final = 200
_CONTACTS_MAX: Final = 2
_MINUTE: Final = timedelta(minutes=1)
_ONE_DAY: Final = timedelta(days=1)
_OPEN: Final = (StopState.SCHEDULED, StopState.EN_ROUTE, StopState.ARRIVED, StopState.SERVICING)
_THERE: Final = (StopState.ARRIVED, StopState.SERVICING, StopState.DEPARTED)
_PHONE: Final = re.compile(r"[^0-9+]")


def stop_facts(stop: Stop, say: Say, *, heading: str, note: bool = True) -> str:
    """Everything a driver needs at a stop, most needed first."""
    instructions = plain(stop.instructions.text) if note and stop.instructions else ""
    return say.lines(
        bold(heading),
        cancelled(stop, say),
        None if stop.state in (StopState.SCHEDULED, StopState.CANCELLED) else status(stop, say),
        *address(stop.location, say),
        windows(stop, say),
        *arrival(stop, say),
        say.zone_note(zone_of(stop), *_instants(stop)),
        *contacts(stop.contacts, say),
        papers(stop, say),
        say("stop-note", text=instructions) if instructions else None,
        zone=zone_of(stop),
    )


def heading(stop: Stop, say: Say, *, following: bool = False) -> str:
    """`Stop 3: delivery`, or `Next stop: 3, delivery` for the following one."""
    number = plain(stop.reference, 40) if stop.sequence is None else str(stop.sequence)
    kind = say("stop-kind", kind=stop.kind.value)
    if not number:
        return f"{title('get_next_stop', say)}: {kind}" if following else kind
    return say("next-stop-heading" if following else "stop-heading", number=number, kind=kind)


def label(stop: Stop, say: Say) -> str:
    """A stop inside a sentence: its name and town, else its number."""
    place = stop.location
    town = place.address.city if place and place.address else None
    words = [plain(part, 45) for part in (place.name if place else None, town)]
    said = ", ".join(dict.fromkeys(word for word in words if word))
    return clip(said, LABEL_MAX) if said else heading(stop, say)


def town(place: Place | None) -> str:
    """The town of a place, else its name, else nothing."""
    city = plain(place.address.city, 60) if place and place.address else ""
    return city or (plain(place.name, 60) if place else "")


def address(place: Place | None, say: Say) -> list[str]:
    """The site's name and its postal address on one line."""
    name = plain(place.name, LABEL_MAX) if place else ""
    written = place.address if place else None
    parts: list[str] = []
    if written:
        where = " ".join(part for part in (written.postal_code, written.city) if part)
        parts = [*written.lines, where, written.country or ""]
    line = plain(", ".join(part.strip() for part in parts if part.strip()), _ADDRESS_MAX)
    return [part for part in (name, line or say("stop-address-unknown")) if part]


def windows(stop: Stop, say: Say) -> str:
    """When the site receives; no window and an unknown one are different things."""
    if stop.windows is None:
        return say("stop-windows", windows=say("unknown"))
    if not stop.windows:
        return say("stop-windows-none")
    spoken = (window(w, say, zone_of(stop)) for w in stop.windows[:3])
    return say("stop-windows", windows="; ".join(spoken))


def window(slot: Window, say: Say, zone: str | None) -> str:
    """Start and end, with the day where that is not today; a site open all day says so."""
    lasts = slot.end - slot.start
    if say.time(slot.start, zone) == "00:00" and _ONE_DAY - _MINUTE <= lasts <= _ONE_DAY:
        return say.whole_day(slot.start, zone)
    end = say.time(slot.end, zone) if lasts < _ONE_DAY else say.when(slot.end, zone)
    return f"{say.when(slot.start, zone)}\u2013{end}"


def arrival(stop: Stop, say: Say) -> list[str]:
    """What happened, else what is expected: never an estimate for a stop that was reached."""
    zone = zone_of(stop)
    actual = stop.actual
    happened = [
        say(key, time=say.when(instant, zone))
        for key, instant in (
            ("stop-arrived", actual.arrive if actual else None),
            ("stop-departed", actual.depart if actual else None),
        )
        if instant
    ]
    if happened or stop.state in _THERE or not is_open(stop):
        return happened
    reported = stop.delay.expected_minutes if stop.delay else None
    late = [say("stop-delay", delay=say.minutes(reported))] if reported else []
    return [_expected(stop, say, zone), *late]


def _expected(stop: Stop, say: Say, zone: str | None) -> str:
    if stop.eta is None:
        planned = stop.planned.arrive if stop.planned else None
        return (
            say("stop-planned", time=say.when(planned, zone))
            if planned
            else say("stop-eta-unknown")
        )
    spoken = say.when(stop.eta.time, zone)
    if say.now - stop.eta.as_of > ETA_FRESH:
        return say("stop-eta-old", time=spoken, age=say.age(stop.eta.as_of))
    return say("stop-eta", time=spoken, asof=say.when(stop.eta.as_of, zone))


def contacts(people: tuple[Contact, ...] | None, say: Say) -> list[str]:
    """Whom to call at the site; nothing where there is nobody."""
    if people is None:
        return [say("stop-contact", contact=say("unknown"))]
    spoken = [contact(person) for person in people[:_CONTACTS_MAX]]
    return [say("stop-contact", contact=words) for words in spoken if words]


def contact(person: Contact) -> str:
    """A name and a number, as far as they are known."""
    number = _PHONE.sub("", person.phone or "")
    return ", ".join(part for part in (plain(person.name, 60), number) if part)


def papers(stop: Stop, say: Say) -> str | None:
    """The documents that this stop still asks for."""
    settled = (DocumentState.ACCEPTED, DocumentState.SUBMITTED, DocumentState.PROCESSING)
    needed = [d for d in stop.required_documents or () if d.state not in settled]
    names = dict.fromkeys(say("document-type", type=d.type.value) for d in needed)
    return say("stop-papers", papers=", ".join(names)) if names else None


def status(stop: Stop, say: Say) -> str:
    """`Status: arrived`."""
    return say("stop-status", state=say("stop-state", state=stop.state.value))


def cancelled(stop: Stop, say: Say) -> str | None:
    """That a stop is off, and why if somebody wrote it."""
    if stop.state is not StopState.CANCELLED:
        return None
    reason = plain(stop.cancel_reason.text, 150) if stop.cancel_reason else ""
    return say("stop-cancelled-reason", reason=reason) if reason else say("stop-cancelled")


def pin(stop: Stop) -> tuple[LocationPart, ...]:
    """The stop as a pin that opens the driver's map; none when its position is not known."""
    place = stop.location
    if place is None or place.geo is None:
        return ()
    written = place.address
    line = ", ".join((*written.lines, written.city or "")) if written else ""
    return (
        LocationPart(
            latitude=place.geo.latitude,
            longitude=place.geo.longitude,
            name=plain(place.name, LABEL_MAX),
            address=plain(line.strip(", "), _ADDRESS_MAX),
        ),
    )


def next_steps(stop: Stop, say: Say) -> list[tuple[str, str]]:
    """Buttons for what the SaaS allows at this stop now, and for a delay on the way to it."""
    steps = []
    if StopAction.ARRIVE in stop.next_actions:
        steps += ["confirm_arrival", "report_delay"]
    if StopAction.DEPART in stop.next_actions:
        steps.append("confirm_departure")
    return [(menu_payload(name), title(name, say)) for name in steps]


def title(name: str, say: Say) -> str:
    """An intent's title, for a button or a menu row."""
    return say(f"{name.replace('_', '-')}-title")


def is_open(stop: Stop) -> bool:
    """Whether the driver still has to do something at a stop."""
    return stop.state in _OPEN or stop.state is StopState.UNKNOWN


def current(stops: Iterable[Stop]) -> Stop | None:
    """The stop the driver is at, else the first open one, in the order of the route."""
    still_open = [stop for stop in stops if is_open(stop)]
    at = [s for s in still_open if s.state in (StopState.ARRIVED, StopState.SERVICING)]
    return next(iter(at or still_open), None)


def matching(stops: Iterable[Stop], wanted: str) -> list[Stop]:
    """The stops a driver may mean by a number, a reference, a town or a name."""
    among = list(stops)
    words = _folded(wanted)
    digits = re.fullmatch(r"\D{0,12}(\d{1,3})", words)
    if digits and (found := [s for s in among if s.sequence == int(digits[1])]):
        return found
    exact = [s for s in among if words and words in {_folded(n) for n in _names(s)}]
    return exact or [s for s in among if words and any(words in _folded(n) for n in _names(s))]


def _names(stop: Stop) -> list[str]:
    place = stop.location
    city = place.address.city if place and place.address else None
    return [name for name in (stop.reference, place.name if place else None, city) if name]


def _folded(text: str) -> str:
    bare = unicodedata.normalize("NFD", text.casefold().replace("ł", "l"))
    return " ".join(re.sub(r"[\u0300-\u036f]", "", bare).split())


def zone_of(stop: Stop) -> str | None:
    """The IANA zone of a stop, if it is known."""
    return stop.location.time_zone if stop.location else None


def _instants(stop: Stop) -> list[datetime | None]:
    slots = [instant for w in stop.windows or () for instant in (w.start, w.end)]
    expected = stop.eta.time if stop.eta else stop.planned.arrive if stop.planned else None
    actual = (stop.actual.arrive, stop.actual.depart) if stop.actual else ()
    return [*slots, expected, *actual]

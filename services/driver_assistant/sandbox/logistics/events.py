"""Things that happen while a driver is under way: dispatch cancels, reassigns, writes, refuses.

The control API calls `happen`; each event changes the driver's world and announces it, as the
SaaS would when a dispatcher clicks.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from driver_assistant.contracts.logistics import (
    Author,
    ChangeType,
    DispatchMessage,
    DocumentState,
    FreeText,
    IncidentState,
    RejectionReason,
    ResourceRef,
    RouteState,
    Stop,
    StopKind,
    StopState,
    Window,
)
from driver_assistant.sandbox.logistics.backend import Backend
from driver_assistant.sandbox.logistics.seed import folders
from driver_assistant.sandbox.logistics.seed.walltime import later
from driver_assistant.sandbox.logistics.world import DriverWorld

Event = Callable[[Backend, DriverWorld], ResourceRef]


def happen(backend: Backend, world: DriverWorld, kind: ChangeType) -> dict[str, Any]:
    """Make it happen; gives the change as its webhook shows it.

    Raises:
        LookupError: the driver has nothing that this could happen to, or it can't be asked for.
    """
    if kind not in EVENTS:
        known = ", ".join(event.value for event in EVENTS)
        raise LookupError(f"{kind.value!r} can't be asked for. These can: {known}.")
    resource = EVENTS[kind](backend, world)
    return backend.webhooks.announce(world, kind, resource, backend.now()).model_dump(mode="json")


def _stop_cancelled(backend: Backend, world: DriverWorld) -> ResourceRef:
    stop = _delivery_ahead(backend, world)
    return _cancel(world, stop, "The customer cancelled the order.")


def _window_changed(backend: Backend, world: DriverWorld) -> ResourceRef:
    stop = next(one for one in world.open_stops(backend.now()) if one.windows)
    hour = timedelta(hours=1)
    windows = tuple(
        Window(start=later(w.start, hour), end=later(w.end, hour)) for w in stop.windows or ()
    )
    return _ref(world.run.replace_stop(stop, windows=windows))


def _resequenced(backend: Backend, world: DriverWorld) -> ResourceRef:
    ahead = world.open_stops(backend.now())
    if len(ahead) < 3 or ahead[0].route_id is None:
        raise LookupError("fewer than three stops are ahead")
    order = world.run.order[ahead[0].route_id]
    one, two = order.index(ahead[1].id), order.index(ahead[2].id)
    order[one], order[two] = order[two], order[one]
    for number, stop in enumerate(world.run.stops_of(ahead[0].route_id), start=1):
        if stop.sequence != number:
            world.run.replace_stop(stop, sequence=number)
    route = world.run.routes[ahead[0].route_id]
    return ResourceRef(type="route", id=route.id, version=route.version)


def _load_reassigned(backend: Backend, world: DriverWorld) -> ResourceRef:
    """The load goes to another driver: it is gone here, and so are its stops."""
    stop = _delivery_ahead(backend, world)
    load_id = stop.load_ids[0]
    world.run.loads.pop(load_id)
    for one in world.open_stops(backend.now()):
        if load_id in one.load_ids:
            rest = tuple(other for other in one.load_ids if other != load_id)
            left = world.run.replace_stop(one, load_ids=rest)
            if not rest:
                _cancel(world, left, "The load was given to another driver.")
    return ResourceRef(type="load", id=load_id)


def _route_cancelled(backend: Backend, world: DriverWorld) -> ResourceRef:
    route = world.run.current_route(world.today(backend.now()))
    if route is None:
        raise LookupError("there is no route")
    for stop in world.open_stops(backend.now()):
        _cancel(world, stop, "The route was cancelled.")
    changed = world.run.touch_route(route.id, state=RouteState.CANCELLED)
    return ResourceRef(type="route", id=route.id, version=changed.version)


def _message(backend: Backend, world: DriverWorld) -> ResourceRef:
    words = FreeText(text="Please call when you can.", lang="en", author=Author.DISPATCHER)
    message = DispatchMessage(id=world.mint("msg"), text=words, sent_at=backend.now())
    world.messages[message.id] = message
    return ResourceRef(type="message", id=message.id)


def _document_rejected(backend: Backend, world: DriverWorld) -> ResourceRef:
    waiting = {DocumentState.SUBMITTED, DocumentState.PROCESSING, DocumentState.ACCEPTED}
    document = next(d for d in world.documents.values() if d.state in waiting and d.stop_id)
    note = FreeText(text="Too dark, please take it again.", lang="en", author=Author.DISPATCHER)
    back = folders.rejected(document, RejectionReason.BLURRY, note, backend.now())
    world.file(back)
    return ResourceRef(type="document", id=back.id, version=back.version)


def _incident_updated(_backend: Backend, world: DriverWorld) -> ResourceRef:
    if not world.incidents:
        raise LookupError("the driver has reported no incident")
    incident = list(world.incidents.values())[-1]
    answer = FreeText(text="We are on it.", lang="en", author=Author.DISPATCHER)
    changed = incident.model_copy(
        update={
            "state": IncidentState.IN_PROGRESS,
            "answer": answer,
            "version": incident.version + 1,
        }
    )
    world.incidents[incident.id] = changed
    return ResourceRef(type="incident", id=incident.id, version=changed.version)


EVENTS: Final[dict[ChangeType, Event]] = {
    ChangeType.STOP_CANCELLED: _stop_cancelled,
    ChangeType.STOP_WINDOW_CHANGED: _window_changed,
    ChangeType.STOP_RESEQUENCED: _resequenced,
    ChangeType.LOAD_REASSIGNED: _load_reassigned,
    ChangeType.ROUTE_CANCELLED: _route_cancelled,
    ChangeType.MESSAGE_FROM_DISPATCH: _message,
    ChangeType.DOCUMENT_REJECTED: _document_rejected,
    ChangeType.INCIDENT_UPDATED: _incident_updated,
}


def _delivery_ahead(backend: Backend, world: DriverWorld) -> Stop:
    for stop in world.open_stops(backend.now()):
        if stop.kind is StopKind.DELIVERY and stop.load_ids:
            return stop
    raise LookupError("no delivery is ahead")


def _cancel(world: DriverWorld, stop: Stop, why: str) -> ResourceRef:
    reason = FreeText(text=why, lang="en", author=Author.DISPATCHER)
    changes = {"state": StopState.CANCELLED, "cancel_reason": reason, "eta": None}
    return _ref(world.run.replace_stop(stop, **changes))


def _ref(stop: Stop) -> ResourceRef:
    return ResourceRef(type="stop", id=stop.id, version=stop.version)

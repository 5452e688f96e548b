"""Which actions a stop allows, and what they do. The SaaS decides; readers only ask.

Rules: only the first open stop of the current route may be acted on; a stop goes
scheduled → en_route → arrived → servicing → departed, steps may be left out towards arrival and
departure, and it may be skipped or failed with a reason before it is over.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from driver_assistant.contracts.logistics import (
    Actual,
    Detention,
    DetentionState,
    ProblemCode,
    RouteState,
    Stop,
    StopAction,
    StopKind,
    StopState,
    TransitionRequest,
)
from driver_assistant.sandbox.logistics.problems import Refusal, invalid
from driver_assistant.sandbox.logistics.seed.days import settle_loads
from driver_assistant.sandbox.logistics.world import OVER, DriverWorld

FREE_MINUTES: Final = 120  # waiting time a customer does not pay for
CLAIM_WITHIN: Final = timedelta(hours=24)  # Uber Freight's accessorial policy
NEEDS_REASON: Final = frozenset({StopAction.SKIP, StopAction.FAIL})
WITHOUT_GOODS: Final = frozenset({StopKind.BREAK, StopKind.FUEL, StopKind.BORDER, StopKind.DEPOT})

_LEGAL: Final = {
    StopState.SCHEDULED: (
        StopAction.EN_ROUTE,
        StopAction.ARRIVE,
        StopAction.SKIP,
        StopAction.FAIL,
    ),
    StopState.EN_ROUTE: (StopAction.ARRIVE, StopAction.SKIP, StopAction.FAIL),
    StopState.ARRIVED: (StopAction.START_SERVICE, StopAction.DEPART, StopAction.FAIL),
    StopState.SERVICING: (StopAction.DEPART, StopAction.FAIL),
}


def legal(world: DriverWorld, stop: Stop, now: datetime) -> tuple[StopAction, ...]:
    """What may be reported at this stop now."""
    upcoming = world.next_stop(now)
    if upcoming is None or upcoming.id != stop.id:
        return ()
    actions = _LEGAL.get(stop.state, ())
    if stop.kind in WITHOUT_GOODS:
        actions = tuple(action for action in actions if action is not StopAction.FAIL)
    return actions


def apply(world: DriverWorld, stop: Stop, request: TransitionRequest, now: datetime) -> Stop:
    """Do what the driver reports.

    Raises:
        Refusal: `transition_not_allowed` with what is allowed, or `validation_failed`.
    """
    action = StopAction(request.action)
    allowed = legal(world, stop, now)
    if action not in allowed:
        raise Refusal(
            ProblemCode.TRANSITION_NOT_ALLOWED,
            f"{request.action!r} is not possible while the stop is {stop.state.value}.",
            next_actions=allowed,
        )
    if action in NEEDS_REASON and request.reason is None:
        raise invalid("/reason", f"{action.value} needs a reason.")
    changed = world.run.replace_stop(stop, **_EFFECTS[action](stop, request.occurred_at))
    _settle_route(world, changed)
    settle_loads(world.run)
    return changed


def _settle_route(world: DriverWorld, stop: Stop) -> None:
    if stop.route_id is None:
        return
    stops = world.run.stops_of(stop.route_id)
    done = all(one.state in OVER for one in stops)
    state = RouteState.COMPLETED if done else RouteState.IN_PROGRESS
    if world.run.routes[stop.route_id].state is not state:
        world.run.touch_route(stop.route_id, state=state)


def _en_route(stop: Stop, at: datetime) -> dict[str, Any]:
    return {"state": StopState.EN_ROUTE, "actual": _actual(stop, en_route=at)}


def _arrive(stop: Stop, at: datetime) -> dict[str, Any]:
    detention = Detention(
        state=DetentionState.NONE,
        arrived_at=at,
        free_minutes=FREE_MINUTES,
        claim_before=at + CLAIM_WITHIN,
    )
    changes = {"state": StopState.ARRIVED, "actual": _actual(stop, arrive=at), "eta": None}
    return changes if stop.kind in WITHOUT_GOODS else changes | {"detention": detention}


def _start_service(_stop: Stop, _at: datetime) -> dict[str, Any]:
    return {"state": StopState.SERVICING}


def _depart(stop: Stop, at: datetime) -> dict[str, Any]:
    tasks = tuple(task.model_copy(update={"done": True}) for task in stop.tasks)
    return {"state": StopState.DEPARTED, "actual": _actual(stop, depart=at), "tasks": tasks}


def _skip(_stop: Stop, _at: datetime) -> dict[str, Any]:
    return {"state": StopState.SKIPPED, "eta": None}


def _fail(_stop: Stop, _at: datetime) -> dict[str, Any]:
    return {"state": StopState.FAILED, "eta": None}


_EFFECTS: Final[dict[StopAction, Callable[[Stop, datetime], dict[str, Any]]]] = {
    StopAction.EN_ROUTE: _en_route,
    StopAction.ARRIVE: _arrive,
    StopAction.START_SERVICE: _start_service,
    StopAction.DEPART: _depart,
    StopAction.SKIP: _skip,
    StopAction.FAIL: _fail,
}


def _actual(stop: Stop, **times: datetime) -> Actual:
    return (stop.actual or Actual()).model_copy(update=times)

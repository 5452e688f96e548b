"""What a driver reports about a stop: transitions, delays, waiting time."""

from __future__ import annotations

from datetime import datetime, timedelta

from fastapi import APIRouter, Response

from driver_assistant.contracts.logistics import (
    Actual,
    AffectedStop,
    ChangeType,
    Delay,
    DelayRequest,
    Detention,
    DetentionRequest,
    DetentionState,
    Eta,
    FactSource,
    ProblemCode,
    Stop,
    StopState,
    TransitionRequest,
)
from driver_assistant.sandbox.logistics import present, transitions
from driver_assistant.sandbox.logistics.answers import check_if_match, written
from driver_assistant.sandbox.logistics.callers import Caller, IdempotencyKey, IfMatch, Me
from driver_assistant.sandbox.logistics.problems import Refusal, invalid, not_found
from driver_assistant.sandbox.logistics.seed.walltime import later
from driver_assistant.sandbox.logistics.world import OVER, DriverWorld

router = APIRouter(prefix="/me/stops", tags=["reports"])


@router.post("/{stop_id:path}/transitions", response_model=Stop)
async def transition(
    stop_id: str,
    body: TransitionRequest,
    caller: Me,
    _key: IdempotencyKey,
    if_match: IfMatch = None,
) -> Response:
    """Report en_route, arrive, start_service, depart, skip or fail; gives the stop afterwards."""
    stop = _stop(caller, stop_id)
    check_if_match(if_match, stop.version)
    changed = transitions.apply(caller.world, stop, body, caller.now)
    caller.record("transition", stop_id, body)
    shown = present.stop(caller.world, changed, caller.now)
    return written(shown, now=caller.now, status=200, version=changed.version)


@router.post("/{stop_id:path}/delays", status_code=201, response_model=Delay)
async def delay(stop_id: str, body: DelayRequest, caller: Me, _key: IdempotencyKey) -> Response:
    """Report that a stop will be late: minutes, or a new time of arrival."""
    stop = _stop(caller, stop_id)
    if stop.state in OVER:
        raise Refusal(ProblemCode.TRANSITION_NOT_ALLOWED, "The stop is over.", next_actions=())
    base = _expected(stop) or caller.now
    minutes = _minutes(body, base)
    reported = Delay(
        id=caller.world.mint("dly"),
        stop_id=stop_id,
        reason=body.reason,
        expected_minutes=minutes,
        new_eta=later(base, timedelta(minutes=minutes)),
        reported_at=caller.now,
        affected=_push_back(caller.world, stop, minutes, caller.now),
    )
    caller.world.run.amend_stop(stop, delay=reported)
    caller.record("delay", stop_id, body)
    _warn(caller, reported)
    return written(reported.model_dump(mode="json"), now=caller.now)


@router.post("/{stop_id:path}/detention-requests", status_code=201, response_model=Detention)
async def claim_detention(
    stop_id: str, body: DetentionRequest, caller: Me, _key: IdempotencyKey
) -> Response:
    """Claim waiting time beyond the free minutes, within 24 hours of the arrival."""
    stop = _stop(caller, stop_id)
    actual = stop.actual or Actual()
    arrived = body.arrived_at or actual.arrive
    if arrived is None:
        raise invalid("/arrivedAt", "The stop has no arrival on record; say when it was.")
    until = body.departed_at or actual.depart or caller.now
    claim = Detention(
        id=caller.world.mint("det"),
        state=DetentionState.REQUESTED,
        arrived_at=arrived,
        free_minutes=transitions.FREE_MINUTES,
        waited_minutes=max(0, (until - arrived) // timedelta(minutes=1)),
        claim_before=arrived + transitions.CLAIM_WITHIN,
    )
    caller.world.run.replace_stop(stop, detention=claim)
    caller.record("detention", stop_id, body)
    return written(claim.model_dump(mode="json"), now=caller.now)


def _stop(caller: Caller, stop_id: str) -> Stop:
    stop = caller.world.run.stops.get(stop_id)
    if stop is None:
        raise not_found()
    return stop


def _expected(stop: Stop) -> datetime | None:
    if stop.eta:
        return stop.eta.time
    return stop.planned.arrive if stop.planned else None


def _minutes(body: DelayRequest, expected: datetime) -> int:
    if body.expected_minutes is not None:
        return body.expected_minutes
    if body.new_eta is None:
        raise invalid("/expectedMinutes", "Give expectedMinutes or newEta.")
    return max(1, (body.new_eta - expected) // timedelta(minutes=1))


def _push_back(
    world: DriverWorld, stop: Stop, minutes: int, now: datetime
) -> tuple[AffectedStop, ...]:
    """Move this stop and the ones after it; gives the later ones."""
    behind = [stop, *_after(world, stop)]
    affected = []
    for one in behind:
        expected = _expected(one)
        if expected is None:
            continue
        eta = Eta(
            time=later(expected, timedelta(minutes=minutes)), as_of=now, source=FactSource.DRIVER
        )
        changed = world.run.replace_stop(one, eta=eta)
        missed = _misses(changed, eta.time)
        if one is not stop:
            affected.append(
                AffectedStop(
                    stop_id=one.id, reference=one.reference, new_eta=eta.time, window_missed=missed
                )
            )
    return tuple(affected)


def _after(world: DriverWorld, stop: Stop) -> list[Stop]:
    if stop.route_id not in world.run.order:
        return []
    stops = world.run.stops_of(stop.route_id)
    ids = [one.id for one in stops]
    following = stops[ids.index(stop.id) + 1 :]
    return [one for one in following if one.state is StopState.SCHEDULED]


def _misses(stop: Stop, at: datetime) -> bool | None:
    if not stop.windows:
        return None
    return all(at > window.end for window in stop.windows)


def _warn(caller: Caller, delay: Delay) -> None:
    for affected in delay.affected:
        if affected.window_missed:
            version = caller.world.run.stops[affected.stop_id].version
            caller.announce(ChangeType.STOP_ETA_AT_RISK, "stop", affected.stop_id, version)

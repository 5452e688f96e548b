"""Step 11: a doorbell becomes work on one conversation, one worker at a time, in order.

Claims the conversation's lease, answers up to a few turns, commits each under the lease's epoch,
lets go without losing a wake-up. Decides what a failed turn comes to: another try in a tier, the
one honest reply at the deadline, or the dead letters.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from prometheus_client import Counter, Histogram

from driver_assistant.contracts.errors import AssistantError, Permanent, Transient
from driver_assistant.contracts.messages import InDoorbell
from driver_assistant.contracts.topology import RETRY_TIERS, retry_key
from driver_assistant.runtime.backoff import MAX_ATTEMPTS, RETRIES, retry_tier
from driver_assistant.runtime.clock import now
from driver_assistant.runtime.publisher import Ring
from driver_assistant.runtime.telemetry import continued_trace, log, step, step_trail
from driver_assistant.store import conversations
from driver_assistant.store.conversations import Fenced, Lease, Waiting
from driver_assistant.store.database import StoreUnavailable
from driver_assistant.worker import closing
from driver_assistant.worker.acting import as_button
from driver_assistant.worker.answer import answer
from driver_assistant.worker.closing import write_answer
from driver_assistant.worker.deps import Answered, Deps
from driver_assistant.worker.reading import shown_as_read
from driver_assistant.worker.turns import Turn, Wait, next_turn, stored

TURNS = Counter("driver_assistant_turns_total", "Turns by what they came to.", ["purpose"])
FENCED = Counter("driver_assistant_lease_fenced_total", "Commits refused: lease taken over.")
REPLY_SECONDS = Histogram(
    "driver_assistant_turn_seconds",
    "From the message's arrival to the committed answer.",
    buckets=(0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 30, 60, 120),
)
TAKEN_OVER = Counter(
    "driver_assistant_lease_stolen_total", "Conversations taken over from a worker that died."
)
_LOOK_AHEAD = 16  # a thought has ten parts at most
# While a fragment waits for its rest: what comes meanwhile may be complete, or an emergency.
_LOOK_AGAIN_S = 0.15
# A message that breaks our own code is given up sooner than one that waits for somebody else.
_BUG_ATTEMPTS = 3


async def work_on(doorbell: InDoorbell, deps: Deps) -> None:
    """Answer what waits in the doorbell's conversation.

    Raises:
        StoreUnavailable: the doorbell goes back to the queue.
    """
    settings = deps.settings
    async with deps.database.connection() as connection:
        lease = await conversations.claim(
            connection,
            doorbell.conversation_id,
            deps.owner,
            timedelta(seconds=settings.lease_s),
            from_the_dead=settings.life_lock,
        )
    if lease is None:
        return  # its holder sees every message before it lets go
    if lease.taken_over:
        TAKEN_OVER.inc()
        log.warning("lease.taken_over", conversation_id=str(lease.conversation_id))
    try:
        async with _renewed(lease, deps) as renewal:
            await _drain(lease, doorbell, renewal, deps)
    except Fenced:
        FENCED.inc()
        log.warning("lease.fenced", conversation_id=str(lease.conversation_id))


async def _drain(lease: Lease, doorbell: InDoorbell, renewal: _Renewal, deps: Deps) -> None:
    for _ in range(deps.settings.turns_per_claim):
        turn, waiting = await _next(lease, deps)
        if turn is not None:
            await _take_turn(turn, lease, deps)
            if waiting > len(turn.messages):
                continue  # more waited already: no use in asking whether to let go
        renewal.letting_go = True
        async with deps.database.connection() as connection:
            if await conversations.release(connection, lease):
                return
        renewal.letting_go = False
        # something is due: it came in meanwhile, or waited behind this turn
    renewal.letting_go = True
    async with deps.database.connection() as connection:
        rest = await conversations.waiting(connection, lease.conversation_id, 1)
        await conversations.let_go(connection, lease)
    await _ring_in(lease, doorbell, "high" if rest and rest[0].high else "normal", deps)


async def _next(lease: Lease, deps: Deps) -> tuple[Turn | None, int]:
    """The turn to take now, if one is due, and how many messages wait (as far as one looks)."""
    while True:
        async with deps.database.connection() as connection:
            waiting = await conversations.waiting(connection, lease.conversation_id, _LOOK_AHEAD)
        waiting = await _without_unreadable(waiting, lease, deps)
        found = next_turn(waiting, now(), timedelta(seconds=deps.settings.fragment_wait_s))
        if not isinstance(found, Wait):
            return found, len(waiting)
        await asyncio.sleep(min(found.seconds, _LOOK_AGAIN_S))


async def _without_unreadable(waiting: list[Waiting], lease: Lease, deps: Deps) -> list[Waiting]:
    """A row that can't be read is buried alone; its neighbours go on."""
    readable: list[Waiting] = []
    for message in waiting:
        try:
            stored(message)
        except ValueError as error:
            async with deps.database.connection() as connection:
                await conversations.bury(
                    connection, lease, [message.id], "unreadable", type(error).__name__
                )
            log.error("message.buried", message_id=str(message.id), cause="unreadable")
        else:
            readable.append(message)
    return readable


async def _take_turn(turn: Turn, lease: Lease, deps: Deps) -> None:
    with continued_trace(turn.lead.traceparent), step_trail() as steps, step(11) as span:
        span.set_attribute("message_id", str(turn.lead.id))
        span.set_attribute("message_ids", [str(message.id) for message in turn.messages])
        span.set_attribute("attempt", turn.lead.attempts + 1)
        turn = await as_button(turn, lease, deps)
        read: UUID | None = None
        if closing.is_expired(turn, deps):
            answered = await closing.expire(turn, lease, deps)
        elif turn.lead.attempts >= MAX_ATTEMPTS:  # counted, and never came back to say why
            answered = await closing.give_up(turn, lease, deps, "attempts", "worker_died")
        else:
            ids = [message.id for message in turn.messages]
            async with deps.database.connection() as connection:
                await conversations.begin_attempt(connection, lease, ids)
            with shown_as_read(turn, lease, deps) as receipt:
                decided = await _attempt(turn, lease, deps)
                if decided is None:
                    return
                answered = decided
                read = receipt.bring_along() if answered.parts else None
        await write_answer(answered, turn, lease, steps, deps, read=read)
    TURNS.labels(answered.purpose).inc()
    REPLY_SECONDS.observe((now() - turn.lead.received_at).total_seconds())


async def _attempt(turn: Turn, lease: Lease, deps: Deps) -> Answered | None:
    """One try; None when the turn is put off or buried."""
    try:
        async with asyncio.timeout(deps.settings.answer_timeout_s):
            return await answer(turn, lease, deps)
    except (Fenced, StoreUnavailable):
        raise
    except (Transient, TimeoutError) as error:
        return await _try_later(turn, lease, deps, error, MAX_ATTEMPTS)
    except Permanent as error:
        log.warning("turn.given_up", message_id=str(turn.lead.id), error=error.code)
        return await closing.give_up(turn, lease, deps, error.code, error.detail)
    except Exception as error:  # noqa: BLE001  # the edge: a bug costs one turn, not the process
        log.exception("turn.failed", message_id=str(turn.lead.id))
        return await _try_later(turn, lease, deps, error, _BUG_ATTEMPTS)


async def _try_later(
    turn: Turn, lease: Lease, deps: Deps, error: Exception, most: int
) -> Answered | None:
    attempt = turn.lead.attempts + 1
    code = error.code if isinstance(error, AssistantError) else type(error).__name__
    if attempt >= most:
        return await closing.give_up(turn, lease, deps, "attempts", code)
    after = error.retry_after if isinstance(error, Transient) else None
    tier, delay = retry_tier(attempt, retry_after=after)
    left = closing.time_left(turn, deps)
    if left is not None and delay > left + timedelta(seconds=5):
        tier, delay = RETRY_TIERS[1]  # close to the deadline: look again soon, then say so
    ids = [message.id for message in turn.messages]
    async with deps.database.connection() as connection:
        await conversations.postpone(connection, lease, ids, delay, code)
    RETRIES.labels("in", tier).inc()
    log.warning("turn.postponed", message_id=str(turn.lead.id), error=code, tier=tier)
    doorbell = InDoorbell(conversation_id=lease.conversation_id, message_id=turn.lead.id)
    await _ring_in(lease, doorbell, retry_key("high" if turn.lead.high else "normal", tier), deps)
    return None


async def _ring_in(lease: Lease, doorbell: InDoorbell, key: str, deps: Deps) -> None:
    again = InDoorbell(conversation_id=lease.conversation_id, message_id=doorbell.message_id)
    await deps.publisher.publish([Ring(side="in", key=key, doorbell=again)])


@dataclass(slots=True, kw_only=True)
class _Renewal:
    """What the keeper of a lease and the work under it tell each other."""

    body: asyncio.Task[None] | None
    lost: bool = False  # somebody else has the lease: the body was cancelled for that
    letting_go: bool = False  # a lease that is gone now was given back, not lost
    over: bool = False


@asynccontextmanager
async def _renewed(lease: Lease, deps: Deps) -> AsyncIterator[_Renewal]:
    """Keep the lease while the body runs; losing it ends the body with `Fenced`."""
    renewal = _Renewal(body=asyncio.current_task())
    keeper = asyncio.create_task(_keep(lease, renewal, deps))
    try:
        yield renewal
    except asyncio.CancelledError:
        if renewal.body is None or not renewal.lost:
            raise
        renewal.body.uncancel()
        raise Fenced from None
    finally:
        renewal.over = True  # a cancellation that meets a timeout inside the driver is lost
        keeper.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await keeper


async def _keep(lease: Lease, renewal: _Renewal, deps: Deps) -> None:
    """Extend the lease now and then; cancel the body once somebody else has it."""
    while not renewal.over:
        await asyncio.sleep(deps.settings.lease_renew_s)
        try:
            async with deps.database.connection() as connection:
                await conversations.renew(
                    connection, lease, timedelta(seconds=deps.settings.lease_s)
                )
        except Fenced:
            if renewal.letting_go:
                continue  # given back between the two statements; the ring must still go out
            renewal.lost = True
            if renewal.body is not None:
                renewal.body.cancel()
            return
        except StoreUnavailable as error:
            log.warning("lease.not_renewed", error=str(error))

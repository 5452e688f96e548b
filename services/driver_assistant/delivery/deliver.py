"""Step 24: one part of a reply leaves, exactly once as far as anyone can know.

A doorbell names a conversation; its parts are claimed one after the other in their order, sent,
and settled. What came back decides: accepted, try again in a tier, slow one driver or one number
down, stop the number, use a template, give up, or wait in doubt for Meta's status.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from prometheus_client import Counter, Histogram
from pydantic import TypeAdapter

from driver_assistant.contracts.channel import Accepted, InDoubt, NotSent, Refused, Sender
from driver_assistant.contracts.errors import Permanent
from driver_assistant.contracts.messages import OutDoorbell, Part
from driver_assistant.contracts.topology import retry_key
from driver_assistant.delivery.instead import (
    NO_SUCH_TRANSLATION,
    convert,
    replace_late_failures,
    retranslate,
    window_is_closed,
)
from driver_assistant.delivery.settings import DeliverySettings
from driver_assistant.runtime.backoff import MAX_ATTEMPTS, RETRIES, retry_tier
from driver_assistant.runtime.clock import boot_time_s, now
from driver_assistant.runtime.phones import ContactBook
from driver_assistant.runtime.publisher import Publisher, Ring
from driver_assistant.runtime.telemetry import continued_trace, log, step
from driver_assistant.store import outbox
from driver_assistant.store.database import Database
from driver_assistant.store.outbox import Sending

SENT = Counter("driver_assistant_send_total", "Send attempts by result.", ["result"])
AMBIGUOUS = Counter("driver_assistant_send_ambiguous_total", "Sends with an unknown outcome.")
ELSEWHERE = Counter(
    "driver_assistant_send_settled_elsewhere_total",
    "Attempts whose end found the part settled by a status, a sweeper or another sender.",
)
END_TO_END = Histogram(
    "driver_assistant_reply_seconds",
    "From the reply's commit to Meta's acceptance.",
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
)

_PART: TypeAdapter[Part] = TypeAdapter(Part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deps:
    """What delivering needs."""

    settings: DeliverySettings
    owner: str
    database: Database
    publisher: Publisher
    sender: Sender
    contacts: ContactBook


async def deliver(doorbell: OutDoorbell, deps: Deps) -> None:
    """Send what is due in the doorbell's conversation, in order.

    Raises:
        StoreUnavailable: nothing was claimed; the doorbell goes back.
    """
    if doorbell.look_back:
        await replace_late_failures(
            deps.database, doorbell.conversation_id, deps.settings.template_window_closed
        )
    while True:
        claimed_at_s = boot_time_s()
        async with deps.database.connection() as connection:
            sending = await outbox.claim_next(
                connection,
                doorbell.conversation_id,
                deps.owner,
                timedelta(seconds=deps.settings.send_lease_s),
                timedelta(seconds=deps.settings.doubt_passes_after_s),
            )
        if sending is None:
            return
        with continued_trace(sending.traceparent), step(24, attempt=sending.attempt) as span:
            span.set_attribute("message_id", str(sending.message_id))
            span.set_attribute("part", sending.part)
            if not await _send_one(sending, claimed_at_s, deps):
                return


async def _send_one(sending: Sending, claimed_at_s: float, deps: Deps) -> bool:
    """One attempt; True when the conversation's next part may follow."""
    if window_is_closed(sending):
        await _convert(sending, deps)
        return True
    try:
        to = deps.contacts.decrypt(sending.contact_cipher)
        part = _PART.validate_json(sending.payload)
    except (Permanent, ValueError) as error:
        await _settle_dead(sending, None, type(error).__name__, deps)
        return True
    result = await deps.sender.send(
        sending.phone_number_id,
        to,
        part,
        opaque=sending.opaque,
        reply_to=sending.reply_to,
        may_start=lambda: _claim_holds(claimed_at_s, deps),
    )
    match result:
        case Accepted(wamid=wamid):
            SENT.labels("accepted").inc()
            END_TO_END.observe((now() - sending.created_at).total_seconds())
            await _settle(sending, "accepted", deps, wamid=wamid)
            log.info("part.accepted", message_id=str(sending.message_id), part=sending.part)
            return True
        case InDoubt(error=why):
            SENT.labels("ambiguous").inc()
            AMBIGUOUS.inc()
            await _settle(sending, "ambiguous", deps, error=why)
            log.warning("part.in_doubt", message_id=str(sending.message_id), error=why)
            return False
        case NotSent(error=why):
            SENT.labels("not_sent").inc()
            await _again(sending, deps, error=why, refused=None)
            return False
        case Refused():
            SENT.labels(result.kind).inc()
            return await _refused(sending, result, deps)


def _claim_holds(claimed_at_s: float, deps: Deps) -> bool:
    """Whether a call that starts now ends before the claim does.

    Asked right before the first byte. A process that was stopped after its claim wakes up here:
    the part may be in doubt or in somebody else's hands. Boot time counts suspensions, too.
    """
    left_s = deps.settings.send_lease_s - (boot_time_s() - claimed_at_s)
    return left_s >= deps.settings.whatsapp_timeout_s


async def _refused(sending: Sending, refused: Refused, deps: Deps) -> bool:
    match refused.kind:
        case "retry":
            await _again(sending, deps, error=refused.error, refused=refused)
            return False
        case "throttle_driver":
            await _throttled(sending, refused, deps)
            return False
        case "throttle_number":
            delay = refused.retry_after or timedelta(seconds=5)
            async with deps.database.connection() as connection:
                await outbox.hold_number(
                    connection, sending.phone_number_id, delay, f"throttled {refused.code}"
                )
            await _settle(sending, "retry", deps, refused=refused, delay=delay, uncounted=True)
            return False
        case "stop":
            async with deps.database.connection() as connection:
                await outbox.stop_number(
                    connection, sending.phone_number_id, f"{refused.code}: {refused.error}"
                )
            await _settle(sending, "retry", deps, refused=refused, uncounted=True)
            log.error("number.stopped", code=refused.code, phone_number_id=sending.phone_number_id)
            return False
        case "window_closed":
            await _convert(sending, deps)
            return True
        case "dead":
            if refused.code != NO_SUCH_TRANSLATION or not await _in_another_language(sending, deps):
                await _settle_dead(sending, refused, refused.error, deps)
            return True


async def _again(sending: Sending, deps: Deps, *, error: str, refused: Refused | None) -> None:
    """Try again in a retry tier, or give up after too many attempts."""
    if sending.attempt >= MAX_ATTEMPTS:
        await _settle_dead(sending, refused, error, deps)
        return
    after = refused.retry_after if refused else None
    tier, delay = retry_tier(sending.attempt, retry_after=after)
    await _settle(sending, "retry", deps, refused=refused, error=error, delay=delay)
    await _ring_in(sending, tier, deps)


async def _throttled(sending: Sending, refused: Refused, deps: Deps) -> None:
    """This driver got too many messages: only this conversation waits, and it is not its fault."""
    tier, delay = retry_tier(1, retry_after=refused.retry_after)
    await _settle(sending, "retry", deps, refused=refused, delay=delay, uncounted=True)
    await _ring_in(sending, tier, deps)


async def _ring_in(sending: Sending, tier: str, deps: Deps) -> None:
    RETRIES.labels("out", tier).inc()
    key = retry_key("high" if sending.high else "normal", tier)
    doorbell = OutDoorbell(conversation_id=sending.conversation_id, message_id=sending.message_id)
    await deps.publisher.publish(
        [Ring(side="out", key=key, doorbell=doorbell, traceparent=sending.traceparent)]
    )


async def _convert(sending: Sending, deps: Deps) -> None:
    """Outside the window only a template may leave: it offers the waiting answer as a button."""
    async with deps.database.transaction() as connection:
        await convert(sending, deps.settings.template_window_closed, connection)
    SENT.labels("converted").inc()


async def _in_another_language(sending: Sending, deps: Deps) -> bool:
    async with deps.database.transaction() as connection:
        return await retranslate(sending, connection)


async def _settle_dead(sending: Sending, refused: Refused | None, error: str, deps: Deps) -> None:
    log.error("part.died", message_id=str(sending.message_id), part=sending.part, error=error[:200])
    await _settle(sending, "dead", deps, refused=refused, error=error)


async def _settle(  # an attempt's whole outcome
    sending: Sending,
    result: outbox.AttemptResult,
    deps: Deps,
    *,
    wamid: str | None = None,
    refused: Refused | None = None,
    error: str | None = None,
    delay: timedelta = timedelta(0),
    uncounted: bool = False,
) -> None:
    async with deps.database.connection() as connection:
        state = await outbox.settle(
            connection,
            sending,
            deps.owner,
            result,
            wamid=wamid,
            delay=delay,
            http_status=refused.http_status if refused else None,
            error_code=refused.code if refused else None,
            error=error or (refused.error if refused else None),
            uncounted=uncounted,
        )
    if state != result:
        ELSEWHERE.inc()
        log.warning("send.settled_elsewhere", message_id=str(sending.message_id))

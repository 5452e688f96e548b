"""The RabbitMQ topology as data: exchanges, queues, policies. The same on RabbitMQ 3.10 and 4.x.

`runtime/broker.py` declares exchanges, queues and bindings at a service's start; the operator
(or `driver-assistant topology apply`) sets the policies over the management API. Queue arguments
are immutable and clash as 406, so only what is structural is an argument; limits are policies.

One queue per priority (RabbitMQ's own advice: quorum queues have no portable priorities), one
TTL queue per retry tier and priority, so that a doorbell keeps its routing key on the way back
and a long delay never blocks a short one. Doorbells carry ids only: losing, doubling or
reordering them is harmless, PostgreSQL is the truth.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final, Literal

Side = Literal["in", "out"]

SIDES: Final[tuple[Side, ...]] = ("in", "out")
PRIORITIES: Final = ("high", "normal")

# The tiers of the retry ladder; the last one is the ceiling.
RETRY_TIERS: Final[tuple[tuple[str, timedelta], ...]] = (
    ("1s", timedelta(seconds=1)),
    ("5s", timedelta(seconds=5)),
    ("30s", timedelta(seconds=30)),
    ("2m", timedelta(minutes=2)),
    ("10m", timedelta(minutes=10)),
)

DELIVERY_LIMIT: Final = 20  # a backstop: attempts are counted in PostgreSQL
MAX_QUEUE_BYTES: Final = 1024**3
UNROUTED: Final = "unrouted"
DEAD_LETTERS: Final = "dlx.x"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A durable exchange; what it can't route goes to `alternate`."""

    name: str
    kind: Literal["direct", "fanout"]
    alternate: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """A durable quorum queue, bound to `exchange` under each of `keys`."""

    name: str
    exchange: str
    keys: tuple[str, ...] = ("",)
    arguments: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePolicy:
    """A RabbitMQ policy: one applies per queue, so patterns must not overlap."""

    name: str
    pattern: str
    definition: dict[str, Any]
    priority: int = 10


def exchange_of(side: Side) -> str:
    """The exchange that services publish a side's doorbells to."""
    return f"{side}.x"


def work_queue(side: Side, priority: str) -> str:
    """The queue that workers (`in`) or senders (`out`) consume."""
    return f"{side}.{priority}"


def retry_key(priority: str, tier: str) -> str:
    """The routing key that parks a doorbell for a tier's time."""
    return f"{priority}.retry.{tier}"


def dead_letter_queue(side: Side) -> str:
    """Where a doorbell ends that the broker gave up on."""
    return f"{side}.dlq"


EXCHANGES: Final[tuple[Exchange, ...]] = (
    Exchange(name="unrouted.x", kind="fanout"),
    Exchange(name=DEAD_LETTERS, kind="direct"),
    *(Exchange(name=exchange_of(side), kind="direct", alternate="unrouted.x") for side in SIDES),
)


def _queues() -> tuple[Queue, ...]:
    quorum = {"x-queue-type": "quorum"}
    queues = [Queue(name=UNROUTED, exchange="unrouted.x", arguments=quorum)]
    for side in SIDES:
        queues.append(
            Queue(
                name=dead_letter_queue(side),
                exchange=DEAD_LETTERS,
                keys=(dead_letter_queue(side),),
                arguments=quorum,
            )
        )
        for priority in PRIORITIES:
            queues.append(
                Queue(
                    name=work_queue(side, priority),
                    exchange=exchange_of(side),
                    keys=(priority,),
                    arguments=quorum,
                )
            )
            queues.extend(
                Queue(
                    name=f"{side}.{retry_key(priority, tier)}",
                    exchange=exchange_of(side),
                    keys=(retry_key(priority, tier),),
                    arguments=quorum
                    | {
                        "x-message-ttl": int(delay.total_seconds() * 1000),
                        "x-dead-letter-exchange": exchange_of(side),
                        "x-dead-letter-routing-key": priority,
                        "x-dead-letter-strategy": "at-least-once",
                        "x-overflow": "reject-publish",  # at-least-once needs it
                    },
                )
                for tier, delay in RETRY_TIERS
            )
    return tuple(queues)


QUEUES: Final[tuple[Queue, ...]] = _queues()

POLICIES: Final[tuple[QueuePolicy, ...]] = tuple(
    QueuePolicy(
        name=f"{side}-work",
        pattern=rf"^{side}\.(high|normal)$",
        definition={
            "delivery-limit": DELIVERY_LIMIT,
            "dead-letter-exchange": DEAD_LETTERS,
            "dead-letter-routing-key": dead_letter_queue(side),
            "dead-letter-strategy": "at-least-once",
            "overflow": "reject-publish",
            "max-length-bytes": MAX_QUEUE_BYTES,
        },
    )
    for side in SIDES
)

"""The 26 steps in their 7 phases, each in one sentence, for people who watch a message travel.

Read by `journey.py` and shown by the phone page; numbers, order and code are those of
docs/steps.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step: `where` names who does it, `why` says what it is good for.

    `uses` are the servers and services it asks, by the names of the page's lamps; `code` is where
    to read on, below `services/driver_assistant/`, "" for what others do.
    """

    number: int
    phase: int
    name: str
    where: str
    why: str
    uses: tuple[str, ...] = ()
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """A handful of steps, and what they are there for."""

    name: str
    about: str


PHASES: Final = (
    Phase(name="Reception", about="Written by Meta, from a driver we know, and on disk before "
        "anybody hears 200. From here on the message can't be lost."),
    Phase(name="Queuing", about="The queue holds doorbells: ids, never words. Losing or doubling "
        "one is harmless."),
    Phase(name="Context", about="One worker holds a conversation at a time. Words are judged "
        "before anything reads them."),
    Phase(name="Understanding", about="The cheapest sure way; a model only where no rule knows."),
    Phase(name="Data", about="This driver's record from the company's system, or the last good "
        "one with its age."),
    Phase(name="Response", about="A template filled from the record, checked, then committed "
        "once."),
    Phase(name="Delivery", about="Each part leaves once and in order. Meta's ticks come back."),
)  # fmt: skip

_ROWS: Final = (
    (1, 1, "Driver sends", "phone", "The driver's phone hands the message to WhatsApp."),
    (2, 1, "Meta posts", "Meta", "Meta posts it to our webhook, and again until it gets a 200."),
    (3, 1, "Load balancer", "cluster", ("In a cluster an Ingress picks a webhook; the demo "
        "has one.")),
    (4, 1, "Signature", "webhook", ("HMAC over the raw bytes: only Meta can have "
        "written this.")),
    (5, 1, "Payload parsed", "webhook", ("Every message and status in the payload is read on its "
        "own; a broken one costs only itself.")),
    (6, 1, "Driver known", "webhook", ("The number's keyed hash finds the driver; one SQL "
        "statement also drops what came twice.")),
    (7, 1, "Row written", "webhook", ("The row in PostgreSQL is the truth: from here on the "
        "message can't be lost.")),
    (9, 2, "Doorbell rung", "webhook", ("RabbitMQ gets a doorbell with ids only and confirms "
        "it; without a broker a sweeper rings later.")),
    (8, 1, "200 returned", "webhook", ("Meta hears 200 and stops repeating; everything else "
        "happens after it.")),
    (10, 2, "Queued", "RabbitMQ", ("A durable quorum queue holds the doorbell until a worker has "
        "a free slot.")),
    (11, 3, "Worker pulls", "worker", ("One worker claims the conversation by a lease; if it dies "
        "another takes the conversation over.")),
    (13, 3, "Re-authorised", "worker", ("Still our driver? A sliding window stops floods "
        "with one polite sentence.")),
    (14, 3, "Input guard", "worker", ("Nothing reads the words before they were judged: "
        "injection, abuse, other people's data.")),
    (12, 3, "Context", "worker", ("The last turns come from Redis, so that “and the one "
        "after?” has a meaning.")),
    (15, 4, "Prompt", "worker", ("Stable parts first, so that the provider's prompt "
        "cache pays most of it.")),
    (16, 4, "Intent", "worker", ("The cheapest sure way: button, exact phrase, "
        "remembered question, then the model by function calling.")),
    (17, 5, "Breaker", "worker", ("After too many failures it opens: nobody waits for a "
        "system that is known to be down.")),
    (18, 5, "Logistics API", "worker", ("The record comes from the company's SaaS, scoped to this "
        "driver.")),
    (19, 5, "Cached data", "worker", ("If the SaaS is away, the last good record is told "
        "with its age.")),
    (20, 6, "Formatted", "worker", ("A template in the driver's language is filled from the "
        "record; a model can't invent a stop.")),
    (23, 6, "Output guard", "worker", ("The answer is checked against the record: other "
        "drivers, wrong times, leaked prompts don't pass.")),
    (22, 6, "Stored", "worker", ("Reply and everything it changes are committed in one "
        "transaction, fenced by the lease.")),
    (21, 6, "Context kept", "worker", ("Redis learns of the turn last: it never knows "
        "more than PostgreSQL.")),
    (24, 7, "Part sent", "delivery", ("Each part leaves once, in order; in doubt it waits for "
        "Meta's status instead of being repeated.")),
    (25, 7, "Status", "webhook", ("Meta reports sent, delivered and read; states only "
        "ever move forward.")),
    (26, 7, "Telemetry", "all", ("Spans, metrics and logs of all of the above: this page "
        "is made of nothing else.")),
)  # fmt: skip

# Whom a step asks, and its code.
_PLACES: Final[Mapping[int, tuple[tuple[str, ...], str]]] = {
    4: ((), "webhook/receive.py"),
    5: ((), "webhook/receive.py"),
    6: (("postgresql",), "webhook/record.py"),
    7: (("postgresql",), "webhook/record.py"),
    9: (("rabbitmq",), "runtime/publisher.py"),
    8: ((), "webhook/app.py"),
    10: (("rabbitmq",), "contracts/topology.py"),
    11: (("rabbitmq", "postgresql"), "worker/conversation.py"),
    13: (("postgresql", "redis"), "worker/authorise.py"),
    14: (("guardrails",), "worker/listen.py"),
    12: (("redis",), "worker/context.py"),
    15: ((), "worker/model/prompt.py"),
    16: (("llm", "redis"), "worker/understand.py"),
    17: ((), "worker/breaker.py"),
    18: (("logistics",), "worker/fetch.py"),
    19: (("redis",), "worker/fetch.py"),
    20: ((), "worker/respond.py"),
    23: (("guardrails",), "worker/approve.py"),
    22: (("postgresql",), "worker/closing.py"),
    21: (("redis",), "worker/context.py"),
    24: (("postgresql", "arrival"), "delivery/deliver.py"),
    25: (("postgresql",), "webhook/receive.py"),
    26: ((), "runtime/telemetry.py"),
}

STEPS: Final = {
    number: Step(
        number=number,
        phase=phase,
        name=name,
        where=where,
        why=why,
        uses=_PLACES.get(number, ((), ""))[0],
        code=_PLACES.get(number, ((), ""))[1],
    )
    for number, phase, name, where, why in _ROWS
}
ORDER: Final = tuple(STEPS)  # in which the work is done: 8 comes after 9, 12 after 14, 23 before 22

"""Publishing many doorbells at once over one AMQP channel, and counting the broker's confirms.

`publisher.py` uses it. aiormq keeps the connection: handshake, heartbeats, reading, closing. Its
own `basic_publish` costs a task, two futures and three encoded frames per message, which is most
of a webhook's CPU under load; here a batch is one write and one future. A doorbell's frames are
the same but for ids of fixed length, so pamqp encodes each shape once and the ids are put in.

The invariant: the broker numbers what it receives on a confirming channel 1, 2, 3, ...; so the
n-th doorbell written here has the number n. Numbers are given and frames are queued without an
await between them, so no cancellation can come between: both happen, or neither.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import pamqp.frame
from aiormq.abc import AbstractConnection, ChannelFrame, ConfirmationFrameType
from aiormq.channel import Channel
from pamqp import commands
from pamqp.body import ContentBody
from pamqp.header import ContentHeader

_FRAME_HEADER = 7  # AMQP 0-9-1 §4.2.3: type, channel, size


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """Where a doorbell goes and what it carries; `body` is JSON."""

    exchange: str
    routing_key: str
    kind: str
    traceparent: str
    body: bytes


@dataclass(slots=True, eq=False)
class Batch:
    """Doorbells written together; `done` is set once the broker has answered for all of them."""

    confirmed: list[bool]
    open: int
    done: asyncio.Future[None] = field(default_factory=asyncio.Future)


class ConfirmChannel(Channel):
    """A channel in confirm mode that is only published to, with `send`, by one owner."""

    def __init__(self, connector: AbstractConnection, number: int, **options: Any) -> None:
        super().__init__(connector, number, **options)
        self._waiting: dict[int, tuple[Batch, int]] = {}  # by delivery tag, in rising order

    def send(self, envelopes: list[Envelope]) -> Batch:
        """Queue all for writing at once; never waits.

        Raises:
            asyncio.QueueFull: the socket takes nothing any more; nothing was queued.
        """
        frames = b"".join([_frames(self.number, envelope) for envelope in envelopes])
        self.write_queue.put_nowait(ChannelFrame(payload=frames, should_close=False))
        batch = Batch([False] * len(envelopes), len(envelopes))
        for position in range(len(envelopes)):
            self.delivery_tag += 1
            self._waiting[self.delivery_tag] = (batch, position)
        return batch

    async def _on_confirm_frame(self, frame: ConfirmationFrameType) -> None:
        number = frame.delivery_tag or 0
        well = isinstance(frame, commands.Basic.Ack)
        if not getattr(frame, "multiple", False):  # a Reject has none
            self._settle(number, well=well)
            return
        passed = []
        for tag in self._waiting:
            if tag > number:
                break
            passed.append(tag)
        for tag in passed:
            self._settle(tag, well=well)

    def _settle(self, tag: int, *, well: bool) -> None:
        batch, position = self._waiting.pop(tag, (None, 0))
        if batch is None:
            return
        batch.confirmed[position] = well
        batch.open -= 1
        if batch.open == 0 and not batch.done.done():
            batch.done.set_result(None)


async def open_confirming(connection: AbstractConnection) -> ConfirmChannel:
    """The connection's first channel, in confirm mode.

    Raises:
        aiormq.exceptions.AMQPError: the broker refused.
    """
    channel = ConfirmChannel(connection, 1, publisher_confirms=True)
    connection.channels[1] = channel
    await channel.open()
    return channel


def _frames(channel: int, envelope: Envelope) -> bytes:
    before, between, after = _template(
        channel,
        envelope.exchange,
        envelope.routing_key,
        envelope.kind,
        len(envelope.traceparent),
        len(envelope.body),
    )
    return b"".join((before, envelope.traceparent.encode(), between, envelope.body, after))


@lru_cache(maxsize=256)
def _template(
    channel: int, exchange: str, routing_key: str, kind: str, trace_length: int, body_length: int
) -> tuple[bytes, bytes, bytes]:
    """The bytes before the trace context, between it and the body, and after the body."""
    trace = "t" * trace_length
    publish = commands.Basic.Publish(exchange=exchange, routing_key=routing_key)
    properties = commands.Basic.Properties(
        delivery_mode=2,
        content_type="application/json",
        message_type=kind,
        headers={"traceparent": trace} if trace else None,
    )
    header = ContentHeader(properties=properties, body_size=body_length)
    head = b"".join(pamqp.frame.marshal(frame, channel) for frame in (publish, header))
    content = pamqp.frame.marshal(ContentBody(b"b" * body_length), channel)
    opening, after = content[:_FRAME_HEADER], content[_FRAME_HEADER + body_length :]
    if not trace:
        return head, opening, after
    marked = trace_length.to_bytes(4) + trace.encode()  # AMQP's long string: its length first
    start = head.index(marked) + 4
    return head[:start], head[start + trace_length :] + opening, after

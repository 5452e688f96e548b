"""Doorbells written in batches: AMQP's own bytes, and no confirm meets the wrong doorbell."""

from __future__ import annotations

import asyncio
from typing import Any

import pamqp.frame
import pytest
from aiormq.abc import ChannelFrame
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pamqp import commands
from pamqp.body import ContentBody
from pamqp.header import ContentHeader

from driver_assistant.runtime.confirms import Batch, ConfirmChannel, Envelope


def envelope(body: bytes = b'{"a":1}', traceparent: str = "00-ab-cd-01") -> Envelope:
    return Envelope(
        exchange="in.x",
        routing_key="normal",
        kind="doorbell.in/1",
        traceparent=traceparent,
        body=body,
    )


def channel(room: int = 100) -> ConfirmChannel:
    """A channel that writes into a queue; nothing reads it and nothing is connected."""
    made = ConfirmChannel.__new__(ConfirmChannel)
    made.number = 3
    made.delivery_tag = 0
    made.write_queue = asyncio.Queue(room)
    made._waiting = {}
    return made


def frames_of(data: bytes) -> list[Any]:
    found = []
    while data:
        length, _, frame = pamqp.frame.unmarshal(data)
        found.append(frame)
        data = data[length:]
    return found


async def confirm(
    on: ConfirmChannel, tag: int, *, multiple: bool = False, well: bool = True
) -> None:
    kind = commands.Basic.Ack if well else commands.Basic.Nack
    await on._on_confirm_frame(kind(delivery_tag=tag, multiple=multiple))


@given(
    body=st.binary(min_size=1, max_size=300),
    traceparent=st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=300),
)
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_the_frames_are_those_that_pamqp_would_write(body: bytes, traceparent: str) -> None:
    async def written() -> ChannelFrame:
        one = channel()
        one.send([envelope(body, traceparent)])
        frame: ChannelFrame = one.write_queue.get_nowait()
        return frame

    sent = asyncio.run(written())

    publish, header, content = frames_of(sent.payload)
    assert isinstance(publish, commands.Basic.Publish)
    assert isinstance(header, ContentHeader)
    assert isinstance(content, ContentBody)
    assert (publish.exchange, publish.routing_key) == ("in.x", "normal")
    assert header.body_size == len(body)
    assert header.properties.delivery_mode == 2
    assert header.properties.message_type == "doorbell.in/1"
    assert (header.properties.headers or {}).get("traceparent", "") == traceparent
    assert content.value == body


async def test_a_batch_is_one_write() -> None:
    one = channel()

    one.send([envelope() for _ in range(5)])

    assert one.write_queue.qsize() == 1
    assert len(frames_of(one.write_queue.get_nowait().payload)) == 15


@given(
    sizes=st.lists(st.integers(1, 4), min_size=1, max_size=5),
    answers=st.lists(st.tuples(st.integers(1, 25), st.booleans(), st.booleans()), max_size=30),
)
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_every_doorbell_gets_the_first_answer_that_names_it(
    sizes: list[int], answers: list[tuple[int, bool, bool]]
) -> None:
    """The broker counts from one; `multiple` answers for all that are still open up to a number."""

    async def run() -> list[Batch]:
        one = channel()
        batches = [one.send([envelope()] * size) for size in sizes]
        for tag, multiple, well in answers:
            await confirm(one, tag, multiple=multiple, well=well)
        return batches

    expected: dict[int, bool] = {}
    for tag, multiple, well in answers:
        for named in range(1, tag + 1) if multiple else (tag,):
            expected.setdefault(named, well)
    batches = asyncio.run(run())

    tags = iter(range(1, sum(sizes) + 1))
    for batch in batches:
        own = [next(tags) for _ in batch.confirmed]
        assert batch.confirmed == [expected.get(tag, False) for tag in own]
        assert batch.done.done() == all(tag in expected for tag in own)


async def test_what_could_not_be_written_takes_no_number() -> None:
    one = channel(room=1)
    first = one.send([envelope()])

    with pytest.raises(asyncio.QueueFull):
        one.send([envelope()])
    one.write_queue.get_nowait()
    second = one.send([envelope()])
    await confirm(one, 2)

    assert (first.confirmed, second.confirmed) == ([False], [True])

"""Blue ticks: with the reply when it is quick, by themselves when it is not, once in any case."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest

from driver_assistant.contracts.messages import (
    Choice,
    Content,
    Reaction,
    ReceiptDoorbell,
    StoredMessage,
    Text,
)
from driver_assistant.runtime.clock import now
from driver_assistant.runtime.ids import new_id
from driver_assistant.runtime.publisher import Ring
from driver_assistant.store.conversations import Lease, Waiting
from driver_assistant.worker import reading
from driver_assistant.worker.reading import shown_as_read
from driver_assistant.worker.turns import Turn

QUESTION = Text(body="where is my next stop?")
LEASE = Lease(
    conversation_id=uuid4(),
    owner="w1",
    epoch=1,
    driver_id=None,
    phone_number_id="1",
    handed_off_until=None,
)


class Sent:
    """A publisher that only remembers."""

    def __init__(self) -> None:
        self.receipts: list[UUID] = []
        self.rang = asyncio.Event()

    async def publish(self, rings: Sequence[Ring]) -> list[bool]:
        for ring in rings:
            assert isinstance(ring.doorbell, ReceiptDoorbell)
            self.receipts.append(ring.doorbell.message_id)
        self.rang.set()
        return [True] * len(rings)


@pytest.fixture
def sent() -> Sent:
    return Sent()


def _deps(sent: Sent) -> Any:
    return SimpleNamespace(publisher=sent)


def _turn(content: Content, attempts: int = 0) -> Turn:
    written = StoredMessage(content=content)
    message = Waiting(
        id=new_id(),
        wamid="wamid.1",
        kind=content.type,
        high=False,
        emergency=None,
        content=written.model_dump_json().encode(),
        sent_at=now(),
        received_at=now(),
        attempts=attempts,
        due=True,
        traceparent="",
    )
    return Turn(messages=(message,), contents=(written,))


async def test_a_quick_answer_brings_the_ticks_along(sent: Sent) -> None:
    turn = _turn(QUESTION)

    with shown_as_read(turn, LEASE, _deps(sent)) as receipt:
        brought = receipt.bring_along()
    await asyncio.sleep(0)

    assert brought == turn.last.id
    assert sent.receipts == []


async def test_an_answer_that_takes_a_moment_is_announced_once(
    sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "_SHOWN_AFTER_S", 0)
    turn = _turn(QUESTION)

    with shown_as_read(turn, LEASE, _deps(sent)) as receipt:
        async with asyncio.timeout(10):
            await sent.rang.wait()
        brought = receipt.bring_along()
    await asyncio.sleep(0)

    assert brought is None
    assert sent.receipts == [turn.last.id]


async def test_a_turn_without_a_reply_is_shown_as_read_by_itself(sent: Sent) -> None:
    turn = _turn(Text(body="thanks"))

    with shown_as_read(turn, LEASE, _deps(sent)):
        pass
    await asyncio.sleep(0)

    assert sent.receipts == [turn.last.id]


@pytest.mark.parametrize(
    "turn",
    [
        _turn(Choice(payload="intent:get_help", title="Menu")),
        _turn(Reaction(target="wamid.1", emoji="+")),
        _turn(QUESTION, attempts=1),
    ],
    ids=["a press", "a reaction", "a later attempt"],
)
async def test_what_needs_no_ticks_gets_none(sent: Sent, turn: Turn) -> None:
    with shown_as_read(turn, LEASE, _deps(sent)) as receipt:
        brought = receipt.bring_along()
    await asyncio.sleep(0)

    assert brought is None
    assert sent.receipts == []

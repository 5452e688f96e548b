"""Blue ticks for what was read, and typing while the answer is being made.

Called by `conversation.py` around the first attempt at a turn. An answer that is there at once
brings the ticks along with its own doorbell: typing would only flash up, and a doorbell of its own
costs broker, database and sender as much as half a reply. One that takes longer is announced.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from uuid import UUID

from driver_assistant.contracts.messages import Choice, ReceiptDoorbell
from driver_assistant.runtime.publisher import Ring
from driver_assistant.store.conversations import Lease
from driver_assistant.worker.deps import Deps
from driver_assistant.worker.turns import Turn, is_silent

_SHOWN_AFTER_S: Final = 0.8  # a driver sees within a second that somebody is at it

_ringing: set[asyncio.Task[list[bool]]] = set()  # the event loop itself holds tasks only weakly


class Receipt:
    """Shows one message as read, once."""

    def __init__(self, message_id: UUID | None, lease: Lease, deps: Deps) -> None:
        self._due = message_id
        self._lease = lease
        self._deps = deps

    def bring_along(self) -> UUID | None:
        """The message that the reply's doorbell shows as read; None when it was shown already."""
        message_id, self._due = self._due, None
        return message_id

    def announce(self) -> None:
        """Ring for a receipt of its own, unless it was shown or is brought along."""
        if (message_id := self.bring_along()) is None:
            return
        doorbell = ReceiptDoorbell(
            conversation_id=self._lease.conversation_id, message_id=message_id
        )
        ring = Ring(side="out", key="high", doorbell=doorbell)
        task = asyncio.create_task(self._deps.publisher.publish([ring]))
        _ringing.add(task)
        task.add_done_callback(_ringing.discard)


@contextmanager
def shown_as_read(turn: Turn, lease: Lease, deps: Deps) -> Iterator[Receipt]:
    """Announce the answer when the body takes a moment, or ends without bringing the ticks along.

    A choice needs no typing, and what gets no reply no ticks.
    """
    wanted = not (turn.lead.attempts or is_silent(turn.content) or isinstance(turn.content, Choice))
    receipt = Receipt(turn.last.id if wanted else None, lease, deps)
    timer = asyncio.get_running_loop().call_later(_SHOWN_AFTER_S, receipt.announce)
    try:
        yield receipt
    finally:
        timer.cancel()
        receipt.announce()

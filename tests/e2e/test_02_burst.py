"""A burst with a slow model: KEDA adds workers and removes them; nothing is lost or doubled."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.e2e.company import LOAD_DRIVERS, Company, assert_answered_once, load_phone
from tests.e2e.kube import until

EACH = 4
QUESTIONS = ("What can you do for me", "How do you work", "What do you know", "How can you help me")


@dataclass
class Timeline:
    """What was seen during a burst, in seconds since it began."""

    began: float = field(default_factory=time.monotonic)
    backlog_at: float | None = None  # more than 100 waited
    second_at: float | None = None  # a second worker held a conversation
    most: int = 1  # workers at once

    def now(self) -> float:
        return time.monotonic() - self.began

    async def watch(self, company: Company) -> None:
        """One look per second at the backlog and at who works on it; ended by cancelling."""
        while True:
            with contextlib.suppress(AssertionError):  # a look that fails is one look less
                await self._look(company)
            await asyncio.sleep(1)

    async def _look(self, company: Company) -> None:
        ((waiting, holders),) = await company.sql(
            "SELECT (SELECT count(*) FROM messages WHERE state = 'pending'),"
            " (SELECT count(DISTINCT owner) FROM conversations WHERE lease_until > now())"
        )
        if int(waiting) > 100 and self.backlog_at is None:
            self.backlog_at = self.now()
        if int(holders) > 1 and self.second_at is None:
            self.second_at = self.now()
        self.most = max(self.most, len(await company.pods("worker")))


async def test_a_burst_scales_workers_and_every_message_is_answered_once_in_order(
    acme: Company, figure: Callable[[str], None]
) -> None:
    await acme.slow_model(1500)
    settings = {"webhook_batch_max": 1}  # 600 messages are 600 signed webhooks
    await acme.control("PATCH", "/meta/_control/settings", json=settings)
    refused = await acme.refused_webhooks()
    seen = Timeline()
    watching = asyncio.create_task(seen.watch(acme))
    try:
        wamids = await acme.write_all(
            [
                (load_phone(driver), f"{QUESTIONS[turn]} today, this is truck {driver}?")
                for turn in range(EACH)
                for driver in range(LOAD_DRIVERS)
            ]
        )
        await acme.settled(timeout_s=700)
        answered = seen.now()
    finally:
        watching.cancel()
    await acme.slow_model(0)
    await until(lambda: _workers(acme, 1), 240, "workers are back to one", every_s=2)
    removed = seen.now() - answered

    assert seen.backlog_at is not None
    assert seen.second_at is not None
    figure(
        f"{len(wamids)} messages answered in {answered:.0f} s by up to {seen.most} workers; backlog"
        f" > 100 -> a second worker answers: {seen.second_at - seen.backlog_at:.0f} s;"
        f" all answered -> one worker: {removed:.0f} s"
    )
    assert seen.most == 3
    assert await acme.refused_webhooks() == refused
    await assert_answered_once(acme, wamids)
    await _assert_in_order(acme, wamids)


async def _workers(company: Company, count: int) -> bool:
    return len(await company.pods("worker")) == count


async def _assert_in_order(company: Company, wamids: list[str]) -> None:
    """Each driver's answers were accepted in the order in which the messages were recorded."""
    listed = ",".join(f"'{wamid}'" for wamid in wamids)
    rows = await company.sql(
        "SELECT m.conversation_id, m.answered_by FROM messages m"
        f" WHERE wamid IN ({listed}) ORDER BY m.id"
    )
    recorded: dict[str, list[str]] = {}
    for conversation, turn in rows:
        turns = recorded.setdefault(conversation, [])
        if turn not in turns:
            turns.append(turn)
    ledger = await company.control("GET", "/meta/_control/ledger", timeout_s=60)
    turns_of_this_burst = {turn for turns in recorded.values() for turn in turns}
    sent: dict[str, list[str]] = {}
    for entry in ledger["accepted"]:
        turn = str(entry["opaque"] or "").rpartition(".")[0]
        if turn in turns_of_this_burst and turn not in sent.setdefault(entry["user"], []):
            sent[entry["user"]].append(turn)

    assert sorted(sent.values()) == sorted(recorded.values())
    assert len(recorded) == LOAD_DRIVERS

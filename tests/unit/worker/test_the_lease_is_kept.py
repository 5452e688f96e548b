"""The keeper of a lease: what is lost ends the work, what was given back does not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import cast

import pytest

from driver_assistant.store import conversations
from driver_assistant.store.conversations import Fenced, Lease
from driver_assistant.worker.conversation import _renewed
from driver_assistant.worker.deps import Deps

LEASE = cast(Lease, SimpleNamespace(conversation_id="c", owner="w", epoch=1))


@asynccontextmanager
async def _connection() -> AsyncIterator[None]:
    yield None


DEPS = cast(
    Deps,
    SimpleNamespace(
        settings=SimpleNamespace(lease_renew_s=0.001, lease_s=1),
        database=SimpleNamespace(connection=_connection),
    ),
)


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Renewing finds the lease gone; set once that has happened."""
    happened = asyncio.Event()

    async def renew(*_: object) -> None:
        happened.set()
        raise Fenced

    monkeypatch.setattr(conversations, "renew", renew)
    return happened


async def test_work_ends_when_somebody_else_has_the_lease(refused: asyncio.Event) -> None:
    with pytest.raises(Fenced):
        async with _renewed(LEASE, DEPS):
            await asyncio.Event().wait()

    assert refused.is_set()
    assert asyncio.current_task().cancelling() == 0  # type: ignore[union-attr]  # a test is a task


async def test_a_lease_that_was_given_back_is_not_taken_for_a_lost_one(
    refused: asyncio.Event,
) -> None:
    rang = False

    async with _renewed(LEASE, DEPS) as renewal:
        renewal.letting_go = True
        await refused.wait()
        await asyncio.sleep(0)  # where a cancellation would arrive
        rang = True

    assert rang

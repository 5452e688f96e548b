"""Redis as the worker uses it: the sliding window, the context under the lease's epoch, absence."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest_asyncio

from driver_assistant.runtime.cache import Cache
from driver_assistant.runtime.settings import RedisSettings
from driver_assistant.store.conversations import Lease
from driver_assistant.worker.context import Said, load_context, save_context
from driver_assistant.worker.limit import Limit, rate_limit


@pytest_asyncio.fixture
async def cache(redis_url: str, redis_prefix: str) -> AsyncIterator[Cache]:
    settings = RedisSettings(
        redis_url=redis_url,
        redis_prefix=redis_prefix,
        redis_timeout_s=10,  # a busy machine must not look like an absent Redis
    )
    cache = Cache(settings)
    yield cache
    await cache.close()


def lease(epoch: int, conversation: object = None) -> Lease:
    return Lease(
        conversation_id=conversation or uuid4(),  # type: ignore[arg-type]  # a UUID
        owner="w1",
        epoch=epoch,
        driver_id=uuid4(),
        phone_number_id="1",
        handed_off_until=None,
    )


async def test_messages_over_the_limit_get_one_reply_and_then_silence(cache: Cache) -> None:
    driver = uuid4()

    verdicts = [await rate_limit(cache, driver, uuid4(), messages=3, window_s=60) for _ in range(6)]

    assert verdicts == [Limit.ALLOWED] * 3 + [Limit.TELL] + [Limit.SILENT] * 2


async def test_a_redelivered_message_is_not_counted_twice(cache: Cache) -> None:
    driver, message = uuid4(), uuid4()

    for _ in range(10):
        assert await rate_limit(cache, driver, message, messages=1, window_s=60) is Limit.ALLOWED


async def test_the_message_that_was_told_is_told_again_when_it_is_retried(cache: Cache) -> None:
    driver, told = uuid4(), uuid4()
    await rate_limit(cache, driver, uuid4(), messages=1, window_s=60)

    verdicts = [await rate_limit(cache, driver, told, messages=1, window_s=60) for _ in range(2)]

    assert verdicts == [Limit.TELL, Limit.TELL]


async def test_the_window_slides(cache: Cache) -> None:
    driver = uuid4()
    await rate_limit(cache, driver, uuid4(), messages=1, window_s=0.3)
    await asyncio.sleep(0.4)

    assert await rate_limit(cache, driver, uuid4(), messages=1, window_s=0.3) is Limit.ALLOWED


async def test_a_hundred_at_once_are_limited_exactly(cache: Cache) -> None:
    driver = uuid4()

    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(rate_limit(cache, driver, uuid4(), messages=20, window_s=60))
            for _ in range(100)
        ]

    results = [task.result() for task in tasks]
    assert results.count(Limit.ALLOWED) == 20
    assert results.count(Limit.TELL) == 1


async def test_a_worker_that_lost_the_conversation_can_not_overwrite_its_context(
    cache: Cache,
) -> None:
    conversation = uuid4()
    new, old = lease(8, conversation), lease(7, conversation)
    await save_context(cache, new, (Said(role="driver", text="new"),), turns=6, ttl_s=60)

    await save_context(cache, old, (Said(role="driver", text="old"),), turns=6, ttl_s=60)

    assert [line.text for line in await load_context(cache, conversation)] == ["new"]


async def test_the_context_keeps_the_newest_turns(cache: Cache) -> None:
    held = lease(1)
    lines = tuple(Said(role="driver", text=str(number)) for number in range(20))

    await save_context(cache, held, lines, turns=3, ttl_s=60)

    kept = await load_context(cache, held.conversation_id)
    assert [line.text for line in kept] == ["14", "15", "16", "17", "18", "19"]


async def test_without_redis_nobody_is_limited_and_nothing_is_remembered() -> None:
    cache = Cache(RedisSettings(redis_url="redis://127.0.0.1:1/0", redis_timeout_s=0.2))
    try:
        limit = await rate_limit(cache, uuid4(), uuid4(), messages=1, window_s=60)
        context = await load_context(cache, uuid4())
    finally:
        await cache.close()

    assert (limit, context) == (Limit.ALLOWED, ())

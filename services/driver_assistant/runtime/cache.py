"""Redis as a cache: every call has a deadline, and a Redis that is away is an answer, not an error.

Callers get a default instead of an exception (`None`, "not limited") and a metric says so. Nothing
that correctness needs lives here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any, TypeVar

from prometheus_client import Counter
from redis.asyncio import Redis
from redis.commands.core import AsyncScript
from redis.exceptions import RedisError

from driver_assistant.runtime.settings import RedisSettings
from driver_assistant.runtime.telemetry import log

DEGRADED = Counter(
    "driver_assistant_redis_degraded_total", "Calls answered without Redis.", ["purpose"]
)

T = TypeVar("T")


class Cache:
    """Keys of this company in Redis, with deadlines."""

    def __init__(self, settings: RedisSettings) -> None:
        timeout = settings.redis_timeout_s
        self._redis = Redis.from_url(
            settings.redis_url.get_secret_value(),
            # No timeout of its own: it would cost a task and two timers per command, and a command
            # that our deadline cancels closes its connection, so no answer meets the wrong caller.
            socket_timeout=None,
            socket_connect_timeout=timeout,
            decode_responses=False,
            health_check_interval=30,
        )
        self._timeout_s = timeout
        self._prefix = settings.redis_prefix
        self._scripts: dict[str, AsyncScript] = {}

    async def get(self, key: str, *, purpose: str) -> bytes | None:
        """The value, or None when absent or Redis is away."""
        value: bytes | None = await self._degrading(self._redis.get(self._key(key)), None, purpose)
        return value

    async def field(self, key: str, name: str, *, purpose: str) -> bytes | None:
        """A field of a hash, or None when absent or Redis is away."""
        work = self._redis.hget(self._key(key), name)
        value: bytes | None = await self._degrading(work, None, purpose)
        return value

    async def put(self, key: str, value: bytes, *, ttl_s: float, purpose: str) -> bool:
        """Store for `ttl_s` seconds; False when Redis is away."""
        work = self._redis.set(self._key(key), value, px=max(1, int(ttl_s * 1000)))
        return bool(await self._degrading(work, False, purpose))

    async def delete(self, *keys: str, purpose: str) -> None:
        """Forget keys; nothing happens when Redis is away."""
        await self._degrading(self._redis.delete(*map(self._key, keys)), 0, purpose)

    async def script(
        self, source: str, keys: list[str], args: list[Any], *, default: T, purpose: str
    ) -> T:
        """Run a Lua script, cached by its hash on the server; `default` when Redis is away."""
        run = self._scripts.get(source) or self._register(source)
        return await self._degrading(
            run(keys=[self._key(key) for key in keys], args=args), default, purpose
        )

    def _register(self, source: str) -> AsyncScript:
        script = self._scripts[source] = self._redis.register_script(source)
        return script

    async def ping(self) -> None:
        """Raise unless Redis answers."""
        await self._redis.ping()

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.aclose()

    def _key(self, key: str) -> str:
        return self._prefix + key

    async def _degrading(self, work: Awaitable[Any], default: T, purpose: str) -> T:
        try:
            async with asyncio.timeout(self._timeout_s):
                result: T = await work
                return result
        except (RedisError, OSError, TimeoutError) as error:
            DEGRADED.labels(purpose).inc()
            log.warning("redis.away", purpose=purpose, error=type(error).__name__)
            return default

"""The stamp on a prefix in Redis: one DriverAssistant's, and no other's. Called by `migrate`.

The database has its own stamp (`store/migrate.py`), the vhost's is the operator's. Redis holds
nothing that correctness needs, so a Redis that is away never stops a migration.
"""

from __future__ import annotations

from typing import Final

from redis.asyncio import Redis
from redis.exceptions import RedisError

from driver_assistant.contracts.crd.status import TAKEN
from driver_assistant.store.database import WrongInstallation

KEY: Final = "installation"
_TIMEOUT_S: Final = 5.0


async def claim_prefix(redis_url: str, prefix: str, owner: str, *, adopt: bool) -> bool:
    """Stamp `prefix` with its owner (`namespace/name`); False when Redis is away.

    Raises:
        WrongInstallation: another owner's, and `adopt` was not asked for.
    """
    redis: Redis = Redis.from_url(
        redis_url, socket_timeout=_TIMEOUT_S, socket_connect_timeout=_TIMEOUT_S
    )
    try:
        await redis.set(f"{prefix}{KEY}", owner, nx=not adopt)
        found = await redis.get(f"{prefix}{KEY}")
    except (RedisError, OSError, TimeoutError):
        return False
    finally:
        await redis.aclose()
    stamp = found.decode("utf-8", "replace") if isinstance(found, bytes) else (found or "")
    if stamp not in {"", owner}:
        raise WrongInstallation(f"The Redis prefix {prefix} is {stamp}'s, not {owner}'s: {TAKEN}.")
    return True

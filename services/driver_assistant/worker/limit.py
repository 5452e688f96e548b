"""The sliding-window rate limit per driver, in Redis, by one Lua script.

A member is a message id, so a redelivered message is not counted twice. The first message over
the limit in a window gets one polite reply, the rest of the window stays silent. Without Redis
nobody is limited: a limit protects cost, not correctness.
"""

from __future__ import annotations

from enum import Enum
from typing import Final
from uuid import UUID

from prometheus_client import Counter

from driver_assistant.runtime.cache import Cache

DENIED = Counter("driver_assistant_ratelimit_denied_total", "Messages over the limit.")

# KEYS: the window's sorted set, the "was told" flag. ARGV: message id, window ms, limit.
# The server's clock, because many workers share the window. 0 allowed, 1 tell, 2 stay silent.
_SCRIPT: Final = """
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[2])
if redis.call('ZSCORE', KEYS[1], ARGV[1]) then return 0 end
if redis.call('ZCARD', KEYS[1]) < tonumber(ARGV[3]) then
  redis.call('ZADD', KEYS[1], now, ARGV[1])
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  return 0
end
local told = redis.call('GET', KEYS[2])
if told == ARGV[1] then return 1 end
if told then return 2 end
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
return 1
"""


class Limit(Enum):
    """What the window says of a message."""

    ALLOWED = 0
    TELL = 1
    SILENT = 2


async def rate_limit(
    cache: Cache, driver_id: UUID, message_id: UUID, *, messages: int, window_s: float
) -> Limit:
    """Count a message in its driver's window."""
    verdict = await cache.script(
        _SCRIPT,
        [f"limit:{{{driver_id}}}", f"limit:{{{driver_id}}}:told"],
        [message_id.hex, int(window_s * 1000), messages],
        default=0,
        purpose="ratelimit",
    )
    limit = Limit(int(verdict))
    if limit is not Limit.ALLOWED:
        DENIED.inc()
    return limit

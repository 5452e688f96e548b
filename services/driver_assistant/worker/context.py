"""Step 12: what was said before, for the model. Redis holds it; PostgreSQL can rebuild it.

Written only under the lease's current epoch: a worker that lost the conversation can't overwrite
what its successor wrote. Holds the driver's own words for the context's lifetime only.
"""

from __future__ import annotations

from typing import Final, Literal
from uuid import UUID

from pydantic import TypeAdapter

from driver_assistant.contracts.messages import Wire
from driver_assistant.runtime.cache import Cache
from driver_assistant.store.conversations import Lease


class Said(Wire):
    """One line of the conversation."""

    role: Literal["driver", "assistant"]
    text: str
    intent: str = ""


Context = tuple[Said, ...]
_CONTEXT: TypeAdapter[Context] = TypeAdapter(Context)

# KEYS[1]: the hash of one conversation. ARGV: epoch, JSON, lifetime in ms.
_WRITE: Final = """
local held = tonumber(redis.call('HGET', KEYS[1], 'epoch') or '-1')
if held > tonumber(ARGV[1]) then return 0 end
redis.call('HSET', KEYS[1], 'epoch', ARGV[1], 'said', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
"""


async def load_context(cache: Cache, conversation_id: UUID) -> Context:
    """The lines said lately, oldest first; empty when there are none or Redis is away."""
    raw = await cache.field(_key(conversation_id), "said", purpose="context")
    if not raw:
        return ()
    try:
        return _CONTEXT.validate_json(raw)
    except ValueError:
        return ()  # another version's shape: start afresh


async def save_context(
    cache: Cache, lease: Lease, context: Context, *, turns: int, ttl_s: float
) -> None:
    """Keep the newest `turns` pairs of lines."""
    kept = context[-2 * turns :] if turns else ()
    await cache.script(
        _WRITE,
        [_key(lease.conversation_id)],
        [lease.epoch, _CONTEXT.dump_json(kept), int(ttl_s * 1000)],
        default=0,
        purpose="context",
    )


def _key(conversation_id: UUID) -> str:
    return f"context:{{{conversation_id}}}"

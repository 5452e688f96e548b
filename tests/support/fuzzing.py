"""Sends mutated webhook bodies to a real platform and looks at what they did to it.

`tests/fuzz/` runs a slice of it in every test run, `tests/fuzz/run.py` the whole of it.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import time
from collections import Counter
from dataclasses import dataclass
from itertools import islice

import httpx2
import psutil
from fuzz_payloads import Bodies
from stack import Stack, until

# What the stand-ins are told: nothing is delivered twice or late that would blur the picture.
CALM = {
    "DA_SANDBOX_META_DUPLICATE_RATE": "0",
    "DA_SANDBOX_META_SHUFFLE_RATE": "0",
    "DA_SANDBOX_META_NUMBER_RATE_PER_S": "0",
    "DA_FRAGMENT_WAIT_S": "0.2",
    "DA_RATE_LIMIT_MESSAGES": "5",  # beyond it a polite reply: most of thousands cost little
}
_TOGETHER = 16
_LEARN_EVERY = 500


@dataclass(frozen=True, kw_only=True)
class Fuzzed:
    """What a run came to."""

    count: int
    seed: int
    statuses: dict[int, int]
    messages: int
    unfinished: int
    dead: int
    doorbells_left: int
    rss_warm_mb: float
    rss_most_mb: float
    rss_end_mb: float
    seconds: float

    @property
    def errors(self) -> int:
        """Answers of 500 and above, and none at all (0)."""
        return sum(n for status, n in self.statuses.items() if status >= 500 or status == 0)


async def fuzz(stack: Stack, *, count: int, seed: int, settle_s: float) -> Fuzzed:
    """Post `count` bodies, wait until everything is answered, and count."""
    webhook = stack.processes["webhook"]
    assert webhook.child is not None
    process = psutil.Process(webhook.child.pid)
    phones = [stack.phone(alias) for alias in stack.drivers]
    bodies = Bodies(seed=seed, phones=phones)
    started = time.monotonic()
    statuses: Counter[int] = Counter()
    rss: list[float] = []
    async with httpx2.AsyncClient(base_url=webhook.url, timeout=120, trust_env=False) as http:
        for body in bodies:
            if bodies.made % _LEARN_EVERY == 1:
                bodies.opaque[:] = await _sent_parts(stack)
            await _post_some(http, stack, [body, *_more(bodies, count)], statuses)
            rss.append(process.memory_info().rss / 2**20)
            if bodies.made >= count:
                break
    unfinished = await _settle(stack, settle_s)
    warm = rss[len(rss) // 4]
    return Fuzzed(
        count=bodies.made,
        seed=seed,
        statuses=dict(statuses),
        messages=await stack.value("SELECT count(*) FROM messages"),
        unfinished=unfinished,
        dead=await stack.value("SELECT count(*) FROM messages WHERE state = 'dead'"),
        doorbells_left=await _doorbells_left(stack),
        rss_warm_mb=warm,
        rss_most_mb=max(rss),
        rss_end_mb=process.memory_info().rss / 2**20,
        seconds=time.monotonic() - started,
    )


def _more(bodies: Bodies, count: int) -> list[bytes]:
    missing = max(0, min(_TOGETHER - 1, count - bodies.made))
    return list(islice(bodies, missing))


async def _post_some(
    http: httpx2.AsyncClient, stack: Stack, bodies: list[bytes], statuses: Counter[int]
) -> None:
    async with asyncio.TaskGroup() as group:
        posts = [group.create_task(_post(http, stack, body)) for body in bodies]
    statuses.update(post.result() for post in posts)


async def _post(http: httpx2.AsyncClient, stack: Stack, body: bytes) -> int:
    digest = hmac.new(stack.secrets.app_secret.encode(), body, hashlib.sha256).hexdigest()
    headers = {
        "x-hub-signature-256": f"sha256={digest}",
        "content-type": "application/json",
        "connection": "close",  # a kept one may be closed in the moment it is used again
    }
    try:
        return (await http.post("/webhook", content=body, headers=headers)).status_code
    except httpx2.HTTPError:
        return 0


async def _sent_parts(stack: Stack) -> list[str]:
    rows = await stack.rows(
        "SELECT message_id || '.' || part AS opaque FROM responses"
        " ORDER BY created_at DESC LIMIT 300"
    )
    return [row["opaque"] for row in rows]


_OPEN = (
    "SELECT (SELECT count(*) FROM messages WHERE state = 'pending') + (SELECT count(*)"
    " FROM responses WHERE state IN ('pending', 'sending', 'retry', 'ambiguous'))"
)


async def _settle(stack: Stack, timeout_s: float) -> int:
    """Rows that are still open at the end of the time; it ends early when there are none."""

    async def done() -> bool:
        return bool(await stack.value(_OPEN) == 0)

    try:
        await until(done, timeout_s, "everything answered", stack)
    except AssertionError:
        return int(await stack.value(_OPEN))
    return 0


async def _doorbells_left(stack: Stack) -> int:
    """Doorbells in dead-letter queues: letters of unreadable ones are counted by the table."""
    return int(
        await stack.value("SELECT count(*) FROM dead_letters WHERE cause = 'unreadable_doorbell'")
    )

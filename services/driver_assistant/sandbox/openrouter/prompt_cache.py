"""Prompt caching as OpenAI's models have it: automatic, by prefix, in steps of 128 tokens.

A prefix counts as cached when the same model at the same provider has seen it in the last
`ttl_s` seconds. Sticky routing (`routing.py`) keeps a session at one provider, so a second turn
of a conversation finds its prefix there. Called once per completion; knows nothing of prices.
"""

from __future__ import annotations

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence

MINIMUM = 1_024  # tokens: OpenAI caches nothing shorter
STEP = 128  # tokens: and grows in these steps
_REMEMBERED = 50_000  # prefixes, about 10 MB


class PromptCache:
    """The prefixes that providers hold at this moment."""

    def __init__(self, *, ttl_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._ttl_s = ttl_s
        self._clock = clock
        self._expires: OrderedDict[bytes, float] = OrderedDict()

    def cached_tokens(self, model: str, provider: str, tokens: Sequence[str]) -> int:
        """How many leading tokens were cached before this call; from now on all of them are."""
        now = self._clock()
        hit = 0
        for length, digest in _prefixes(f"{model}@{provider}", tokens):
            if self._expires.get(digest, 0.0) > now:
                hit = length
            self._expires[digest] = now + self._ttl_s
            self._expires.move_to_end(digest)
        while len(self._expires) > _REMEMBERED:
            self._expires.popitem(last=False)
        return hit

    def clear(self) -> None:
        """Forget every prefix."""
        self._expires.clear()


def _prefixes(seed: str, tokens: Sequence[str]) -> Iterator[tuple[int, bytes]]:
    """Length and digest of each prefix that can be cached, shortest first."""
    running = hashlib.blake2b(seed.encode(), digest_size=16)
    done = 0
    for length in range(MINIMUM, len(tokens) + 1, STEP):
        running.update("\0".join(tokens[done:length]).encode("utf-8", "surrogatepass"))
        running.update(b"\0")
        done = length
        yield length, running.digest()

"""What a model call used: tokens, money and time. Money is exact, as the provider said it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

MICRO = Decimal(1_000_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """The sum over all attempts of one call.

    `model` is the one that really answered (`""` when none did), `cost_usd` the provider's own
    `usage.cost`, `cached_tokens` the part of `prompt_tokens` read from its cache. `attempts`
    counts requests sent. `unknown` counts attempts whose cost nobody told us (timeout, broken
    connection): they may have been billed.
    """

    model: str = ""
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0
    cost_usd: Decimal = Decimal(0)
    latency_s: float = 0.0
    attempts: int = 0
    unknown: int = 0

    def plus(self, other: Usage) -> Usage:
        """Both together; the model is the other's if it has one, since it came later."""
        return replace(
            self,
            model=other.model or self.model,
            prompt_tokens=self.prompt_tokens + other.prompt_tokens,
            completion_tokens=self.completion_tokens + other.completion_tokens,
            cached_tokens=self.cached_tokens + other.cached_tokens,
            cost_usd=self.cost_usd + other.cost_usd,
            latency_s=self.latency_s + other.latency_s,
            attempts=self.attempts + other.attempts,
            unknown=self.unknown + other.unknown,
        )

    @property
    def micro_usd(self) -> int:
        """The cost in millionths of a USD, rounded: for limits, not for bookkeeping."""
        return int((self.cost_usd * MICRO).to_integral_value(ROUND_HALF_UP))


NOTHING = Usage()

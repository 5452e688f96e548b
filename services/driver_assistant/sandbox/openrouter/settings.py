"""Settings of the OpenRouter stand-in; each can be set as `DA_SANDBOX_OPENROUTER_<NAME>`."""

from __future__ import annotations

from decimal import Decimal

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class OpenRouterSettings(BaseSettings):
    """What the stand-in accepts, how fast it answers and how much it remembers."""

    model_config = SettingsConfigDict(env_prefix="DA_SANDBOX_OPENROUTER_", frozen=True)

    api_key: SecretStr = Field(
        SecretStr("sk-or-v1-sandbox"),
        description="The only key that is accepted; any other one gets a 401.",
    )
    seed: int = Field(
        7, description="Seed of latency, provider choice and ids: same calls, same day."
    )
    latency_median_ms: float = Field(
        400,
        ge=0,
        description="Median time to an answer, milliseconds; 0 answers at once (tests).",
    )
    latency_p95_ms: float = Field(
        600,
        ge=0,
        description="Time that 95 % of answers stay below, milliseconds; not below the median.",
    )
    match_threshold: float = Field(
        0.22,
        ge=0,
        le=1,
        description="Similarity below which no tool is called and a plain answer is given. "
        "Higher refuses more; 0 always calls one.",
    )
    absent_models: tuple[str, ...] = Field(
        (),
        description="Models to take off the list (JSON array), to see what a missing one does.",
    )
    key_limit_usd: Decimal | None = Field(
        None, ge=0, description="Credit limit of the key in USD; above it calls get a 402."
    )
    cache_ttl_s: float = Field(
        600, gt=0, description="Seconds an unused prompt prefix stays cached at its provider."
    )
    max_body_bytes: int = Field(
        2_000_000, gt=0, description="Largest request body; a larger one gets a 413."
    )
    ledger_entries: int = Field(
        10_000, gt=0, description="Calls kept in the ledger; its totals keep counting."
    )
    kept_requests: int = Field(
        20, ge=0, description="Last request bodies kept for `GET /_control/requests`; 0 keeps none."
    )

    @model_validator(mode="after")
    def _p95_is_above_the_median(self) -> OpenRouterSettings:
        if 0 < self.latency_p95_ms < self.latency_median_ms:
            raise ValueError("latency_p95_ms is below latency_median_ms: raise it or lower that")
        return self

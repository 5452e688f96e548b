"""Settings of the model client; each can be set as `DA_LLM_<NAME>`."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ModelName = Annotated[str, Field(pattern=r"^[~\w.-]+/[\w.:-]+$")]
ModelNames = Annotated[tuple[ModelName, ...], NoDecode]  # a comma list, not JSON


class ModelSettings(BaseSettings):
    """Which models answer, through which address, how long and how often we ask."""

    model_config = SettingsConfigDict(env_prefix="DA_LLM_", frozen=True)

    api_key: SecretStr = Field(description="OpenRouter API key (`sk-or-…`). No default.")
    base_url: str = Field(
        "https://openrouter.ai/api/v1",
        description="Address of the API, without a trailing slash; the sandbox has its own.",
    )
    model: ModelName = Field(
        "openai/gpt-5.1-mini", description="Small model that picks the intent of a message."
    )
    fallback_models: ModelNames = Field(
        ("openai/gpt-5-mini", "google/gemini-2.5-flash"),
        description="Comma list of models that pick intents when the first one fails. Empty "
        "means that a missing or failing model leaves only the rules.",
    )
    writer_model: ModelName = Field(
        "openai/gpt-5.1", description="Larger model that writes free-text answers."
    )
    writer_fallback_models: ModelNames = Field(
        ("openai/gpt-5", "google/gemini-2.5-pro"),
        description="Comma list of models that write when the writer fails.",
    )
    routing: Literal["single", "multi"] = Field(
        "single",
        description="`single` asks for one model and for the next only after a failure: a "
        "conversation stays where its prompt is cached. `multi` sends the whole list and "
        "OpenRouter fails over by itself: fewer round trips on a bad day, fewer cache hits.",
    )
    connect_timeout_s: float = Field(
        2.0, gt=0, description="Seconds to connect, TLS included; then the attempt has failed."
    )
    pool_timeout_s: float = Field(
        1.0, gt=0, description="Seconds to wait for a free connection of the pool."
    )
    timeout_s: float = Field(
        10.0, gt=0, description="Seconds for one attempt from start to the last byte."
    )
    max_attempts: int = Field(
        3, ge=1, le=5, description="Requests per call at most, retries and fallbacks included."
    )
    longest_wait_s: float = Field(
        2.0,
        ge=0,
        description="Longest Retry-After that is waited for inside a call, seconds; a longer "
        "one ends the call, and the message is tried again later.",
    )
    max_connections: int = Field(
        64, gt=0, description="Connections to the API per process; more calls wait for the pool."
    )
    max_tokens: int = Field(
        512, gt=0, description="Most tokens of a tool call; reasoning counts into it."
    )
    writer_max_tokens: int = Field(
        800, gt=0, description="Most tokens of a written answer; reasoning counts into it."
    )
    reasoning_effort: Literal["none", "minimal", "low", "medium"] | None = Field(
        "minimal",
        description="How much a model may think before it picks or writes: more is slower and "
        "dearer. Unset it for models without the parameter.",
    )
    require_parameters: bool = Field(
        True,
        description="Only providers that support every parameter we send (tools above all). "
        "Off, a provider may ignore the tools.",
    )
    data_collection: Literal["deny", "allow"] = Field(
        "deny",
        description="`deny` keeps drivers' messages away from providers that store or train on "
        "prompts. `allow` widens the choice of providers.",
    )
    price_per_million_prompt_usd: Decimal = Field(
        Decimal("1.25"),
        ge=0,
        description="Price assumed for a model that isn't on the provider's list, USD per "
        "million prompt tokens; used to reserve budget only.",
    )
    price_per_million_completion_usd: Decimal = Field(
        Decimal(10), ge=0, description="The same for completion tokens."
    )

    @field_validator("fallback_models", "writer_fallback_models", mode="before")
    @classmethod
    def _comma_list(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return tuple(name.strip() for name in value.split(",") if name.strip())

    @field_validator("base_url")
    @classmethod
    def _without_slash(cls, value: str) -> str:
        return value.rstrip("/")

    @property
    def pickers(self) -> tuple[str, ...]:
        """Models that pick intents, in order of preference."""
        return tuple(dict.fromkeys((self.model, *self.fallback_models)))

    @property
    def writers(self) -> tuple[str, ...]:
        """Models that write, in order of preference."""
        return tuple(dict.fromkeys((self.writer_model, *self.writer_fallback_models)))

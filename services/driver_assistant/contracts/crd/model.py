"""The language models: which, through whom, for how much a day."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from driver_assistant.contracts.crd.base import (
    HttpsUrl,
    Money,
    Part,
    Rule,
    SecretRef,
    rules,
    unique,
)

ModelName = Annotated[
    str, Field(pattern=r"^[a-z0-9][a-z0-9._-]*/[a-zA-Z0-9][a-zA-Z0-9._:-]*$", max_length=96)
]


class Budget(Part):
    """What a UTC day may cost, in US dollars; at the limit only rules and templates answer."""

    model_config = ConfigDict(
        json_schema_extra=rules(
            Rule(
                rule="double(self.perDriver) <= double(self.perCompany)",
                message="budget.perDriver is larger than budget.perCompany: one driver could "
                "never use it. Lower perDriver",
                field=".perDriver",
            )
        )
    )

    per_company: Money = Field("20", description="US dollars a day for all drivers: '20'.")
    per_driver: Money = Field("0.50", description="US dollars a day for one driver: '0.5'.")


class Llm(Part):
    """The language models, through OpenRouter or a compatible API."""

    model_config = ConfigDict(
        json_schema_extra=rules(
            Rule(
                rule="self.routing != 'multi' || size(self.fallbackModels) > 0",
                message="llm.routing is multi: name at least one model in llm.fallbackModels",
                field=".fallbackModels",
            ),
            Rule(
                rule="!(self.model in self.fallbackModels)",
                message="llm.fallbackModels repeats llm.model: a fallback must be another model",
                field=".fallbackModels",
            ),
        )
    )

    secret_ref: SecretRef = Field(description="Secret with the key api-key.")
    base_url: HttpsUrl = Field(
        "https://openrouter.ai/api/v1", description="Address of the API (OpenAI's shape)."
    )
    model: ModelName = Field(
        "openai/gpt-5.1-mini", description="Small model that understands what a driver wants."
    )
    writer_model: ModelName = Field(
        "openai/gpt-5.1", description="Larger model, for answers that need free text."
    )
    fallback_models: tuple[ModelName, ...] = Field(
        ("openai/gpt-5-mini", "google/gemini-2.5-flash"),
        max_length=5,
        description="Models tried in order when model fails; none leaves only the rules.",
        json_schema_extra=unique(),
    )
    writer_fallback_models: tuple[ModelName, ...] = Field(
        ("openai/gpt-5", "google/gemini-2.5-pro"),
        max_length=5,
        description="Models tried in order when writerModel fails.",
        json_schema_extra=unique(),
    )
    routing: Literal["single", "multi"] = Field(
        "single",
        description="single keeps one provider for its prompt cache; multi fails over by list.",
    )
    budget: Budget = Field(default_factory=Budget, description="What a day may cost.")

"""The models this stand-in offers: prices, context lengths, providers, parameters.

Prices are USD per million tokens as the providers published them in 2026; cached input costs a
tenth, as with OpenAI's models of that family. Public copies of OpenRouter's list did not show
`openai/gpt-5.1-mini`; it is here because it is the assistant's default, at the price of
`openai/gpt-5-mini`. Take it away with `DA_SANDBOX_OPENROUTER_ABSENT_MODELS` to see the
fallback work.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any

_MILLION = Decimal(1_000_000)
_CACHED_SHARE = Decimal("0.1")

# What OpenAI's reasoning models take on OpenRouter: no temperature, no top_p.
_REASONING = frozenset(
    {
        "include_reasoning", "max_tokens", "max_completion_tokens", "parallel_tool_calls",
        "reasoning", "reasoning_effort", "response_format", "seed", "structured_outputs",
        "tool_choice", "tools", "verbosity",
    }
)  # fmt: skip
_CLASSIC = frozenset(
    {
        "frequency_penalty", "max_tokens", "max_completion_tokens", "parallel_tool_calls",
        "presence_penalty", "response_format", "seed", "stop", "structured_outputs",
        "temperature", "tool_choice", "tools", "top_p",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """A company that serves a model; `collects` may train on prompts, `zdr` keeps nothing."""

    slug: str
    name: str
    collects: bool = False
    zdr: bool = False


OPENAI = Provider(slug="openai", name="OpenAI")
AZURE = Provider(slug="azure", name="Azure", zdr=True)
GOOGLE = Provider(slug="google-vertex", name="Google", zdr=True)
STUDIO = Provider(slug="google-ai-studio", name="Google AI Studio", collects=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One entry of the list; prices in USD per token."""

    id: str
    name: str
    prompt: Decimal
    completion: Decimal
    context_length: int
    providers: tuple[Provider, ...]
    parameters: frozenset[str] = _REASONING

    @property
    def cached(self) -> Decimal:
        """USD for a token read from the provider's prompt cache."""
        return self.prompt * _CACHED_SHARE

    def as_json(self) -> dict[str, Any]:
        """The entry as `GET /models` shows it: prices are strings."""
        return {
            "id": self.id,
            "canonical_slug": self.id,
            "name": self.name,
            "created": 1_762_000_000,
            "description": "Stand-in for development; answers by comparing texts.",
            "context_length": self.context_length,
            "architecture": {
                "modality": "text->text",
                "input_modalities": ["text"],
                "output_modalities": ["text"],
                "tokenizer": "GPT",
                "instruct_type": None,
            },
            "pricing": {
                "prompt": f"{self.prompt:f}",
                "completion": f"{self.completion:f}",
                "input_cache_read": f"{self.cached:f}",
                "request": "0",
            },
            "top_provider": {
                "context_length": self.context_length,
                "max_completion_tokens": 128_000,
                "is_moderated": True,
            },
            "per_request_limits": None,
            "supported_parameters": sorted(self.parameters),
        }


def catalogue(absent: tuple[str, ...] = ()) -> Mapping[str, Model]:
    """The offered models by id, without those in `absent`."""
    openai = (OPENAI, AZURE)
    google = (GOOGLE, STUDIO)
    models = (
        _model("openai/gpt-5.1", "GPT-5.1", "1.25", "10", openai),
        _model("openai/gpt-5.1-mini", "GPT-5.1 Mini", "0.25", "2", openai),
        _model("openai/gpt-5", "GPT-5", "1.25", "10", openai),
        _model("openai/gpt-5-mini", "GPT-5 Mini", "0.25", "2", openai),
        _model("openai/gpt-5-nano", "GPT-5 Nano", "0.05", "0.4", openai),
        _model("openai/gpt-4.1-mini", "GPT-4.1 Mini", "0.4", "1.6", openai, _CLASSIC),
        _model("google/gemini-2.5-flash", "Gemini 2.5 Flash", "0.3", "2.5", google),
        _model("google/gemini-2.5-pro", "Gemini 2.5 Pro", "1.25", "10", google),
    )
    return MappingProxyType({model.id: model for model in models if model.id not in absent})


def _model(  # a table's columns
    model_id: str,
    name: str,
    prompt: str,
    completion: str,
    providers: tuple[Provider, ...],
    parameters: frozenset[str] = _REASONING,
) -> Model:
    return Model(
        id=model_id,
        name=name,
        prompt=Decimal(prompt) / _MILLION,
        completion=Decimal(completion) / _MILLION,
        context_length=1_047_576 if parameters is _CLASSIC else 400_000,
        providers=providers,
        parameters=parameters,
    )

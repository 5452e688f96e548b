"""The completion as it comes over the wire, read with as few demands as possible.

Unknown fields are ignored, missing ones have defaults: providers differ, and what is really
wrong is decided in `answers.py`. Read from the raw bytes, not from the client library's own
models, which take anything and check nothing.
"""

from __future__ import annotations

from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field

from driver_assistant.worker.model.classify import ErrorBody


class _Lenient(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class FunctionCall(_Lenient):
    name: str = ""
    arguments: str | None = None


class ToolCall(_Lenient):
    function: FunctionCall = FunctionCall()


class Message(_Lenient):
    content: str | None = None
    refusal: str | None = None
    tool_calls: tuple[ToolCall, ...] | None = None


class Choice(_Lenient):
    finish_reason: str | None = None
    message: Message = Message()
    error: ErrorBody | None = None


class PromptDetails(_Lenient):
    cached_tokens: int | None = None


class UsageBlock(_Lenient):
    """`cost` is USD as a JSON number; pydantic reads it into an exact decimal."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost: Decimal | None = None
    prompt_tokens_details: PromptDetails | None = None


class Completion(_Lenient):
    """`POST /chat/completions`, status 200."""

    id: str = ""
    model: str = ""
    provider: str | None = None  # on the wire, though not in every schema
    choices: tuple[Choice, ...] | None = None
    usage: UsageBlock | None = None
    error: ErrorBody | None = None


class Pricing(_Lenient):
    """USD per token, as decimal strings."""

    prompt: Decimal = Decimal(0)
    completion: Decimal = Decimal(0)


class ListedModel(_Lenient):
    id: str
    pricing: Pricing = Pricing()
    supported_parameters: tuple[str, ...] = ()


class ModelList(_Lenient):
    """`GET /models`."""

    data: tuple[ListedModel, ...] = Field(min_length=1)

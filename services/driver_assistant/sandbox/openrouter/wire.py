"""The request of `POST /chat/completions` as this stand-in understands it.

Unknown fields are ignored, as OpenRouter ignores them; a field of the wrong type is a 400.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator


class _Wire(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class TextContent(_Wire):
    """A part of a message in the list form of `content`; other kinds of parts have no text."""

    type: str
    text: str = ""


class Message(_Wire):
    """One turn of the conversation."""

    role: Literal["system", "developer", "user", "assistant", "tool"]
    content: str | tuple[TextContent, ...] | None = None
    tool_calls: tuple[dict[str, Any], ...] = ()
    tool_call_id: str | None = None

    @property
    def text(self) -> str:
        """The words of the message, whatever form they came in."""
        if isinstance(self.content, str):
            return self.content
        return "\n".join(part.text for part in self.content or ())


class Function(_Wire):
    """A tool's name, what it is for, and the JSON Schema of its parameters."""

    name: str = Field(pattern=r"^[a-zA-Z0-9_-]{1,64}$")
    description: str = ""
    parameters: dict[str, Any] = Field(default_factory=dict)
    strict: bool | None = None


class Tool(_Wire):
    """A tool the model may call."""

    type: Literal["function"]
    function: Function


class NamedFunction(_Wire):
    name: str


class ForcedTool(_Wire):
    """`tool_choice` that names the tool to call."""

    type: Literal["function"]
    function: NamedFunction


class MaxPrice(_Wire):
    """USD per million tokens a provider may ask at most."""

    prompt: float | None = None
    completion: float | None = None


class ProviderPreferences(_Wire):
    """The `provider` object: which endpoints may serve the request."""

    order: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    allow_fallbacks: bool = True
    require_parameters: bool = False
    data_collection: Literal["allow", "deny"] = "allow"
    zdr: bool = False
    max_price: MaxPrice = MaxPrice()


class ChatRequest(_Wire):
    """The body of a chat completion."""

    model: str | None = None
    models: tuple[str, ...] = ()
    messages: tuple[Message, ...] = Field(min_length=1)
    tools: tuple[Tool, ...] = ()
    tool_choice: Literal["none", "auto", "required"] | ForcedTool = "auto"
    parallel_tool_calls: bool = True
    response_format: dict[str, Any] | None = None
    max_tokens: int | None = Field(None, ge=1)
    max_completion_tokens: int | None = Field(None, ge=1)
    session_id: str | None = Field(None, max_length=256)
    provider: ProviderPreferences = ProviderPreferences()
    stream: bool = False

    @model_validator(mode="after")
    def _is_served(self) -> ChatRequest:
        if not self.requested_models:
            raise ValueError("No models provided: send `model` or `models`")
        if self.stream:
            raise ValueError("This stand-in doesn't stream: send `stream: false`")
        if (self.response_format or {}).get("type") == "json_schema":
            raise ValueError("This stand-in can't follow a response schema: use a tool instead")
        names = [tool.function.name for tool in self.tools]
        if isinstance(self.tool_choice, ForcedTool) and self.tool_choice.function.name not in names:
            raise ValueError(f"tool_choice names {self.tool_choice.function.name!r}, not a tool")
        return self

    @property
    def requested_models(self) -> tuple[str, ...]:
        """`model`, then `models`, each once: the order of attempts."""
        first = (self.model,) if self.model else ()
        return tuple(dict.fromkeys((*first, *self.models)))

    @property
    def completion_limit(self) -> int | None:
        """The most tokens the answer may have, if the caller said so."""
        return self.max_completion_tokens or self.max_tokens

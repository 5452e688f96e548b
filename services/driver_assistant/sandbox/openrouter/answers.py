"""Builds the body of a completion: choices, usage and cost, and the ways it can be wrong.

The shape is OpenRouter's (`id` `gen-…`, `provider`, `usage` with cached tokens and
`cost_details`). Pure: `completion.py` says what was answered, this file words it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from driver_assistant.sandbox.openrouter.catalogue import Model
from driver_assistant.sandbox.openrouter.tokens import tokenize

UNKNOWN_TOOL = "no_such_tool"


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A function to call, its arguments as JSON text (a model may get that text wrong)."""

    name: str
    arguments: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the "model" said: words, tool calls, or an error while it was speaking."""

    content: str | None = None
    calls: tuple[ToolCall, ...] = ()
    finish_reason: str = "stop"
    choice_error: Mapping[str, Any] | None = None
    top_error: Mapping[str, Any] | None = None
    no_choices: bool = False

    @property
    def completion_tokens(self) -> int:
        """Tokens of everything that was said, four for the frame of each call."""
        calls = sum(len(tokenize(call.name + call.arguments)) + 4 for call in self.calls)
        return len(tokenize(self.content or "")) + calls


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """Tokens and their price, USD."""

    prompt_tokens: int
    cached_tokens: int
    completion_tokens: int
    prompt_cost: Decimal
    completion_cost: Decimal

    @property
    def cost(self) -> Decimal:
        return self.prompt_cost + self.completion_cost


def bill(model: Model, prompt_tokens: int, cached_tokens: int, completion_tokens: int) -> Bill:
    """The price of a call; cached tokens are part of the prompt's."""
    fresh = prompt_tokens - cached_tokens
    return Bill(
        prompt_tokens=prompt_tokens,
        cached_tokens=cached_tokens,
        completion_tokens=completion_tokens,
        prompt_cost=fresh * model.prompt + cached_tokens * model.cached,
        completion_cost=completion_tokens * model.completion,
    )


def cut_to(answer: Answer, limit: int | None) -> Answer:
    """The answer as `max_tokens` leaves it."""
    if limit is None or answer.completion_tokens <= limit:
        return answer
    if not answer.calls:
        kept = "".join(tokenize(answer.content or "")[:limit])
        return replace(answer, content=kept, finish_reason="length")
    first = answer.calls[0]
    kept = "".join(tokenize(first.arguments)[:limit])
    return replace(answer, calls=(ToolCall(first.name, kept),), finish_reason="length")


_DISCONNECTED = {
    "code": 502,
    "message": "Provider disconnected",
    "metadata": {"error_type": "provider_unavailable"},
}


def spoiled(answer: Answer, kind: str, other_tool: ToolCall | None) -> Answer:
    """The answer with a fault of `kind`; `other_tool` is a call of another tool, if there is one.

    Faults of tool calls leave an answer without calls as it is.
    """
    first = answer.calls[0] if answer.calls else None
    match kind:
        case "error_in_200":
            return Answer(finish_reason="error", top_error=_DISCONNECTED, no_choices=True)
        case "choice_error":
            return Answer(content="", finish_reason="error", choice_error=_DISCONNECTED)
        case "empty_content":
            return Answer(content="")
        case "no_choices":
            return Answer(no_choices=True)
        case "length":
            return replace(answer, finish_reason="length", content=_half(answer), calls=())
        case "content_filter":
            return Answer(content="", finish_reason="content_filter")
        case _:
            return answer if first is None else _wrong_call(answer, first, kind, other_tool)


def _wrong_call(answer: Answer, first: ToolCall, kind: str, other: ToolCall | None) -> Answer:
    if kind == "broken_arguments":
        return replace(answer, calls=(ToolCall(first.name, first.arguments[:-1] + ',"'),))
    if kind == "unknown_tool":
        return replace(answer, calls=(ToolCall(UNKNOWN_TOOL, first.arguments),))
    if kind == "wrong_tool":
        return replace(answer, calls=(other or first,))
    return replace(answer, calls=(first, other or first))


def _half(answer: Answer) -> str:
    words = (answer.content or (answer.calls[0].arguments if answer.calls else "")).split(" ")
    return " ".join(words[: max(1, len(words) // 2)])


def body(
    answer: Answer, charge: Bill, *, call_id: str, created: int, model: str, provider: str
) -> dict[str, Any]:
    """The JSON of `chat.completion`."""
    found: dict[str, Any] = {
        "id": call_id,
        "object": "chat.completion",
        "created": created,
        "model": model,
        "provider": provider,
        "system_fingerprint": None,
        "choices": [] if answer.no_choices else [_choice(answer, call_id)],
        "usage": _usage(charge),
    }
    if answer.top_error is not None:
        found["error"] = dict(answer.top_error)
    return found


def _choice(answer: Answer, call_id: str) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": answer.content, "refusal": None}
    if answer.calls:
        message["tool_calls"] = [
            {
                "id": f"call_{call_id[4:16]}{number}",
                "type": "function",
                "index": number,
                "function": {"name": call.name, "arguments": call.arguments},
            }
            for number, call in enumerate(answer.calls)
        ]
    choice: dict[str, Any] = {
        "index": 0,
        "finish_reason": answer.finish_reason,
        "native_finish_reason": answer.finish_reason,
        "logprobs": None,
        "message": message,
    }
    if answer.choice_error is not None:
        choice["error"] = dict(answer.choice_error)
    return choice


def _usage(charge: Bill) -> dict[str, Any]:
    return {
        "prompt_tokens": charge.prompt_tokens,
        "completion_tokens": charge.completion_tokens,
        "total_tokens": charge.prompt_tokens + charge.completion_tokens,
        "cost": float(charge.cost),
        "is_byok": False,
        "prompt_tokens_details": {
            "cached_tokens": charge.cached_tokens,
            "cache_write_tokens": 0,
            "audio_tokens": 0,
        },
        "completion_tokens_details": {"reasoning_tokens": 0},
        "cost_details": {
            "upstream_inference_cost": None,
            "upstream_inference_prompt_cost": float(charge.prompt_cost),
            "upstream_inference_completions_cost": float(charge.completion_cost),
        },
    }


def call(name: str, arguments: Mapping[str, Any]) -> ToolCall:
    """A call with well-formed arguments."""
    return ToolCall(name, json.dumps(arguments, ensure_ascii=False, separators=(",", ":")))

"""What OpenRouter says about the key and about one generation, read off the ledger."""

from __future__ import annotations

import json
from typing import Any

from driver_assistant.sandbox.openrouter import failures
from driver_assistant.sandbox.openrouter.completion import Outcome, Simulator, refusal


def key_details(simulator: Simulator) -> Outcome:
    """`GET /key`: limit and usage in USD. The ledger's age is the day, the week and the month."""
    limit = simulator.settings.key_limit_usd
    used = simulator.ledger.total.cost
    return _data(
        {
            "label": "sk-or-v1-san...box",
            "limit": None if limit is None else float(limit),
            "limit_reset": None,
            "limit_remaining": None if limit is None else float(max(limit - used, limit * 0)),
            "include_byok_in_limit": False,
            "usage": float(used),
            "usage_daily": float(used),
            "usage_weekly": float(used),
            "usage_monthly": float(used),
            "byok_usage": 0,
            "is_free_tier": False,
        }
    )


def generation_details(simulator: Simulator, call_id: str) -> Outcome:
    """`GET /generation?id=`: the booked call, 404 when it isn't remembered."""
    call = simulator.ledger.find(call_id)
    if call is None:
        missing = failures.failure(404, f"Generation {call_id} not found")
        return refusal(missing)
    return _data(
        {
            "id": call.id,
            "model": call.model,
            "provider_name": call.provider,
            "created_at": call.at.isoformat(),
            "session_id": call.session,
            "streamed": False,
            "latency": round(call.latency_ms),
            "generation_time": round(call.latency_ms),
            "tokens_prompt": call.prompt_tokens,
            "tokens_completion": call.completion_tokens,
            "native_tokens_prompt": call.prompt_tokens,
            "native_tokens_completion": call.completion_tokens,
            "native_tokens_cached": call.cached_tokens,
            "total_cost": float(call.cost),
            "usage": float(call.cost),
            "cache_discount": None,
            "finish_reason": call.finish_reason,
            "native_finish_reason": call.finish_reason,
        }
    )


def _data(data: dict[str, Any]) -> Outcome:
    return Outcome(status=200, body=json.dumps({"data": data}).encode())

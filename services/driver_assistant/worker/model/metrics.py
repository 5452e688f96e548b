"""Prometheus metrics of model calls."""

from __future__ import annotations

from typing import Final

from prometheus_client import Counter, Histogram

from driver_assistant.worker.model.usage import Usage

# A classification takes 0.3-2 s, a written answer up to ten.
_BUCKETS = (0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0, 8.0, 13.0, 20.0)

LLM_SECONDS: Final = Histogram(
    "driver_assistant_llm_seconds",
    "Time of one attempt at a model, by purpose (choose, write) and outcome (ok, or error class).",
    ("purpose", "outcome"),
    buckets=_BUCKETS,
)
LLM_TOKENS: Final = Counter(
    "driver_assistant_llm_tokens", "Tokens used, by kind (prompt, cached, completion).", ("kind",)
)
LLM_COST: Final = Counter(
    "driver_assistant_llm_cost_usd",
    "Cost the provider booked, USD, by the model that answered.",
    ("model",),
)
LLM_ERRORS: Final = Counter(
    "driver_assistant_llm_errors", "Failed attempts by error class.", ("class",)
)
LLM_UNKNOWN_COST: Final = Counter(
    "driver_assistant_llm_unknown_cost",
    "Attempts whose cost nobody told us; they may have been billed.",
)


def observe(purpose: str, outcome: str, usage: Usage) -> None:
    """Count one attempt; `outcome` is `ok` or the error's code."""
    LLM_SECONDS.labels(purpose, outcome).observe(usage.latency_s)
    LLM_TOKENS.labels("prompt").inc(usage.prompt_tokens)
    LLM_TOKENS.labels("cached").inc(usage.cached_tokens)
    LLM_TOKENS.labels("completion").inc(usage.completion_tokens)
    if usage.cost_usd:
        LLM_COST.labels(usage.model or "unknown").inc(float(usage.cost_usd))
    if usage.unknown:
        LLM_UNKNOWN_COST.inc(usage.unknown)
    if outcome != "ok":
        LLM_ERRORS.labels(outcome).inc()

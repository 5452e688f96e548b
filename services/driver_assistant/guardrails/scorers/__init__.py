"""Learned scorers: one linear model with four heads. Their numbers vote, they never decide."""

from driver_assistant.guardrails.scorers.linear import (
    HEADS,
    Score,
    Scorer,
    disguised_injection,
    load_scorer,
    scores_of,
)

__all__ = ["HEADS", "Score", "Scorer", "disguised_injection", "load_scorer", "scores_of"]

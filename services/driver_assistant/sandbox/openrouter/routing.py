"""Decides which model at which provider serves a request, as OpenRouter documents it.

Models are tried in the order asked for. At each, the `provider` preferences filter the
endpoints; without `provider.order` a session stays with the provider that served it in the last
ten minutes, and a new one is drawn (equal prices have equal weights). Faults of a model move on
to the next one; when none is left, the last failure is the answer. Called by `completion.py`.
"""

from __future__ import annotations

import random
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from driver_assistant.sandbox.openrouter.catalogue import Model, Provider
from driver_assistant.sandbox.openrouter.failures import Failure, constraint_filtered, no_such_model
from driver_assistant.sandbox.openrouter.wire import ChatRequest, ProviderPreferences

_STICKY_S = 600.0  # OpenRouter forgets a session's provider after 10 idle minutes
_SESSIONS = 20_000
_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A model at a provider."""

    model: Model
    provider: Provider


@dataclass(slots=True)
class Router:
    """The list of models and the sessions' providers."""

    models: Mapping[str, Model]
    seed: int
    clock: Callable[[], float] = time.monotonic
    _sticky: OrderedDict[tuple[str, str], tuple[str, float]] = field(default_factory=OrderedDict)
    _random: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget sessions and start the draw anew."""
        self._sticky.clear()
        self._random = random.Random(self.seed)

    def endpoint(
        self,
        request: ChatRequest,
        body: Mapping[str, Any],
        fails: Callable[[Model], Failure | None],
    ) -> Endpoint | Failure:
        """The endpoint that serves the request, or why none does.

        `body` is the request as it was sent (which parameters it sets); `fails` says whether a
        model is broken at the moment.
        """
        asked = request.requested_models
        failure: Failure = no_such_model(asked)
        for name in asked:
            model = self.models.get(name)
            if model is None:
                continue
            broken = fails(model)
            if broken is not None:
                failure = broken
                continue
            providers = _eligible(model, request.provider, body)
            if not providers:
                failure = constraint_filtered(asked)
                continue
            return Endpoint(model, self._pick(model, providers, request))
        return failure

    def _pick(
        self, model: Model, providers: tuple[Provider, ...], request: ChatRequest
    ) -> Provider:
        if request.provider.order:
            return providers[0]
        now = self.clock()
        key = (model.id, request.session_id or _opening(request))
        held, until = self._sticky.get(key, ("", 0.0))
        by_slug = {provider.slug: provider for provider in providers}
        chosen = by_slug.get(held) if until > now else None
        chosen = chosen or self._random.choice(providers)
        self._sticky[key] = (chosen.slug, now + _STICKY_S)
        self._sticky.move_to_end(key)
        if len(self._sticky) > _SESSIONS:
            self._sticky.popitem(last=False)
        return chosen


def _eligible(
    model: Model, wish: ProviderPreferences, body: Mapping[str, Any]
) -> tuple[Provider, ...]:
    """The providers of `model` that meet the preferences, the preferred ones first."""
    if wish.require_parameters and not _used(body) <= model.parameters:
        return ()
    if _too_dear(model, wish):
        return ()
    fit = [provider for provider in model.providers if _allowed(provider, wish)]
    ordered = [p for slug in wish.order for p in fit if p.slug == slug]
    if wish.order and not wish.allow_fallbacks:
        return tuple(ordered)
    return tuple(ordered + [p for p in fit if p not in ordered])


def _allowed(provider: Provider, wish: ProviderPreferences) -> bool:
    return not (
        (wish.only and provider.slug not in wish.only)
        or provider.slug in wish.ignore
        or (wish.data_collection == "deny" and provider.collects)
        or (wish.zdr and not provider.zdr)
    )


def _too_dear(model: Model, wish: ProviderPreferences) -> bool:
    limits = (
        (wish.max_price.prompt, model.prompt),
        (wish.max_price.completion, model.completion),
    )
    return any(limit is not None and price * _MILLION > limit for limit, price in limits)


# Parameters some endpoint may lack; the rest of the body is OpenRouter's own business.
_TUNABLE = frozenset(
    {
        "frequency_penalty", "logit_bias", "logprobs", "max_completion_tokens", "max_tokens",
        "min_p", "parallel_tool_calls", "presence_penalty", "reasoning", "reasoning_effort",
        "repetition_penalty", "response_format", "seed", "stop", "structured_outputs",
        "temperature", "tool_choice", "tools", "top_a", "top_k", "top_logprobs", "top_p",
        "verbosity",
    }
)  # fmt: skip


def _used(body: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(name for name in _TUNABLE if body.get(name) is not None)


def _opening(request: ChatRequest) -> str:
    """Without a session id a conversation is known by its first system and first other message."""
    system = next((m.text for m in request.messages if m.role == "system"), "")
    other = next((m.text for m in request.messages if m.role != "system"), "")
    return f"{hash(system)}:{hash(other)}"

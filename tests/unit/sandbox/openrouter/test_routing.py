"""Which model at which provider serves a request."""

from __future__ import annotations

from typing import Any

import pytest

from driver_assistant.sandbox.openrouter.catalogue import catalogue
from driver_assistant.sandbox.openrouter.failures import Failure
from driver_assistant.sandbox.openrouter.routing import Endpoint, Router
from driver_assistant.sandbox.openrouter.wire import ChatRequest


def routed(body: dict[str, Any], router: Router | None = None) -> Endpoint | Failure:
    body = {"messages": [{"role": "user", "content": "x"}], **body}
    router = router or Router(catalogue(), seed=1)
    return router.endpoint(ChatRequest.model_validate(body), body, lambda _: None)


def provider(body: dict[str, Any], router: Router | None = None) -> str:
    found = routed({"model": "openai/gpt-5.1", **body}, router)
    assert isinstance(found, Endpoint)
    return found.provider.slug


def test_a_session_stays_with_its_provider_and_sessions_spread() -> None:
    router = Router(catalogue(), seed=1)

    seen = {
        session: {provider({"session_id": session}, router) for _ in range(5)}
        for session in "abcdefghijklmnop"
    }

    assert all(len(providers) == 1 for providers in seen.values())
    assert {"openai", "azure"} == set().union(*seen.values())


@pytest.mark.parametrize(
    ("wish", "served"),
    [
        ({"only": ["azure"]}, "azure"),
        ({"ignore": ["azure"]}, "openai"),
        ({"order": ["azure", "openai"]}, "azure"),
        ({"zdr": True}, "azure"),
    ],
)
def test_provider_preferences_are_kept(wish: dict[str, Any], served: str) -> None:
    assert served == provider({"provider": wish})


@pytest.mark.parametrize(
    "body",
    [
        {"provider": {"only": ["nobody"]}},
        {"provider": {"require_parameters": True}, "temperature": 0},
        {"provider": {"max_price": {"prompt": 0.01}}},
        {"provider": {"order": ["nobody"], "allow_fallbacks": False}},
    ],
)
def test_preferences_nobody_meets_are_a_404(body: dict[str, Any]) -> None:
    refused = routed({"model": "openai/gpt-5.1", **body})

    assert isinstance(refused, Failure)
    assert (refused.status, refused.error["availability"]["code"]) == (404, "constraint_filtered")


def test_a_model_nobody_has_is_a_400_and_a_list_goes_on_to_the_next() -> None:
    refused = routed({"model": "made/up"})
    served = routed({"model": "made/up", "models": ["openai/gpt-5-mini"]})

    assert isinstance(refused, Failure)
    assert (refused.status, refused.error["availability"]["retryable"]) == (400, False)
    assert isinstance(served, Endpoint)
    assert served.model.id == "openai/gpt-5-mini"

"""A stand-in for OpenRouter's API, for development and tests.

`create_app` is mounted by the sandbox at `/openrouter`; point a client at
`…/openrouter/api/v1`. It serves `POST /chat/completions` (not streamed), `GET /models`,
`GET /key` and `GET /generation` in OpenRouter's shapes, all of its documented errors on request
(`/_control`, see `control.py`), prompt caching, prices and a ledger.

A stand-in shows plumbing, not a model's accuracy: tools are picked by comparing texts
(`choose.py`), answers are sentences of the record that was sent along (`write.py`).
"""

from __future__ import annotations

import asyncio
import hmac
from typing import Any

from fastapi import FastAPI, Request, Response

from driver_assistant.sandbox.openrouter import failures
from driver_assistant.sandbox.openrouter.account import generation_details, key_details
from driver_assistant.sandbox.openrouter.completion import Outcome, Simulator, refusal
from driver_assistant.sandbox.openrouter.connection import Hang, Reset, Truncated
from driver_assistant.sandbox.openrouter.control import control
from driver_assistant.sandbox.openrouter.failures import Failure
from driver_assistant.sandbox.openrouter.settings import OpenRouterSettings

_HANG_S = 120.0  # a hanging answer comes after all when the caller waits this long


def create_app(settings: OpenRouterSettings) -> FastAPI:
    """The stand-in as an app of its own; all state lives in it and ends with it."""
    simulator = Simulator(settings)
    app = FastAPI(title="OpenRouter stand-in", docs_url="/_control/docs", redoc_url=None)
    app.include_router(control(simulator))

    @app.post("/api/v1/chat/completions")
    async def chat(request: Request) -> Response:
        refused = _key_check(request, settings)
        if refused is not None:
            return _plain(refusal(refused))
        raw = await request.body()
        outcome = simulator.complete(raw, request.headers.get("x-session-id"))
        await asyncio.sleep(outcome.delay_s)
        return _response(outcome)

    @app.get("/api/v1/models")
    async def models() -> dict[str, Any]:
        return {"data": [model.as_json() for model in simulator.router.models.values()]}

    @app.get("/api/v1/key")
    async def key(request: Request) -> Response:
        refused = _key_check(request, settings)
        return _plain(refusal(refused) if refused else key_details(simulator))

    @app.get("/api/v1/generation")
    async def generation(request: Request) -> Response:
        refused = _key_check(request, settings)
        call_id = request.query_params.get("id", "")
        return _plain(refusal(refused) if refused else generation_details(simulator, call_id))

    return app


def _key_check(request: Request, settings: OpenRouterSettings) -> Failure | None:
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not given:
        return failures.wrong_key(given=False)
    known = settings.api_key.get_secret_value()
    right = hmac.compare_digest(given.encode(), known.encode())
    return None if right else failures.wrong_key(given=True)


def _response(outcome: Outcome) -> Response:
    match outcome.wire:
        case "reset":
            return Reset()
        case "hang":
            return Hang(_HANG_S, outcome.body)
        case "truncated":
            return Truncated(outcome.body, media_type=outcome.media_type)
        case "not_json":
            return Response("<html>bad gateway</html>", media_type="text/html")
        case _:
            return _plain(outcome)


def _plain(outcome: Outcome) -> Response:
    return Response(
        outcome.body,
        status_code=outcome.status,
        headers=dict(outcome.headers),
        media_type=outcome.media_type,
    )

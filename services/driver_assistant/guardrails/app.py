"""The guardrails service over HTTP: `/v1/input`, `/v1/output`, probes and metrics.

`main()` runs it; the worker is its client. Answers: 200 with a verdict, 413 for a body larger than
allowed, 422 for one that isn't the contract's. Everything is built here, once, before the first
request; no request reads a file or opens a connection.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from pydantic import ValidationError

from driver_assistant.contracts.guardrails import InputRequest, OutputRequest, Verdict
from driver_assistant.guardrails.service import Service, build_service
from driver_assistant.guardrails.settings import GuardrailsSettings
from driver_assistant.guardrails.warm import preload_output
from driver_assistant.runtime.http import Health, add_probes
from driver_assistant.runtime.process import run_process, serve_and_work
from driver_assistant.runtime.telemetry import log

R = TypeVar("R", InputRequest, OutputRequest)


def create_app(
    settings: GuardrailsSettings, service: Service | None = None, health: Health | None = None
) -> FastAPI:
    """The HTTP side of a service; builds one from `settings` when none is given."""
    running = service or build_service(settings)
    app = FastAPI(title="driver-assistant guardrails", docs_url=None, redoc_url=None)
    max_bytes = settings.guardrails_max_body_bytes

    @app.post("/v1/input")
    async def judge_input(request: Request) -> Response:
        return await _answer(request, max_bytes, InputRequest, running.input)

    @app.post("/v1/output")
    async def judge_output(request: Request) -> Response:
        return await _answer(request, max_bytes, OutputRequest, running.output)

    return add_probes(app, health or Health(started=True))


async def _answer(
    request: Request,
    max_bytes: int,
    kind: type[R],
    judge: Callable[[R], Awaitable[Verdict]],
) -> Response:
    body = await _body(request, max_bytes)
    if body is None:
        return JSONResponse({"error": f"the body is larger than {max_bytes} bytes"}, 413)
    try:
        parsed = kind.model_validate_json(body)
    except ValidationError as error:
        # The input is left out: it is a driver's message.
        problems = error.errors(include_input=False, include_url=False, include_context=False)
        return JSONResponse({"error": "not the contract's shape", "problems": problems}, 422)
    verdict = await judge(parsed)
    return Response(verdict.model_dump_json(by_alias=True), media_type="application/json")


async def _body(request: Request, max_bytes: int) -> bytes | None:
    """The raw body, or None once it is larger than allowed."""
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > max_bytes:
            return None
        chunks.append(chunk)
    return b"".join(chunks)


async def _main(settings: GuardrailsSettings, stop: asyncio.Event) -> None:
    if not settings.database_url.get_secret_value():
        log.warning("guardrails.events_in_log_only", reason="DA_DATABASE_URL is not set")
    service = build_service(settings)
    # Before the loop serves: the first answer must not miss its deadline.
    preload_output(service.policy_of(settings.company))
    health = Health(dependencies={"checks": service.ready}, required=frozenset({"checks"}))
    app = create_app(settings, service, health)
    try:
        await serve_and_work(settings, app, health, service.parts(), stop)
    finally:
        await service.finish()


def main(settings: GuardrailsSettings | None = None) -> int:
    """Run the service until SIGTERM; returns the exit code."""
    chosen = settings or GuardrailsSettings()
    return run_process("guardrails", chosen, partial(_main, chosen))

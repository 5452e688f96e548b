"""`POST /v1/input` and `POST /v1/output` as plain ASGI: a verdict costs less than a framework.

A framework's request, routing, response and spans cost as much CPU as all checks on a message.
What is answered when is said in `app.py`; probes and metrics stay Starlette's. An error that nobody
expected is the server's 500, and the caller decides by its own rule.
"""

from __future__ import annotations

import json
from typing import Any, Final, TypeAlias

from pydantic import ValidationError

from driver_assistant.contracts.guardrails import InputRequest, OutputRequest
from driver_assistant.guardrails.service import Service
from driver_assistant.runtime.asgi import Application, Message, Receive, Send, read_body

Answer: TypeAlias = tuple[int, bytes]  # status, JSON

INPUT: Final = "/v1/input"
OUTPUT: Final = "/v1/output"


class GuardrailsApp:
    """Answers the two questions itself and hands everything else to `rest`."""

    def __init__(self, rest: Application, service: Service, *, max_bytes: int) -> None:
        self._rest = rest
        self._service = service
        self._max_bytes = max_bytes

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] not in {INPUT, OUTPUT}:
            await self._rest(scope, receive, send)
            return
        status, body = await self._answer(scope, receive)
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(body)).encode()),
        ]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _answer(self, scope: Message, receive: Receive) -> Answer:
        if scope["method"] != "POST":
            return 405, _problem("only POST is answered here")
        body = await read_body(receive, self._max_bytes)
        if body is None:
            return 413, _problem(f"the body is larger than {self._max_bytes} bytes")
        try:
            verdict = await self._judge(scope["path"], body)
        except ValidationError as error:
            # The input is left out: it is a driver's message.
            problems = error.errors(include_input=False, include_url=False, include_context=False)
            return 422, _problem("not the contract's shape", problems=problems)
        return 200, verdict

    async def _judge(self, path: str, body: bytes) -> bytes:
        if path == INPUT:
            verdict = await self._service.input(InputRequest.model_validate_json(body))
        else:
            verdict = await self._service.output(OutputRequest.model_validate_json(body))
        return verdict.model_dump_json(by_alias=True).encode()


def _problem(error: str, **more: Any) -> bytes:
    return json.dumps({"error": error, **more}).encode()

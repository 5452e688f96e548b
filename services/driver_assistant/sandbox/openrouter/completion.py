"""One chat completion from request to answer: check, route, answer, price, book.

Called by `app.py` with the raw body and headers; returns what to send. Holds the stand-in's
whole state in memory and takes no orders from a request beyond what OpenRouter would.
"""

from __future__ import annotations

import json
import random
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from driver_assistant.sandbox.openrouter import answers, failures, write
from driver_assistant.sandbox.openrouter.answers import Answer, Bill
from driver_assistant.sandbox.openrouter.arguments import arguments
from driver_assistant.sandbox.openrouter.catalogue import Model, catalogue
from driver_assistant.sandbox.openrouter.choose import Chooser
from driver_assistant.sandbox.openrouter.failures import Failure
from driver_assistant.sandbox.openrouter.faults import FaultPlan
from driver_assistant.sandbox.openrouter.latency import Latency
from driver_assistant.sandbox.openrouter.ledger import Call, Ledger
from driver_assistant.sandbox.openrouter.prompt_cache import PromptCache
from driver_assistant.sandbox.openrouter.routing import Endpoint, Router
from driver_assistant.sandbox.openrouter.settings import OpenRouterSettings
from driver_assistant.sandbox.openrouter.tokens import tokenize
from driver_assistant.sandbox.openrouter.wire import ChatRequest

_MESSAGE_FRAME = 4  # tokens a message costs beside its words


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What to send, after how long, and whether the wire is to break on the way."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str = "application/json"
    delay_s: float = 0.0
    wire: str | None = None


class Simulator:
    """The state of the stand-in and the way a request takes through it."""

    def __init__(self, settings: OpenRouterSettings) -> None:
        self.settings = settings
        self.router = Router(catalogue(settings.absent_models), settings.seed)
        self.faults = FaultPlan(settings.seed)
        self.ledger = Ledger(settings.ledger_entries)
        self.latency = self._latency()
        self.cache = PromptCache(ttl_s=settings.cache_ttl_s)
        self.requests: deque[dict[str, Any]] = deque(maxlen=settings.kept_requests)
        self._chooser = Chooser(settings.match_threshold)
        self._ids = random.Random(settings.seed)

    def reset(self) -> None:
        """As after the start: no faults, empty books, cold caches."""
        self.router.reset()
        self.faults.clear()
        self.ledger.reset()
        self.cache.clear()
        self.requests.clear()
        self.latency = self._latency()

    def complete(self, raw: bytes, session_header: str | None) -> Outcome:
        """Answer the body of a chat completion whose key was accepted."""
        parsed = self._parsed(raw)
        if isinstance(parsed, Failure):
            return self._refused(parsed, "invalid", (), session_header)
        request, body = parsed
        self.requests.append(body)
        asked, session = request.requested_models, request.session_id or session_header
        gate = self.faults.draw("gate", asked[0])
        if gate is not None:
            refusal = failures.injected(gate.kind, asked[0], asked, gate.retry_after_s)
            return self._refused(refusal, gate.kind, asked, session)
        if self._key_is_spent():
            return self._refused(failures.key_limit_reached(), "credits", asked, session)
        prompt = prompt_tokens(request, body)
        endpoint = self.router.endpoint(
            request, body, lambda model: self._broken(model, asked, len(prompt))
        )
        if isinstance(endpoint, Failure):
            return self._refused(endpoint, f"http_{endpoint.status}", asked, session)
        return self._served(request, endpoint, prompt, session)

    def _parsed(self, raw: bytes) -> tuple[ChatRequest, dict[str, Any]] | Failure:
        if len(raw) > self.settings.max_body_bytes:
            return failures.too_large(self.settings.max_body_bytes)
        try:
            body = json.loads(raw)
            return ChatRequest.model_validate(body), body
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            return failures.invalid_request(f"{where}: {first['msg']}".removeprefix(": "))
        except ValueError:
            return failures.invalid_request("The body is not JSON")

    def _broken(self, model: Model, asked: tuple[str, ...], length: int) -> Failure | None:
        fault = self.faults.draw("upstream", model.id)
        if fault is not None:
            return failures.injected(fault.kind, model.id, asked, fault.retry_after_s)
        if length > model.context_length:
            return failures.too_long(length, model.context_length)
        return None

    def _key_is_spent(self) -> bool:
        limit = self.settings.key_limit_usd
        return limit is not None and self.ledger.total.cost >= limit

    def _served(
        self, request: ChatRequest, endpoint: Endpoint, prompt: tuple[str, ...], session: str | None
    ) -> Outcome:
        model, provider = endpoint.model, endpoint.provider
        fault = self.faults.draw("answer", model.id)
        wire = self.faults.draw("wire", model.id)
        answer = self._answer(request)
        if fault is not None:
            answer = answers.spoiled(answer, fault.kind, self._other_tool(request))
        answer = answers.cut_to(answer, request.completion_limit)
        cached = self.cache.cached_tokens(model.id, provider.slug, prompt)
        charge = answers.bill(model, len(prompt), cached, answer.completion_tokens)
        kinds = [f.kind for f in (fault, wire) if f is not None]
        delay_ms = self.latency.draw_ms()
        booked = self._booked(
            outcome="+".join(kinds) or "ok",
            requested=request.requested_models,
            session=session,
            status=200,
            endpoint=endpoint,
            charge=charge,
            latency_ms=delay_ms,
            finish_reason=answer.finish_reason,
            reported=wire is None,
        )
        body = answers.body(
            answer,
            charge,
            call_id=booked.id,
            created=int(booked.at.timestamp()),
            model=model.id,
            provider=provider.name,
        )
        return Outcome(
            status=200,
            body=json.dumps(body).encode(),
            delay_s=delay_ms / 1000,
            wire=wire.kind if wire else None,
        )

    def _answer(self, request: ChatRequest) -> Answer:
        """Tool calls if tools fit; words from the record if there are none; else a plain answer."""
        if not request.tools or request.messages[-1].role == "tool":
            return Answer(content=write.answer(request))
        choice = self._chooser.choice(request)
        if not choice.picks:
            related = choice.score >= self.settings.match_threshold / 2
            return Answer(content=write.without_a_tool(request, related=related))
        calls = tuple(
            answers.call(pick.function.name, arguments(pick.function.parameters, pick.text))
            for pick in choice.picks
        )
        return Answer(calls=calls, finish_reason="tool_calls")

    def _other_tool(self, request: ChatRequest) -> answers.ToolCall | None:
        other = self._chooser.runner_up(request)
        return None if other is None else answers.call(other.name, arguments(other.parameters, ""))

    def _refused(
        self, failure: Failure, outcome: str, asked: tuple[str, ...], session: str | None
    ) -> Outcome:
        self._booked(outcome=outcome, requested=asked, session=session, status=failure.status)
        return refusal(failure)

    def _booked(
        self,
        *,
        outcome: str,
        requested: tuple[str, ...],
        session: str | None,
        status: int,
        endpoint: Endpoint | None = None,
        charge: Bill | None = None,
        **rest: Any,
    ) -> Call:
        call = Call(
            id=f"gen-{self._ids.getrandbits(80):020x}",
            at=datetime.now(UTC),
            requested=requested,
            model=endpoint.model.id if endpoint else None,
            provider=endpoint.provider.name if endpoint else None,
            session=session,
            status=status,
            outcome=outcome,
            prompt_tokens=charge.prompt_tokens if charge else 0,
            completion_tokens=charge.completion_tokens if charge else 0,
            cached_tokens=charge.cached_tokens if charge else 0,
            cost=charge.cost if charge else Decimal(0),
            **rest,
        )
        self.ledger.book(call)
        return call

    def _latency(self) -> Latency:
        settings = self.settings
        return Latency(settings.latency_median_ms, settings.latency_p95_ms, settings.seed)


def refusal(failure: Failure) -> Outcome:
    """A failure as bytes."""
    if failure.html:
        return Outcome(status=failure.status, body=failure.html.encode(), media_type="text/html")
    return Outcome(
        status=failure.status,
        body=json.dumps({"error": failure.error}).encode(),
        headers=failure.headers,
    )


def prompt_tokens(request: ChatRequest, body: Mapping[str, Any]) -> tuple[str, ...]:
    """The prompt as the model's provider sees it: tools first, then the messages in order.

    The tools count as their JSON text in the order sent, so a changed or reordered tool set
    loses the cached prefix, as it would at the provider.
    """
    tokens: list[str] = []
    if body.get("tools"):
        tokens += tokenize(json.dumps(body["tools"], ensure_ascii=False, separators=(",", ":")))
    for message in request.messages:
        tokens += (f"<{message.role}>",) * _MESSAGE_FRAME
        tokens += tokenize(message.text)
        for made in message.tool_calls:
            tokens += tokenize(json.dumps(made, ensure_ascii=False))
    return tuple(tokens)

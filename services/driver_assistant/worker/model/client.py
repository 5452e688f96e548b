"""Asks a language model through OpenRouter: pick a tool, or write a text.

Called by `understand.py` and `respond.py`. One call makes at most `max_attempts` requests before
its deadline, whatever goes wrong; `attempts.py` decides about each one, `classify.py` and
`answers.py` say what went wrong. It never logs what was said, never retries behind the caller's
back, and never falls back to anything but another model: rules and templates are the caller's.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, Protocol, TypeVar

import httpx2
import structlog

from driver_assistant.worker.model import metrics
from driver_assistant.worker.model.answers import (
    Answer,
    PlainAnswer,
    ToolChoice,
    Written,
    read_choice,
    read_text,
)
from driver_assistant.worker.model.attempts import Attempts, Models, Roster, Step
from driver_assistant.worker.model.errors import (
    ModelFailure,
    ModelTimedOut,
    ModelUnavailable,
    OutOfTime,
)
from driver_assistant.worker.model.prompt import Message
from driver_assistant.worker.model.settings import ModelSettings
from driver_assistant.worker.model.tools import ToolSet
from driver_assistant.worker.model.transport import Transport
from driver_assistant.worker.model.usage import NOTHING, Usage
from driver_assistant.worker.model.wire import Completion, ListedModel

log = structlog.get_logger(__name__)

T = TypeVar("T")
A = TypeVar("A", bound=Answer)

_SESSION_CHARS = 256  # OpenRouter's limit


class Guard(Protocol):
    """Runs a call or refuses to, such as a circuit breaker.

    It should count failures whose `outage` is true and let the others pass; what it raises
    itself reaches the caller unchanged, and nothing was sent then.
    """

    async def __call__(self, call: Callable[[], Awaitable[T]], /) -> T: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ask(Generic[A]):
    """What one call wants: the request, from whom, until when, and how to read the answer."""

    purpose: str
    body: Mapping[str, Any]
    session: str
    deadline: float
    roster: Roster
    read: Callable[[Completion], A]
    tools: str = ""  # as JSON

    @property
    def remaining_s(self) -> float:
        return self.deadline - asyncio.get_running_loop().time()


class ModelClient:
    """The models of one worker. Close it with `aclose`."""

    def __init__(
        self,
        settings: ModelSettings,
        *,
        http_client: httpx2.AsyncClient | None = None,
        guard: Guard | None = None,
    ) -> None:
        self._settings = settings
        self._guard = guard
        self._pickers = Roster(settings.pickers)
        self._writers = Roster(settings.writers)
        self._transport = Transport(settings, http_client)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._transport.aclose()

    async def choose_tool(
        self, messages: Sequence[Message], tools: ToolSet, *, session: str, deadline: float
    ) -> ToolChoice | PlainAnswer:
        """The tool that fits the last message, or a plain answer when none does.

        `session` names the conversation (an opaque id, at most 256 characters are used): its
        calls stay at one provider, where the prompt is cached. `deadline` is a time of the
        running event loop, as `asyncio.timeout_at` takes it.

        Raises:
            ModelFailure: no usable answer before the deadline; `usage` says what it cost.
        """
        body = {
            "messages": list(messages),
            "tool_choice": "auto",
            "parallel_tool_calls": False,  # one message, one intent
            "max_tokens": self._settings.max_tokens,
        }
        ask: _Ask[ToolChoice | PlainAnswer] = _Ask(
            purpose="choose",
            body=body,
            tools=tools.text,
            session=session[:_SESSION_CHARS],
            deadline=deadline,
            roster=self._pickers,
            read=lambda completion: read_choice(completion, tools),
        )
        answer = await self._answered(ask)
        if isinstance(answer, ToolChoice) and answer.extra_calls:
            log.info("llm.extra_calls_dropped", tool=answer.name, dropped=answer.extra_calls)
        return answer

    async def write(self, messages: Sequence[Message], *, session: str, deadline: float) -> Written:
        """A text from the larger model. Arguments and errors as for `choose_tool`."""
        ask = _Ask(
            purpose="write",
            body={"messages": list(messages), "max_tokens": self._settings.writer_max_tokens},
            session=session[:_SESSION_CHARS],
            deadline=deadline,
            roster=self._writers,
            read=read_text,
        )
        return await self._answered(ask)

    async def list_models(self) -> tuple[ListedModel, ...]:
        """The provider's models with their prices; one attempt.

        Raises:
            ModelFailure: the list can't be had.
        """
        return await self._transport.models()

    def forget_model(self, model: str) -> None:
        """Don't ask for `model` for ten minutes: the provider doesn't have it."""
        self._pickers.missing(model)
        self._writers.missing(model)

    async def _answered(self, ask: _Ask[A]) -> A:
        if self._guard is None:
            return await self._tried(ask)
        return await self._guard(lambda: self._tried(ask))

    async def _tried(self, ask: _Ask[A]) -> A:
        """Attempts until one succeeds or none is left; the usage is the sum of all."""
        attempts = Attempts(
            self._requests(ask.roster),
            maximum=self._settings.max_attempts,
            longest_wait_s=self._settings.longest_wait_s,
        )
        spent = NOTHING
        step = attempts.first(ask.remaining_s)
        if step is None:
            raise OutOfTime("before the first attempt")
        while True:
            try:
                answer = await self._attempt(ask, step)
                return replace(answer, usage=spent.plus(answer.usage))
            except ModelFailure as failure:
                spent = spent.plus(failure.usage)
                following = attempts.after(failure, ask.remaining_s)
                _report(ask, failure, step.models, again=following is not None)
                if following is None:
                    failure.usage = spent
                    raise
                step = following
            await asyncio.sleep(step.wait_s)

    async def _attempt(self, ask: _Ask[A], step: Step) -> A:
        """One request. Whatever becomes of it, its usage and time are counted."""
        clock = asyncio.get_running_loop().time
        started = clock()
        usage = NOTHING
        outcome = "cancelled"
        try:
            completion = await self._completion(ask, step.models)
            usage = _usage(completion)
            answer = ask.read(completion)
            outcome = "ok"
        except ModelFailure as failure:
            usage = replace(failure.usage.plus(usage), latency_s=clock() - started)
            failure.usage = usage
            outcome = failure.code
            raise
        else:
            usage = replace(usage, latency_s=clock() - started)
            return replace(answer, usage=usage)
        finally:
            metrics.observe(ask.purpose, outcome, usage)

    async def _completion(self, ask: _Ask[A], models: Models) -> Completion:
        """The answer, within the attempt's limit or what the deadline leaves of it."""
        remaining_s = ask.remaining_s
        limit_s = min(self._settings.timeout_s, remaining_s)
        try:
            return await self._transport.completion(
                ask.body, models=models, session=ask.session, limit_s=limit_s, tools=ask.tools
            )
        except ModelTimedOut as late:
            if limit_s < remaining_s:
                raise
            over = OutOfTime("while waiting for the model")
            over.outage = True
            over.usage = late.usage
            raise over from late

    def _requests(self, roster: Roster) -> tuple[Models, ...]:
        models = roster.present()
        return (models,) if self._settings.routing == "multi" else tuple((m,) for m in models)


def _usage(completion: Completion) -> Usage:
    """What the provider says it used; without a cost the cost is unknown."""
    block = completion.usage
    if block is None or block.cost is None:
        return Usage(model=completion.model, attempts=1, unknown=1)
    details = block.prompt_tokens_details
    return Usage(
        model=completion.model,
        prompt_tokens=block.prompt_tokens,
        completion_tokens=block.completion_tokens,
        cached_tokens=(details.cached_tokens or 0) if details else 0,
        cost_usd=block.cost,
        attempts=1,
    )


def _report(ask: _Ask[A], failure: ModelFailure, models: Models, *, again: bool) -> None:
    """Log a failed attempt, and remember a model that isn't there."""
    if isinstance(failure, ModelUnavailable) and len(models) == 1:
        ask.roster.missing(models[0])
    say = log.error if failure.alert else log.warning
    say(
        "llm.attempt_failed",
        purpose=ask.purpose,
        error=failure.code,
        detail=failure.detail,
        models=models,
        retried=again,
        alert=failure.alert,
    )

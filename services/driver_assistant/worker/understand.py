"""Steps 15 and 16: which intent a turn means, by the cheapest way that is sure.

Buttons and exact phrases need no model. A self-contained question that was understood before is
remembered by a keyed hash of its words. Everything else is the model's, with the conversation as
context; when the model can't, the rules were already asked, so the turn is tried again until its
deadline. Identity never comes from here: arguments name no driver.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import re
import unicodedata
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

from prometheus_client import Counter
from pydantic import BaseModel, ValidationError

from driver_assistant.contracts.errors import Transient
from driver_assistant.contracts.languages import Language
from driver_assistant.contracts.messages import Choice, Location, Media, Wire
from driver_assistant.runtime.cache import Cache
from driver_assistant.runtime.telemetry import log, step
from driver_assistant.store.conversations import Lease
from driver_assistant.store.drivers import Driver
from driver_assistant.worker.breaker import BreakerOpen
from driver_assistant.worker.context import Context
from driver_assistant.worker.intent import AnyIntent
from driver_assistant.worker.model.answers import PlainAnswer, ToolChoice
from driver_assistant.worker.model.budget import Bill, Budget, Estimator, Payer
from driver_assistant.worker.model.client import ModelClient
from driver_assistant.worker.model.errors import ContentRefused, ModelFailure
from driver_assistant.worker.model.prompt import Prompts, Turn
from driver_assistant.worker.model.usage import Usage
from driver_assistant.worker.rules import understand_by_rules
from driver_assistant.worker.words import LEANING

UNDERSTOOD = Counter(
    "driver_assistant_understood_total", "Turns by how they were understood.", ["by"]
)

_LEAST_WORDS: Final = 3
_WORD: Final = re.compile(r"[\w\u0900-\u094f']+")
_ANSWER_BUDGET_S: Final = 12.0  # of the turn's own deadline, for all model calls of one attempt
_WRITE_BUDGET_S: Final = 8.0


class ModelSilent(Transient):
    """The model gave no usable answer and the rules don't know the words."""

    code = "model_silent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """An intent and its typed arguments."""

    intent: AnyIntent
    arguments: BaseModel
    by: str  # button, rules, cache, model, kind
    prompt_hash: str | None = None
    cost_usd: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """No intent fits; `out_of_scope` when the words are none of the assistant's work."""

    out_of_scope: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenText:
    """Free text from the larger model, not yet approved."""

    text: str
    cost_usd: Decimal


class _Remembered(Wire):
    intent: str
    arguments: str


@dataclass(slots=True)
class _Booking:
    bill: Bill | None = None


Book = Callable[[Payer, UUID, str, Usage], Awaitable[None]]


class Understanding:
    """Understands turns. One per process."""

    def __init__(  # noqa: PLR0913  # its collaborators
        self,
        *,
        intents: Mapping[str, AnyIntent],
        model: ModelClient,
        prompts: Prompts,
        budget: Budget,
        estimator: Estimator,
        book: Book,
        cache: Cache,
        cache_key: bytes,
        cache_ttl_s: float,
        model_name: str,
    ) -> None:
        self._intents = intents
        self._model = model
        self._prompts = prompts
        self._budget = budget
        self._estimator = estimator
        self._book = book
        self._cache = cache
        self._cache_key = cache_key
        self._cache_ttl_s = cache_ttl_s
        self._space = f"{model_name}:{prompts.version}"

    async def understand(
        self,
        content: object,
        text: str,
        language: Language,
        driver: Driver,
        context: Context,
        lease: Lease,
        *,
        message_id: UUID,
        remember: bool,
    ) -> Understood | NotUnderstood:
        """The intent, if there is one.

        Raises:
            ModelSilent: nobody could tell for now; try again.
            BudgetExhausted: the model may not be asked today.
        """
        with step(16) as span:
            found: Understood | NotUnderstood | None
            found = self._by_kind(content) or self._by_rules(content, text, language)
            if found is None and text:
                found = await self._by_memory(text, language, driver)
                if found is None:
                    found = await self._by_model(
                        text,
                        language,
                        driver,
                        context,
                        lease,
                        message_id=message_id,
                        remember=remember,
                    )
            by = found.by if isinstance(found, Understood) else "nobody"
            span.set_attribute("by", by)
            UNDERSTOOD.labels(by).inc()
            return found or NotUnderstood()

    async def write(
        self,
        question: str,
        record: object,
        language: Language,
        driver: Driver,
        *,
        session: str,
        message_id: UUID,
    ) -> WrittenText:
        """A text about the record, in the driver's language.

        Raises:
            ModelFailure, BreakerOpen, BudgetExhausted: the template has to do.
        """
        with step(15):
            messages = self._prompts.write(question, record=record, language=language)
        payer = Payer(company=driver.company_id, driver=str(driver.id))
        async with (
            self._booked(payer, message_id, "write") as booking,
            self._budget.spending(payer, self._estimator.writing(messages)) as bill,
        ):
            booking.bill = bill
            written = await self._model.write(
                messages, session=session, deadline=_deadline(_WRITE_BUDGET_S)
            )
            bill.add(written.usage)
        return WrittenText(text=written.text, cost_usd=written.usage.cost_usd)

    def _by_kind(self, content: object) -> Understood | None:
        """What is clear from the kind of message alone: a photo is a paper to hand in."""
        name = "send_document" if _is_paper(content) else None
        intent = self._intents.get(name or "")
        if intent is None:
            return None
        return Understood(intent=intent, arguments=intent.parameters(), by="kind")

    def _by_rules(self, content: object, text: str, language: Language) -> Understood | None:
        if isinstance(content, Location):
            return None
        choice = content if isinstance(content, Choice) else None
        meant = understand_by_rules(choice, text, language)
        return None if meant is None else self._typed(*meant, by="button" if choice else "rules")

    async def _by_memory(self, text: str, language: Language, driver: Driver) -> Understood | None:
        key = self._memory_key(text, language, driver)
        raw = await self._cache.get(key, purpose="understanding") if key else None
        if raw is None:
            return None
        try:
            remembered = _Remembered.model_validate_json(raw)
            intent = self._intents[remembered.intent]
            arguments = intent.parameters.model_validate_json(remembered.arguments)
        except (ValidationError, KeyError):
            return None
        return Understood(
            intent=intent, arguments=arguments, by="cache", prompt_hash=self._prompts.version
        )

    async def _by_model(  # the whole question
        self,
        text: str,
        language: Language,
        driver: Driver,
        context: Context,
        lease: Lease,
        *,
        message_id: UUID,
        remember: bool,
    ) -> Understood | NotUnderstood:
        with step(15):
            history = [
                Turn(role="user" if line.role == "driver" else "assistant", text=line.text)
                for line in context
            ]
            messages = self._prompts.pick(text, language=language, history=history)
        payer = Payer(company=driver.company_id, driver=str(driver.id))
        estimate = self._estimator.choosing(messages, self._prompts.tools)
        try:
            async with (
                self._booked(payer, message_id, "choose") as booking,
                self._budget.spending(payer, estimate) as bill,
            ):
                booking.bill = bill
                choice = await self._model.choose_tool(
                    messages,
                    self._prompts.tools,
                    session=str(lease.conversation_id),
                    deadline=_deadline(_ANSWER_BUDGET_S),
                )
                bill.add(choice.usage)
        except ContentRefused:
            return NotUnderstood(out_of_scope=True)
        except (ModelFailure, BreakerOpen) as failure:
            log.warning("understanding.failed", error=failure.code)
            raise ModelSilent(failure.code, retry_after=failure.retry_after) from failure
        return await self._chosen(choice, text, language, driver, remember=remember)

    async def _chosen(
        self,
        choice: ToolChoice | PlainAnswer,
        text: str,
        language: Language,
        driver: Driver,
        *,
        remember: bool,
    ) -> Understood | NotUnderstood:
        if isinstance(choice, PlainAnswer):
            return NotUnderstood(out_of_scope=choice.out_of_scope)
        intent = self._intents[choice.name]
        key = self._memory_key(text, language, driver)
        if key and remember and intent.action is None and not intent.needs_context:
            kept = _Remembered(intent=choice.name, arguments=choice.arguments.model_dump_json())
            await self._cache.put(
                key,
                kept.model_dump_json().encode(),
                ttl_s=self._cache_ttl_s,
                purpose="understanding",
            )
        return Understood(
            intent=intent,
            arguments=choice.arguments,
            by="model",
            prompt_hash=self._prompts.version,
            cost_usd=choice.usage.cost_usd,
        )

    @asynccontextmanager
    async def _booked(
        self, payer: Payer, message_id: UUID, purpose: str
    ) -> AsyncIterator[_Booking]:
        """Book what the calls inside cost, whether they succeed or fail."""
        booking = _Booking()
        try:
            yield booking
        finally:
            if booking.bill is not None and booking.bill.usage.attempts:
                await self._book(payer, message_id, purpose, booking.bill.usage)

    def _typed(self, name: str, given: Mapping[str, str], *, by: str) -> Understood | None:
        intent = self._intents.get(name)
        if intent is None:
            return None
        try:
            arguments = intent.parameters.model_validate(dict(given))
        except ValidationError:
            return None  # a payload of another version
        return Understood(intent=intent, arguments=arguments, by=by)

    def _memory_key(self, text: str, language: Language, driver: Driver) -> str | None:
        """Where a self-contained question is remembered, or None for one that isn't."""
        words = _WORD.findall(_plain(text))
        if not self._cache_ttl_s or len(words) < _LEAST_WORDS or words[0] in LEANING:
            return None
        digest = hmac.digest(self._cache_key, " ".join(words).encode(), hashlib.sha256).hex()[:32]
        return f"meaning:{driver.company_id}:{language}:{self._space}:{digest}"


def _is_paper(content: object) -> bool:
    return isinstance(content, Media) and content.kind in ("image", "document")


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFD", text.casefold())
    return "".join(mark for mark in folded if not "\u0300" <= mark <= "\u036f")


def _deadline(seconds: float) -> float:
    return asyncio.get_running_loop().time() + seconds

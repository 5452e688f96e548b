"""The worker process: consumes the incoming doorbells and answers. Everything is wired here."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
from contextlib import AsyncExitStack
from datetime import timedelta

from pydantic import BaseModel

from driver_assistant.contracts.messages import InDoorbell
from driver_assistant.contracts.topology import work_queue
from driver_assistant.runtime.cache import Cache
from driver_assistant.runtime.consumer import Consumer
from driver_assistant.runtime.http import Health, plain_app
from driver_assistant.runtime.http_client import http_client
from driver_assistant.runtime.ids import new_id
from driver_assistant.runtime.phones import ContactBook
from driver_assistant.runtime.plugins import discover
from driver_assistant.runtime.process import run_process, serve_and_work
from driver_assistant.runtime.publisher import Publisher
from driver_assistant.store.database import Database
from driver_assistant.store.dead_doorbells import dead_doorbells_consumer
from driver_assistant.worker import intents
from driver_assistant.worker.breaker import Breaker, BreakerPolicy
from driver_assistant.worker.conversation import work_on
from driver_assistant.worker.deps import Deps
from driver_assistant.worker.escalations import tell_dispatch
from driver_assistant.worker.guard import Guard
from driver_assistant.worker.intent import Intent
from driver_assistant.worker.language import warm_up as warm_up_languages
from driver_assistant.worker.life import living
from driver_assistant.worker.logistics import LogisticsClient
from driver_assistant.worker.model.budget import Budget, BudgetSettings, Estimator, limits
from driver_assistant.worker.model.client import ModelClient
from driver_assistant.worker.model.errors import ModelFailure
from driver_assistant.worker.model.prompt import Prompts
from driver_assistant.worker.model.settings import ModelSettings
from driver_assistant.worker.model.startup import check_models
from driver_assistant.worker.model.tools import tool_set
from driver_assistant.worker.rules import warm_up as warm_up_rules
from driver_assistant.worker.settings import WorkerSettings
from driver_assistant.worker.spending import PostgresBudgets
from driver_assistant.worker.understand import Understanding


async def _main(
    settings: WorkerSettings, model_settings: ModelSettings, stop: asyncio.Event
) -> None:
    async with AsyncExitStack() as stack:
        deps = await _build(settings, model_settings, stack)

        async def handle(doorbell: BaseModel, _traceparent: str) -> None:
            if isinstance(doorbell, InDoorbell):
                await work_on(doorbell, deps)

        high = max(1, settings.worker_slots // 4)
        name = f"worker {settings.instance}"
        doorbells = {"doorbell.in/1": InDoorbell}
        consumer = Consumer(
            settings.amqp_url.get_secret_value(),
            name=name,
            slots={
                work_queue("in", "high"): high,
                work_queue("in", "normal"): settings.worker_slots - high,
            },
            doorbells=doorbells,
            handler=handle,
            watchdog_s=settings.amqp_watchdog_s,
        )
        health = Health(
            dependencies={
                "postgresql": deps.database.ping,
                "rabbitmq": consumer.check,
                "redis": deps.cache.ping,
            },
            required=frozenset({"postgresql"}),
        )

        async def teller(stop: asyncio.Event) -> None:
            await tell_dispatch(deps, stop)

        if settings.life_lock:
            await stack.enter_async_context(living(deps.database, deps.owner))
        dead = dead_doorbells_consumer(
            "in",
            settings,
            deps.database,
            deps.publisher,
            name=name,
            company=settings.company,
            doorbells=doorbells,
        )
        parts = [consumer.run, dead.run, teller]
        await serve_and_work(settings, plain_app(health), health, parts, stop)


async def _build(
    settings: WorkerSettings, model_settings: ModelSettings, stack: AsyncExitStack
) -> Deps:
    warm_up_languages()
    warm_up_rules()
    owner = f"{settings.instance}:{new_id().hex[-12:]}"  # a restarted pod is a new owner
    database = Database(settings, process="worker", instance=settings.instance)
    stack.push_async_callback(database.close)
    cache = Cache(settings)
    stack.push_async_callback(cache.close)
    guard_http = await stack.enter_async_context(
        http_client(base_url=settings.guardrails_url, timeout=settings.guardrails_timeout_s)
    )
    # Counts outages only: what the model says wrongly is not the provider's sickness.
    model_breaker = Breaker("llm", _MODEL_POLICY, is_failure=_is_outage)
    model = ModelClient(model_settings, guard=model_breaker.call)
    stack.push_async_callback(model.aclose)
    found = discover(intents, Intent)
    publisher = await stack.enter_async_context(
        Publisher(
            settings.amqp_url.get_secret_value(),
            name=f"worker {settings.instance}",
            confirm_timeout_s=settings.amqp_confirm_timeout_s,
        )
    )
    logistics = LogisticsClient(
        settings.logistics_url,
        settings.logistics_token.get_secret_value(),
        timeout_s=settings.logistics_timeout_s,
    )
    stack.push_async_callback(logistics.aclose)
    secret = base64.b64decode(settings.phone_hash_key.get_secret_value())
    # Derived, not configured: all workers of a company share it, no driver knows it.
    canary = _derived(secret, "canary").hex()[:16]
    budgets = PostgresBudgets(database)
    stack.push_async_callback(budgets.close)
    listed = await check_models(model, model_settings)
    understanding = Understanding(
        intents=found,
        model=model,
        prompts=Prompts(tool_set(found.values()), canary=canary),
        budget=Budget(budgets, limits(BudgetSettings())),
        book=budgets.book,
        estimator=Estimator(model_settings, listed),
        cache=cache,
        cache_key=_derived(secret, "understanding"),
        cache_ttl_s=settings.understanding_cache_ttl_s,
        model_name=model_settings.model,
    )
    return Deps(
        settings=settings,
        owner=owner,
        database=database,
        publisher=publisher,
        cache=cache,
        contacts=ContactBook(settings),
        guard=Guard(guard_http, canary=canary),
        understanding=understanding,
        logistics=logistics,
        breaker=Breaker("logistics", _policy(settings)),
        intents=found,
    )


# Longer than the deadline of all attempts of a call: a call that is cut off counts for nothing.
_MODEL_POLICY = BreakerPolicy(timeout=timedelta(seconds=15), reset_after=timedelta(seconds=5))


def _is_outage(error: BaseException) -> bool:
    return isinstance(error, ModelFailure) and error.outage


def _policy(settings: WorkerSettings) -> BreakerPolicy:
    buckets = 10
    return BreakerPolicy(
        timeout=timedelta(seconds=settings.logistics_timeout_s * 2),
        error_percentage=settings.breaker_error_percentage,
        minimum_volume=settings.breaker_minimum_volume,
        bucket=timedelta(seconds=settings.breaker_window_s / buckets),
        buckets=buckets,
        reset_after=timedelta(seconds=settings.breaker_reset_s),
    )


def _derived(secret: bytes, purpose: str) -> bytes:
    return hmac.digest(secret, f"driver-assistant {purpose}".encode(), hashlib.sha256)


def main() -> int:
    """`driver-assistant worker`."""
    settings = WorkerSettings()
    model_settings = ModelSettings()
    return run_process("worker", settings, lambda stop: _main(settings, model_settings, stop))

"""Settings of the worker process. The model's own are in `model/settings.py`."""

from __future__ import annotations

from pydantic import Field, SecretStr, model_validator

from driver_assistant.runtime.settings import (
    BrokerSettings,
    DatabaseSettings,
    PhoneSettings,
    ProcessSettings,
    RedisSettings,
)


class WorkerSettings(
    ProcessSettings, DatabaseSettings, BrokerSettings, RedisSettings, PhoneSettings
):
    """Answers: needs PostgreSQL and RabbitMQ; does with less without the others."""

    worker_slots: int = Field(
        16,
        ge=2,
        le=500,
        description="Conversations answered at once per process; a quarter is kept for "
        "emergencies and buttons. Scaling out is KEDA's, this is concurrency while waiting.",
    )
    lease_s: float = Field(
        15.0, gt=0, description="How long a conversation stays claimed by a worker that died."
    )
    life_lock: bool = Field(
        True,
        description="Each worker holds an advisory lock in PostgreSQL while it lives, and "
        "conversations of a worker whose lock is free are taken over at once instead of after "
        "lease_s. `false` behind a pooler that shares sessions (PgBouncer in transaction mode).",
    )
    lease_renew_s: float = Field(5.0, gt=0, description="How often a holder extends its lease.")
    turns_per_claim: int = Field(
        5, ge=1, description="Turns answered before the conversation is yielded to others."
    )
    answer_timeout_s: float = Field(
        30.0, gt=0, description="Deadline of one attempt at one turn, all calls together."
    )
    deadline_s: float = Field(
        60.0,
        gt=0,
        description="A question not answered within this gets one honest reply with an ask-again "
        "button. Actions and emergencies keep trying.",
    )
    fragment_wait_s: float = Field(
        1.5,
        ge=0,
        description="How long a lone greeting or fragment may wait for the rest of the thought. "
        "A complete question never waits.",
    )
    rate_limit_messages: int = Field(
        20, ge=1, description="Messages per driver and window; beyond it one polite reply."
    )
    rate_limit_window_s: float = Field(60.0, gt=0, description="The sliding window, in seconds.")
    context_turns: int = Field(
        6, ge=0, le=50, description="Earlier turns the model is shown; 0 for none."
    )
    context_ttl_s: float = Field(
        1800.0, gt=0, description="A conversation quiet for this long starts without context."
    )
    record_cache_max_s: float = Field(
        300.0,
        ge=0,
        description="Longest time a fetched record answers again without a call, whatever an "
        "intent allows; 0 asks the logistics API every time.",
    )
    fallback_max_age_s: float = Field(
        86400.0,
        gt=0,
        description="Oldest record that is served, dated, while the logistics API is down.",
    )
    understanding_cache_ttl_s: float = Field(
        7 * 86400.0,
        ge=0,
        description="How long the meaning of a self-contained question is remembered; 0 turns "
        "this cache off.",
    )
    logistics_url: str = Field(description="Base URL of the logistics API, e.g. `https://…/v1`.")
    logistics_token: SecretStr = Field(description="Service credential of the logistics API.")
    logistics_timeout_s: float = Field(
        4.0, gt=0, description="Deadline of one call; drivers wait for it, so keep it short."
    )
    breaker_error_percentage: float = Field(
        50.0, gt=0, le=100, description="Share of failed calls in the window that opens it."
    )
    breaker_minimum_volume: int = Field(
        10, ge=1, description="Fewer calls in the window than this never open it."
    )
    breaker_window_s: float = Field(10.0, ge=1, description="The rolling window, in seconds.")
    breaker_reset_s: float = Field(
        30.0, gt=0, description="Open this long, then one probe decides."
    )
    guardrails_url: str = Field(
        "http://127.0.0.1:8081", description="The guardrails service's base URL."
    )
    guardrails_timeout_s: float = Field(
        1.0, gt=0, description="Deadline of one verdict; beyond it templates only, marked."
    )

    @model_validator(mode="after")
    def _leases_outlive_renewals(self) -> WorkerSettings:
        if self.lease_s < 2 * self.lease_renew_s:
            msg = "lease_s must be at least twice lease_renew_s: one late renewal is normal"
            raise ValueError(msg)
        return self

"""Settings of the guardrails process, from `DA_*` environment variables. Read by `app.py`."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr

from driver_assistant.runtime.settings import DatabaseSettings, ProcessSettings


class GuardrailsSettings(ProcessSettings, DatabaseSettings):
    """Which policies apply and how decisions are recorded."""

    database_url: SecretStr = Field(
        SecretStr(""),
        description="PostgreSQL, where decisions become rows of `guardrail_events`. Empty: they "
        "are only logged. No answer waits for it, and the service starts and serves without it.",
    )
    database_pool_size: int = Field(
        1, ge=1, le=50, description="Connections per process: one writer uses one."
    )
    guardrails_policy_dir: Path | None = Field(
        None,
        description="Folder with the company's policies (`*.yaml`, as the operator renders a "
        "`GuardrailPolicy`), usually a mounted ConfigMap. Looked at every second; a wrong policy "
        "is refused and the one in force stays. Unset: the platform's floor alone.",
    )
    guardrails_shadow_dir: Path | None = Field(
        None,
        description="Folder with candidate policies, tried on every text after it was answered. "
        "Differences are logged and counted; answers never change. Unset or empty: off.",
    )
    guardrails_hash_key: SecretStr = Field(
        SecretStr(""),
        description="Key of the HMAC that stands for a text in events. Empty: a random key per "
        "process, so equal texts can't be recognised across restarts.",
    )
    guardrails_max_body_bytes: int = Field(
        1_048_576, ge=1_024, description="Larger request bodies get 413 and are not parsed."
    )
    guardrails_event_queue: int = Field(
        10_000,
        ge=1,
        description="Decisions that wait to be written. Beyond it the oldest is dropped, counted "
        "and only in the log: answering drivers goes before recording.",
    )

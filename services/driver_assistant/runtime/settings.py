"""Settings that several processes share, in groups; each process composes what it needs.

Everything comes from the environment with the prefix `DA_`. A field's description gives its unit,
its default's reason and what happens when it is wrong; `docs/reference/settings.md` is generated
from them.
"""

from __future__ import annotations

import base64
import socket
from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

Environment = Literal["development", "staging", "production"]


def split_list(value: object) -> object:
    """A comma list from the environment as a tuple."""
    if isinstance(value, str):
        return tuple(item.strip() for item in value.split(",") if item.strip())
    return value


TextList = Annotated[tuple[str, ...], NoDecode]
SecretList = Annotated[tuple[SecretStr, ...], NoDecode]


class Group(BaseSettings):
    """A set of settings that belong together."""

    model_config = SettingsConfigDict(env_prefix="DA_", extra="ignore", frozen=True)


class ProcessSettings(Group):
    """What every process has."""

    company: str = Field(
        "acme",
        description="Id of the company that is served; stamped on every row. One company per "
        "database.",
        pattern=r"^[a-z0-9]([-a-z0-9/]{0,126}[a-z0-9])?$",
    )
    environment: Environment = Field(
        "development",
        description="Chooses fail modes: `production` fails closed, requires TLS to the backing "
        "services and refuses to start the sandbox.",
    )
    instance: str = Field(
        default_factory=socket.gethostname,
        description="Name of this process among its replicas, for logs and leases. Default: the "
        "host's name, which is the pod's.",
    )
    http_host: str = Field("0.0.0.0", description="Address of the process's own HTTP server.")
    http_port: int = Field(
        8080, ge=0, le=65535, description="Port of `/healthz`, `/readyz`, `/metrics` and the API."
    )
    log_format: Literal["json", "console"] = Field(
        "json", description="`json` for collectors, `console` for people."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="Lowest level that is logged; message text is logged at no level."
    )
    otlp_endpoint: str = Field(
        "",
        description="OTLP/HTTP endpoint for traces, e.g. `http://collector:4318`. Empty: spans "
        "are made (ids travel on) but not exported.",
    )
    drain_timeout_s: float = Field(
        25.0,
        gt=0,
        description="Seconds that work under way gets after SIGTERM. Keep it below the pod's "
        "termination grace period (30 s), or the kubelet kills what is left.",
    )


class DatabaseSettings(Group):
    """PostgreSQL, the truth."""

    database_url: SecretStr = Field(
        description="`postgresql://user:password@host:port/database`; add `?sslmode=verify-full` "
        "outside development."
    )
    database_role: str = Field(
        "",
        description="Role to act as after login (`driver_assistant_<process>` if empty). Set it "
        "to `none` where the login itself has the least privilege, or behind PgBouncer; then set "
        "`plan_cache_mode = force_generic_plan`, `jit = off`, `enable_seqscan = off` and "
        "`idle_in_transaction_session_timeout = 10s` for that login.",
    )
    database_pool_size: int = Field(
        6, ge=1, le=50, description="Connections per process; waits beyond it are bounded."
    )
    database_timeout_s: float = Field(
        5.0,
        gt=0,
        description="Deadline of one statement and of waiting for a connection. A transaction "
        "whose process falls silent for twice as long is ended by the server.",
    )


class BrokerSettings(Group):
    """RabbitMQ, the doorbells."""

    amqp_url: SecretStr = Field(description="`amqp://user:password@host:port/vhost` or `amqps://`.")
    amqp_confirm_timeout_s: float = Field(
        0.4,
        gt=0,
        description="How long a publisher waits for the broker's confirm before it goes on "
        "without; the sweeper rings again for what was not confirmed.",
    )
    amqp_watchdog_s: float = Field(
        60.0,
        gt=0,
        description="A consumer that got nothing for this long while its queue has messages and "
        "slots are free ends the process: a fresh start heals what reconnecting did not.",
    )


class RedisSettings(Group):
    """Redis: context, rate limits and caches; nothing that correctness needs."""

    redis_url: SecretStr = Field(
        SecretStr("redis://127.0.0.1:6379/0"), description="`redis://` or `rediss://` URL."
    )
    redis_prefix: str = Field("da:", description="Put before every key: one prefix per company.")
    redis_timeout_s: float = Field(
        0.5, gt=0, description="Deadline of one call; beyond it the caller does without Redis."
    )


class PhoneSettings(Group):
    """Keys for phone numbers: they are stored as a keyed hash and an encrypted value."""

    phone_hash_key: SecretStr = Field(
        description="Base64 of 32 random bytes for the hash that finds a driver. Changing it "
        "unlinks every driver."
    )
    phone_encryption_key: SecretStr = Field(
        description="Base64 of one 32-byte key, or several with commas (newest first) while "
        "rotating: the first encrypts, all decrypt."
    )

    @field_validator("phone_hash_key", "phone_encryption_key")
    @classmethod
    def _are_keys(cls, value: SecretStr) -> SecretStr:
        for key in value.get_secret_value().split(","):
            try:
                length = len(base64.b64decode(key, validate=True))
            except ValueError as error:
                msg = "not base64: make one with `openssl rand -base64 32`"
                raise ValueError(msg) from error
            if length != 32:
                msg = f"{length} bytes, not 32: make one with `openssl rand -base64 32`"
                raise ValueError(msg)
        return value

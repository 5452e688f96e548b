"""What each process is: its command, the secrets it sees, whom it may call.

Least privilege is data here: a process gets the environment variables named for it and no others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from driver_assistant.contracts.crd.components import Component
from driver_assistant.contracts.crd.driver_assistant import DriverAssistantSpec
from driver_assistant_operator.facts import Assistant, Json, SecretFacts
from driver_assistant_operator.naming import ComponentName

Source = Literal["whatsapp", "llm", "logistics", "postgres", "rabbitmq", "redis", "privacy"]
Service = Literal["postgres", "rabbitmq", "redis", "webhook", "guardrails", "https"]
HTTP_PORT: Final = 8080


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretEnv:
    """An environment variable from a key of a source's Secret."""

    env: str
    source: Source
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """One process; `services` are the TCP services it may reach besides DNS."""

    name: str
    command: tuple[str, ...]
    secrets: tuple[SecretEnv, ...]
    services: tuple[Service, ...]


DATABASE: Final = SecretEnv(env="DA_DATABASE_URL", source="postgres", key="url")
AMQP: Final = SecretEnv(env="DA_AMQP_URL", source="rabbitmq", key="amqp-url")
REDIS: Final = SecretEnv(env="DA_REDIS_URL", source="redis", key="url")
PHONE_HASH: Final = SecretEnv(env="DA_PHONE_HASH_KEY", source="privacy", key="phone-hash-key")
PHONE_CIPHER: Final = SecretEnv(
    env="DA_PHONE_ENCRYPTION_KEY", source="privacy", key="phone-encryption-key"
)
ACCESS_TOKEN: Final = SecretEnv(
    env="DA_WHATSAPP_ACCESS_TOKEN", source="whatsapp", key="access-token"
)

ROLES: Final[dict[ComponentName, Role]] = {
    "webhook": Role(
        name="webhook",
        command=("driver-assistant", "webhook"),
        secrets=(
            DATABASE,
            AMQP,
            PHONE_HASH,
            PHONE_CIPHER,
            SecretEnv(env="DA_WHATSAPP_APP_SECRETS", source="whatsapp", key="app-secrets"),
            SecretEnv(env="DA_WHATSAPP_VERIFY_TOKEN", source="whatsapp", key="verify-token"),
        ),
        services=("postgres", "rabbitmq"),
    ),
    "worker": Role(
        name="worker",
        command=("driver-assistant", "worker"),
        secrets=(
            DATABASE,
            AMQP,
            REDIS,
            PHONE_HASH,
            PHONE_CIPHER,
            SecretEnv(env="DA_LLM_API_KEY", source="llm", key="api-key"),
            SecretEnv(env="DA_LOGISTICS_TOKEN", source="logistics", key="token"),
        ),
        services=("postgres", "rabbitmq", "redis", "guardrails", "https"),
    ),
    "delivery": Role(
        name="delivery",
        command=("driver-assistant", "delivery"),
        secrets=(DATABASE, AMQP, PHONE_HASH, PHONE_CIPHER, ACCESS_TOKEN),
        services=("postgres", "rabbitmq", "https"),
    ),
    "guardrails": Role(
        name="guardrails",
        command=("driver-assistant", "guardrails"),
        secrets=(
            DATABASE,  # guardrail_events, which its role may only add to
            # Events carry a keyed hash of a text, never the text.
            SecretEnv(env="DA_GUARDRAILS_HASH_KEY", source="privacy", key="phone-hash-key"),
        ),
        services=("postgres",),
    ),
}
# Redis for the stamp of the prefix, the only thing of it that outlives a restart.
MIGRATE: Final = Role(
    name="migrate",
    command=("driver-assistant", "migrate"),
    secrets=(DATABASE, REDIS),
    services=("postgres", "redis"),
)
RETENTION: Final = Role(
    name="retention",
    command=("driver-assistant", "retention", "run"),
    secrets=(DATABASE,),
    services=("postgres",),
)
# What people run by hand, each time as a Job (docs/operator.md, "Commands").
OPS: Final = Role(
    name="ops",
    command=("driver-assistant", "--help"),
    secrets=(DATABASE, AMQP, PHONE_HASH, PHONE_CIPHER),
    services=("postgres", "rabbitmq"),
)
POLICY_CHECK: Final = Role(
    name="policy-check",
    command=("driver-assistant", "guardrails", "check-policy"),
    secrets=(),
    services=(),
)
# Asks each address once; a refusal, or a status other than 200, fails the Job.
SMOKE: Final = (
    "import sys, urllib.request\n"
    "for url in sys.argv[1:]:\n"
    "    with urllib.request.urlopen(url, timeout=10) as answer:\n"
    "        print(url, answer.status)\n"
)
SMOKE_CHECKS: Final[dict[ComponentName, Role]] = {
    "webhook": Role(
        name="webhook-check", command=("python", "-c", SMOKE), secrets=(), services=("webhook",)
    ),
    "guardrails": Role(
        name="guardrails-check",
        command=("python", "-c", SMOKE),
        secrets=(),
        services=("guardrails",),
    ),
}
CHECK_ROLES: Final = (POLICY_CHECK, *SMOKE_CHECKS.values())
ALL_ROLES: Final = (*ROLES.values(), MIGRATE, RETENTION, OPS)


def secret_names(spec: DriverAssistantSpec) -> dict[Source, str]:
    """The Secret of each source."""
    return {
        "whatsapp": spec.whatsapp.secret_ref.name,
        "llm": spec.llm.secret_ref.name,
        "logistics": spec.logistics.secret_ref.name,
        "postgres": spec.postgres.secret_ref.name,
        "rabbitmq": spec.rabbitmq.secret_ref.name,
        "redis": spec.redis.secret_ref.name,
        "privacy": spec.privacy.secret_ref.name,
    }


def component_of(spec: DriverAssistantSpec, name: ComponentName) -> Component:
    """The part of the spec that is about one component."""
    found: Component = getattr(spec, name)
    return found


def secret_env(assistant: Assistant, role: Role, secrets: SecretFacts) -> tuple[Json, ...]:
    """The container's `env` from Secrets; a key of the role's own (`worker-url`) comes first."""
    names = secret_names(assistant.spec)
    found = []
    for entry in role.secrets:
        secret = names[entry.source]
        own = f"{role.name}-{entry.key}"
        key = own if own in secrets.keys.get(secret, frozenset()) else entry.key
        found.append(
            {"name": entry.env, "valueFrom": {"secretKeyRef": {"name": secret, "key": key}}}
        )
    return tuple(found)

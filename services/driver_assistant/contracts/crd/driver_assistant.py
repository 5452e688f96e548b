"""`DriverAssistant`: everything one company needs, in one resource.

Generates `crds/driverassistants.driverassistant.dev.yaml` and is what the operator parses. The
messages of the rules are read by people whose `kubectl apply` was refused: they say what to do.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from driver_assistant.contracts.crd.backing import Logistics, Postgres, RabbitMQ, Redis
from driver_assistant.contracts.crd.base import (
    DNS_LABEL,
    HttpsUrl,
    Name,
    Part,
    Rule,
    SecretRef,
    rules,
    unique,
)
from driver_assistant.contracts.crd.components import Delivery, Guardrails, Webhook, Worker
from driver_assistant.contracts.crd.edge import Ingress, Network, Observability, Rollout
from driver_assistant.contracts.crd.limits import Conversation, RateLimits, Retention
from driver_assistant.contracts.crd.model import Llm
from driver_assistant.contracts.crd.status import DriverAssistantStatus

Environment = Literal["development", "staging", "production"]
PhoneNumberId = Annotated[str, Field(pattern=r"^[0-9]{5,20}$", max_length=20)]


class WhatsApp(Part):
    """The company's WhatsApp numbers and how they are reached."""

    channel: Literal["cloud", "twilio", "evolution"] = Field(
        "cloud",
        description="cloud (Meta's own API), twilio, or evolution (unofficial: never production).",
    )
    phone_number_ids: tuple[PhoneNumberId, ...] = Field(
        min_length=1,
        max_length=50,
        description="Meta's ids of the numbers, not the numbers. No two companies share one.",
        json_schema_extra=unique(),
    )
    secret_ref: SecretRef = Field(
        description="Secret with the keys app-secrets (comma list, newest first), verify-token "
        "and access-token.",
    )
    base_url: HttpsUrl = Field(
        "https://graph.facebook.com", description="Address of the channel's API."
    )
    api_version: str = Field(
        "v26.0",
        pattern=r"^v[0-9]{2}\.0$",
        max_length=5,
        description="Version of Meta's Graph API.",
    )


class Privacy(Part):
    """Keys that keep phone numbers unreadable in the database."""

    secret_ref: SecretRef = Field(
        description="Secret with the keys phone-hash-key and phone-encryption-key (32 bytes, "
        "base64). Losing them makes stored numbers unreadable: back the Secret up.",
    )


_TLS = "environment is production: {what}.tls must be '{must}'; 'disable' is for development only"

_SPEC_RULES = (
    Rule(
        rule="self.company == oldSelf.company",
        message="company can't change: it is written in every row. Create a second resource",
        field=".company",
    ),
    Rule(
        rule="self.environment != 'production' || self.whatsapp.channel != 'evolution'",
        message="environment is production: channel evolution is unofficial and gets numbers "
        "banned. Use whatsapp.channel: cloud or twilio",
        field=".whatsapp.channel",
    ),
    *(
        Rule(
            rule=f"self.environment != 'production' || self.{what}.tls != 'disable'",
            message=_TLS.format(what=what, must=must),
            field=f".{what}.tls",
        )
        for what, must in (
            ("postgres", "verify-full"),
            ("rabbitmq", "require"),
            ("redis", "require"),
        )
    ),
    Rule(
        rule="self.environment != 'production' || self.image.contains('@sha256:') || "
        "(self.image.matches('.*:[^/:]+$') && !self.image.endsWith(':latest'))",
        message="environment is production: image needs a fixed tag or a digest "
        "(name:1.4.2 or name@sha256:...), not latest",
        field=".image",
    ),
    *(
        Rule(
            rule=f"self.environment == 'development' || self.{path}.startsWith('https://')",
            message=f"{path} must be https outside development: tokens travel with each call",
            field=f".{path}",
        )
        for path in ("whatsapp.baseUrl", "llm.baseUrl", "logistics.url")
    ),
    Rule(
        rule="self.environment != 'production' || !has(self.ingress) || has(self.ingress.tls)",
        message="environment is production: Meta calls https only. Set ingress.tls to "
        "secretName, certManagerIssuer or acmCertificateArn",
        field=".ingress",
    ),
    Rule(
        rule="self.environment != 'production' || self.webhook.scaling.min >= 2",
        message="environment is production: webhook.scaling.min must be 2 or more, so that a "
        "lost node loses no message's first answer",
        field=".webhook.scaling.min",
    ),
    Rule(
        rule="self.conversation.answerDeadlineSeconds > self.logistics.timeoutSeconds",
        message="logistics.timeoutSeconds must be shorter than "
        "conversation.answerDeadlineSeconds, or no slow call can be answered in time",
        field=".logistics.timeoutSeconds",
    ),
)


class DriverAssistantSpec(Part):
    """What one company wants."""

    model_config = ConfigDict(json_schema_extra=rules(*_SPEC_RULES))

    company: str = Field(
        pattern=DNS_LABEL,
        min_length=2,
        max_length=32,
        description="Id of the company, in every row and metric. It can't change later.",
    )
    environment: Environment = Field(
        "production",
        description="development, staging or production. Production refuses what is unsafe there.",
    )
    image: str = Field(
        pattern=r"^[a-z0-9][a-zA-Z0-9._:/@\-]*$",
        min_length=3,
        max_length=512,
        description="Image of all four services; a new one migrates the database first.",
    )
    image_pull_policy: Literal["IfNotPresent", "Always"] = Field(
        "IfNotPresent", description="Whether each pod start asks the registry again."
    )
    image_pull_secrets: tuple[Name, ...] = Field(
        (), max_length=8, description="Names of Secrets for the registry."
    )
    whatsapp: WhatsApp = Field(description="The company's WhatsApp numbers.")
    llm: Llm = Field(description="The language models, through OpenRouter or a compatible API.")
    logistics: Logistics = Field(description="The company's logistics API.")
    postgres: Postgres = Field(description="The database: the truth about every message.")
    rabbitmq: RabbitMQ = Field(description="The queues.")
    redis: Redis = Field(description="Contexts and caches; nothing that correctness needs.")
    privacy: Privacy = Field(description="Keys for phone numbers.")
    webhook: Webhook = Field(default_factory=Webhook, description="The receiving component.")
    worker: Worker = Field(default_factory=Worker, description="The answering component.")
    delivery: Delivery = Field(default_factory=Delivery, description="The sending component.")
    guardrails: Guardrails = Field(
        default_factory=Guardrails, description="The component that judges messages and answers."
    )
    ingress: Ingress | None = Field(
        None, description="How Meta reaches the webhook; leave out to bring your own."
    )
    network: Network = Field(default_factory=Network, description="What the pods may reach.")
    rate_limits: RateLimits = Field(
        default_factory=RateLimits, description="What one driver may send."
    )
    conversation: Conversation = Field(
        default_factory=Conversation, description="How long contexts and questions live."
    )
    retention: Retention = Field(
        default_factory=Retention, description="How long data is kept, and when it is deleted."
    )
    rollout: Rollout = Field(default_factory=Rollout, description="How a new version takes over.")
    observability: Observability = Field(
        default_factory=Observability, description="Logs, traces, monitors and alert rules."
    )
    deletion_policy: Literal["Retain", "Delete"] = Field(
        "Retain",
        description="What deleting this resource does to the RabbitMQ vhost. Retain keeps it; "
        "Delete removes it with its queues. The database is never deleted.",
    )


class DriverAssistant(Part):
    """A company's assistant for its drivers on WhatsApp."""

    model_config = ConfigDict(
        json_schema_extra=rules(
            Rule(
                rule="size(self.metadata.name) <= 36",
                message="metadata.name is longer than 36 characters: names of children are made "
                "from it and have a limit of 63",
            )
        )
    )

    spec: DriverAssistantSpec = Field(description="What the company wants.")
    status: DriverAssistantStatus | None = Field(None, description="What the operator observed.")

"""What an assistant stands on: PostgreSQL, RabbitMQ, Redis and the logistics API.

Addresses and passwords come from Secrets; the operator compares their URLs with what `tls` asks
for (the API server can't see into a Secret) and says so in a condition.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from driver_assistant.contracts.crd.base import HttpsUrl, Part, SecretRef


class Postgres(Part):
    """The database."""

    secret_ref: SecretRef = Field(
        description="Secret with the key url (postgresql://user:password@host:5432/database); "
        "webhook-url, worker-url, delivery-url, migrate-url and retention-url give a service "
        "a role of its own; ca.crt is the CA for verify-full.",
    )
    tls: Literal["verify-full", "disable"] = Field(
        "verify-full", description="verify-full checks the server's certificate and name."
    )


class RabbitMQ(Part):
    """The broker: one vhost for each company."""

    secret_ref: SecretRef = Field(
        description="Secret with the keys amqp-url (amqps://user:password@host:5671/vhost) and "
        "management-url (https://user:password@host:15671), which KEDA reads the depth from.",
    )
    tls: Literal["require", "disable"] = Field(
        "require", description="require refuses amqp:// and http:// addresses."
    )


class Redis(Part):
    """Contexts and caches."""

    secret_ref: SecretRef = Field(
        description="Secret with the key url (rediss://user:password@host:6379/0)."
    )
    tls: Literal["require", "disable"] = Field(
        "require", description="require refuses redis:// addresses."
    )
    prefix: str | None = Field(
        None,
        pattern=r"^[a-z0-9][a-z0-9:-]*$",
        max_length=48,
        description="Prefix of all keys; the company's id when left out.",
    )


class Breaker(Part):
    """When calls to the logistics API stop for a while."""

    error_percent: int = Field(
        50, ge=1, le=100, description="Share of failed calls that opens the breaker (1-100 %)."
    )
    minimum_calls: int = Field(
        10, ge=1, le=1000, description="Calls in the window before the share counts (1-1000)."
    )
    window_seconds: int = Field(30, ge=5, le=600, description="Length of the window (5-600 s).")
    reset_seconds: int = Field(
        15, ge=1, le=600, description="How long it stays open before one probe (1-600 s)."
    )


class Logistics(Part):
    """The company's logistics API."""

    url: HttpsUrl = Field(description="Base address, for example https://api.acme.example/v1.")
    secret_ref: SecretRef = Field(description="Secret with the key token.")
    timeout_seconds: int = Field(5, ge=1, le=60, description="Longest wait for one call (1-60 s).")
    breaker: Breaker = Field(
        default_factory=Breaker, description="When calls stop and cached answers are used."
    )

"""Settings of the operator, from environment variables. Set by the Helm chart."""

from __future__ import annotations

import socket

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class OperatorSettings(BaseSettings):
    """How this replica runs; nothing here changes what is built for a company."""

    model_config = SettingsConfigDict(env_prefix="DA_OPERATOR_", extra="ignore", frozen=True)

    namespace: str = Field(
        "",
        description="The one namespace to look after. Empty: all of them, which needs the "
        "ClusterRole.",
    )
    lease_namespace: str = Field(
        "",
        description="Where the Lease lives. Empty: the pod's own namespace.",
    )
    lease_name: str = Field(
        "driver-assistant-operator",
        description="Name of the Lease. Operators with different names act at the same time: "
        "give each its own namespaces.",
    )
    lease_duration_s: float = Field(
        15.0,
        ge=3,
        description="How long a leader that vanished is waited for. Shorter takes over sooner, "
        "and gives the API server less time to be slow.",
    )
    identity: str = Field(
        default_factory=socket.gethostname,
        description="Name of this replica in the Lease and the audit log. Default: the pod's.",
    )
    http_host: str = Field("0.0.0.0", description="Address of /healthz, /readyz and /metrics.")
    http_port: int = Field(8080, ge=0, le=65535, description="Port of the same.")
    workers: int = Field(
        4, ge=1, le=64, description="Resources reconciled at once; one resource never twice."
    )
    resync_s: float = Field(
        60.0,
        ge=1,
        description="Every resource is looked at this often without an event. Rotated Secrets "
        "are noticed no later, because Secrets are read and not watched.",
    )
    waiting_s: float = Field(
        10.0, ge=0.5, description="The same while a resource waits for Secrets or queues."
    )
    cleanup_timeout_s: float = Field(
        600.0,
        ge=0,
        description="How long a deletion waits for RabbitMQ before it goes on without: a lost "
        "broker must not block a namespace forever.",
    )
    log_format: str = Field("json", description="json for collectors, console for people.")

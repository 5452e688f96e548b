"""The edges of an assistant: ingress, egress, rollout and what it shows."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from driver_assistant.contracts.crd.base import DNS_NAME, Cidr, Name, Part, Rule, rules, unique


class IngressTls(Part):
    """Where the certificate comes from: exactly one of the three."""

    model_config = ConfigDict(
        json_schema_extra=rules(
            Rule(
                rule="[has(self.secretName), has(self.certManagerIssuer), "
                "has(self.acmCertificateArn)].filter(given, given).size() == 1",
                message="ingress.tls needs exactly one of secretName, certManagerIssuer and "
                "acmCertificateArn",
            )
        )
    )

    secret_name: Name | None = Field(None, description="An existing TLS Secret.")
    cert_manager_issuer: Name | None = Field(
        None, description="A cert-manager ClusterIssuer that makes the Secret."
    )
    acm_certificate_arn: str | None = Field(
        None,
        pattern=r"^arn:aws[a-z-]*:acm:[a-z0-9-]+:[0-9]{12}:certificate/[a-f0-9-]+$",
        max_length=256,
        description="A certificate of AWS Certificate Manager (ALB only).",
    )


class Ingress(Part):
    """How Meta reaches the webhook."""

    model_config = ConfigDict(
        json_schema_extra=rules(
            Rule(
                rule="!has(self.tls) || !has(self.tls.acmCertificateArn) || "
                "self.className == 'alb'",
                message="ingress.tls.acmCertificateArn works with className alb only: use "
                "secretName or certManagerIssuer for other classes",
                field=".tls.acmCertificateArn",
            ),
            Rule(
                rule="!has(self.tls) || self.className != 'alb' || has(self.tls.acmCertificateArn)",
                message="className alb terminates TLS with a certificate of ACM only: set "
                "tls.acmCertificateArn",
                field=".tls",
            ),
        )
    )

    host: str = Field(
        pattern=DNS_NAME,
        min_length=3,
        max_length=253,
        description="Host name that is entered at Meta, for example assistant.acme.example.",
    )
    class_name: Name = Field(
        "nginx", description="IngressClass: nginx, alb, gce or another one that is installed."
    )
    tls: IngressTls | None = Field(
        None, description="Where the certificate comes from; required in production."
    )


class Network(Part):
    """What the pods may reach and who may reach them; everything else is denied."""

    private_cidrs: tuple[Cidr, ...] = Field(
        (),
        alias="privateCIDRs",
        max_length=32,
        description="Private ranges that hold the logistics API or a proxy. All other private "
        "and link-local addresses are refused.",
        json_schema_extra=unique(),
    )
    ingress_namespace: Name | None = Field(
        None,
        description="Namespace of the ingress controller. Left out, the webhook is for "
        "everybody, as it is at Meta's end: load balancers call it from outside the cluster.",
    )
    monitoring_namespace: Name = Field(
        "monitoring",
        description="Namespace of Prometheus. Pods of no other one may read /metrics.",
    )


class Rollout(Part):
    """How a new version takes over. Worker and delivery always roll: they share the queues."""

    strategy: Literal["RollingUpdate", "BlueGreen"] = Field(
        "RollingUpdate",
        description="BlueGreen starts webhook and guardrails beside the old ones, checks them, "
        "then switches.",
    )
    drain_seconds: int = Field(
        60,
        ge=5,
        le=3600,
        description="How long the old colour stays after a switch, ready for a return (5-3600 s).",
    )
    check_timeout_seconds: int = Field(
        300,
        ge=30,
        le=3600,
        description="How long the new colour has to start and pass its check (30-3600 s).",
    )


OtlpEndpoint = Annotated[
    str, Field(pattern=r"^https?://[A-Za-z0-9.\-]+(:[0-9]{1,5})?(/[^\s?#@]*)?$", max_length=512)
]


class Observability(Part):
    """Logs, traces, monitors, alert rules and dashboards."""

    otlp_endpoint: OtlpEndpoint | None = Field(
        None, description="OTLP/HTTP address for traces; left out, tracing is off."
    )
    log_format: Literal["json", "console"] = Field(
        "json", description="json for machines, console for people."
    )
    monitors: Literal["Auto", "Off"] = Field(
        "Auto", description="Auto makes a PodMonitor where that kind is installed."
    )
    rules: Literal["Auto", "Off"] = Field(
        "Auto", description="Auto makes a PrometheusRule where that kind is installed."
    )
    dashboards: Literal["Auto", "Off"] = Field(
        "Auto",
        description="Auto makes a GrafanaDashboard where that kind is installed (Grafana with "
        "the label dashboards: grafana), else, beside the Prometheus operator, a ConfigMap "
        "labelled grafana_dashboard: '1' for Grafana's sidecar.",
    )

"""Whom a process may reach, and how Meta reaches the webhook."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from driver_assistant_operator import naming
from driver_assistant_operator.desired import exposure, guarding
from driver_assistant_operator.desired.roles import OPS, ROLES
from driver_assistant_operator.facts import Assistant, SecretFacts

Make = Callable[..., Assistant]
Json = dict[str, Any]


def test_a_worker_reaches_the_internet_but_no_private_address(
    make: Make, secrets: SecretFacts
) -> None:
    found = guarding.network_policy(make(), ROLES["worker"], secrets)

    (rule,) = [r for r in found["spec"]["egress"] if "ipBlock" in r.get("to", [{}])[0]]
    assert rule["ports"] == [{"port": 443, "protocol": "TCP"}]
    assert "169.254.0.0/16" in rule["to"][0]["ipBlock"]["except"]
    assert len(rule["to"]) == 1


def test_a_declared_private_range_is_reachable(make: Make, secrets: SecretFacts) -> None:
    assistant = make(
        **{"network.privateCIDRs": ["10.9.0.0/24"], "logistics.url": "https://tms.internal:8443/v1"}
    )

    found = guarding.network_policy(assistant, ROLES["worker"], secrets)

    (rule,) = [r for r in found["spec"]["egress"] if "ipBlock" in r.get("to", [{}])[0]]
    assert rule["to"][1] == {"ipBlock": {"cidr": "10.9.0.0/24"}}
    assert [p["port"] for p in rule["ports"]] == [443, 8443]


def test_guardrails_reach_the_database_and_nothing_else(make: Make, secrets: SecretFacts) -> None:
    found = guarding.network_policy(make(), ROLES["guardrails"], secrets)

    assert [r["ports"][0]["port"] for r in found["spec"]["egress"]] == [53, 5432]


def test_commands_reach_the_database_and_the_broker_and_nobody_reaches_them(
    make: Make, secrets: SecretFacts
) -> None:
    found = guarding.network_policy(make(), OPS, secrets)

    assert [r["ports"][0]["port"] for r in found["spec"]["egress"]] == [53, 5432, 5671]
    assert found["spec"]["ingress"] == []


@pytest.mark.parametrize(
    ("tls", "class_name", "annotation", "secret"),
    [
        ({"secretName": "own-tls"}, "nginx", None, "own-tls"),
        (
            {"certManagerIssuer": "letsencrypt"},
            "gce",
            ("cert-manager.io/cluster-issuer", "letsencrypt"),
            "acme-webhook-tls",
        ),
        (
            {"acmCertificateArn": "arn:aws:acm:eu-west-1:123456789012:certificate/0a"},
            "alb",
            (
                "alb.ingress.kubernetes.io/certificate-arn",
                "arn:aws:acm:eu-west-1:123456789012:certificate/0a",
            ),
            None,
        ),
    ],
)
def test_tls_comes_from_a_secret_cert_manager_or_acm(
    make: Make, tls: Json, class_name: str, annotation: Any, secret: Any
) -> None:
    wants = {"host": "assistant.acme.example", "className": class_name, "tls": tls}

    found = exposure.ingress(make(ingress=wants))

    assert found is not None
    assert found["spec"]["ingressClassName"] == class_name
    assert found["spec"].get("tls", [{"secretName": None}])[0]["secretName"] == secret
    if annotation:
        assert found["metadata"]["annotations"][annotation[0]] == annotation[1]


def test_only_prometheus_checks_and_the_worker_reach_guardrails(
    make: Make, secrets: SecretFacts
) -> None:
    """Without a namespace of Prometheus in the resource, the default is the only one let in."""
    found = guarding.network_policy(make(), ROLES["guardrails"], secrets)

    assert [rule["from"] for rule in found["spec"]["ingress"]] == [
        [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "monitoring"}}}],
        [{"podSelector": {"matchLabels": naming.component_labels("acme", "guardrails-check")}}],
        [{"podSelector": {"matchLabels": naming.component_labels("acme", "worker")}}],
    ]


@pytest.mark.parametrize("role", ["worker", "delivery"])
def test_only_prometheus_reaches_what_serves_nobody(
    make: Make, secrets: SecretFacts, role: naming.ComponentName
) -> None:
    assistant = make(**{"network.monitoringNamespace": "gmp-system"})

    found = guarding.network_policy(assistant, ROLES[role], secrets)

    assert [rule["from"] for rule in found["spec"]["ingress"]] == [
        [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "gmp-system"}}}]
    ]

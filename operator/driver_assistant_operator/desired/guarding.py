"""ServiceAccounts, PodDisruptionBudgets and NetworkPolicies: who a process is and whom it meets.

Everything is denied by default. Backing services are reached on their own ports, the internet on
https, private ranges only when the resource declares them.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from driver_assistant_operator import naming
from driver_assistant_operator.desired.roles import HTTP_PORT, Role
from driver_assistant_operator.facts import Assistant, Json, SecretFacts
from driver_assistant_operator.naming import ComponentName

# RFC 1918, carrier-grade NAT, loopback, link-local (cloud metadata services live there).
PRIVATE: Final = ("10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
                  "172.16.0.0/12", "192.168.0.0/16")  # fmt: skip


def service_account(assistant: Assistant, role: str) -> Json:
    """An identity of its own, without a token: no process talks to Kubernetes."""
    return {
        "apiVersion": "v1",
        "kind": "ServiceAccount",
        "metadata": assistant.metadata(naming.child(assistant.name, role), role),
        "automountServiceAccountToken": False,
    }


def disruption_budget(assistant: Assistant, name: ComponentName) -> Json:
    """At most one pod at a time leaves by choice; never blocks a drain, even of a single pod."""
    labels = naming.component_labels(assistant.name, name)
    return {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": assistant.metadata(naming.child(assistant.name, name), name),
        "spec": {"maxUnavailable": 1, "selector": {"matchLabels": labels}},
    }


def network_policy(assistant: Assistant, role: Role, secrets: SecretFacts) -> Json:
    """What one process may reach and who may reach it."""
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": assistant.metadata(naming.child(assistant.name, role.name), role.name),
        "spec": {
            "podSelector": {"matchLabels": naming.component_labels(assistant.name, role.name)},
            "policyTypes": ["Ingress", "Egress"],
            "ingress": _ingress(assistant, role),
            "egress": _egress(assistant, role, secrets),
        },
    }


def _ingress(assistant: Assistant, role: Role) -> list[Json]:
    network, ports = assistant.spec.network, [_tcp(HTTP_PORT)]
    found = []
    if role.name in naming.COMPONENTS:
        found.append({"from": [_namespace(network.monitoring_namespace)], "ports": ports})
    if role.name in {"guardrails", "webhook"}:
        found.append({"from": [_pods(assistant, f"{role.name}-check")], "ports": ports})
    if role.name == "guardrails":
        found.append({"from": [_pods(assistant, "worker")], "ports": ports})
    if role.name == "webhook":
        found.append({"ports": ports} | _from_ingress(network.ingress_namespace))
    return found


def _from_ingress(namespace: str | None) -> Json:
    """The controller's pods, or anybody: a load balancer calls pods from outside the cluster."""
    return {"from": [_namespace(namespace)]} if namespace else {}


def _egress(assistant: Assistant, role: Role, secrets: SecretFacts) -> list[Json]:
    dns = {"ports": [{"port": 53, "protocol": "UDP"}, {"port": 53, "protocol": "TCP"}]}
    found: list[Json] = [dns]
    for service in role.services:
        if service in {"guardrails", "webhook"}:
            found.append({"to": [_pods(assistant, service)], "ports": [_tcp(HTTP_PORT)]})
        elif service == "https":
            found.extend(_internet(assistant))
        elif service in secrets.ports:
            found.append({"ports": [_tcp(secrets.ports[service])]})
    if assistant.spec.observability.otlp_endpoint and role.name in naming.COMPONENTS:
        found.append({"ports": [_tcp(_port(assistant.spec.observability.otlp_endpoint))]})
    return found


def _internet(assistant: Assistant) -> list[Json]:
    spec = assistant.spec
    urls = (spec.whatsapp.base_url, spec.llm.base_url, spec.logistics.url)
    ports = [_tcp(port) for port in sorted({443, *(_port(url) for url in urls)})]
    public = {"ipBlock": {"cidr": "0.0.0.0/0", "except": list(PRIVATE)}}
    declared = [{"ipBlock": {"cidr": cidr}} for cidr in spec.network.private_cidrs]
    return [{"to": [public, *declared], "ports": ports}]


def _port(url: str) -> int:
    parts = urlsplit(url)
    return parts.port or (443 if parts.scheme == "https" else 80)


def _tcp(port: int) -> Json:
    return {"port": port, "protocol": "TCP"}


def _namespace(name: str) -> Json:
    return {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": name}}}


def _pods(assistant: Assistant, component: str) -> Json:
    labels = naming.component_labels(assistant.name, component)
    return {"podSelector": {"matchLabels": labels}}

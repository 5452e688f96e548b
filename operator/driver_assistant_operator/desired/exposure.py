"""Services of webhook and guardrails, the preview Service of a second colour, and the Ingress."""

from __future__ import annotations

from driver_assistant_operator import naming
from driver_assistant_operator.desired.roles import HTTP_PORT
from driver_assistant_operator.facts import Assistant, Json
from driver_assistant_operator.naming import Colour, ComponentName

SERVED: tuple[ComponentName, ...] = ("webhook", "guardrails")


def service(assistant: Assistant, name: ComponentName, colour: Colour, **annotations: str) -> Json:
    """The Service that callers use; it points at one colour."""
    return _service(assistant, name, colour, naming.child(assistant.name, name), annotations)


def preview(assistant: Assistant, name: ComponentName, colour: Colour) -> Json:
    """The Service of a colour that is being checked and has no callers yet."""
    return _service(assistant, name, colour, naming.child(assistant.name, name, "preview"), {})


def _service(
    assistant: Assistant, name: ComponentName, colour: Colour, called: str, notes: dict[str, str]
) -> Json:
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": assistant.metadata(called, name, **notes),
        "spec": {
            "type": "ClusterIP",
            "selector": naming.pod_labels(assistant.name, name, colour),
            "ports": [{"name": "http", "port": HTTP_PORT, "targetPort": "http", "protocol": "TCP"}],
        },
    }


def ingress(assistant: Assistant) -> Json | None:
    """How Meta reaches the webhook, for NGINX, ALB and others."""
    wanted = assistant.spec.ingress
    if wanted is None:
        return None
    annotations = _annotations(assistant)
    spec: Json = {
        "ingressClassName": wanted.class_name,
        "rules": [
            {
                "host": wanted.host,
                "http": {
                    "paths": [
                        {
                            "path": "/webhook",
                            "pathType": "Prefix",
                            "backend": {
                                "service": {
                                    "name": naming.child(assistant.name, "webhook"),
                                    "port": {"name": "http"},
                                }
                            },
                        }
                    ]
                },
            }
        ],
    }
    if wanted.tls and not wanted.tls.acm_certificate_arn:
        secret = wanted.tls.secret_name or f"{naming.child(assistant.name, 'webhook')}-tls"
        spec["tls"] = [{"hosts": [wanted.host], "secretName": secret}]
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "Ingress",
        "metadata": assistant.metadata(
            naming.child(assistant.name, "webhook"), "webhook", **annotations
        ),
        "spec": spec,
    }


def _annotations(assistant: Assistant) -> dict[str, str]:
    wanted = assistant.spec.ingress
    assert wanted is not None  # noqa: S101  the caller has looked
    tls = wanted.tls
    found: dict[str, str] = {}
    if wanted.class_name == "alb":
        found |= {
            "alb.ingress.kubernetes.io/scheme": "internet-facing",
            "alb.ingress.kubernetes.io/target-type": "ip",
            "alb.ingress.kubernetes.io/healthcheck-path": "/readyz",
            "alb.ingress.kubernetes.io/target-group-attributes": (
                "deregistration_delay.timeout_seconds=30"
            ),
        }
    if wanted.class_name == "nginx":
        found |= {
            "nginx.ingress.kubernetes.io/proxy-body-size": "4m",  # Meta's batches reach 3 MB
            "nginx.ingress.kubernetes.io/ssl-redirect": "true" if tls else "false",
        }
    if tls and tls.cert_manager_issuer:
        found["cert-manager.io/cluster-issuer"] = tls.cert_manager_issuer
    if tls and tls.acm_certificate_arn:
        found |= {
            "alb.ingress.kubernetes.io/certificate-arn": tls.acm_certificate_arn,
            "alb.ingress.kubernetes.io/listen-ports": '[{"HTTPS":443}]',
        }
    return found

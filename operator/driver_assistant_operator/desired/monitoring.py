"""Monitor, alert rules and dashboard of one company, where those who read them are installed.

What is about every company (the operator's own alerts, the fleet's dashboard) lives in the chart.
"""

from __future__ import annotations

import json
import re
from string import Template
from typing import Final

from driver_assistant_operator import naming
from driver_assistant_operator.desired.alerts import ALERTS, Alert
from driver_assistant_operator.desired.dashboards import dashboard
from driver_assistant_operator.facts import Assistant, Json, digest

MONITORING: Final = "monitoring.coreos.com/v1"
GRAFANA: Final = "grafana.integreatly.org/v1beta1"
RUNBOOKS: Final = "https://driverassistant.dev/docs/runbooks"
# How Prometheus calls a label of the pods after the PodMonitor has copied it.
_ASSISTANT, _COMPONENT = (
    re.sub(r"[^a-zA-Z0-9_]", "_", label) for label in (naming.ASSISTANT, naming.COMPONENT)
)


def pod_monitor(assistant: Assistant) -> Json:
    """Scrapes /metrics of every component's pods."""
    return {
        "apiVersion": MONITORING,
        "kind": "PodMonitor",
        "metadata": assistant.metadata(assistant.name),
        "spec": {
            "selector": {
                "matchLabels": {naming.ASSISTANT: assistant.name},
                "matchExpressions": [
                    {
                        "key": naming.COMPONENT,
                        "operator": "In",
                        "values": sorted(naming.COMPONENTS),
                    }
                ],
            },
            "podMetricsEndpoints": [{"port": "http", "path": "/metrics", "interval": "15s"}],
            "podTargetLabels": [naming.COMPONENT, naming.ASSISTANT],
        },
    }


def prometheus_rule(assistant: Assistant) -> Json:
    """Alerts about this company; each has a runbook of its name."""
    return {
        "apiVersion": MONITORING,
        "kind": "PrometheusRule",
        "metadata": assistant.metadata(assistant.name),
        "spec": {
            "groups": [
                {
                    "name": f"driver-assistant.{assistant.name}",
                    "rules": [_rule(assistant, alert) for alert in ALERTS],
                }
            ]
        },
    }


def grafana_dashboard(assistant: Assistant) -> Json:
    """The company's dashboard for the Grafana operator, in the instances that its docs label."""
    return {
        "apiVersion": GRAFANA,
        "kind": "GrafanaDashboard",
        "metadata": assistant.metadata(assistant.name),
        "spec": {
            "allowCrossNamespaceImport": True,
            "instanceSelector": {"matchLabels": {"dashboards": "grafana"}},
            "json": _dashboard(assistant),
        },
    }


def dashboard_map(assistant: Assistant) -> Json:
    """The same for Grafana's sidecar (kube-prometheus-stack), which looks for this label."""
    metadata = assistant.metadata(naming.child(assistant.name, "dashboard"))
    labels = metadata["labels"] | {"grafana_dashboard": "1"}
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": metadata | {"labels": labels},
        "data": {f"{assistant.namespace}-{assistant.name}.json": _dashboard(assistant)},
    }


def _dashboard(assistant: Assistant) -> str:
    found = dashboard(
        uid=f"driver-assistant-{digest(assistant.owner, 16)}",  # Grafana takes 40 characters
        company=assistant.spec.company,
        labels=_labels(assistant),
    )
    return json.dumps(found, separators=(",", ":"), sort_keys=True)


def _labels(assistant: Assistant) -> dict[str, str]:
    """What the names in expressions stand for (`alerts.py`, `dashboards.py`)."""
    namespace = f'namespace="{assistant.namespace}"'
    queued = "|".join(naming.child(assistant.name, name) for name in ("worker", "delivery"))
    return {
        "operator": f'{namespace},name="{assistant.name}"',
        "pods": f'{namespace},{_ASSISTANT}="{assistant.name}"',
        "component": _COMPONENT,
        "queued": f'{namespace},deployment=~"{queued}"',
    }


def _rule(assistant: Assistant, alert: Alert) -> Json:
    return {
        "alert": alert.name,
        "expr": Template(alert.expr).substitute(_labels(assistant)),
        "for": alert.wait,
        "labels": {
            "severity": alert.severity,
            "company": assistant.spec.company,
            "namespace": assistant.namespace,
            "assistant": assistant.name,
        },
        "annotations": {
            "summary": f"{assistant.spec.company}: {alert.summary}",
            "runbook_url": f"{RUNBOOKS}/{alert.name}.md",
        },
    }

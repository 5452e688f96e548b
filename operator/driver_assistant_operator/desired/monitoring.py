"""Monitors and alert rules of one company, where the Prometheus operator is installed.

Alerts that are about every company (the operator's own, the dashboards) live in the chart.
"""

from __future__ import annotations

import re
from string import Template
from typing import Final

from driver_assistant_operator import naming
from driver_assistant_operator.desired.alerts import ALERTS, Alert
from driver_assistant_operator.facts import Assistant, Json

MONITORING: Final = "monitoring.coreos.com/v1"
RUNBOOKS: Final = "https://driverassistant.dev/docs/runbooks"
# How Prometheus calls the pods' label after the PodMonitor has copied it.
_POD_LABEL: Final = re.sub(r"[^a-zA-Z0-9_]", "_", naming.ASSISTANT)


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


def _rule(assistant: Assistant, alert: Alert) -> Json:
    namespace = f'namespace="{assistant.namespace}"'
    own = {
        "operator": f'{namespace},name="{assistant.name}"',
        "pods": f'{namespace},{_POD_LABEL}="{assistant.name}"',
    }
    return {
        "alert": alert.name,
        "expr": Template(alert.expr).substitute(own),
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

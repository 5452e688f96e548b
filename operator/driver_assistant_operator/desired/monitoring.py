"""Monitors and alert rules of one company, where the Prometheus operator is installed.

Alerts that are about every company (the operator's own, the dashboards) live in the chart.
"""

from __future__ import annotations

from typing import Final

from driver_assistant_operator import naming
from driver_assistant_operator.facts import Assistant, Json

MONITORING: Final = "monitoring.coreos.com/v1"
RUNBOOKS: Final = "https://driverassistant.dev/docs/operations"


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
    """Alerts about this company; each has a runbook."""
    where = f'namespace="{assistant.namespace}",name="{assistant.name}"'
    metric = "driver_assistant_operator"
    rules = [
        _alert(
            assistant,
            "DriverAssistantNotReady",
            f'{metric}_ready{{kind="DriverAssistant",{where}}} == 0',
            wait="10m",
            severity="page",
            summary="The assistant of {{ $labels.name }} has not been Ready for 10 minutes.",
        ),
        _alert(
            assistant,
            "DriverAssistantBacklogHigh",
            f"sum({metric}_backlog_messages{{{where}}}) > 1000",
            wait="10m",
            severity="page",
            summary="More than 1000 doorbells have waited for 10 minutes.",
        ),
    ]
    return {
        "apiVersion": MONITORING,
        "kind": "PrometheusRule",
        "metadata": assistant.metadata(assistant.name),
        "spec": {"groups": [{"name": f"driver-assistant.{assistant.name}", "rules": rules}]},
    }


def _alert(
    assistant: Assistant, name: str, expr: str, *, wait: str, severity: str, summary: str
) -> Json:
    return {
        "alert": name,
        "expr": expr,
        "for": wait,
        "labels": {"severity": severity, "company": assistant.spec.company},
        "annotations": {"summary": summary, "runbook_url": f"{RUNBOOKS}/{name.lower()}"},
    }

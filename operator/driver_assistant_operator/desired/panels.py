"""What the dashboard of a company shows: five rows of panels. Laid out by `dashboards.py`.

The way of a message, the golden signals of each service, the queues, what the company depends on,
and the ledger of what was doubled, lost or in doubt. In expressions `$operator` stands for the
labels of the operator's metrics about this resource, `$pods` for those of its pods, `$component`
for the label that names the process, `$queued` for the Deployments that follow the queues.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One picture: legend -> PromQL. `unit` is one of Grafana's; `about` is shown on hover."""

    title: str
    queries: Mapping[str, str]
    unit: str = "short"
    kind: Literal["timeseries", "bargauge", "state-timeline"] = "timeseries"
    about: str = ""


def _count(metric: str, labels: str = "") -> str:
    """How many in the range that is shown."""
    return f"sum(increase({metric}{{$pods{labels}}}[$__range]))"


def _rate(metric: str, by: str, labels: str = "") -> str:
    return f"sum by ({by}) (rate({metric}{{$pods{labels}}}[$__rate_interval]))"


def _quantiles(metric: str) -> dict[str, str]:
    """Median, and what one in a hundred waits longer than."""
    rate = f"sum by (le) (rate({metric}_bucket{{$pods}}[$__rate_interval]))"
    return {name: f"histogram_quantile({q}, {rate})" for name, q in (("p50", 0.5), ("p99", 0.99))}


def _p95(metric: str, *by: str) -> str:
    rate = f"sum by ({', '.join(('le', *by))}) (rate({metric}_bucket{{$pods}}[$__rate_interval]))"
    return f"histogram_quantile(0.95, {rate})"


_RECORDED: Final = _count("driver_assistant_inbox_total", ',result="recorded"')
_UNCONFIRMED: Final = _count("driver_assistant_publish_unconfirmed_total", ',$component="webhook"')

PANELS: Final[dict[str, tuple[Panel, ...]]] = {
    "The way of a message": (
        Panel(
            title="From WhatsApp to the driver's phone",
            kind="bargauge",
            about="Each bar is a step of docs/steps.md. A doorbell that was not confirmed is rung "
            "again; a turn may answer several messages, and an answer have several parts.",
            queries={
                "1 received": _count(
                    "driver_assistant_webhook_items_total", ',kind="message",result="parsed"'
                ),
                "2 recorded": _RECORDED,
                "3 published at once": f"{_RECORDED} - ({_UNCONFIRMED} or vector(0))",
                "4 claimed": _count("driver_assistant_step_seconds_count", ',step="11"'),
                "5 answered": _count("driver_assistant_turn_seconds_count"),
                "6 sent": _count("driver_assistant_send_total", ',result="accepted"'),
                "7 reported by Meta": _count(
                    "driver_assistant_webhook_items_total", ',kind="status",result="parsed"'
                ),
            },
        ),
        Panel(
            title="Received and not recorded",
            about="Duplicates and unknown drivers are meant to end here; other numbers are not.",
            queries={
                "{{result}}": _rate(
                    "driver_assistant_inbox_total", "result", ',result!="recorded"'
                ),
                "{{kind}} {{result}}": _rate(
                    "driver_assistant_webhook_items_total", "kind, result", ',result!="parsed"'
                ),
            },
        ),
        Panel(
            title="Time of each gap, p95",
            unit="s",
            queries={
                "acknowledged to Meta": _p95("driver_assistant_webhook_ack_seconds"),
                "confirmed by RabbitMQ": _p95("driver_assistant_publish_confirm_seconds"),
                "arrived to answered": _p95("driver_assistant_turn_seconds"),
                "answered to sent": _p95("driver_assistant_reply_seconds"),
            },
        ),
    ),
    "Golden signals": (
        Panel(
            title="Webhook: posts by outcome",
            unit="reqps",
            queries={"{{outcome}}": _rate("driver_assistant_webhook_requests_total", "outcome")},
        ),
        Panel(
            title="Worker: turns by purpose",
            unit="ops",
            queries={"{{purpose}}": _rate("driver_assistant_turns_total", "purpose")},
        ),
        Panel(
            title="Guardrails: decisions",
            unit="ops",
            queries={
                "{{stage}} {{decision}}": _rate(
                    "driver_assistant_guardrails_decisions_total", "stage, decision"
                )
            },
        ),
        Panel(
            title="Webhook: time to acknowledge",
            unit="s",
            queries=_quantiles("driver_assistant_webhook_ack_seconds"),
        ),
        Panel(
            title="Worker: from arrival to the answer",
            unit="s",
            queries=_quantiles("driver_assistant_turn_seconds"),
        ),
        Panel(
            title="Delivery: from the answer to Meta",
            unit="s",
            queries=_quantiles("driver_assistant_reply_seconds"),
        ),
        Panel(
            title="Steps that failed",
            unit="ops",
            queries={
                "step {{step}}": _rate(
                    "driver_assistant_step_seconds_count", "step", ',outcome="error"'
                )
            },
        ),
        Panel(
            title="Delivery: sends by result",
            unit="ops",
            queries={"{{result}}": _rate("driver_assistant_send_total", "result")},
        ),
        Panel(
            title="Guardrails: time of a stage, p95",
            unit="s",
            queries={"{{stage}}": _p95("driver_assistant_guardrails_seconds", "stage")},
        ),
        Panel(
            title="Lag of the event loop",
            unit="s",
            queries={
                "{{$component}}": "max by ($component) "
                "(driver_assistant_event_loop_lag_seconds{$pods})"
            },
        ),
        Panel(
            title="Processor",
            about="In cores; compare with the limits in the resource.",
            queries={"{{$component}}": _rate("process_cpu_seconds_total", "$component")},
        ),
        Panel(
            title="Memory of the largest pod",
            unit="bytes",
            queries={
                "{{$component}}": "max by ($component) (process_resident_memory_bytes{$pods})"
            },
        ),
    ),
    "Queues": (
        Panel(
            title="Backlog",
            about="Ready and unacknowledged doorbells, as KEDA sees them.",
            queries={
                "{{queue}}": "sum by (queue) "
                "(driver_assistant_operator_backlog_messages{$operator})"
            },
        ),
        Panel(
            title="Oldest open message",
            unit="s",
            queries={
                "waits": "max(driver_assistant_inbox_oldest_pending_seconds{$pods})",
                "dead letter ({{side}})": "max by (side) "
                "(driver_assistant_dead_letters_oldest_seconds{$pods})",
            },
        ),
        Panel(
            title="Replicas",
            about="From kube-state-metrics: what KEDA makes of the backlog.",
            queries={
                "{{deployment}}": "max by (deployment) (kube_deployment_status_replicas{$queued})"
            },
        ),
        Panel(
            title="Put off, by tier",
            unit="ops",
            queries={"{{side}} {{tier}}": _rate("driver_assistant_retry_total", "side, tier")},
        ),
        Panel(
            title="Dead letters and dead doorbells",
            queries={
                "open ({{side}})": "max by (side) (driver_assistant_dead_letters_open{$pods})",
                "doorbells: {{fate}}": "sum by (fate) "
                "(increase(driver_assistant_dead_doorbells_total{$pods}[$__rate_interval]))",
            },
        ),
        Panel(
            title="Conversations at work",
            queries={"{{queue}}": "sum by (queue) (driver_assistant_slots_busy{$pods})"},
        ),
    ),
    "Dependencies": (
        Panel(
            title="Breakers",
            kind="state-timeline",
            about="0 closed, 1 half-open, 2 open.",
            queries={
                "{{dependency}}": "max by (dependency) (driver_assistant_breaker_state{$pods})"
            },
        ),
        Panel(
            title="Logistics API, p95",
            unit="s",
            queries={"{{operation}}": _p95("driver_assistant_logistics_seconds", "operation")},
        ),
        Panel(
            title="Where records come from",
            unit="ops",
            about="fallback: an old record, because the API did not answer.",
            queries={"{{source}}": _rate("driver_assistant_records_total", "source")},
        ),
        Panel(
            title="Language models, p95",
            unit="s",
            queries={
                "{{purpose}} {{outcome}}": _p95(
                    "driver_assistant_llm_seconds", "purpose", "outcome"
                )
            },
        ),
        Panel(
            title="Language models: failed attempts",
            unit="ops",
            queries={"{{class}}": _rate("driver_assistant_llm_errors_total", "class")},
        ),
        Panel(
            title="Language models: cost of an hour",
            unit="currencyUSD",
            queries={
                "{{model}}": "sum by (model) "
                "(increase(driver_assistant_llm_cost_usd_total{$pods}[1h]))"
            },
        ),
        Panel(
            title="Guardrails as the worker sees them, p95",
            unit="s",
            queries={"{{stage}}": _p95("driver_assistant_verdict_seconds", "stage")},
        ),
        Panel(
            title="RabbitMQ: pods without a channel",
            queries={
                "{{$component}}": "count by ($component) "
                "(driver_assistant_publisher_connected{$pods} == 0)"
            },
        ),
        Panel(
            title="Answered without Redis",
            unit="ops",
            queries={"{{purpose}}": _rate("driver_assistant_redis_degraded_total", "purpose")},
        ),
    ),
    "Ledger": (
        Panel(
            title="Replies in doubt",
            kind="bargauge",
            about="Ambiguous sends are settled by Meta's report, sent again by policy, or parked.",
            queries={
                "ambiguous": _count("driver_assistant_send_ambiguous_total"),
                "claim expired": _count("driver_assistant_send_expired_total"),
                "sent again unproven": _count("driver_assistant_resend_unproven_total"),
                "parked for a person": _count("driver_assistant_send_parked_total"),
            },
        ),
        Panel(
            title="Parts on their way out",
            queries={"{{state}}": "max by (state) (driver_assistant_outbound_parts{$pods})"},
        ),
        Panel(
            title="Doubles that were stopped",
            unit="ops",
            queries={
                "inbox: {{result}}": _rate(
                    "driver_assistant_inbox_total", "result", ',result="duplicate"'
                ),
                "commit refused": "sum(rate("
                "driver_assistant_lease_fenced_total{$pods}[$__rate_interval]))",
                "settled elsewhere": "sum(rate("
                "driver_assistant_send_settled_elsewhere_total{$pods}[$__rate_interval]))",
            },
        ),
        Panel(
            title="Conversations taken over, records refused",
            kind="bargauge",
            queries={
                "taken over from a dead worker": _count("driver_assistant_lease_stolen_total"),
                "not the driver's own": _count("driver_assistant_ownership_refusals_total"),
            },
        ),
        Panel(
            title="Rung again by a sweeper",
            unit="ops",
            queries={
                "in ({{side}})": _rate("driver_assistant_sweeper_rings_total", "side"),
                "out": "sum(rate("
                "driver_assistant_outbox_sweeper_rings_total{$pods}[$__rate_interval]))",
            },
        ),
        Panel(
            title="Escalations nobody was told of",
            queries={"open": "max(driver_assistant_escalations_open{$pods})"},
        ),
    ),
}

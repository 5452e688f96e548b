"""The alerts about one company: what pages, what is a ticket, and after how long.

Read by `monitoring.py`. Each has a runbook of its name under docs/runbooks. `$operator` stands for
the labels of the operator's metrics about this resource, `$pods` for those of its pods.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One rule; `wait` is Prometheus' `for`."""

    name: str
    expr: str
    wait: str
    severity: Literal["page", "ticket"]
    summary: str


# Share of the error budget (99.9 % of posts accepted) that a window may burn: SRE Workbook, 5-8.
_BURN: Final = (
    'sum(rate(driver_assistant_webhook_requests_total{$pods,outcome=~".*_unavailable"}[%(w)s]))'
    " / sum(rate(driver_assistant_webhook_requests_total{$pods}[%(w)s])) > %(factor)s * 0.001"
)


def _burns(long: str, short: str, factor: str) -> str:
    return " and ".join(f"({_BURN % {'w': window, 'factor': factor}})" for window in (long, short))


ALERTS: Final[tuple[Alert, ...]] = (
    Alert(
        name="DriverAssistantNotReady",
        expr='driver_assistant_operator_ready{kind="DriverAssistant",$operator} == 0',
        wait="10m",
        severity="page",
        summary="The assistant has not been Ready for 10 minutes.",
    ),
    Alert(
        name="DriverAssistantBacklogHigh",
        expr="sum(driver_assistant_operator_backlog_messages{$operator}) > 1000",
        wait="10m",
        severity="page",
        summary="More than 1000 doorbells have waited for 10 minutes.",
    ),
    Alert(
        name="DriverAssistantConsumersSilent",
        expr="sum(driver_assistant_operator_backlog_messages{$operator}) > 0 and time() - "
        "max(driver_assistant_consumer_last_delivery_timestamp_seconds{$pods}) > 60",
        wait="1m",
        severity="page",
        summary="Doorbells wait and no worker or sender has taken one for a minute.",
    ),
    Alert(
        name="DriverAssistantOldestMessageWaits",
        expr="max(driver_assistant_inbox_oldest_pending_seconds{$pods}) > 120",
        wait="1m",
        severity="page",
        summary="A driver's message has been open for more than two minutes.",
    ),
    Alert(
        name="DriverAssistantPostsRefusedFast",
        expr=_burns("1h", "5m", "14.4"),
        wait="1m",
        severity="page",
        summary="Posts of Meta are refused: the month's budget is gone in two days.",
    ),
    Alert(
        name="DriverAssistantPostsRefusedSlowly",
        expr=_burns("6h", "30m", "6"),
        wait="5m",
        severity="ticket",
        summary="Posts of Meta are refused: the month's budget is gone in five days.",
    ),
    Alert(
        name="DriverAssistantEscalationsUntold",
        expr="max(driver_assistant_escalations_open{$pods}) > 0",
        wait="5m",
        severity="page",
        summary="Somebody needs a person, and dispatch could not be told for five minutes.",
    ),
    Alert(
        name="DriverAssistantNumberStopped",
        expr="max(driver_assistant_numbers_stopped{$pods}) > 0",
        wait="5m",
        severity="page",
        summary="A WhatsApp number can't send; its replies wait.",
    ),
    Alert(
        name="DriverAssistantRepliesParked",
        expr="sum(increase(driver_assistant_send_parked_total{$pods}[30m])) > 0",
        wait="0m",
        severity="ticket",
        summary="Replies whose sending is in doubt wait for a person's decision.",
    ),
    Alert(
        name="DriverAssistantBreakerOpen",
        expr="max by (dependency) (driver_assistant_breaker_state{$pods}) == 2",
        wait="5m",
        severity="ticket",
        summary="Calls to {{ $labels.dependency }} are held back; drivers get older answers.",
    ),
    Alert(
        name="DriverAssistantGuardrailsDegraded",
        expr="sum by (check) "
        "(increase(driver_assistant_guardrails_degraded_total{$pods}[15m])) > 0",
        wait="5m",
        severity="ticket",
        summary="The guardrail check {{ $labels.check }} fails and lets texts pass, as declared.",
    ),
    Alert(
        name="DriverAssistantUnknownNumbers",
        expr="sum(increase(driver_assistant_webhook_items_total"
        '{$pods,kind="message",result="other_number"}[1h])) > 0',
        wait="0m",
        severity="ticket",
        summary="Messages arrive for a WhatsApp number that this resource does not declare.",
    ),
    Alert(
        name="DriverAssistantBrokerBlocked",
        expr="max(driver_assistant_amqp_blocked{$pods}) > 0",
        wait="30s",
        severity="page",
        summary="RabbitMQ takes no doorbells; messages are recorded and wait.",
    ),
    Alert(
        name="DriverAssistantOrderViolated",
        expr="sum(increase(driver_assistant_order_violation_total{$pods}[1h])) > 0",
        wait="0m",
        severity="page",
        summary="A driver got replies in the wrong order.",
    ),
    Alert(
        name="DriverAssistantResendUnproven",
        expr="sum(increase(driver_assistant_resend_unproven_total{$pods}[1h])) > 0",
        wait="0m",
        severity="page",
        summary="A reply in doubt was sent again by policy; a driver may have it twice.",
    ),
    Alert(
        name="DriverAssistantStatusesSilent",
        expr='sum(rate(driver_assistant_send_total{$pods,result="accepted"}[15m])) > 0 and '
        'sum(rate(driver_assistant_webhook_items_total{$pods,kind="status",result="parsed"}[15m]))'
        " == 0",
        wait="5m",
        severity="page",
        summary="Replies are sent and Meta reports on none of them.",
    ),
    Alert(
        name="DriverAssistantUnrouted",
        expr="max(driver_assistant_unrouted_doorbells{$pods}) > 0",
        wait="1m",
        severity="page",
        summary="Doorbells reach no queue: the broker's topology is broken.",
    ),
    Alert(
        name="DriverAssistantDeadLettersWait",
        expr="max by (side) (driver_assistant_dead_letters_open{$pods}) > 0",
        wait="15m",
        severity="ticket",
        summary="Messages that were given up ({{ $labels.side }}) wait for a person.",
    ),
)

"""What the operator counts. Read at /metrics; written by the modules that do the work."""

from __future__ import annotations

from typing import Final

from prometheus_client import Counter, Gauge, Histogram, Info

PREFIX: Final = "driver_assistant_operator"

RECONCILES: Final = Counter(
    f"{PREFIX}_reconciles_total", "Reconciliations by kind and result.", ("kind", "result")
)
ERRORS: Final = Counter(
    f"{PREFIX}_reconcile_errors_total", "Failed reconciliations by kind and reason.",
    ("kind", "reason"),
)  # fmt: skip
SECONDS: Final = Histogram(
    f"{PREFIX}_reconcile_seconds", "Duration of one reconciliation.", ("kind",),
    buckets=(0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)  # fmt: skip
WAITING: Final = Gauge(f"{PREFIX}_queue_depth", "Objects that wait for a reconciliation.")
BACKOFF: Final = Gauge(
    f"{PREFIX}_backoff_seconds", "Back-off of an object after failures; 0 when well.",
    ("kind", "namespace", "name"),
)  # fmt: skip
LAST_SUCCESS: Final = Gauge(
    f"{PREFIX}_last_success_timestamp_seconds", "Last reconciliation that succeeded (Unix time).",
    ("kind", "namespace", "name"),
)  # fmt: skip
WRITES: Final = Counter(
    f"{PREFIX}_writes_total", "Writes to children by kind and action.", ("kind", "action")
)
DRIFT: Final = Counter(
    f"{PREFIX}_drift_repairs_total", "Children put back after somebody changed them.", ("kind",)
)
API_RETRIES: Final = Counter(
    f"{PREFIX}_api_retries_total", "Calls to the API server tried again, by reason.", ("reason",)
)
LEADER: Final = Gauge(f"{PREFIX}_leader", "1 while this replica holds the Lease.")
WATCH_AGE: Final = Gauge(
    f"{PREFIX}_watch_heard_timestamp_seconds", "When each watch last heard from the server.",
    ("kind",),
)  # fmt: skip
BACKLOG: Final = Gauge(
    f"{PREFIX}_backlog_messages", "Messages waiting or unacknowledged, by queue.",
    ("namespace", "name", "queue"),
)  # fmt: skip
READY: Final = Gauge(
    f"{PREFIX}_ready", "1 when a resource's Ready condition is True.",
    ("kind", "namespace", "name"),
)  # fmt: skip
BUILD: Final = Info(f"{PREFIX}_build", "Version of the operator.")


def forget(kind: str, namespace: str, name: str) -> None:
    """Drop the series of a resource that is gone."""
    for metric in (BACKOFF, LAST_SUCCESS, READY):
        metric.remove_by_labels({"kind": kind, "namespace": namespace, "name": name})
    if kind == "DriverAssistant":
        BACKLOG.remove_by_labels({"namespace": namespace, "name": name})

"""Logs, metrics and traces, set up once per process and named by the 26 steps.

`step(...)` times one step of the design: a span for people, a histogram for alerts, and an entry
in the turn's own list of steps, so that a message can be followed from its row alone. Logs are
JSON events in the past tense; a processor drops what must never be logged, should it slip in.
"""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

import structlog
from opentelemetry import propagate, trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from prometheus_client import Histogram, Info

from driver_assistant.runtime.settings import ProcessSettings

STEPS: Final[dict[int, str]] = {
    1: "driver sends",
    2: "channel posts",
    3: "load balancer picks",
    4: "signature verified",
    5: "payload parsed",
    6: "driver authenticated",
    7: "message recorded",
    8: "acknowledged",
    9: "doorbell published",
    10: "doorbell queued",
    11: "doorbell pulled",
    12: "context loaded",
    13: "driver re-authorised",
    14: "input guarded",
    15: "prompt assembled",
    16: "intent understood",
    17: "breaker passed",
    18: "logistics called",
    19: "fallback read",
    20: "reply formatted",
    21: "reply cached",
    22: "reply stored",
    23: "output guarded",
    24: "part sent",
    25: "status recorded",
    26: "metrics updated",
}

_NEVER_LOGGED: Final = frozenset({"text", "body", "phone", "contact", "wa_id", "payload", "name"})

STEP_SECONDS = Histogram(
    "driver_assistant_step_seconds",
    "Time of each step of the design, in seconds.",
    ["step", "outcome"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
_BUILD = Info("driver_assistant_process", "Which process this is.")

_trail: ContextVar[list[dict[str, Any]] | None] = ContextVar("trail", default=None)

log: structlog.stdlib.BoundLogger = structlog.get_logger()


def start_telemetry(process: str, settings: ProcessSettings) -> None:
    """Configure logs, traces and the build metric for this process; call once, first."""
    _start_logs(process, settings)
    _BUILD.info({"process": process, "company": settings.company, "instance": settings.instance})
    resource = Resource.create(
        {"service.name": f"driver-assistant-{process}", "service.instance.id": settings.instance}
    )
    provider = TracerProvider(resource=resource)
    if settings.otlp_endpoint:
        endpoint = settings.otlp_endpoint.rstrip("/") + "/v1/traces"
        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint, timeout=2)))
    trace.set_tracer_provider(provider)


@contextmanager
def step(number: int, **attributes: str | float | bool) -> Iterator[trace.Span]:
    """Time step `number`; attributes are ids and counts, never text or phone numbers."""
    name = STEPS[number]
    started = time.perf_counter()
    outcome = "ok"
    tracer = trace.get_tracer("driver_assistant")
    with tracer.start_as_current_span(f"{number:02d} {name}", attributes=attributes) as span:
        span.set_attribute("step", number)
        try:
            yield span
        except BaseException as error:
            outcome = getattr(error, "code", type(error).__name__)
            raise
        finally:
            seconds = time.perf_counter() - started
            STEP_SECONDS.labels(f"{number:02d}", "ok" if outcome == "ok" else "error").observe(
                seconds
            )
            trail = _trail.get()
            if trail is not None:
                trail.append({"step": number, "ms": round(seconds * 1000, 2), "outcome": outcome})


@contextmanager
def step_trail() -> Iterator[list[dict[str, Any]]]:
    """Collect the steps that run inside, in order of their end."""
    steps: list[dict[str, Any]] = []
    token = _trail.set(steps)
    try:
        yield steps
    finally:
        _trail.reset(token)


def current_traceparent() -> str:
    """The W3C trace context of the running span, for rows and message headers."""
    carrier: dict[str, str] = {}
    propagate.inject(carrier)
    return carrier.get("traceparent", "")


@contextmanager
def continued_trace(traceparent: str) -> Iterator[None]:
    """Run inside the trace that a row or a doorbell carried; an empty one starts afresh."""
    parent: Context = propagate.extract({"traceparent": traceparent} if traceparent else {})
    span = trace.get_current_span(parent)
    with trace.use_span(span, end_on_exit=False):
        yield


def _start_logs(process: str, settings: ProcessSettings) -> None:
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if settings.log_format == "json"
        else structlog.dev.ConsoleRenderer()
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _drop_private,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(settings.log_level),
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(process=process, instance=settings.instance)
    logging.basicConfig(level=logging.WARNING, stream=sys.stdout, format="%(name)s %(message)s")


def _drop_private(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    for key in _NEVER_LOGGED & event.keys():
        event[key] = "[not logged]"
    return event

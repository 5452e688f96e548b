"""Logs, metrics and traces, set up once per process and named by the 26 steps.

`step(...)` times one step of the design: a span for people, a histogram for alerts, and an entry
in the turn's own list of steps, so that a message can be followed from its row alone. Logs are
JSON events in the past tense; a processor drops what must never be logged, should it slip in.
"""

from __future__ import annotations

import logging
import secrets
import sys
import time
from collections.abc import Iterator, MutableMapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from functools import cache
from types import TracebackType
from typing import Any, Final

import structlog
from opentelemetry import propagate, trace
from opentelemetry.context import Context, attach, detach
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
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

# Nobody collects spans: they cost 20 µs each and several are made per message, so only the ids are
# made, which travel on in rows, doorbells and headers.
_ids_only = False

_trail: ContextVar[list[dict[str, Any]] | None] = ContextVar("trail", default=None)

log: structlog.stdlib.BoundLogger = structlog.get_logger()


def start_telemetry(process: str, settings: ProcessSettings) -> None:
    """Configure logs, traces and the build metric for this process; call once, first."""
    _start_logs(process, settings)
    _BUILD.info({"process": process, "company": settings.company, "instance": settings.instance})
    resource = Resource.create(
        {"service.name": f"driver-assistant-{process}", "service.instance.id": settings.instance}
    )
    global _ids_only  # noqa: PLW0603  # a process is set up once
    _ids_only = not settings.otlp_endpoint
    provider = TracerProvider(resource=resource)
    if settings.otlp_endpoint:
        _export(provider, settings.otlp_endpoint.rstrip("/") + "/v1/traces")
    trace.set_tracer_provider(provider)


def _export(provider: TracerProvider, endpoint: str) -> None:
    # Imported only where spans are collected: the exporter and its HTTP client take 5 MB.
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415
        OTLPSpanExporter,
    )
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415

    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint, timeout=2)))


def step(number: int, **attributes: str | float | bool) -> AbstractContextManager[trace.Span]:
    """Time step `number`; attributes are ids and counts, never text or phone numbers."""
    return _Step(number, attributes)


class _Step:
    """A class, not a generator: several are entered for every message."""

    __slots__ = ("_attributes", "_number", "_scope", "_span", "_started")

    def __init__(self, number: int, attributes: dict[str, Any]) -> None:
        self._number = number
        self._attributes = attributes
        self._scope: AbstractContextManager[trace.Span] | None = None
        self._span: trace.Span = trace.INVALID_SPAN  # takes attributes and drops them

    def __enter__(self) -> trace.Span:
        self._started = time.perf_counter()
        if not _ids_only:
            self._scope = _span_scope(self._number, self._attributes)
            self._span = self._scope.__enter__()
        return self._span

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        seconds = time.perf_counter() - self._started
        outcome = "ok" if error is None else getattr(error, "code", type(error).__name__)
        _seconds_of(self._number, error is None).observe(seconds)
        trail = _trail.get()
        if trail is not None:
            ms = round(seconds * 1000, 2)
            trail.append({"step": self._number, "ms": ms, "outcome": outcome})
        if self._scope is not None:
            self._span.set_attribute("outcome", outcome)
            self._scope.__exit__(kind, error, where)


def _span_scope(number: int, attributes: dict[str, Any]) -> AbstractContextManager[trace.Span]:
    # An exception's message may quote what a driver wrote: the span carries its code alone.
    return trace.get_tracer("driver_assistant").start_as_current_span(
        f"{number:02d} {STEPS[number]}",
        attributes={**attributes, "step": number},
        record_exception=False,
        set_status_on_exception=False,
    )


@cache
def _seconds_of(number: int, well: bool) -> Histogram:
    return STEP_SECONDS.labels(f"{number:02d}", "ok" if well else "error")


def note(event: str, **facts: str | float | bool | Sequence[int]) -> None:
    """Add an event to the running step's span: ids, counts and offsets, never text."""
    trace.get_current_span().add_event(event, facts)


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
    here = trace.get_current_span().get_span_context()
    if not here.is_valid:
        return ""
    return f"00-{here.trace_id:032x}-{here.span_id:016x}-{here.trace_flags:02x}"


@contextmanager
def continued_trace(traceparent: str) -> Iterator[None]:
    """Run inside the trace that a row or a doorbell carried; an empty one starts afresh."""
    if traceparent or not _ids_only:
        carrier = {"traceparent": traceparent} if traceparent else {}
        here = propagate.extract(carrier, Context())
    else:
        here = trace.set_span_in_context(trace.NonRecordingSpan(_new_ids()), Context())
    token = attach(here)
    try:
        yield
    finally:
        detach(token)


def _new_ids() -> trace.SpanContext:
    return trace.SpanContext(
        trace_id=int.from_bytes(secrets.token_bytes(16)) or 1,
        span_id=int.from_bytes(secrets.token_bytes(8)) or 1,
        is_remote=False,
    )


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

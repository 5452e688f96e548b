"""OTLP's protobuf as plain spans. Called by the receiver; keeps nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from google.protobuf.message import DecodeError
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span as WireSpan

from driver_assistant.contracts.errors import Permanent


class NotOtlp(Permanent):
    """The body is no OTLP trace export in protobuf."""

    code = "not_otlp"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """An event on a span."""

    name: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A finished span; times in nanoseconds since 1970, ids in hex, `parent` "" for a root."""

    trace: str
    id: str
    parent: str
    process: str
    instance: str = ""
    start_ns: int
    end_ns: int
    facts: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()

    @property
    def step(self) -> int:
        """Which of the 26 steps; 0 for a span of something else."""
        number = self.facts.get("step", 0)
        return number if isinstance(number, int) and 1 <= number <= 26 else 0

    @property
    def message_ids(self) -> tuple[str, ...]:
        """The messages that the span names."""
        one = self.facts.get("message_id", "")
        return self.texts("message_ids") or ((str(one),) if one else ())

    def texts(self, name: str) -> tuple[str, ...]:
        """A fact that is a list of texts; empty when it is missing or something else."""
        value = self.facts.get(name)
        return tuple(map(str, value)) if isinstance(value, list) else ()


def read_spans(body: bytes) -> list[Span]:
    """The spans of an export.

    Raises:
        NotOtlp: the body is something else.
    """
    request = ExportTraceServiceRequest()
    try:
        request.ParseFromString(body)
    except DecodeError as error:
        raise NotOtlp from error
    found: list[Span] = []
    for resource in request.resource_spans:
        about = _facts(resource.resource.attributes)
        process = str(about.get("service.name", "")).removeprefix("driver-assistant-")
        instance = str(about.get("service.instance.id", ""))
        for scope in resource.scope_spans:
            found.extend(_span(span, process, instance) for span in scope.spans)
    return found


def _span(span: WireSpan, process: str, instance: str) -> Span:
    return Span(
        trace=span.trace_id.hex(),
        id=span.span_id.hex(),
        parent=span.parent_span_id.hex(),
        process=process,
        instance=instance,
        start_ns=span.start_time_unix_nano,
        end_ns=span.end_time_unix_nano,
        facts=_facts(span.attributes),
        notes=tuple(Note(name=event.name, facts=_facts(event.attributes)) for event in span.events),
    )


def _facts(attributes: Iterable[KeyValue]) -> dict[str, Any]:
    return {pair.key: _plain(pair.value) for pair in attributes}


def _plain(value: AnyValue) -> Any:
    kind = value.WhichOneof("value")
    if kind == "array_value":
        return [_plain(one) for one in value.array_value.values]
    return getattr(value, kind) if kind else None

"""The OTLP receiver takes what OpenTelemetry's own exporter sends, within its bounds."""

from __future__ import annotations

import gzip

import httpx2
import pytest
from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from driver_assistant.sandbox.telemetry import receiver
from driver_assistant.sandbox.telemetry.keeper import SpanKeeper
from driver_assistant.sandbox.telemetry.receiver import create_receiver
from driver_assistant.sandbox.telemetry.spans import read_spans


def export() -> bytes:
    """A span as a process of the platform would send it."""
    memory = InMemorySpanExporter()
    provider = TracerProvider(
        resource=Resource({"service.name": "driver-assistant-webhook"}), shutdown_on_exit=False
    )
    provider.add_span_processor(SimpleSpanProcessor(memory))
    with provider.get_tracer("t").start_as_current_span("07 message recorded") as span:
        span.set_attribute("step", 7)
        span.set_attribute("message_ids", ["m1"])
        span.set_attribute("wamid_digests", ["d1"])
        span.add_event("finding", {"rule_id": "x", "starts": [3], "ends": [9]})
    return encode_spans(memory.get_finished_spans()).SerializeToString()


def client(keeper: SpanKeeper) -> httpx2.AsyncClient:
    transport = httpx2.ASGITransport(app=create_receiver(keeper))
    return httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1")


def test_a_span_is_read_with_its_facts_and_notes() -> None:
    (span,) = read_spans(export())

    assert (span.process, span.step, span.message_ids) == ("webhook", 7, ("m1",))
    assert [(note.name, note.facts["starts"]) for note in span.notes] == [("finding", [3])]
    assert span.end_ns >= span.start_ns > 0


async def test_an_export_is_kept_and_found_by_message() -> None:
    keeper = SpanKeeper()
    async with client(keeper) as http:
        answer = await http.post("/v1/traces", content=export())

    assert answer.status_code == 200
    assert keeper.messages_of("d1") == ("m1",)
    assert [span.step for span in keeper.spans_about(["m1"])] == [7]


async def test_a_packed_export_is_unpacked() -> None:
    keeper = SpanKeeper()
    async with client(keeper) as http:
        await http.post(
            "/v1/traces", content=gzip.compress(export()), headers={"content-encoding": "gzip"}
        )

    assert keeper.received == 1


@pytest.mark.parametrize("coding", ["gzip", "identity"])
async def test_what_is_no_export_is_refused(coding: str) -> None:
    async with client(SpanKeeper()) as http:
        answer = await http.post(
            "/v1/traces", content=b"\x00not otlp", headers={"content-encoding": coding}
        )

    assert answer.status_code == 400


@pytest.mark.parametrize("packed", [False, True])
async def test_what_is_too_large_is_refused(packed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiver, "MOST_BYTES", 100)
    body = bytes(1000)
    async with client(SpanKeeper()) as http:
        answer = await http.post(
            "/v1/traces",
            content=gzip.compress(body) if packed else body,
            headers={"content-encoding": "gzip"} if packed else {},
        )

    assert answer.status_code == 413

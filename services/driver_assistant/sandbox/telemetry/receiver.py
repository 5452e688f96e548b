"""`POST /v1/traces`: where the demo's processes send their spans (OTLP over HTTP, protobuf).

Mounted by the sandbox at `/telemetry`; `make demo` sets DA_OTLP_ENDPOINT to it. It refuses bodies
that are too large and never blocks an exporter.
"""

from __future__ import annotations

import zlib
from typing import Final

from fastapi import FastAPI, Request, Response
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse

from driver_assistant.sandbox.telemetry.keeper import SpanKeeper
from driver_assistant.sandbox.telemetry.spans import NotOtlp, read_spans

MOST_BYTES: Final = 8 * 1024**2  # 512 spans, the exporter's batch, are some 300 KB
_PROTOBUF: Final = "application/x-protobuf"


def create_receiver(keeper: SpanKeeper) -> FastAPI:
    """The receiver as an app of its own."""
    app = FastAPI(title="OTLP receiver", openapi_url=None)

    @app.post("/v1/traces")
    async def traces(request: Request) -> Response:
        body = await _body(request)
        if body is None:
            return Response(f"more than {MOST_BYTES} bytes", 413)
        try:
            keeper.add(read_spans(body))
        except NotOtlp as error:
            return Response(str(error), 400)
        return Response(ExportTraceServiceResponse().SerializeToString(), media_type=_PROTOBUF)

    return app


async def _body(request: Request) -> bytes | None:
    """The export, unpacked; None for more than `MOST_BYTES` before or after unpacking."""
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > MOST_BYTES:
            return None
        chunks.append(chunk)
    body = b"".join(chunks)
    return _unpacked(body) if request.headers.get("content-encoding") == "gzip" else body


def _unpacked(body: bytes) -> bytes | None:
    unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        plain = unpacker.decompress(body, MOST_BYTES)
    except zlib.error:
        return b"\xff"  # not gzip either: let it be refused as no OTLP
    return None if unpacker.unconsumed_tail else plain

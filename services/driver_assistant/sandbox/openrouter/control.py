"""`/_control`: what tests and the demo ask of the stand-in, beside OpenRouter's own API.

Faults, latency, the ledger and the last requests. It needs no key, like the sandbox it belongs
to; the sandbox refuses to start in production.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query
from pydantic import BaseModel, ConfigDict, Field

from driver_assistant.sandbox.openrouter.completion import Simulator
from driver_assistant.sandbox.openrouter.faults import STAGES, Fault
from driver_assistant.sandbox.openrouter.latency import Latency


class LatencyRequest(BaseModel):
    """The body of `PUT /_control/latency`; a median of 0 answers at once."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    median_ms: float = Field(ge=0)
    p95_ms: float = Field(0, ge=0, description="Below the median it counts as the median.")


def control(simulator: Simulator) -> APIRouter:
    """The routes of the control API."""
    router = APIRouter(prefix="/_control", tags=["control"])
    _fault_routes(router, simulator)
    _book_routes(router, simulator)

    @router.put("/latency")
    async def set_latency(wanted: LatencyRequest) -> LatencyRequest:
        seed = simulator.settings.seed
        simulator.latency = Latency(wanted.median_ms, wanted.p95_ms, seed)
        return wanted

    @router.post("/reset", status_code=204)
    async def reset() -> None:
        simulator.reset()

    return router


def _fault_routes(router: APIRouter, simulator: Simulator) -> None:
    @router.post("/faults", status_code=201)
    async def add_fault(fault: Fault) -> dict[str, Any]:
        try:
            simulator.faults.add(fault)
        except ValueError as full:
            raise HTTPException(409, str(full)) from full
        return {"stage": STAGES[fault.kind], **fault.model_dump()}

    @router.get("/faults")
    async def list_faults() -> dict[str, Any]:
        return {
            "active": [fault.model_dump() for fault in simulator.faults.active()],
            "kinds": dict(STAGES),
        }

    @router.delete("/faults", status_code=204)
    async def clear_faults() -> None:
        simulator.faults.clear()


def _book_routes(router: APIRouter, simulator: Simulator) -> None:
    @router.get("/ledger")
    async def ledger(last: Annotated[int, Query(ge=0, le=100_000)] = 100) -> dict[str, Any]:
        return simulator.ledger.as_json(last)

    @router.get("/requests")
    async def requests() -> dict[str, Any]:
        return {"requests": list(simulator.requests)}

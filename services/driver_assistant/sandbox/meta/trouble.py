"""What a fault does to an HTTP call: delays, refusals, silence, a cut connection.

Used by `graph_api.py` before and after it does its work.
"""

from __future__ import annotations

import asyncio
import random

from starlette.requests import Request
from starlette.responses import Response

from driver_assistant.sandbox.cut import cut
from driver_assistant.sandbox.meta.errors import GraphError, token_expired
from driver_assistant.sandbox.meta.faults import FaultSpec


async def before(fault: FaultSpec, request: Request, rng: random.Random) -> Response | None:
    """The answer that ends the call before anything is accepted; None: go on.

    Raises:
        GraphError: the fault is a refusal.
    """
    match fault.mode:
        case "slow":
            await asyncio.sleep(fault.slowness_s(rng))
        case "hang":
            await _hang(request, fault.hang_s)
            return Response(status_code=504)
        case "reset":
            await _reset(request)
            return Response(status_code=502)
        case "server_error":
            page = "<html>Sorry, something went wrong.</html>"
            return Response(page, fault.http_status or 503, media_type="text/html")
        case "throttled":
            raise GraphError(130429, fault.details, http_status=fault.http_status)
        case "expired_token":
            raise token_expired()
        case "error":
            raise GraphError(
                fault.code, fault.details, subcode=fault.subcode, http_status=fault.http_status
            )
    return None


async def after(fault: FaultSpec, request: Request) -> None:
    """What comes between a message's acceptance and the caller learning of it."""
    if fault.mode == "accept_then_reset":
        await _reset(request)
    elif fault.mode == "accept_then_hang":
        await _hang(request, fault.hang_s)


async def _hang(request: Request, at_most_s: float) -> None:
    """Say nothing until the caller goes away."""
    try:
        async with asyncio.timeout(at_most_s):
            while (await request.receive())["type"] != "http.disconnect":
                pass
    except TimeoutError:
        return


async def _reset(request: Request) -> None:
    """Cut the TCP connection without a byte of an answer."""
    cut(request.scope)
    await _hang(request, 1.0)  # until the server has noticed, so that no answer is written

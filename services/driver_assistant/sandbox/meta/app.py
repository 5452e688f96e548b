"""Builds the Meta stand-in: Graph API, control API, and the outbox that runs beside them.

`driver-assistant sandbox` mounts the app at `/meta`, tests serve it alone. A parent app must enter
this app's lifespan (`app.router.lifespan_context(app)`): mounting alone does not, and without it
no webhook leaves.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from fastapi import FastAPI
from fastapi.responses import JSONResponse
from starlette.requests import Request

from driver_assistant.sandbox.meta import control_proof, control_users, control_webhooks
from driver_assistant.sandbox.meta.cloud import Cloud
from driver_assistant.sandbox.meta.graph_api import GraphApi
from driver_assistant.sandbox.meta.settings import MetaSettings


def create_app(settings: MetaSettings) -> FastAPI:
    """The stand-in as an ASGI app; its state is `app.state.cloud`."""
    app = FastAPI(title="Stand-in for the WhatsApp Cloud API", lifespan=_lifespan)
    cloud = Cloud(settings)
    graph = GraphApi(cloud)
    app.state.cloud = cloud
    app.state.graph = graph
    app.router.routes.insert(0, graph.messages_route())
    for control in (control_users, control_proof, control_webhooks):
        app.include_router(control.router, prefix="/_control")
    app.router.routes.extend(graph.other_routes())
    app.add_exception_handler(ValueError, _bad_request)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    outbox = asyncio.create_task(app.state.cloud.outbox.run(), name="meta-outbox")
    try:
        yield
    finally:
        outbox.cancel()
        with suppress(asyncio.CancelledError):
            await outbox


async def _bad_request(request: Request, error: Exception) -> JSONResponse:
    """A wrong control call gets a sentence that says what to do; elsewhere it is a bug."""
    if "/_control/" not in request.url.path:
        raise error
    return JSONResponse({"detail": str(error)}, status_code=422)

"""How the control API's endpoints reach the one cloud of their app."""

from __future__ import annotations

from typing import Annotated, Any, cast

from fastapi import Depends
from pydantic_core import to_json
from starlette.requests import Request
from starlette.responses import Response

from driver_assistant.sandbox.meta.cloud import Cloud
from driver_assistant.sandbox.meta.graph_api import GraphApi


def _cloud(request: Request) -> Cloud:
    return cast("Cloud", request.app.state.cloud)


def _base_url(request: Request) -> str:
    return cast("GraphApi", request.app.state.graph).base_url(request)


TheCloud = Annotated[Cloud, Depends(_cloud)]
BaseUrl = Annotated[str, Depends(_base_url)]


def json_of(content: Any) -> Response:
    """A JSON response without FastAPI's encoder, which takes seconds for a long ledger."""
    return Response(to_json(content), media_type="application/json")

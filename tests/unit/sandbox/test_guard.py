"""No page of another site may use what runs on this machine; everybody else may."""

from __future__ import annotations

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from driver_assistant.sandbox.guard import LocalGuard

HERE = "http://127.0.0.1:8080"


async def _ok(_: Request) -> Response:
    return PlainTextResponse("ok")


def client(**guard: object) -> httpx2.AsyncClient:
    app = Starlette(routes=[Route("/{path:path}", _ok, methods=["GET", "POST"])])
    guarded = LocalGuard(app, **guard)  # type: ignore[arg-type]  # the tests' own keywords
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=guarded), base_url=HERE)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"host": "localhost:9"},
        {"host": "[::1]:8080"},
        {"origin": HERE},
        {"origin": HERE, "sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
        # a link that was followed: the page opens, nothing is done
        {
            "sec-fetch-site": "cross-site",
            "sec-fetch-mode": "navigate",
            "sec-fetch-dest": "document",
        },
    ],
)
async def test_our_own_page_and_programs_may(headers: dict[str, str]) -> None:
    async with client() as http:
        assert (await http.get("/", headers=headers)).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "rebound.example:8080"},
        {"host": "127.0.0.1.rebound.example"},
        {"host": ""},
        {"origin": "http://other.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},  # another server of this machine
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"},
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_other_pages_may_not(method: str, headers: dict[str, str]) -> None:
    async with client() as http:
        assert (await http.request(method, "/", headers=headers)).status_code == 403


async def test_a_foreign_form_may_not_post_by_navigating() -> None:
    navigation = {
        "sec-fetch-site": "cross-site",
        "sec-fetch-mode": "navigate",
        "sec-fetch-dest": "document",
    }
    async with client() as http:
        assert (await http.post("/", headers=navigation)).status_code == 403


async def test_names_count_only_where_browsers_are_meant() -> None:
    def for_browsers(path: str) -> bool:
        return not path.startswith("/meta/")

    async with client(names={"sandbox.example"}, named=for_browsers) as http:
        service = {"host": "sandbox.namespace.svc:8080"}

        assert (await http.get("/meta/x", headers=service)).status_code == 200
        assert (await http.get("/", headers=service)).status_code == 403
        assert (await http.get("/", headers={"host": "sandbox.example"})).status_code == 200
        foreign = service | {"origin": "http://other.example"}
        assert (await http.get("/meta/x", headers=foreign)).status_code == 403

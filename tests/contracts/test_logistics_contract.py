"""What every implementation of the logistics port must do, over real HTTP, and the description of
it. An adapter for a company's SaaS is one more parameter of `port`."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # ships no types
from openapi_spec_validator import validate

from driver_assistant.sandbox.logistics import openapi
from driver_assistant.sandbox.logistics.serving import serving
from driver_assistant.sandbox.logistics.settings import LogisticsSettings

DOCUMENT = Path(__file__).parents[2] / "docs" / "reference" / "logistics-v1.openapi.json"
CODES = {
    "validation_failed", "unauthenticated", "not_found", "transition_not_allowed",
    "precondition_required", "stale_version", "key_reused", "in_progress", "rate_limited",
    "upstream_timeout", "capability_not_supported",
}  # fmt: skip


# --- the description ----------------------------------------------------------


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    return openapi.document()


def test_the_description_is_valid_openapi_3_1(described: dict[str, Any]) -> None:
    validate(described)

    assert described["openapi"].startswith("3.1")


def test_the_published_description_is_the_generated_one() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == openapi.text(), (
        "run: python -m driver_assistant.sandbox.logistics.openapi > " + DOCUMENT.name
    )


def test_no_operation_takes_a_driver(described: dict[str, Any]) -> None:
    taken: set[str] = set()
    for operations in described["paths"].values():
        for operation in operations.values():
            taken |= {parameter["name"] for parameter in operation.get("parameters", ())}
            for content in operation.get("requestBody", {}).get("content", {}).values():
                name = content["schema"]["$ref"].rsplit("/", 1)[1]
                taken |= set(described["components"]["schemas"][name]["properties"])

    assert "stop_id" in taken
    assert not {name for name in taken if "driver" in name.lower() or "tenant" in name.lower()}


def test_every_post_but_the_session_requires_an_idempotency_key(
    described: dict[str, Any],
) -> None:
    for path, operations in described["paths"].items():
        if "post" in operations and not path.endswith("/driver-sessions"):
            required = {p["name"] for p in operations["post"]["parameters"] if p["required"]}

            assert "Idempotency-Key" in required, path


def test_what_people_wrote_is_marked_in_the_schema(described: dict[str, Any]) -> None:
    schemas = described["components"]["schemas"]

    assert schemas["FreeText"]["x-untrusted"] is True
    assert "x-untrusted" in json.dumps(schemas["Place"]["properties"]["name"])
    assert "x-extensible-enum" in schemas["StopState"]


# --- the behaviour, over HTTP ---------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Port:
    """An implementation with two drivers, both on a route; neither knows the other."""

    http: httpx2.AsyncClient
    service: dict[str, str]
    phones: tuple[str, str]
    throttle: Callable[[], None]

    async def driver(self, number: int = 0) -> dict[str, str]:
        """The headers of a driver's session."""
        response = await self.http.post(
            "driver-sessions", json={"phone": self.phones[number]}, headers=self.service
        )
        assert response.status_code == 201
        return {"Authorization": f"Bearer {response.json()['token']}"}


@pytest.fixture(params=["sandbox"])
async def port(request: pytest.FixtureRequest) -> AsyncIterator[Port]:
    settings = LogisticsSettings()
    async with (
        serving(settings) as served,
        httpx2.AsyncClient(base_url=served.url + "/") as http,
    ):
        phones = {p.alias: served.backend.world(p).phone for p in _people(served.backend)}
        yield Port(
            http=http,
            service={"Authorization": f"Bearer {settings.token.get_secret_value()}"},
            phones=(phones["ana"], phones["karl"]),
            throttle=lambda: served.backend.faults.add(_throttled()),
        )


def _people(backend: Any) -> Iterator[Any]:
    return (backend.person(alias) for alias in ("ana", "karl"))


def _throttled() -> Any:
    from driver_assistant.sandbox.logistics.faults import Fault

    return Fault(kind="throttled")


def conforms(described: dict[str, Any], body: Any, shape: str) -> None:
    schema = {"$ref": f"#/components/schemas/{shape}", "components": described["components"]}
    errors = [error.message for error in Draft202012Validator(schema).iter_errors(body)]

    assert errors == []


READS = [
    ("me", "Driver"),
    ("capabilities", "Capabilities"),
    ("me/routes", "Page_Route_"),
    ("me/stops/next", "Stop"),
    ("me/hours", "Hours"),
    ("me/statements", "Page_Statement_"),
    ("me/vehicle", "Vehicle"),
    ("me/contacts", "Page_Contact_"),
    ("me/documents", "Page_Document_"),
    ("me/offers", "Page_Offer_"),
    ("me/changes", "Page_Change_"),
]


@pytest.mark.parametrize(("path", "shape"), READS)
async def test_a_read_answers_what_the_description_says(
    path: str, shape: str, port: Port, described: dict[str, Any]
) -> None:
    response = await port.http.get(path, headers=await port.driver())

    assert response.status_code == 200
    assert response.headers["cache-control"].startswith("private")
    assert datetime.fromisoformat(response.headers["server-time"]).tzinfo
    conforms(described, response.json(), shape)


@pytest.mark.parametrize(("path", "_shape"), READS)
async def test_what_the_reader_has_is_not_sent_again(path: str, _shape: str, port: Port) -> None:
    headers = await port.driver()
    first = await port.http.get(path, headers=headers)
    etag = {"If-None-Match": first.headers["etag"]}

    again = await port.http.get(path, headers=headers | etag)

    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer nobody"}])
async def test_without_a_token_nothing_is_said(header: dict[str, str], port: Port) -> None:
    for path, _ in READS:
        response = await port.http.get(path, headers=header)

        assert (response.status_code, response.json()["code"]) == (401, "unauthenticated")


async def test_a_drivers_token_opens_no_session(port: Port) -> None:
    response = await port.http.post(
        "driver-sessions", json={"phone": port.phones[1]}, headers=await port.driver(0)
    )

    assert response.status_code == 401


async def test_an_unknown_phone_gets_no_session(port: Port) -> None:
    response = await port.http.post(
        "driver-sessions", json={"phone": "+10000000000"}, headers=port.service
    )

    assert (response.status_code, response.json()["code"]) == (404, "not_found")


async def arrive(port: Port, headers: dict[str, str]) -> tuple[str, dict[str, Any], str]:
    """The path and body of reporting an arrival, and the stop's ETag."""
    stop = await port.http.get("me/stops/next", headers=headers)
    body = {"action": "arrive", "occurredAt": "2026-10-25T00:31:00+02:00"}
    return f"me/stops/{stop.json()['id']}/transitions", body, stop.headers["etag"]


async def test_a_transition_needs_a_key_then_a_version_then_the_right_one(port: Port) -> None:
    headers = await port.driver()
    path, body, etag = await arrive(port, headers)
    key = {"Idempotency-Key": "k1"}

    answers = [
        await port.http.post(path, json=body, headers=headers | more)
        for more in ({}, key, key | {"If-Match": '"0-x"'}, key | {"If-Match": etag})
    ]

    assert [answer.status_code for answer in answers] == [400, 428, 412, 200]
    codes = [answer.json().get("code") for answer in answers]
    assert codes == ["validation_failed", "precondition_required", "stale_version", None]
    assert answers[3].json()["state"] == "arrived"


async def test_the_version_alone_is_enough_for_if_match(port: Port) -> None:
    headers = await port.driver()
    path, body, _ = await arrive(port, headers)
    version = (await port.http.get("me/stops/next", headers=headers)).json()["version"]

    sent = headers | {"Idempotency-Key": "k1", "If-Match": f'"{version}"'}
    response = await port.http.post(path, json=body, headers=sent)

    assert response.status_code == 200


async def test_an_illegal_action_lists_what_is_legal(port: Port) -> None:
    headers = await port.driver()
    path, body, etag = await arrive(port, headers)
    sent = headers | {"Idempotency-Key": "k1", "If-Match": etag}
    stop = (await port.http.get("me/stops/next", headers=headers)).json()

    response = await port.http.post(path, json=body | {"action": "levitate"}, headers=sent)

    problem = response.json()
    assert response.status_code == 409
    assert response.headers["content-type"] == "application/problem+json"
    assert problem["code"] == "transition_not_allowed"
    assert problem["nextActions"] == stop["nextActions"]
    assert problem["nextActions"]


async def test_every_legal_action_is_accepted_and_leads_on(port: Port) -> None:
    headers = await port.driver()
    done = []
    for number in range(4):
        stop = await port.http.get("me/stops/next", headers=headers)
        action = stop.json()["nextActions"][0]
        done.append((stop.json()["sequence"], action))
        response = await port.http.post(
            f"me/stops/{stop.json()['id']}/transitions",
            json={"action": action, "occurredAt": "2026-10-25T00:31:00+02:00"},
            headers=headers | {"Idempotency-Key": f"k{number}", "If-Match": stop.headers["etag"]},
        )
        assert response.status_code == 200

    first = done[0][0]
    assert done == [
        (first, "arrive"),
        (first, "start_service"),
        (first, "depart"),
        (first + 1, "en_route"),
    ]


async def test_a_failed_stop_needs_a_reason(port: Port) -> None:
    headers = await port.driver()
    path, body, etag = await arrive(port, headers)
    sent = headers | {"If-Match": etag}
    fail = body | {"action": "fail"}

    without = await port.http.post(path, json=fail, headers=sent | {"Idempotency-Key": "k1"})
    with_reason = await port.http.post(
        path, json=fail | {"reason": "receiver_absent"}, headers=sent | {"Idempotency-Key": "k2"}
    )

    assert without.json()["errors"][0]["pointer"] == "/reason"
    assert with_reason.json()["state"] == "failed"


async def test_the_same_key_gives_the_same_answer_again(port: Port) -> None:
    headers = await port.driver()
    path, body, etag = await arrive(port, headers)
    sent = headers | {"Idempotency-Key": "k1", "If-Match": etag}

    first = await port.http.post(path, json=body, headers=sent)
    again = await port.http.post(path, json=body, headers=sent)

    assert again.content == first.content
    assert (first.status_code, again.status_code) == (200, 200)
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"


async def test_the_same_key_for_something_else_is_refused(port: Port) -> None:
    headers = await port.driver()
    sent = headers | {"Idempotency-Key": "k1"}
    await port.http.post("me/messages", json={"text": "one"}, headers=sent)

    other = await port.http.post("me/messages", json={"text": "two"}, headers=sent)

    assert (other.status_code, other.json()["code"]) == (422, "key_reused")


async def test_two_drivers_may_use_the_same_key(port: Port) -> None:
    texts = []
    for number in (0, 1):
        headers = await port.driver(number) | {"Idempotency-Key": "k1"}
        body = {"text": f"from {number}"}
        answer = await port.http.post("me/messages", json=body, headers=headers)
        texts.append(answer.json()["text"]["text"])

    assert texts == ["from 0", "from 1"]


async def test_a_list_comes_in_pages(port: Port) -> None:
    headers = await port.driver()
    first_hundred = (await port.http.get("me/documents", headers=headers)).json()["data"]
    seen, after = [], None
    for _ in range(40):
        params = {"limit": "7"} | ({"after": after} if after else {})
        page = (await port.http.get("me/documents", params=params, headers=headers)).json()
        seen += page["data"]
        after = page["page"]["endCursor"]
        if not page["page"]["hasNext"]:
            break

    assert seen[: len(first_hundred)] == first_hundred
    assert len({row["id"] for row in seen}) == len(seen) >= len(first_hundred) > 7


@pytest.mark.parametrize(
    ("path", "params"),
    [
        ("me/routes", {"date": "tomorrow"}),
        ("me/documents", {"limit": "101"}),
        ("me/documents", {"after": "not a cursor"}),
    ],
)
async def test_a_wrong_parameter_is_named(path: str, params: dict[str, str], port: Port) -> None:
    response = await port.http.get(path, params=params, headers=await port.driver())

    assert (response.status_code, response.json()["code"]) == (422, "validation_failed")
    assert response.json()["errors"]


async def test_every_problem_has_a_known_code_and_a_request_id(
    port: Port, described: dict[str, Any]
) -> None:
    headers = await port.driver()
    tagged = headers | {"X-Request-Id": "req-1"}
    problems = [
        await port.http.get("me"),
        await port.http.get("me/routes", params={"date": "x"}, headers=tagged),
        await port.http.get("me/stops/none", headers=headers),
        await port.http.post("me/messages", json={"text": "x"}, headers=headers),
    ]

    for response in problems:
        conforms(described, response.json(), "Problem")
        assert response.json()["code"] in CODES
        assert response.headers["x-request-id"]
    assert problems[1].json()["requestId"] == "req-1"


async def test_too_many_requests_say_when_to_come_back(port: Port) -> None:
    headers = await port.driver()
    port.throttle()

    response = await port.http.get("me", headers=headers)

    assert (response.status_code, response.json()["code"]) == (429, "rate_limited")
    assert float(response.headers["retry-after"]) == 0.4

"""The control API: mistakes get a sentence that helps, and the proof is complete."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

NUMBER = "106540352242922"
ANA = "4915100000001"


@pytest.mark.parametrize(
    ("method", "path", "body", "hint"),
    [
        ("POST", "/messages", {"from": "ana"}, "give a phone number"),
        ("POST", "/messages", {"from": ANA, "type": "press"}, "no message with buttons"),
        ("POST", "/messages", {"from": ANA, "type": "system"}, "needs new_number"),
        ("POST", "/messages", {"from": ANA, "phone_number_id": "9"}, "no such phone_number_id"),
        ("POST", "/messages", {"from": ANA, "type": "audio", "content_base64": "%"}, "base64"),
        ("PATCH", "/settings", {"nonsense": 1}, "there are:"),
        ("POST", "/raw", {"payload": {}, "body": ""}, "exactly one"),
        ("POST", "/raw", {"payload": {}}, "no subscriber"),
        ("POST", "/handshake", None, "no subscriber"),
        ("POST", "/statuses", {"wamid": "x", "status": "read"}, "no accepted message"),
        ("PUT", "/users/DE.404", {"name": "Nobody"}, "give a phone number"),
        ("POST", f"/users/{ANA}/marketing/maybe", None, "stop or resume"),
    ],
)
async def test_a_wrong_call_is_told_what_is_wrong(
    http: httpx2.AsyncClient, method: str, path: str, body: Any, hint: str
) -> None:
    response = await http.request(method, f"/_control{path}", json=body)

    assert response.status_code == 422
    assert hint in response.json()["detail"]


async def test_an_unknown_field_is_not_ignored(http: httpx2.AsyncClient) -> None:
    response = await http.post("/_control/messages", json={"from": ANA, "body": "typo"})

    assert response.status_code == 422


async def test_a_user_is_registered_changed_and_listed(http: httpx2.AsyncClient) -> None:
    await http.put(f"/_control/users/{ANA}", json={"name": "Ana", "user_id": "DE.42"})
    patched = await http.put("/_control/users/DE.42", json={"reads": "never"})
    listed = (await http.get("/_control/users")).json()

    assert (patched.json()["name"], patched.json()["reads"]) == ("Ana", "never")
    assert [user["user_id"] for user in listed["users"]] == ["DE.42"]


async def test_a_closed_window_can_be_arranged(http: httpx2.AsyncClient) -> None:
    settings = {"window_hours": 24, "window_errors": "synchronous"}
    await http.patch("/_control/settings", json=settings)
    text = {
        "messaging_product": "whatsapp",
        "to": ANA,
        "type": "text",
        "text": {"body": "hello"},
    }
    codes = []
    for opened in (True, False):
        await http.put(f"/_control/users/{ANA}", json={"window_open": opened})
        codes.append((await http.post(f"/v26.0/{NUMBER}/messages", json=text)).status_code)

    assert codes == [200, 400]


async def test_a_batch_of_messages_is_accepted_in_one_call(http: httpx2.AsyncClient) -> None:
    messages = [{"from": f"49151{n:08d}", "text": f"no {n}"} for n in range(500)]

    answer = (await http.post("/_control/messages", json={"messages": messages})).json()
    outbox = (await http.get("/_control/outbox?wait_s=10")).json()

    assert len(set(answer["wamids"])) == 500
    assert outbox["waiting"] == 0


async def test_every_endpoint_explains_itself(http: httpx2.AsyncClient) -> None:
    document = (await http.get("/openapi.json")).json()

    operations = [
        operation
        for path, methods in document["paths"].items()
        if path.startswith("/_control")
        for operation in methods.values()
    ]
    assert len(operations) >= 20
    assert all(len(operation.get("description", "")) > 15 for operation in operations)

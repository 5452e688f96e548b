"""The Graph API's HTTP: tokens, versions, error bodies, media in two steps, templates."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from driver_assistant.sandbox.meta.app import create_app
from driver_assistant.sandbox.meta.settings import MetaSettings

NUMBER = "106540352242922"
MESSAGES = f"/v26.0/{NUMBER}/messages"
TEXT: dict[str, Any] = {
    "messaging_product": "whatsapp",
    "to": "4915100000001",
    "type": "text",
    "text": {"body": "hello"},
}


async def fault(http: httpx2.AsyncClient, **spec: Any) -> None:
    assert (await http.post("/_control/faults", json=spec)).status_code == 200


async def test_an_accepted_message_is_answered_as_meta_does(http: httpx2.AsyncClient) -> None:
    response = await http.post(MESSAGES, json=TEXT)

    answer = response.json()
    assert response.status_code == 200
    assert answer["messaging_product"] == "whatsapp"
    assert answer["contacts"] == [{"input": "4915100000001", "wa_id": "4915100000001"}]
    assert answer["messages"][0]["id"].startswith("wamid.HB")


@pytest.mark.parametrize(
    ("header", "code"), [({"authorization": ""}, 0), ({"authorization": "Bearer other"}, 190)]
)
async def test_a_call_without_the_right_token_gets_401(
    http: httpx2.AsyncClient, header: dict[str, str], code: int
) -> None:
    response = await http.post(MESSAGES, json=TEXT, headers=header)

    assert response.status_code == 401
    assert response.json()["error"]["code"] == code
    assert response.json()["error"]["type"] == "OAuthException"


async def test_an_expired_token_has_metas_subcode_for_every_kind_of_call(
    http: httpx2.AsyncClient,
) -> None:
    await fault(http, mode="expired_token", count=1)

    error = (await http.post(MESSAGES, json=TEXT)).json()["error"]

    assert (error["code"], error["error_subcode"]) == (190, 463)


async def test_throttling_answers_429_with_metas_body(http: httpx2.AsyncClient) -> None:
    await fault(http, mode="throttled", count=1)

    response = await http.post(MESSAGES, json=TEXT)

    error = response.json()["error"]
    assert (response.status_code, error["code"], error["is_transient"]) == (429, 130429, True)
    assert error["error_data"]["messaging_product"] == "whatsapp"
    assert error["fbtrace_id"]


async def test_a_server_error_is_no_json(http: httpx2.AsyncClient) -> None:
    await fault(http, mode="server_error", http_status=502, count=1)

    response = await http.post(MESSAGES, json=TEXT)

    assert (response.status_code, response.headers["content-type"][:9]) == (502, "text/html")


async def test_a_refused_send_is_not_accepted(http: httpx2.AsyncClient) -> None:
    await fault(http, mode="error", code=131000, count=1)
    await http.post(MESSAGES, json=TEXT)

    counts = (await http.get("/_control/ledger")).json()["counts"]

    assert (counts["accepted"], counts["refused_by_code"]) == (0, {"131000": 1})


@pytest.mark.parametrize("version", ["26.0", "v26", "latest"])
async def test_a_bad_version_is_refused(http: httpx2.AsyncClient, version: str) -> None:
    response = await http.post(f"/{version}/{NUMBER}/messages", json=TEXT)

    assert (response.status_code, response.json()["error"]["code"]) == (400, 2500)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff"])
async def test_a_body_that_is_no_json_object_is_refused(
    http: httpx2.AsyncClient, body: bytes
) -> None:
    response = await http.post(MESSAGES, content=body)

    assert (response.status_code, response.json()["error"]["code"]) == (400, 100)


async def test_media_are_uploaded_described_fetched_and_deleted(http: httpx2.AsyncClient) -> None:
    form = {"messaging_product": "whatsapp", "type": "image/jpeg"}
    files = {"file": ("photo.jpg", b"\xff\xd8\xffphoto", "image/jpeg")}
    uploaded = await http.post(f"/v26.0/{NUMBER}/media", data=form, files=files)
    media_id = uploaded.json()["id"]
    described = (await http.get(f"/v26.0/{media_id}")).json()
    fetched = await http.get(described["url"])
    without_token = await http.get(described["url"], headers={"authorization": ""})
    deleted = await http.delete(f"/v26.0/{media_id}")
    gone = await http.get(f"/v26.0/{media_id}")

    assert (fetched.content, fetched.headers["content-type"]) == (
        b"\xff\xd8\xffphoto",
        "image/jpeg",
    )
    assert without_token.status_code == 401
    assert deleted.json() == {"success": True}
    assert (gone.status_code, gone.json()["error"]["error_subcode"]) == (400, 33)


async def test_an_expired_media_url_is_404(http: httpx2.AsyncClient) -> None:
    sent = await http.post("/_control/messages", json={"from": "4915100000001", "type": "image"})
    assert sent.status_code == 200
    chat = (await http.get("/_control/transcript?user=4915100000001")).json()
    url = chat["messages"][0]["image"]["url"]
    await http.post("/_control/clock", json={"advance_s": 301})

    assert (await http.get(url)).status_code == 404


async def test_templates_can_be_made_and_listed_as_at_meta(http: httpx2.AsyncClient) -> None:
    body = [{"type": "BODY", "text": "Stop {{1}}"}]
    made = await http.post(
        "/v26.0/102290129340398/message_templates",
        json={"name": "eta", "language": "en", "category": "UTILITY", "components": body},
    )
    listed = await http.get("/v26.0/102290129340398/message_templates?name=eta")

    assert made.json()["status"] == "APPROVED"
    assert [item["name"] for item in listed.json()["data"]] == ["eta"]


async def test_the_number_can_be_asked_for_as_a_health_probe(http: httpx2.AsyncClient) -> None:
    answer = (await http.get(f"/v26.0/{NUMBER}")).json()

    assert (answer["display_phone_number"], answer["quality_rating"]) == ("+15550783881", "GREEN")


@pytest.mark.parametrize("public_url", ["", "https://meta.example/stand-in/"])
async def test_media_urls_lead_back_to_where_the_standin_is_mounted(public_url: str) -> None:
    app = Starlette(routes=[Mount("/meta", create_app(MetaSettings(public_url=public_url)))])
    transport = httpx2.ASGITransport(app=app)
    headers = {"authorization": "Bearer sandbox-access-token"}
    async with httpx2.AsyncClient(
        transport=transport, base_url="http://box.test/meta", headers=headers
    ) as http:
        await http.post("/_control/messages", json={"from": "4915100000001", "type": "image"})
        chat = (await http.get("/_control/transcript?user=4915100000001")).json()
        described = (await http.get(f"/v26.0/{chat['messages'][0]['image']['id']}")).json()

        expected = public_url or "http://box.test/meta/"
        assert described["url"].startswith(f"{expected}whatsapp_business/attachments/?")
        if not public_url:
            assert (await http.get(described["url"])).status_code == 200

"""Meta's payloads: any batch, any odd item, any signature trick; and what its answers mean."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import json
from typing import Any

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from driver_assistant.channels import whatsapp_cloud
from driver_assistant.channels.whatsapp_cloud.payload import PayloadUnreadable, parse
from driver_assistant.channels.whatsapp_cloud.sender import WhatsAppCloud
from driver_assistant.channels.whatsapp_cloud.signature import verify
from driver_assistant.contracts.channel import Accepted, InDoubt, NotSent, Refused, SendResult
from driver_assistant.contracts.messages import (
    Button,
    ButtonsPart,
    Choice,
    Contacts,
    Edited,
    Location,
    Media,
    Reaction,
    Revoked,
    SystemNotice,
    TemplatePart,
    Text,
    TextPart,
    Unsupported,
)

SECRETS = (b"new secret", b"old secret")


def signed(body: bytes, secret: bytes = SECRETS[0]) -> dict[str, str]:
    digest = hmac.new(secret, body, hashlib.sha256).hexdigest()
    return {"x-hub-signature-256": f"sha256={digest}"}


def payload(*changes: dict[str, Any]) -> bytes:
    entries = [{"id": "waba", "changes": [{"field": "messages", "value": c}]} for c in changes]
    return json.dumps({"object": "whatsapp_business_account", "entry": entries}).encode()


def value(*messages: Any, statuses: tuple[Any, ...] = (), **more: Any) -> dict[str, Any]:
    return {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "1555", "phone_number_id": "106"},
        "contacts": [{"profile": {"name": "Ana"}, "wa_id": "34600"}],
        "messages": list(messages),
        "statuses": list(statuses),
        **more,
    }


def item(kind: str = "text", /, **more: Any) -> dict[str, Any]:
    base = {"from": "34600111222", "id": "wamid.1", "timestamp": "1749416383", "type": kind}
    if kind == "text" and "text" not in more:
        base["text"] = {"body": "hola"}  # type: ignore[assignment]  # JSON
    return base | more


# --- signatures -----------------------------------------------------------------


@given(st.binary(max_size=2000))
def test_what_one_of_our_secrets_signed_verifies(body: bytes) -> None:
    assert verify(body, signed(body), SECRETS)
    assert verify(body, signed(body, SECRETS[1]), SECRETS)


@given(st.binary(min_size=1, max_size=500), st.integers(min_value=0))
def test_one_flipped_bit_does_not_verify(body: bytes, where: int) -> None:
    position = where % (len(body) * 8)
    changed = bytearray(body)
    changed[position // 8] ^= 1 << position % 8

    assert not verify(bytes(changed), signed(body), SECRETS)


@pytest.mark.parametrize(
    "header",
    ["", "sha256=", "sha1=" + "a" * 64, "sha256=" + "z" * 64, "sha256=" + "a" * 63, "a" * 64, "é"],
)
def test_a_malformed_signature_does_not_verify(header: str) -> None:
    assert not verify(b"body", {"x-hub-signature-256": header}, SECRETS)


# --- payloads -------------------------------------------------------------------


def test_every_entry_change_message_and_status_is_read() -> None:
    status = {"id": "wamid.o", "status": "sent", "timestamp": "1749416383", "recipient_id": "34"}
    one = value(item(), item(id="wamid.2"), item(id="wamid.3"), statuses=(status,))
    body = {
        "entry": [
            {"changes": [{"field": "messages", "value": one}] * 2},
            {"changes": [{"field": "messages", "value": one}] * 2},
        ]
    }

    parsed = parse(json.dumps(body).encode())

    assert (len(parsed.messages), len(parsed.reports), parsed.malformed) == (12, 4, 0)


@pytest.mark.parametrize(
    ("message", "content"),
    [
        (item(), Text(body="hola")),
        (
            item(text={"body": "x"}, context={"forwarded": True}),
            Text(body="x", forwarded=True),
        ),
        (
            item(
                "interactive",
                interactive={"type": "button_reply", "button_reply": {"id": "a", "title": "Sí"}},
            ),
            Choice(payload="a", title="Sí"),
        ),
        (
            item(
                "interactive",
                interactive={"type": "list_reply", "list_reply": {"id": "b", "title": "T"}},
            ),
            Choice(payload="b", title="T"),
        ),
        (item("interactive"), Unsupported(detail="interactive")),
        (item("button", button={"payload": "p", "text": "t"}), Choice(payload="p", title="t")),
        (
            item("location", location={"latitude": 1.5, "longitude": "2.5"}),
            Location(latitude=1.5, longitude=2.5),
        ),
        (
            item("image", image={"id": "m", "mime_type": "image/jpeg", "sha256": "s"}),
            Media(kind="image", media_id="m", mime_type="image/jpeg", sha256="s"),
        ),
        (
            item("audio", audio={"id": "m", "voice": True}),
            Media(kind="audio", media_id="m", voice=True),
        ),
        (item("reaction", reaction={"message_id": "w"}), Reaction(target="w", emoji="")),
        (item("contacts", contacts=[{}, {}]), Contacts(count=2)),
        (
            item("system", system={"type": "user_changed_number"}),
            SystemNotice(notice="user_changed_number"),
        ),
        (
            item("edit", edit={"original_message_id": "w", "message": {"text": {"body": "n"}}}),
            Edited(target="w", body="n"),
        ),
        (item("revoke", revoke={"original_message_id": "w"}), Revoked(target="w")),
        (item("unsupported", errors=[{"code": 131051}]), Unsupported(detail="unsupported")),
        (item("hologram"), Unsupported(detail="hologram")),
    ],
)
def test_each_type_of_message_becomes_its_content(message: dict[str, Any], content: Any) -> None:
    parsed = parse(payload(value(message)))

    assert [one.content for one in parsed.messages] == [content]


@pytest.mark.parametrize(
    "bad",
    [
        "not an object",
        None,
        [],
        item(text="not an object"),
        item(timestamp="soon"),
        {key: held for key, held in item().items() if key != "id"},
        item("location", location={"latitude": 91, "longitude": 0}),
        item("image"),
        item(**{"from": 17}),
        item(timestamp="99999999999999999"),
    ],
)
def test_a_malformed_item_loses_only_itself(bad: Any) -> None:
    parsed = parse(payload(value(bad, item(id="wamid.good"))))

    assert [one.wamid for one in parsed.messages] == ["wamid.good"]
    assert parsed.malformed == 1


def test_a_failing_status_does_not_cost_the_messages_beside_it() -> None:
    parsed = parse(payload(value(item(), statuses=({"status": "sent"}, 7))))

    assert (len(parsed.messages), parsed.malformed) == (1, 2)


def test_a_status_with_odd_details_still_says_that_the_message_arrived() -> None:
    odd = {
        "id": "w",
        "status": "delivered",
        "timestamp": "1749416383",
        "errors": [{"code": 2**40}, {"code": -1}, {"code": 131026}],
        "pricing": {"category": 7},
    }

    [report] = parse(payload(value(statuses=(odd,)))).reports

    assert report.status.error_codes == (131026,)
    assert report.status.pricing_category is None


@pytest.mark.parametrize("contacts", [None, [], [{"wa_id": "34600"}], [{"profile": {}}]])
def test_statuses_are_read_whatever_their_contacts_look_like(contacts: Any) -> None:
    status = {"id": "w", "status": "read", "timestamp": "1749416383"}

    parsed = parse(payload(value(statuses=(status,), contacts=contacts)))

    assert [report.status.status for report in parsed.reports] == ["read"]


def test_a_user_without_a_phone_number_is_known_by_the_user_id() -> None:
    message = {key: held for key, held in item().items() if key != "from"}
    contacts = [{"profile": {"name": "A"}, "user_id": "US.13491208655302741918"}]

    parsed = parse(payload(value(message, contacts=contacts)))

    assert (parsed.messages[0].phone, parsed.messages[0].user_id) == (
        None,
        "US.13491208655302741918",
    )


def test_nul_and_lone_surrogates_never_reach_a_row() -> None:
    body = payload(value(item(text={"body": "a\x00b"}))).replace(b"\\u0000", b"\\u0000")

    parsed = parse(body)

    assert parsed.messages[0].content == Text(body="ab")


@given(st.binary(max_size=500) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_parsed_or_refused(body: bytes) -> None:
    with contextlib.suppress(PayloadUnreadable):
        parse(body)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(JSON, JSON, JSON)
def test_any_json_in_any_place_never_raises(one: Any, two: Any, three: Any) -> None:
    parse(payload(value(one, item(text=two), item("image", image=three), statuses=(two,))))
    parse(json.dumps({"entry": one}).encode())
    parse(json.dumps({"entry": [{"changes": two}, {"changes": [three]}]}).encode())


# --- sending --------------------------------------------------------------------


async def send(answer: httpx2.Response | Exception, **more: Any) -> tuple[SendResult, Any]:
    seen: list[Any] = []

    def respond(request: httpx2.Request) -> httpx2.Response:
        seen.append(json.loads(request.content))
        if isinstance(answer, Exception):
            raise answer
        return answer

    async with httpx2.AsyncClient(
        transport=httpx2.MockTransport(respond), base_url="http://meta"
    ) as http:
        sender = WhatsAppCloud(http=http, version="v26.0")
        part = more.pop("part", TextPart(body="hi"))
        result = await sender.send(
            "106",
            more.pop("to", "34600"),
            part,
            opaque="id.0",
            reply_to=more.pop("reply_to", None),
            may_start=lambda: True,
        )
    return result, seen[0] if seen else None


def error(code: int, status: int = 400, **headers: str) -> httpx2.Response:
    return httpx2.Response(status, json={"error": {"code": code, "message": "m"}}, headers=headers)


async def test_an_accepted_send_has_a_wamid() -> None:
    result, body = await send(httpx2.Response(200, json={"messages": [{"id": "wamid.x"}]}))

    assert result == Accepted(wamid="wamid.x")
    assert body["biz_opaque_callback_data"] == "id.0"


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (1, "retry"),
        (131000, "retry"),
        (131016, "retry"),
        (131056, "throttle_driver"),
        (130429, "throttle_number"),
        (80007, "throttle_number"),
        (190, "stop"),
        (0, "stop"),
        (10, "stop"),
        (250, "stop"),
        (368, "stop"),
        (131042, "stop"),
        (131047, "window_closed"),
        (100, "dead"),
        (131026, "dead"),
        (131051, "dead"),
        (132000, "dead"),
        (131050, "dead"),
    ],
)
async def test_each_error_code_has_its_class(code: int, kind: str) -> None:
    result, _ = await send(error(code))

    assert isinstance(result, Refused)
    assert (result.kind, result.code) == (kind, code)


@pytest.mark.parametrize(
    ("raised", "result"),
    [
        (httpx2.ConnectError("x"), NotSent(error="ConnectError")),
        (httpx2.ConnectTimeout("x"), NotSent(error="ConnectTimeout")),
        (httpx2.PoolTimeout("x"), NotSent(error="PoolTimeout")),
        (httpx2.ReadTimeout("x"), InDoubt(error="ReadTimeout")),
        (httpx2.WriteTimeout("x"), InDoubt(error="WriteTimeout")),
        (httpx2.RemoteProtocolError("x"), InDoubt(error="RemoteProtocolError")),
    ],
)
async def test_what_may_have_arrived_is_in_doubt(raised: Exception, result: SendResult) -> None:
    assert (await send(raised))[0] == result


async def test_a_claim_that_ran_out_while_connecting_sends_nothing() -> None:
    """A real socket: the question comes when the connection is there, before the first byte."""
    got: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        got.set_result(await reader.read(100))
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http:
            sender = WhatsAppCloud(http=http, version="v26.0")
            result = await sender.send(
                "106",
                "34600",
                TextPart(body="hi"),
                opaque="id.0",
                reply_to=None,
                may_start=lambda: False,
            )
        read = await asyncio.wait_for(got, 20)

    assert result == NotSent(error="claim outlived before the first byte")
    assert read == b""


async def test_a_server_error_without_metas_body_is_in_doubt() -> None:
    result, _ = await send(httpx2.Response(502, text="<html>bad gateway</html>"))

    assert result == InDoubt(error="HTTP 502")


async def test_a_success_without_an_id_is_in_doubt() -> None:
    result, _ = await send(httpx2.Response(200, json={"messages": []}))

    assert isinstance(result, InDoubt)


async def test_retry_after_is_honoured() -> None:
    result, _ = await send(error(130429, 429, **{"retry-after": "7"}))

    assert isinstance(result, Refused)
    assert result.retry_after is not None
    assert result.retry_after.total_seconds() == 7


async def test_a_user_id_is_a_recipient_and_a_number_a_to() -> None:
    ok = httpx2.Response(200, json={"messages": [{"id": "w"}]})

    assert "recipient" in (await send(ok, to="US.1349"))[1]
    assert "to" in (await send(httpx2.Response(200, json={}), to="34600"))[1]


async def test_a_template_never_quotes() -> None:
    ok = httpx2.Response(200, json={"messages": [{"id": "w"}]})
    part = TemplatePart(name="t", language="en", button_payloads=("again:1",))

    _, body = await send(ok, part=part, reply_to="wamid.q")

    assert "context" not in body
    assert body["template"]["components"][0]["parameters"][0]["payload"] == "again:1"


async def test_buttons_are_rendered_as_metas_interactive_message() -> None:
    ok = httpx2.Response(200, json={"messages": [{"id": "w"}]})
    part = ButtonsPart(body="sure?", buttons=(Button(payload="act:1:yes", title="Yes"),))

    _, body = await send(ok, part=part, reply_to="wamid.q")

    assert body["context"] == {"message_id": "wamid.q"}
    assert body["interactive"] == {
        "type": "button",
        "body": {"text": "sure?"},
        "action": {"buttons": [{"type": "reply", "reply": {"id": "act:1:yes", "title": "Yes"}}]},
    }


def test_the_plugin_is_whole() -> None:
    assert whatsapp_cloud.PLUGIN.name == "whatsapp_cloud"

"""A client and webhook server that others wrote, against the stand-in: pywa, unchanged.

pywa knows nothing of the stand-in; only its base URL is another one. What it parses here it would
parse from Meta.
"""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import httpx2
import pytest
import pytest_asyncio
from pywa import errors as pywa_errors
from starlette.applications import Starlette

from driver_assistant.sandbox.meta.app import create_app
from driver_assistant.sandbox.meta.serving import serving
from driver_assistant.sandbox.meta.settings import MetaSettings

pywa: Any = importlib.import_module("pywa_async")  # its re-exports are nothing to mypy
types = pywa.types
templates = importlib.import_module("pywa_async.types.templates")

ANA = "4915100000001"
NUMBER = "106540352242922"
ETA = {
    "name": "new_eta",
    "language": "en",
    "body": "Stop {{1}} at {{2}}.",
    "buttons": ("OK", "Call me"),
}


@dataclass
class Bot:
    """pywa on both sides, and the stand-in's control API."""

    client: Any
    control: httpx2.AsyncClient
    updates: asyncio.Queue[Any] = field(default_factory=asyncio.Queue)

    async def next_update(self) -> Any:
        async with asyncio.timeout(20):
            return await self.updates.get()

    async def driver_writes(self, **message: Any) -> str:
        response = await self.control.post("/messages", json={"from": ANA} | message)
        assert response.status_code == 200, response.text
        return str(response.json()["wamids"][0])

    async def chat(self) -> list[dict[str, Any]]:
        response = await self.control.get("/transcript", params={"user": ANA})
        messages: list[dict[str, Any]] = response.json()["messages"]
        return messages


@pytest_asyncio.fixture
async def bot() -> AsyncIterator[Bot]:
    """The stand-in and a pywa server, both under uvicorn; pywa checks signatures."""
    settings = MetaSettings(
        window_hours=0,
        sent_after_s=0,
        delivered_after_s=0,
        read_after_s=0,
        skip_delivered_rate=0,
        shuffle_rate=0,
        duplicate_rate=0,
        webhook_batch_max=1,  # pywa reads the first item of a webhook only (its issue 229)
        webhook_concurrency=1,
        status_contacts="full",  # and needs `contacts` beside statuses
        templates=(ETA,),
    )
    webhook = Starlette()
    async with serving(create_app(settings)) as meta, serving(webhook) as webhook_url:
        session = httpx.AsyncClient()
        client = pywa.WhatsApp(
            phone_id=NUMBER,
            token="sandbox-access-token",
            session=session,
            server=webhook,
            webhook_endpoint="/webhook",
            verify_token="sandbox-verify-token",
            app_secret="sandbox-app-secret",
        )
        session.base_url = httpx.URL(f"{meta}/v26.0")
        async with session, httpx2.AsyncClient(base_url=f"{meta}/_control", timeout=30) as control:
            patch = {"webhook_url": f"{webhook_url}/webhook"}
            assert (await control.patch("/settings", json=patch)).status_code == 200
            made = Bot(client=client, control=control)
            listen(made)
            yield made


def listen(bot: Bot) -> None:
    """Put everything pywa understood into the queue."""

    async def keep(_: Any, update: Any) -> None:
        await bot.updates.put(update)

    for on in (
        bot.client.on_message,
        bot.client.on_callback_button,
        bot.client.on_callback_selection,
        bot.client.on_message_status,
        bot.client.on_phone_number_change,
        bot.client.on_user_marketing_preferences,
        bot.client.on_edited_message,
        bot.client.on_deleted_message,
    ):
        on(keep)


# --- sending ----------------------------------------------------------------------


async def test_pywa_sends_text_and_is_told_the_recipients_id(bot: Bot) -> None:
    sent = await bot.client.send_message(to=ANA, text="hello", tracker="row.0")

    assert (sent.input, sent.chat.id) == (ANA, ANA)
    assert [(m["wamid"], m["text"], m["opaque"]) for m in await bot.chat()] == [
        (sent.id, "hello", "row.0")
    ]


async def test_pywa_sends_buttons_lists_and_links(bot: Bot) -> None:
    buttons = [types.Button("Yes", callback_data="y"), types.Button("No", callback_data="n")]
    rows = [
        types.SectionRow("Stop 1", callback_data="1", description="Dock A"),
        types.SectionRow("Stop 2", callback_data="2"),
    ]
    menu = types.SectionList("Open", sections=[types.Section("Today", rows=rows)])
    link = types.URLButton("Track", url="https://example.com/t")

    await bot.client.send_message(to=ANA, text="On time?", buttons=buttons, footer="Acme")
    await bot.client.send_message(to=ANA, text="Which stop?", buttons=menu)
    await bot.client.send_message(to=ANA, text="Map", buttons=link)

    chat = await bot.chat()
    assert [[choice["title"] for choice in m["choices"]] for m in chat] == [
        ["Yes", "No"],
        ["Stop 1", "Stop 2"],
        [],
    ]
    assert chat[1]["opener"] == "Open"


async def test_pywa_sends_templates_and_locations(bot: Bot) -> None:
    params = [
        templates.BodyText.params("12", "14:05"),
        templates.QuickReplyButton.params(callback_data="ok:12", index=0),
    ]
    await bot.client.send_template(
        to=ANA, name="new_eta", language=templates.TemplateLanguage.ENGLISH, params=params
    )
    await bot.client.send_location(to=ANA, latitude=52.1, longitude=4.9, name="Dock A")

    template, location = await bot.chat()
    assert template["text"] == "Stop 12 at 14:05."
    assert template["choices"][0] == {"kind": "template_button", "id": "ok:12", "title": "OK"}
    assert location["text"] == "📍 52.1,4.9 Dock A"


async def test_pywa_uploads_sends_and_fetches_media(bot: Bot) -> None:
    media = await bot.client.upload_media(b"\xff\xd8\xffphoto", mime_type="image/jpeg")
    await bot.client.send_image(to=ANA, image=media.id, caption="Damage")
    url = await bot.client.get_media_url(media.id)
    content = await bot.client.get_media_bytes(url=url.url)

    assert content == b"\xff\xd8\xffphoto"
    assert [m["text"] for m in await bot.chat()] == ["Damage"]


async def test_pywa_marks_as_read_shows_typing_and_reacts(bot: Bot) -> None:
    await bot.driver_writes(text="hi")
    message = await bot.next_update()

    await message.mark_as_read()
    await message.indicate_typing()
    await message.react("👍")

    chat = (await bot.control.get("/transcript", params={"user": ANA})).json()
    assert chat["messages"][0]["ticks"] == "read"


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"mode": "expired_token"}, pywa_errors.ExpiredAccessToken),
        ({"mode": "throttled"}, pywa_errors.RateLimitHit),
        ({"mode": "error", "code": 131056}, pywa_errors.TooManyMessages),
        ({"mode": "error", "code": 131047}, pywa_errors.ReEngagementMessage),
    ],
)
async def test_pywa_recognises_the_standins_errors(
    bot: Bot, fault: dict[str, Any], error: type[Exception]
) -> None:
    await bot.control.post("/faults", json=fault)

    with pytest.raises(error):
        await bot.client.send_message(to=ANA, text="hello")


async def test_pywa_is_told_of_an_unknown_template(bot: Bot) -> None:
    with pytest.raises(pywa_errors.TemplateNotExists):
        await bot.client.send_template(
            to=ANA, name="unknown", language=templates.TemplateLanguage.ENGLISH, params=[]
        )


# --- receiving ---------------------------------------------------------------------


async def test_pywas_server_passes_the_handshake(bot: Bot) -> None:
    answer = (await bot.control.post("/handshake")).json()

    assert answer["verified"]


async def test_pywa_rejects_what_is_not_signed(bot: Bot) -> None:
    statuses = []
    for how in ("none", "wrong"):
        raw: dict[str, Any] = {"payload": {"entry": []}, "signature": how}
        answer = (await bot.control.post("/raw", json=raw)).json()
        statuses.append(answer["responses"][0]["status"])

    assert statuses == [401, 403]


async def test_pywa_understands_a_text_with_every_kind_of_character(bot: Bot) -> None:
    wamid = await bot.driver_writes(text="Größe 🚚 a@b/c", name="Ana Müller")

    message = await bot.next_update()

    assert isinstance(message, types.Message)
    assert (message.id, message.text) == (wamid, "Größe 🚚 a@b/c")
    assert (message.from_user.wa_id, message.from_user.name) == (ANA, "Ana Müller")
    assert message.from_user.country_code == "DE"


async def test_pywa_understands_pressed_buttons_rows_and_template_buttons(bot: Bot) -> None:
    pressed: list[tuple[str, str, str]] = []
    rows = [types.SectionRow("Stop 1", callback_data="s1")]
    menu = types.SectionList("Open", sections=[types.Section("Today", rows=rows)])
    await bot.client.send_message(to=ANA, text="?", buttons=[types.Button("Yes", "y")])
    await bot.driver_writes(type="press")
    await bot.client.send_message(to=ANA, text="?", buttons=menu)
    await bot.driver_writes(type="press")
    await bot.client.send_template(
        to=ANA,
        name="new_eta",
        language=templates.TemplateLanguage.ENGLISH,
        params=[templates.BodyText.params("12", "14:05")],
    )
    await bot.driver_writes(type="press", choice=2)
    while len(pressed) < 3:
        update = await bot.next_update()
        if isinstance(update, types.CallbackButton | types.CallbackSelection):
            pressed.append((type(update).__name__, update.data, update.title))

    assert sorted(pressed) == [
        ("CallbackButton", "Call me", "Call me"),
        ("CallbackButton", "y", "Yes"),
        ("CallbackSelection", "s1", "Stop 1"),
    ]


async def test_pywa_understands_places_media_reactions_and_contacts(bot: Bot) -> None:
    await bot.driver_writes(type="location", latitude=52.1, longitude=4.9, place="Dock A")
    place = await bot.next_update()
    await bot.driver_writes(type="audio")
    voice = await bot.next_update()
    await bot.driver_writes(type="document", filename="cmr.pdf", text="signed")
    document = await bot.next_update()
    await bot.driver_writes(type="reaction", reply_to=place.id, emoji="👍")
    reaction = await bot.next_update()
    await bot.driver_writes(type="contacts", cards=2)
    contacts = await bot.next_update()

    assert (place.location.latitude, place.location.name) == (52.1, "Dock A")
    assert voice.audio.voice
    assert (await voice.audio.get_bytes()).startswith(b"OggS")
    assert (document.document.filename, document.caption) == ("cmr.pdf", "signed")
    assert reaction.reaction.emoji == "👍"
    assert len(contacts.contacts) == 2


async def test_pywa_understands_edits_deletions_and_unsupported_messages(bot: Bot) -> None:
    wamid = await bot.driver_writes(text="hallo")
    await bot.next_update()
    await bot.driver_writes(type="edit", reply_to=wamid, text="hello")
    edited = await bot.next_update()
    await bot.driver_writes(type="revoke", reply_to=wamid)
    deleted = await bot.next_update()
    await bot.driver_writes(type="unsupported")
    unsupported = await bot.next_update()

    assert (edited.original_message_id, edited.message.text) == (wamid, "hello")
    assert deleted.original_message_id == wamid
    assert unsupported.error.code == 131051


async def test_pywa_understands_a_changed_number_and_an_opt_out(bot: Bot) -> None:
    await bot.driver_writes(type="system", new_number="4915100000002")
    moved = await bot.next_update()
    await bot.control.post(f"/users/{ANA}/marketing/stop")
    stopped = await bot.next_update()

    assert (moved.old_wa_id, moved.new_wa_id) == (ANA, "4915100000002")
    assert not stopped


async def test_pywa_understands_statuses_with_their_opaque_data(bot: Bot) -> None:
    sent = await bot.client.send_message(to=ANA, text="hello", tracker="row.0")
    seen = [await bot.next_update() for _ in range(3)]

    assert {(s.id, s.status.value, s.tracker) for s in seen} == {
        (sent.id, "sent", "row.0"),
        (sent.id, "delivered", "row.0"),
        (sent.id, "read", "row.0"),
    }


async def test_pywa_understands_why_a_message_failed(bot: Bot) -> None:
    await bot.control.patch("/settings", json={"window_hours": 24})

    await bot.client.send_message(to=ANA, text="too late")

    status = await bot.next_update()
    assert status.status.value == "failed"
    assert isinstance(status.error, pywa_errors.ReEngagementMessage)

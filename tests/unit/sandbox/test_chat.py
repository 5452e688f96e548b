"""The terminal chat's parts: what lines mean, how words look, who a driver is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from driver_assistant.sandbox.chat.commands import BadCommand, message_of
from driver_assistant.sandbox.chat.directory import Driver, find_driver, read_state
from driver_assistant.sandbox.chat.errors import ChatError, NoAnswer, UnknownDriver
from driver_assistant.sandbox.chat.screen import formatted
from driver_assistant.sandbox.demo.state import state_path
from driver_assistant.sandbox.meta.serving import serving

Json = dict[str, Any]

ANA = "4915100000001"
DRIVERS = [{"alias": "ana", "name": "Ana Müller", "phone": "+49 151 00000001", "language": "de"}]


# --- lines ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("what's next?", {"type": "text", "text": "what's next?"}),
        ("2", {"type": "press", "choice": 2, "reply_to": "w"}),
        ("3", {"type": "text", "text": "3"}),  # there are only two choices
        ("/text 2", {"type": "text", "text": "2"}),
        (
            "/location 52.1,-4.9 Dock A",
            {"type": "location", "latitude": 52.1, "longitude": -4.9, "place": "Dock A"},
        ),
        ("/photo", {"type": "image", "text": ""}),
        ("/photo broken crate", {"type": "image", "text": "broken crate"}),
        ("/voice", {"type": "audio", "text": ""}),
        ("/react 👍", {"type": "reaction", "emoji": "👍", "reply_to": "w"}),
    ],
)
def test_a_line_becomes_a_message(line: str, message: Json) -> None:
    assert message_of(line, 2, "w") == message


@pytest.mark.parametrize(
    "line", ["/locate me", "/location here", "/location 91,0", "/photo ./none.jpg", "/text", "/"]
)
def test_a_line_that_makes_no_sense_is_refused(line: str) -> None:
    with pytest.raises(BadCommand):
        message_of(line, 2, "w")


def test_a_file_is_sent_with_its_caption(tmp_path: Path) -> None:
    photo = tmp_path / "crate.png"
    photo.write_bytes(b"png")

    message = message_of(f"/photo {photo} broken crate", 0, "")

    assert message == {
        "type": "image",
        "text": "broken crate",
        "content_base64": "cG5n",
        "mime_type": "image/png",
    }


def test_whatsapps_markup_becomes_styles_and_nothing_else_does() -> None:
    text = formatted("*Stop 12* at _14:05_, ~13:00~, `x` snake_case_name 2*3*4")

    assert text.plain == "Stop 12 at 14:05, 13:00, `x` snake_case_name 2*3*4"
    assert [str(span.style) for span in text.spans] == ["bold", "italic", "strike"]


# --- who and where --------------------------------------------------------------------


async def test_a_phone_number_needs_no_directory() -> None:
    assert await find_driver("+49 151 00000001", None, {}) == Driver(phone=ANA)


@pytest.mark.parametrize("who", ["ana", "Ana", "ANA MÜLLER"])
async def test_a_driver_is_found_by_name(who: str) -> None:
    found = await find_driver(who, None, {"drivers": DRIVERS})

    assert found == Driver(phone=ANA, name="Ana Müller")


async def test_a_name_that_nobody_has_lists_those_there_are() -> None:
    with pytest.raises(UnknownDriver, match="ana"):
        await find_driver("bob", None, {"drivers": DRIVERS})


async def test_names_come_from_the_logistics_sandbox() -> None:
    async def drivers(_: Request) -> Response:
        return JSONResponse({"drivers": DRIVERS})

    app = Starlette(routes=[Route("/logistics/_control/seed/drivers", drivers)])
    async with serving(app) as url:
        found = await find_driver("ana", f"{url}/logistics/v1", {})

    assert found.phone == ANA


async def test_a_logistics_sandbox_that_is_gone_is_named() -> None:
    with pytest.raises(NoAnswer, match=r"127\.0\.0\.1:9"):
        await find_driver("ana", "http://127.0.0.1:9/logistics", {})


def test_the_state_file_is_where_state_belongs(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))

    assert state_path() == tmp_path / "driver-assistant" / "demo.json"
    assert read_state(state_path()) == {}


@pytest.mark.parametrize("content", ["{", "[]"])
def test_a_broken_state_file_is_an_error_with_advice(tmp_path: Path, content: str) -> None:
    path = tmp_path / "demo.json"
    path.write_text(content)

    with pytest.raises(ChatError, match="delete it"):
        read_state(path)

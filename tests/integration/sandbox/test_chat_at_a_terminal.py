"""The terminal chat as its own process: piped, at a terminal, and when things go away."""

from __future__ import annotations

import asyncio
import json
import os
import pty
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import pytest_asyncio
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from driver_assistant.sandbox.meta.app import create_app
from driver_assistant.sandbox.meta.serving import serving
from driver_assistant.sandbox.meta.settings import MetaSettings

Json = dict[str, Any]

ANA = "4915100000001"
NUMBER = "106540352242922"
DRIVERS = [{"alias": "ana", "name": "Ana Müller", "phone": "+49 151 00000001", "language": "de"}]
CHAT = """
import sys
from driver_assistant.sandbox.chat import ChatOptions, run_chat
sys.exit(run_chat(ChatOptions(driver=sys.argv[1], wait_s=float(sys.argv[2]), settle_s=0.3)))
"""


@dataclass
class Echo:
    """An assistant that reads, types, and answers with what it heard and two buttons."""

    url: str = ""
    deaf: bool = False
    heard: list[Json] = field(default_factory=list)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def receive(self, request: Request) -> Response:
        for entry in (await request.json())["entry"]:
            for change in entry["changes"]:
                for message in change["value"].get("messages", []):
                    self.heard.append(message)
                    if not self.deaf:
                        task = asyncio.create_task(self.answer(message))
                        self.tasks.add(task)
                        task.add_done_callback(self.tasks.discard)
        return Response()

    async def answer(self, message: Json) -> None:
        headers = {"authorization": "Bearer sandbox-access-token"}
        product = {"messaging_product": "whatsapp"}
        receipt = {"status": "read", "message_id": message["id"]}
        typing = {"typing_indicator": {"type": "text"}}
        said = message.get("interactive", {}).get("button_reply", {}).get("title")
        said = said or message.get("text", {}).get("body") or message["type"]
        replies = [{"type": "reply", "reply": {"id": t, "title": t}} for t in ("Yes", "No")]
        interactive = {
            "type": "button",
            "body": {"text": f"you said *{said}*"},
            "action": {"buttons": replies},
        }
        reply = {"to": message["from"], "type": "interactive", "interactive": interactive}
        async with httpx2.AsyncClient(base_url=self.url, headers=headers) as client:
            for payload in (receipt | typing, reply):
                await client.post(f"/v26.0/{NUMBER}/messages", json=product | payload)


@dataclass
class Demo:
    """A running demo as the chat finds it."""

    echo: Echo
    environment: dict[str, str]
    url: str

    async def chat(
        self, lines: str, who: str = "ana", wait_s: float = 20.0
    ) -> tuple[int, str, str]:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            CHAT,
            who,
            str(wait_s),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=self.environment,
        )
        out, err = await process.communicate(lines.encode())
        return process.returncode or 0, out.decode(), err.decode()


@asynccontextmanager
async def running_demo(state_home: Path) -> AsyncIterator[Demo]:
    """Stand-in, assistant, and the state file that names them."""
    echo = Echo()
    app = Starlette(routes=[Route("/webhook", echo.receive, methods=["POST"])])
    async with serving(app) as webhook:
        settings = MetaSettings(webhook_url=f"{webhook}/webhook", duplicate_rate=0)
        meta = create_app(settings)

        @asynccontextmanager
        async def lifespan(_: Starlette) -> AsyncIterator[None]:
            async with meta.router.lifespan_context(meta):
                yield

        outer = Starlette(routes=[Mount("/meta", meta)], lifespan=lifespan)
        async with serving(outer) as url:
            echo.url = f"{url}/meta"
            state = state_home / "driver-assistant" / "demo.json"
            state.parent.mkdir()
            state.write_text(json.dumps({"meta_url": f"{url}/meta", "drivers": DRIVERS}))
            environment = os.environ | {"XDG_STATE_HOME": str(state_home), "PYTHONUTF8": "1"}
            yield Demo(echo=echo, environment=environment, url=f"{url}/meta")


@pytest_asyncio.fixture
async def demo(tmp_path: Path) -> AsyncIterator[Demo]:
    async with running_demo(tmp_path) as running:
        yield running


async def test_a_piped_conversation_is_answered_line_by_line(demo: Demo) -> None:
    code, out, err = await demo.chat("hallo\n2\n/location 52.1,4.9\n/voice\n")

    assert (code, err) == (0, "")
    said = re.findall(r"you said (\S+)", out)
    assert said == ["hallo", "No", "location", "audio"]
    assert "[1] Yes" in out
    assert "✓✓ read · assistant is typing" in out
    assert "📍 52.1,4.9" in out
    assert "\x1b[" not in out
    assert [message["type"] for message in demo.echo.heard] == [
        "text",
        "interactive",
        "location",
        "audio",
    ]


async def test_a_line_without_an_answer_fails_the_script(demo: Demo) -> None:
    demo.echo.deaf = True

    code, out, _ = await demo.chat("hallo\n", wait_s=1.0)

    assert code == 1
    assert "no answer within 1 s" in out


async def test_an_unknown_driver_is_told_in_one_line(demo: Demo) -> None:
    code, _, err = await demo.chat("", who="bob")

    assert code == 2
    assert "'bob': ana." in err
    assert "Traceback" not in err


async def test_without_a_demo_the_chat_says_how_to_start_one(demo: Demo, tmp_path: Path) -> None:
    (tmp_path / "driver-assistant" / "demo.json").unlink()

    code, _, err = await demo.chat("")

    assert code == 2
    assert "driver-assistant demo" in err


async def test_at_a_terminal_answers_appear_while_somebody_types(demo: Demo) -> None:
    terminal = await Terminal.start(demo)
    try:
        await terminal.until("/help lists commands")
        terminal.type("half a li")
        await post_as_driver(demo, "from another window")
        shown = await terminal.until("you said from another window")
        terminal.type("ne\n")
        await terminal.until("you said half a line")
        terminal.type("/quit\n")

        assert await terminal.process.wait() == 0
        assert "\x1b[K" in shown  # the half-typed line made room
    finally:
        terminal.close()


async def test_a_chat_survives_a_reset_of_the_sandbox(demo: Demo) -> None:
    terminal = await Terminal.start(demo)
    try:
        await terminal.until("/help lists commands")
        terminal.type("before\n")
        await terminal.until("you said before")
        async with httpx2.AsyncClient() as client:
            assert (await client.post(f"{demo.url}/_control/reset")).status_code == 200
        terminal.type("after\n")
        await terminal.until("you said after")
        terminal.type("\x04")  # Ctrl-D

        assert await terminal.process.wait() == 0
    finally:
        terminal.close()


async def test_a_chat_ends_with_a_word_when_the_sandbox_goes_away(tmp_path: Path) -> None:
    async with running_demo(tmp_path) as demo:
        terminal = await Terminal.start(demo)
        await terminal.until("/help lists commands")
    try:
        await terminal.until("The sandbox does not answer")

        assert await terminal.process.wait() == 2
    finally:
        terminal.close()


@dataclass
class Terminal:
    """A chat at a pseudo-terminal."""

    process: asyncio.subprocess.Process
    control: int
    seen: str = ""

    @classmethod
    async def start(cls, demo: Demo) -> Terminal:
        control, end = pty.openpty()
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            CHAT,
            "ana",
            "20",
            stdin=end,
            stdout=end,
            stderr=end,
            env=demo.environment | {"TERM": "xterm"},
        )
        os.close(end)
        os.set_blocking(control, False)
        return cls(process=process, control=control)

    def type(self, keys: str) -> None:
        os.write(self.control, keys.encode())

    async def until(self, text: str) -> str:
        """What has been shown, once `text` is in it (colours and cursor moves taken out)."""
        async with asyncio.timeout(30):
            while True:
                try:
                    self.seen += os.read(self.control, 65536).decode(errors="replace")
                except (BlockingIOError, OSError):
                    await asyncio.sleep(0.02)
                plain = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", self.seen)
                if text in plain:
                    return self.seen

    def close(self) -> None:
        if self.process.returncode is None:
            self.process.kill()
        os.close(self.control)


async def post_as_driver(demo: Demo, text: str) -> None:
    async with httpx2.AsyncClient(base_url=f"{demo.url}/_control") as client:
        response = await client.post("/messages", json={"from": ANA, "text": text})
        assert response.status_code == 200

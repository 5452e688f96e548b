"""The phone page as its server gives it: sealed, without secrets, and honest about the platform."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from driver_assistant.contracts.languages import LANGUAGES
from driver_assistant.runtime.http import Health
from driver_assistant.sandbox.app import sandbox
from driver_assistant.sandbox.page.phrases import KEYS, chips_of
from driver_assistant.sandbox.page.settings import SandboxSettings
from driver_assistant.sandbox.page.switches import SWITCHES

STATIC = Path(__file__).resolve().parents[4] / "services/driver_assistant/sandbox/page/static"
SECRET = "only-the-stand-ins-know-this"


@pytest.fixture
async def http(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[httpx2.AsyncClient]:
    for name in ("META_APP_SECRET", "META_ACCESS_TOKEN", "OPENROUTER_API_KEY", "LOGISTICS_TOKEN"):
        monkeypatch.setenv(f"DA_SANDBOX_{name}", SECRET)
    monkeypatch.setenv("DA_SANDBOX_META_PHONE_NUMBER_IDS", "1")
    stop = asyncio.Event()
    async with sandbox(SandboxSettings(), Health(), stop) as running:
        transport = httpx2.ASGITransport(app=running.app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            yield client
        stop.set()


async def test_it_comes_sealed(http: httpx2.AsyncClient) -> None:
    answer = await http.get("/")
    policy = answer.headers["content-security-policy"]

    assert answer.status_code == 200
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_it_holds_no_secret(http: httpx2.AsyncClient) -> None:
    about = await http.get("/page/about")

    assert about.status_code == 200
    assert SECRET not in about.text


async def test_every_driver_of_the_company_can_be_chosen(http: httpx2.AsyncClient) -> None:
    about = (await http.get("/page/about")).json()

    assert {"ana", "joe"} <= {driver["alias"] for driver in about["drivers"]}
    assert len(about["steps"]) == 26
    assert all(step["why"] for step in about["steps"])


async def test_a_message_not_yet_seen_by_the_platform_is_on_its_way(
    http: httpx2.AsyncClient,
) -> None:
    body = {"from": "+34750000001", "type": "text", "text": "hola"}
    wamid = (await http.post("/meta/_control/messages", json=body)).json()["wamids"][0]
    journey = (await http.get("/page/journey", params={"wamid": wamid})).json()

    assert (journey["wamid"], journey["state"]) == (wamid, "sent")


async def test_an_unknown_message_is_said_to_be(http: httpx2.AsyncClient) -> None:
    answer = await http.get("/page/journey", params={"wamid": "wamid.x"})

    assert answer.status_code == 404


STAND_IN_SWITCHES = [switch.id for switch in SWITCHES if switch.fault is not None]


@pytest.mark.parametrize("name", STAND_IN_SWITCHES)
async def test_a_switch_turns_on_and_off(http: httpx2.AsyncClient, name: str) -> None:
    on = (await http.post(f"/page/switches/{name}", json={"on": True})).json()
    again = (await http.post(f"/page/switches/{name}", json={"on": True})).json()
    off = (await http.post(f"/page/switches/{name}", json={"on": False})).json()

    assert {switch for switch, state in on.items() if state} == {name}
    assert again == on
    assert not any(off.values())


async def test_switches_of_one_stand_in_are_independent(http: httpx2.AsyncClient) -> None:
    for name in ("logistics-down", "logistics-slow"):
        await http.post(f"/page/switches/{name}", json={"on": True})
    left = (await http.post("/page/switches/logistics-down", json={"on": False})).json()

    assert [name for name, on in left.items() if on] == ["logistics-slow"]


async def test_undo_ends_every_fault(http: httpx2.AsyncClient) -> None:
    for name in STAND_IN_SWITCHES:
        await http.post(f"/page/switches/{name}", json={"on": True})
    states = (await http.post("/page/undo")).json()

    assert not any(states.values())


async def test_without_a_supervisor_it_says_what_to_do(http: httpx2.AsyncClient) -> None:
    killed = await http.post("/page/switches/worker-kill", json={"on": True})
    listed = await http.get("/page/reports/audit")

    assert (killed.status_code, listed.status_code) == (409, 409)
    assert "make demo" in killed.json()["detail"]


async def test_a_burst_writes_for_ten_drivers(http: httpx2.AsyncClient) -> None:
    burst = (await http.post("/page/burst", json={"drivers": 10, "each": 5})).json()

    assert (burst["sent"], burst["drivers"], burst["answered"]) == (50, 10, 0)


async def test_another_sites_page_can_neither_read_nor_act(http: httpx2.AsyncClient) -> None:
    foreign = {"origin": "http://other.example"}
    rebound = {"host": "other.example"}
    for headers in (foreign, rebound):
        for path in ("/page/about", "/meta/_control/transcript?user=34750000001", "/"):
            assert (await http.get(path, headers=headers)).status_code == 403
        undone = await http.post("/page/undo", headers=headers)

        assert undone.status_code == 403


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_something_to_tap_in_every_language(language: str) -> None:
    chips = chips_of(language)

    assert [chip["key"] for chip in chips] == list(KEYS)
    assert language == "en" or chips != chips_of("en")


def files() -> list[Path]:
    return [path for path in STATIC.rglob("*") if path.is_file()]


def test_the_page_asks_nothing_of_anybody_else() -> None:
    own = re.compile(r"http://www\.w3\.org/(2000/svg|1999/xhtml)")
    foreign = {
        path.name
        for path in files()
        if re.search(r"https?://", own.sub("", path.read_text(encoding="utf-8")))
    }

    assert foreign == set()


def test_its_files_are_small_and_build_no_html_from_text() -> None:
    for path in files():
        text = path.read_text(encoding="utf-8")

        assert len(text.splitlines()) <= 300, path.name
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", text)

"""The webhook killed in each window, asked the same thing a hundred times, and lied to."""

from __future__ import annotations

import time
from typing import Any

import pytest
from fault_case import Case
from points import When

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(900)]

# Before the commit; after it, before the publish; published, its confirm not read; before the 200.
RECORD = "store.inbox:record_messages"
RING = "webhook.record:Recorder._ring"
CONFIRM = "runtime.confirms:ConfirmChannel._on_confirm_frame"
WINDOWS: tuple[tuple[str, When], ...] = (
    (RECORD, "before"),
    (RECORD, "after"),
    (RING, "before"),
    (CONFIRM, "before"),
    (RING, "after"),
)


@pytest.mark.fault("1", subset=150)
async def test_a_webhook_killed_in_any_window_loses_and_doubles_nothing(case: Case) -> None:
    points = case.points("webhook")

    async with case.traffic() as traffic:
        for function, when in WINDOWS:
            await traffic.more(0.05)
            points.arm(function, when, "kill")
            traffic.flow(0.05)
            await case.dead("webhook")
            await case.revive("webhook")
        case.over()

    case.all_answered()


@pytest.mark.fault("16", subset=150)
async def test_one_webhook_a_hundred_times_at_once_is_one_row_and_one_reply(case: Case) -> None:
    alias = case.drivers[0]
    wamid = f"wamid.again.{time.time_ns()}"

    async with case.traffic() as traffic:
        await traffic.reached(0.3)
        answer = await case.stack.http.post(
            "/meta/_control/raw",
            json={"payload": _payload(case, alias, wamid), "repeat": 100, "concurrency": 32},
        )
        statuses = [one["status"] for one in answer.json()["responses"]]

    case.all_answered()
    assert statuses == [200] * 100
    assert await case.count("SELECT count(*) FROM messages WHERE wamid = $1", wamid) == 1
    replies = await case.count(
        "SELECT count(*) FROM turns t JOIN messages m ON m.answered_by = t.message_id"
        " WHERE m.wamid = $1",
        wamid,
    )
    assert replies == 1


@pytest.mark.fault("17")
async def test_what_is_not_signed_leaves_no_row_and_what_can_not_be_stored_no_trace(
    case: Case,
) -> None:
    alias = case.all_drivers[-1]  # who asks nothing meanwhile: scraps would join his question
    refused: dict[str, list[int]] = {}

    async with case.traffic() as traffic:
        await traffic.reached(0.2)
        for signature in ("none", "wrong", "malformed"):
            answer = await case.stack.http.post(
                "/meta/_control/raw",
                json={
                    "payload": _payload(case, alias, f"wamid.{signature}.{time.time_ns()}"),
                    "signature": signature,
                    "repeat": 20,
                    "concurrency": 8,
                },
            )
            refused[signature] = [one["status"] for one in answer.json()["responses"]]
        for body in ("\x00", "next\x00stop", "\ud83d", "\U0001f69b" * 2000):
            await case.stack.write(
                alias, body.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
            )

    assert all(set(codes) == {401} for codes in refused.values())
    rows = await case.count(
        "SELECT count(*) FROM messages WHERE wamid ~ '^wamid[.](none|wrong|malformed)[.]'"
    )
    assert rows == 0
    case.all_answered()


def _payload(case: Case, alias: str, wamid: str) -> dict[str, Any]:
    """A text message as Meta posts it."""
    phone = case.stack.phone(alias)
    value = {
        "messaging_product": "whatsapp",
        "metadata": {
            "display_phone_number": "15550783881",
            "phone_number_id": "106540352242922",
        },
        "contacts": [{"profile": {"name": alias}, "wa_id": phone}],
        "messages": [
            {
                "from": phone,
                "id": wamid,
                "timestamp": str(int(time.time())),
                "type": "text",
                "text": {"body": "menu"},
            }
        ],
    }
    change = {"field": "messages", "value": value}
    return {
        "object": "whatsapp_business_account",
        "entry": [{"id": "102290129340398", "changes": [change]}],
    }


@pytest.mark.fault("22")
async def test_a_rolling_restart_of_every_service_refuses_no_request(case: Case) -> None:
    before = await _refused(case)

    async with case.traffic() as traffic:
        for number, name in enumerate(("webhook", "worker", "delivery", "guardrails"), 1):
            await traffic.reached(0.15 * number)
            traffic.flow(0.15)
            await _roll(case, name)
        case.over()

    case.all_answered()
    assert await _refused(case) == before


async def _roll(case: Case, name: str) -> None:
    """A successor first; then the old one leaves the balancer and gets its SIGTERM at once."""
    await case.add(f"{name}-new", like=name)
    await _balance(case, f"{name}-new")
    code = await case.stack.processes[name].stop(40)
    assert code == 0, f"{name} did not drain: {code}"
    await case.stack.processes[name].start()
    await _balance(case, name)
    await case.remove(f"{name}-new")


async def _balance(case: Case, new: str) -> None:
    """What the load balancer does: new requests go to the new one."""
    if new.startswith("webhook"):
        url = f"{case.stack.processes[new].url}/webhook"
        await case.stack.http.patch("/meta/_control/settings", json={"webhook_url": url})


async def _refused(case: Case) -> int:
    outbox = (await case.stack.http.get("/meta/_control/outbox")).json()
    return int(outbox["counts"]["refused"])

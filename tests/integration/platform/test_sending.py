"""The way out on real processes: each class of Meta's errors takes its action, once."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from stack import Stack, running_stack, until

from driver_assistant.sandbox.backing.servers import Backing

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(300)]

WAITING = {
    "name": "driver_assistant_waiting",
    "language": "en",
    "category": "UTILITY",
    "body": "Your answer is ready.",
    "buttons": ["Show it"],
}
EN_ESPERA = WAITING | {"language": "es", "body": "Su respuesta está lista.", "buttons": ["Verla"]}
QUICK = {
    "DA_WHATSAPP_TIMEOUT_S": "1",
    "DA_SEND_LEASE_S": "2",
    "DA_DOUBT_PASSES_AFTER_S": "2",
    "DA_DOUBT_RESOLVED_AFTER_S": "5",
    "DA_SANDBOX_META_TEMPLATES": json.dumps([WAITING, EN_ESPERA]),
    "DA_SANDBOX_META_SHUFFLE_RATE": "0",
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stack(servers: Backing, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    async with running_stack(servers, tmp_path_factory.mktemp("sending"), extra=QUICK) as running:
        yield running


@pytest_asyncio.fixture(autouse=True, loop_scope="module")
async def healed(stack: Stack) -> AsyncIterator[None]:
    yield
    await stack.heal("meta")
    await stack.database.execute("UPDATE senders SET state = 'active', until = NULL")


async def part_of(stack: Stack, wamid: str, *states: str) -> dict[str, object]:
    """The part that answers a message, once it is in one of the states."""

    async def look() -> dict[str, object] | None:
        row = await stack.database.fetchrow(
            "SELECT r.* FROM responses r JOIN messages m ON m.answered_by = r.message_id"
            " WHERE m.wamid = $1 ORDER BY r.part LIMIT 1",
            wamid,
        )
        return dict(row) if row and row["state"] in states else None

    return await until(look, 40, f"a part in {states}", stack)


async def test_a_call_that_meta_accepted_and_then_cut_is_settled_by_its_status(
    stack: Stack,
) -> None:
    await stack.fault("meta", mode="accept_then_reset", count=1)

    wamid = await stack.write("joe", "menu")
    part = await part_of(stack, wamid, "accepted")

    assert part["ambiguous_at"] is not None, "the connection was not cut"
    assert part["attempts"] == 1
    assert (await stack.ledger())["doubled"] == {}


async def test_a_call_in_doubt_without_any_status_is_parked_and_never_repeated(
    stack: Stack,
) -> None:
    silent = {"sent_after_s": 3600, "delivered_after_s": 3600, "read_after_s": 3600}
    usual = (await stack.http.get("/meta/_control/settings")).json()
    await stack.http.patch("/meta/_control/settings", json=silent)
    try:
        await stack.fault("meta", mode="accept_then_hang", count=1, user=stack.phone("ana"))
        wamid = await stack.write("ana", "menú")
        part = await part_of(stack, wamid, "parked")
    finally:
        await stack.http.patch(
            "/meta/_control/settings", json={name: usual[name] for name in silent}
        )

    assert part["attempts"] == 1
    assert (await stack.ledger())["doubled"] == {}
    [letter] = json.loads(
        await stack.command("dead-letters", "list", "--cause", "in_doubt", "-o", "json")
    )
    left_alone = await stack.command("dead-letters", "replay", "--id", letter["id"])
    assert left_alone.startswith("0 replayed")
    parked = await stack.http.get(f"{stack.processes['delivery'].url}/metrics")
    assert "driver_assistant_send_parked_total 1.0" in parked.text


async def test_a_later_answer_passes_one_in_doubt_after_a_while(stack: Stack) -> None:
    await stack.fault("meta", mode="accept_then_hang", count=1, user=stack.phone("karl"), hang_s=30)
    await stack.write("karl", "menü")
    await asyncio.sleep(1.5)

    answer = await stack.ask("karl", "hilfe")

    assert answer.parts
    assert (await stack.ledger())["doubled"] == {}


async def test_the_pair_limit_delays_one_driver_only(stack: Stack) -> None:
    await stack.fault("meta", mode="error", code=131056, count=1, user=stack.phone("joe"))

    slow = await stack.write("joe", "menu")
    fast = await stack.ask("ana", "menú")
    delayed = await part_of(stack, slow, "accepted")

    assert fast.parts
    assert delayed["attempts"] == 1


async def test_a_throttled_number_waits_in_postgresql_and_goes_on(stack: Stack) -> None:
    await stack.fault("meta", mode="throttled", count=1)

    wamid = await stack.write("joe", "menu")
    part = await part_of(stack, wamid, "accepted")

    assert part["attempts"] == 1


async def test_an_expired_token_stops_the_number_keeps_the_parts_and_recovers(
    stack: Stack,
) -> None:
    await stack.fault("meta", mode="expired_token")
    wamid = await stack.write("joe", "menu")
    await until(
        lambda: stack.value("SELECT count(*) FROM senders WHERE state = 'stopped'"),
        30,
        "a stopped number",
        stack,
    )
    kept = await part_of(stack, wamid, "retry")

    await stack.heal("meta")
    sent = await part_of(stack, wamid, "accepted")

    assert kept["attempts"] == 0
    assert sent["attempts"] == 1


async def test_what_can_not_be_sent_is_dead_at_once_and_leaves_a_letter(stack: Stack) -> None:
    await stack.fault("meta", mode="error", code=131026, count=1)

    wamid = await stack.write("joe", "menu")
    part = await part_of(stack, wamid, "dead")

    letters = json.loads(await stack.command("dead-letters", "list", "-o", "json"))
    assert part["attempts"] == 1
    assert [letter["part"] for letter in letters if letter["cause"] == "131026"] == [0]


async def test_a_dead_letter_can_be_replayed_twice_and_is_sent_once(stack: Stack) -> None:
    letters = json.loads(await stack.command("dead-letters", "list", "-o", "json"))
    [letter] = [one for one in letters if one["cause"] == "131026"]

    first = await stack.command("dead-letters", "replay", "--id", letter["id"])
    second = await stack.command("dead-letters", "replay", "--id", letter["id"])

    await stack.settled()
    assert first.startswith("1 replayed")
    assert second.startswith("0 replayed")
    assert (await stack.ledger())["doubled"] == {}
    acts = await stack.rows("SELECT act FROM audit_entries WHERE act LIKE 'dead_letter%'")
    assert [row["act"] for row in acts] == ["dead_letter_replayed"]


async def test_outside_the_window_a_template_offers_the_answer(stack: Stack) -> None:
    delivery = stack.processes["delivery"]
    await delivery.stop()
    wamid = await stack.write("marek", "pomoc")
    await until(
        lambda: stack.value("SELECT answered_by FROM messages WHERE wamid = $1", wamid),
        30,
        "an answer",
        stack,
    )
    await stack.database.execute(
        "UPDATE conversations SET last_inbound_at = now() - interval '25 hours' WHERE id ="
        " (SELECT conversation_id FROM messages WHERE wamid = $1)",
        wamid,
    )

    await delivery.start()
    await part_of(stack, wamid, "replaced")
    await stack.settled()
    template = (await stack.replies("marek"))[-1]
    again = await stack.answer_to("marek", await stack.press("marek", 1))

    assert template["text"].startswith("Your answer is ready.")
    assert again.turn["intent"] == "get_help"


async def test_a_closed_window_that_meta_reports_late_gets_a_new_part(stack: Stack) -> None:
    await stack.fault("meta", mode="fail_later", code=131047, count=1, user=stack.phone("olena"))

    wamid = await stack.write("olena", "меню")
    await part_of(stack, wamid, "replaced")
    await stack.settled()

    assert (await stack.replies("olena"))[-1]["text"].startswith("Your answer is ready.")


async def test_the_template_is_in_the_drivers_language_where_it_exists(stack: Stack) -> None:
    """Polish has none (132001): English takes its place; Spanish has one."""
    spoken = {}
    for alias, word in (("ana", "menú"), ("marek", "menu")):
        await stack.fault("meta", mode="fail_later", code=131047, count=1, user=stack.phone(alias))
        await part_of(stack, await stack.write(alias, word), "replaced")
        await stack.settled()
        spoken[alias] = (await stack.replies(alias))[-1]["text"].split(".")[0]

    assert spoken == {"ana": "Su respuesta está lista", "marek": "Your answer is ready"}
    assert (await stack.ledger())["doubled"] == {}


async def test_a_passing_trouble_after_acceptance_is_answered_with_a_new_part(stack: Stack) -> None:
    await stack.fault("meta", mode="fail_later", code=131000, count=1, user=stack.phone("karl"))

    wamid = await stack.write("karl", "menü")
    await part_of(stack, wamid, "replaced")
    await stack.settled()

    rows = await stack.rows(
        "SELECT r.part, r.state FROM responses r JOIN messages m ON m.answered_by = r.message_id"
        " WHERE m.wamid = $1 ORDER BY r.part",
        wamid,
    )
    assert [row["state"] for row in rows][-1] == "accepted"
    assert len({row["part"] for row in rows}) == len(rows)


async def test_a_retried_button_keeps_its_priority_and_is_counted(stack: Stack) -> None:
    await stack.ask("joe", "menu")
    await stack.fault("meta", mode="error", code=131016, count=1, user=stack.phone("joe"))

    part = await part_of(stack, await stack.press("joe", 1), "accepted")

    assert (part["attempts"], part["priority"]) == (2, 1)
    page = (await stack.http.get(f"{stack.processes['delivery'].url}/metrics")).text
    assert 'driver_assistant_retry_total{side="out",tier=' in page


async def _shown(stack: Stack, question: str) -> list[str]:
    """What joe's phone showed of a question: receipts and messages, in order."""
    phone = stack.phone("joe")
    start = (await stack.http.get("/meta/_control/events", params={"after": -1})).json()["last"]
    await stack.ask("joe", question)

    async def shown() -> list[str] | None:
        params = {"after": start, "user": phone}
        events = (await stack.http.get("/meta/_control/events", params=params)).json()["events"]
        kinds = [event["kind"] for event in events if event["kind"] in {"receipt", "message"}]
        return kinds if "receipt" in kinds else None

    return await until(shown, 30, "a receipt", stack)


async def test_a_receipt_and_typing_are_shown_before_an_answer_that_takes_a_moment(
    stack: Stack,
) -> None:
    slow = {"median_ms": 4000, "p95_ms": 4100}
    await stack.http.put("/openrouter/_control/latency", json=slow)
    kinds = await _shown(stack, "how many hours have I got left to drive this day, roughly")
    await stack.http.put("/openrouter/_control/latency", json={"median_ms": 0, "p95_ms": 0})

    assert kinds[0] == "receipt"


async def test_an_answer_that_is_there_at_once_shows_its_question_as_read_too(
    stack: Stack,
) -> None:
    kinds = await _shown(stack, "how many hours have I got left to drive")

    assert kinds.count("receipt") == 1

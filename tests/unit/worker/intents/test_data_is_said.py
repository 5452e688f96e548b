"""Loads, papers, pay, vehicles, contacts and the chat's own settings, as a driver reads them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest
from pydantic import BaseModel

from driver_assistant.contracts.languages import Language
from driver_assistant.contracts.logistics import (
    Contact,
    Document,
    Load,
    Problem,
    Route,
    Statement,
    Stop,
    Vehicle,
)
from driver_assistant.contracts.messages import ButtonsPart, ListPart
from driver_assistant.worker.intent import (
    AnyIntent,
    Ask,
    Escalate,
    Reply,
    SetLanguage,
    SetNotifications,
)
from driver_assistant.worker.intents import (
    change_language,
    contact_dispatcher,
    get_delivery_status,
    get_documents,
    get_earnings,
    get_load,
    get_vehicle,
    send_document,
    set_notifications,
    talk_to_person,
)
from driver_assistant.worker.logistics import DriverLogistics, NotFound
from driver_assistant.worker.say import Say

NOW = datetime(2026, 10, 26, 11, 5, tzinfo=UTC)  # Monday, 12:05 in Berlin
BERLIN = ZoneInfo("Europe/Berlin")


class Company:
    """Gives what it was made with."""

    def __init__(self, **given: Any) -> None:
        self._given = given
        self.asked: list[Any] = []

    async def routes(self, day: date | None = None) -> list[Route]:
        day = day or NOW.date()
        stops = self._given.get("stops", {}).get(day.day, ())
        return [Route(id="r", version=1, date=day, stops=tuple(stops))] if stops else []

    async def load(self, load_id: str) -> Load:
        if load_id == "gone":
            raise NotFound(Problem(status=404))
        return Load.model_validate({"id": load_id, "version": 1} | self._given["load"])

    async def documents(self, state: object = None) -> list[Document]:
        made = [
            Document.model_validate({"id": f"doc_{n}", "version": 1} | facts)
            for n, facts in enumerate(self._given.get("documents", ()))
        ]
        return [document for document in made if state in (None, document.state)]

    async def statements(self, start: date, end: date) -> list[Statement]:
        self.asked.append((start.isoformat(), end.isoformat()))
        return [
            Statement.model_validate(
                {"id": "s", "period": {"start": start, "end": end}, "currency": "EUR"} | facts
            )
            for facts in self._given.get("statements", ())
        ]

    async def vehicle(self) -> Vehicle:
        if "vehicle" not in self._given:
            raise NotFound(Problem(status=404))
        return Vehicle.model_validate({"id": "v"} | self._given["vehicle"])

    async def contacts(self) -> list[Contact]:
        return [Contact.model_validate(facts) for facts in self._given.get("contacts", ())]


def stop(number: int, **facts: Any) -> Stop:
    place = {"name": "Müller", "address": {"city": f"Town{number}"}}
    usual = {"id": f"s{number}", "version": 1, "sequence": number, "kind": "delivery"}
    return Stop.model_validate(usual | {"location": place} | facts)


async def reply_to(
    intent: AnyIntent, company: Company, *, photo: bool = False, **arguments: Any
) -> Reply:
    ask = Ask(language="en", zone=BERLIN, now=NOW, photo=photo)
    given = intent.parameters.model_validate(arguments)
    record: BaseModel = await intent.fetched(given, cast("DriverLogistics", company), ask)
    return intent.say(record, say())


def say(language: Language = "en") -> Say:
    return Say(language=language, zone=BERLIN, now=NOW)


def body(reply: Reply) -> str:
    return str(getattr(reply.parts[0], "body", ""))


# --- loads ----------------------------------------------------------------------------------


async def test_a_load_says_what_the_gate_and_the_police_ask_for() -> None:
    load = {
        "reference": "L-1",
        "references": [{"type": "load", "value": "L-1"}, {"type": "pickup", "value": "PU 77"}],
        "goods": [
            {"description": {"text": "Paint"}, "quantity": 4, "packaging": "ibc", "grossKg": 4200},
            {"description": {"text": "Tools"}, "quantity": 2, "packaging": "epal", "grossKg": 800},
        ],
        "adr": [{"un": "1263", "class": "3"}],
        "temperature": {"minC": 5, "maxC": 25},
        "consignee": {"name": "Baumarkt", "location": {"address": {"city": "Kassel"}}},
    }
    company = Company(load=load, stops={26: [stop(1, loadIds=["lod_1"])]})

    assert body(await reply_to(get_load.PLUGIN, company)).splitlines() == [
        "*Load L-1*",
        "Pickup number: PU 77",
        "Goods: 4 IBC, Paint",
        "Goods: 2 EPAL, Tools",
        "Gross weight: 5,000 kg",
        "⚠️ ADR: UN 1263, class 3",
        "Temperature: 5 / 25 °C",
        "To: Baumarkt, Kassel",
    ]


@pytest.mark.parametrize(
    ("adr", "expected"),
    [(None, "ADR: not known, check the papers"), ([], "ADR: no dangerous goods")],
)
async def test_unknown_dangerous_goods_are_not_no_dangerous_goods(
    adr: list[Any] | None, expected: str
) -> None:
    company = Company(load={"adr": adr}, stops={26: [stop(1, loadIds=["lod_1"])]})

    assert expected in body(await reply_to(get_load.PLUGIN, company))


async def test_one_unknown_weight_makes_the_total_unknown() -> None:
    load = {"goods": [{"grossKg": 100}, {"quantity": 1}]}
    company = Company(load=load, stops={26: [stop(1, loadIds=["lod_1"])]})

    assert "Gross weight: not known" in body(await reply_to(get_load.PLUGIN, company))


async def test_a_load_that_went_to_somebody_else_is_not_there() -> None:
    company = Company(load={}, stops={26: [stop(1, loadIds=["gone"])]})

    assert body(await reply_to(get_load.PLUGIN, company)).startswith("No load is assigned")


# --- deliveries and papers --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("accepted", "✅ Proof of delivery accepted"),
        ("processing", "⏳ Proof of delivery is being checked"),
        ("required", "📄 Proof of delivery not received yet"),
        ("brand-new", "Proof of delivery: not known"),
        ("rejected", "❌ Proof of delivery rejected: the picture is not sharp"),
    ],
)
async def test_a_delivery_is_as_confirmed_as_its_proof(state: str, expected: str) -> None:
    made = stop(
        2,
        state="departed",
        requiredDocuments=[
            {"type": "receipt", "state": "accepted"},
            {"type": "pod", "state": state, "documentId": "doc_0"},
        ],
    )
    refused = {"type": "pod", "state": "rejected", "rejectionReason": "blurry"}
    company = Company(stops={26: [made]}, documents=[refused])

    told = body(await reply_to(get_delivery_status.PLUGIN, company))

    assert told.splitlines() == ["*Stop 2: delivery*", "Müller, Town2", expected]


async def test_in_the_morning_yesterdays_deliveries_are_meant() -> None:
    company = Company(stops={26: [stop(1)], 25: [stop(8, state="departed", requiredDocuments=[])]})

    assert "Town8" in body(await reply_to(get_delivery_status.PLUGIN, company))


async def test_papers_come_most_urgent_first_with_stop_and_reason() -> None:
    papers = [
        {"type": "pod", "state": "required", "stopId": "s2"},
        {"type": "cmr", "state": "rejected", "stopId": "s1", "rejectionReason": "unsigned"},
        {"type": "a1", "state": "accepted", "validTo": "2027-02-22"},
        {"type": "receipt", "state": "accepted"},
        {"type": "insurance", "state": "expired"},
    ]
    company = Company(stops={26: [stop(1), stop(2)]}, documents=papers)
    reply = await reply_to(get_documents.PLUGIN, company)

    assert isinstance(reply.parts[0], ButtonsPart)
    assert body(reply).splitlines() == [
        "Rejected, please send again:",
        "• CMR, stop 1: the signature is missing",
        "Still missing:",
        "• Proof of delivery, stop 2",
        "Expired:",
        "• Insurance",
        "Accepted:",
        "• A1 form, valid until 22 Feb 2027",
    ]


async def test_nothing_missing_is_said_in_one_line() -> None:
    told = body(await reply_to(get_documents.PLUGIN, Company()))

    assert told == "Nothing is missing. All papers are in order."


async def test_one_type_can_be_asked_for() -> None:
    papers = [{"type": "a1", "state": "accepted", "validTo": "2026-12-01"}, {"type": "cmr"}]
    told = body(await reply_to(get_documents.PLUGIN, Company(documents=papers), document="a1"))

    assert told == "Accepted:\n• A1 form, valid until 1 Dec"


async def test_a_photo_is_acknowledged_and_told_to_dispatch() -> None:
    company = Company(documents=[{"type": "pod", "state": "required"}])

    with_photo = await reply_to(send_document.PLUGIN, company, photo=True)
    without = await reply_to(send_document.PLUGIN, company)

    assert with_photo.effects == (Escalate("document_received"),)
    assert body(with_photo).startswith("📎 I've got your document.")
    assert without.effects == ()
    assert body(without).splitlines() == [
        "Needed from you:",
        "• Proof of delivery",
        "Take a sharp photo of the whole page and send it here.",
    ]


# --- pay ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("this_week", ("2026-10-26", "2026-11-01")),
        ("last_week", ("2026-10-19", "2026-10-25")),
        ("this_month", ("2026-10-01", "2026-10-31")),
        ("last_month", ("2026-09-01", "2026-09-30")),
    ],
)
async def test_pay_periods_are_whole_weeks_and_months(
    period: str, expected: tuple[str, str]
) -> None:
    company = Company()
    await reply_to(get_earnings.PLUGIN, company, period=period)

    assert company.asked == [expected]


async def test_pay_is_said_with_the_total_of_the_saas_and_how_sure_it_is() -> None:
    statement = {
        "status": "estimated",
        "totalMinor": 100,  # not the sum of the lines: nobody adds up here
        "lines": [
            {"type": "hourly", "amountMinor": 5000},
            {"type": "deduction", "amountMinor": -150},
            {"type": "new", "label": {"text": "*Extra*"}, "amountMinor": 7},
        ],
    }
    told = body(await reply_to(get_earnings.PLUGIN, Company(statements=[statement])))

    assert told.splitlines() == [
        "*Pay 1 Oct – 31 Oct*",
        "Hours: €50.00",
        "Deduction: -€1.50",
        "Extra: €0.07",
        "*Total: €1.00*",
        "Estimate, may still change",
    ]


async def test_an_unknown_total_is_not_added_up() -> None:
    statement = {"status": "paid", "lines": [{"type": "hourly", "amountMinor": 5000}]}

    told = body(await reply_to(get_earnings.PLUGIN, Company(statements=[statement])))

    assert "*Total: not known*" in told


# --- vehicle, contacts -------------------------------------------------------------------------


async def test_a_vehicle_says_plates_height_and_that_a_defect_stops_it() -> None:
    vehicle = {
        "plate": "M-KL 4821",
        "fleetNumber": "112",
        "heightCm": 399,
        "odometer": {"meters": 400_000_900, "asOf": "2026-10-27T08:00:00Z"},
        "nextService": {"dueOn": "2027-01-14", "dueAtMeters": 412_000_000},
        "trailers": [{"id": "t", "plate": "R 4821 BCD"}],
        "defects": [
            {"id": "1", "state": "open", "severity": "unsafe", "text": {"text": "brakes"}},
            {"id": "2", "state": "resolved", "text": {"text": "lamp"}},
        ],
    }

    assert body(await reply_to(get_vehicle.PLUGIN, Company(vehicle=vehicle))).splitlines() == [
        "Truck: M-KL 4821 (112)",
        "Trailer: R 4821 BCD",
        "Height: 3.99 m",
        "Next service: 14 Jan 2027, or at 412,000 km",
        "🔧 1 open defect",
        "• brakes",
        "⛔ A defect makes it unsafe to drive. Call your dispatcher.",
    ]


async def test_no_vehicle_is_said_so() -> None:
    assert body(await reply_to(get_vehicle.PLUGIN, Company())).startswith("No truck is assigned")


async def test_a_dispatcher_off_shift_comes_with_the_backup() -> None:
    people = [
        {"role": "payroll", "name": "Nobody asked"},
        {"role": "backup_dispatcher", "name": "Anke", "phone": "+49 170 2", "onShift": True},
        {
            "role": "dispatcher",
            "name": "Sabine",
            "phone": "+49 170 1",
            "onShift": False,
            "shiftStartsAt": NOW + timedelta(hours=18),
        },
    ]

    told = body(await reply_to(contact_dispatcher.PLUGIN, Company(contacts=people)))

    assert told.splitlines() == [
        "📞 Sabine, +491701",
        "Off shift now, back tomorrow, 06:05",
        "Backup: Anke, +491702",
    ]


# --- the chat's own settings ---------------------------------------------------------------------


def test_a_new_language_is_confirmed_in_that_language() -> None:
    wanted = change_language.WhichLanguage(language="pl")
    reply = change_language.PLUGIN.say(wanted, say("en"))

    assert reply.effects == (SetLanguage("pl"),)
    assert body(reply) == "Od teraz piszę do Ciebie po polsku."


def test_without_a_language_all_ten_are_offered_by_their_own_names() -> None:
    part = change_language.PLUGIN.say(change_language.WhichLanguage(), say("en")).parts[0]

    assert isinstance(part, ListPart)
    assert [row.title for row in part.rows][:3] == ["English", "Español", "Português"]
    assert len(part.rows) == 10


@pytest.mark.parametrize(("choice", "enabled"), [("on", True), ("off", False)])
def test_notifications_are_switched_as_asked(choice: Any, enabled: bool) -> None:
    wanted = set_notifications.OnOrOff(notifications=choice)

    assert set_notifications.PLUGIN.say(wanted, say()).effects == (SetNotifications(enabled),)


def test_asking_for_a_person_hands_the_conversation_over() -> None:
    reply = talk_to_person.PLUGIN.say(talk_to_person.PLUGIN.record(), say())

    assert reply.effects == (Escalate("handoff"),)

"""Actions: what is asked before, what is sent, and what is never sent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from driver_assistant.contracts.logistics import (
    Contact,
    Delay,
    DelayRequest,
    Incident,
    IncidentRequest,
    Stop,
    TransitionRequest,
)
from driver_assistant.contracts.messages import ButtonsPart, ListPart, Location
from driver_assistant.worker.intent import AnyIntent, Ask, Escalate, Reply
from driver_assistant.worker.intents import (
    claim_waiting_time,
    confirm_arrival,
    confirm_departure,
    message_dispatcher,
    report_delay,
    report_incident,
)
from driver_assistant.worker.logistics import DriverLogistics
from driver_assistant.worker.say import Say

NOW = datetime(2026, 10, 26, 11, 5, tzinfo=UTC)  # 12:05 in Berlin
BERLIN = ZoneInfo("Europe/Berlin")
ACTION = UUID("01920000-0000-7000-8000-000000000001")
KEY = str(ACTION)


class Company:
    """Records what was sent; the stop ahead is given."""

    def __init__(self, ahead: Stop | None = None) -> None:
        self.ahead = ahead
        self.sent: list[Any] = []

    async def next_stop(self) -> Stop | None:
        return self.ahead

    async def contacts(self) -> list[Contact]:
        return [Contact.model_validate({"role": "dispatcher", "onShift": False})]

    async def report_delay(self, stop_id: str, request: DelayRequest, **more: Any) -> Delay:
        self.sent.append((stop_id, request, more))
        affected = [
            {"stopId": "x", "reference": "REF-9", "windowMissed": True},
            {"stopId": "y", "reference": "REF-8", "windowMissed": False},
        ]
        return Delay.model_validate({"id": "d", "affected": affected})

    async def transition(self, stop_id: str, request: TransitionRequest, **more: Any) -> Stop:
        self.sent.append((stop_id, request, more))
        assert self.ahead is not None
        return self.ahead.model_copy(update={"next_actions": ("depart",)})

    async def report_incident(self, request: IncidentRequest, **more: Any) -> Incident:
        self.sent.append((request, more))
        return Incident(id="i", version=1, kind=request.kind, reference="INC-7")


def stop(*actions: str, **facts: Any) -> Stop:
    place = {"name": "Müller", "address": {"city": "Frankfurt"}, "timeZone": "Europe/Berlin"}
    usual = {"id": "stp_1", "version": 7, "sequence": 3, "nextActions": actions, "location": place}
    return Stop.model_validate(usual | facts)


def say(*, proposed: bool = False) -> Say:
    return Say(language="en", zone=BERLIN, now=NOW, action_id=ACTION if proposed else None)


def ask(**more: Any) -> Ask:
    usual: dict[str, Any] = {"language": "en", "zone": BERLIN, "now": NOW}
    return Ask(**(usual | more))


async def record_of(intent: AnyIntent, company: Company, asked: Ask, **arguments: Any) -> Any:
    given = intent.parameters.model_validate(arguments)
    return await intent.fetched(given, cast("DriverLogistics", company), asked)


async def done(intent: AnyIntent, record: Any, company: Company, asked: Ask) -> str:
    plan = intent.action
    assert plan is not None
    proposal = plan.propose(record, asked)
    assert proposal is not None
    outcome = await plan.perform(proposal, cast("DriverLogistics", company), KEY)
    return body(plan.said(outcome, say()))


def body(reply: Reply) -> str:
    return str(getattr(reply.parts[0], "body", ""))


# --- delays ---------------------------------------------------------------------------------


async def test_a_delay_names_stop_minutes_and_reason_and_is_sent_once_confirmed() -> None:
    company = Company(stop())
    intent = report_delay.PLUGIN
    record = await record_of(intent, company, ask(), minutes=40, reason="traffic")

    question = body(intent.say(record, say(proposed=True)))
    answer = await done(intent, record, company, ask())

    assert question.splitlines() == [
        "Tell dispatch that you will be 40 min late at Müller, Frankfurt?",
        "Reason: traffic",
    ]
    (stop_id, request, more) = company.sent[0]
    assert (stop_id, request.expected_minutes, request.reason) == ("stp_1", 40, "traffic")
    assert more == {"idempotency_key": KEY}
    assert answer.splitlines()[1] == "⚠️ Time window will be missed: REF-9"


async def test_without_minutes_the_driver_chooses_them_and_nothing_is_proposed() -> None:
    company = Company(stop())
    intent = report_delay.PLUGIN
    record = await record_of(intent, company, ask(), reason="weather")

    part = intent.say(record, say()).parts[0]

    assert intent.action is not None
    assert intent.action.propose(record, ask()) is None
    assert isinstance(part, ButtonsPart)
    assert [button.payload for button in part.buttons] == [
        f"intent:report_delay?minutes={minutes}&reason=weather" for minutes in (15, 30, 60)
    ]


async def test_without_an_open_stop_there_is_no_delay_to_report() -> None:
    record = await record_of(report_delay.PLUGIN, Company(), ask(), minutes=40)

    assert body(report_delay.PLUGIN.say(record, say())).startswith("You have no open stop")


# --- arriving and leaving ---------------------------------------------------------------------


async def test_an_arrival_goes_with_the_version_seen_and_the_position_shared() -> None:
    company = Company(stop("arrive"))
    asked = ask(location=Location(latitude=50.1, longitude=8.6))
    record = await record_of(confirm_arrival.PLUGIN, company, asked)

    answer = await done(confirm_arrival.PLUGIN, record, company, asked)

    (stop_id, request, more) = company.sent[0]
    assert (stop_id, request.action, request.occurred_at) == ("stp_1", "arrive", NOW)
    assert (request.position.latitude, request.position.longitude) == (50.1, 8.6)
    assert more == {"version": 7, "idempotency_key": KEY}
    assert answer == "✅ Arrival recorded: Müller, Frankfurt, 12:05"


@pytest.mark.parametrize("intent", [confirm_arrival.PLUGIN, confirm_departure.PLUGIN])
async def test_what_the_saas_does_not_allow_is_not_proposed(intent: AnyIntent) -> None:
    company = Company(stop("start_service", state="arrived"))
    record = await record_of(intent, company, ask())

    assert intent.action is not None
    assert intent.action.propose(record, ask()) is None
    assert "can't be recorded now. Status: arrived." in body(intent.say(record, say()))


async def test_a_question_that_was_not_proposed_offers_no_yes() -> None:
    record = await record_of(confirm_arrival.PLUGIN, Company(stop("arrive")), ask())

    reply = confirm_arrival.PLUGIN.say(record, say(proposed=False))

    assert not isinstance(reply.parts[0], ButtonsPart)


# --- incidents --------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["accident", "breakdown", "theft", "threat", "medical"])
@pytest.mark.parametrize("proposed", [True, False])
async def test_an_emergency_is_answered_with_the_number_and_escalated_before_any_yes(
    kind: str, proposed: bool
) -> None:
    record = await record_of(report_incident.PLUGIN, Company(), ask(text="help"), kind=kind)

    reply = report_incident.PLUGIN.say(record, say(proposed=proposed))

    assert "112" in body(reply).splitlines()[0]
    assert reply.effects == (Escalate(f"emergency_{kind}"),)


async def test_damage_is_reported_in_the_drivers_words_and_alarms_nobody() -> None:
    company = Company(stop())
    asked = ask(text="two *pallets* crushed\nsee https://x.example/p")
    intent = report_incident.PLUGIN
    record = await record_of(intent, company, asked, kind="damage")

    reply = intent.say(record, say(proposed=True))
    answer = await done(intent, record, company, asked)

    assert reply.effects == ()
    assert "Your words: “two pallets crushed see …”" in body(reply)
    (request, more) = company.sent[0]
    assert (request.kind, request.stop_id) == ("damage", "stp_1")
    assert more == {"idempotency_key": KEY}
    assert answer == "✅ Reported to dispatch: Damaged goods.\nReport number: INC-7"


async def test_without_a_kind_safety_comes_before_the_choice() -> None:
    record = await record_of(report_incident.PLUGIN, Company(), ask())
    part = report_incident.PLUGIN.say(record, say()).parts[0]

    assert isinstance(part, ListPart)
    assert part.body.startswith("🚨 If anyone is hurt or in danger, call 112 first")


# --- messages, waiting time -------------------------------------------------------------------


async def test_a_message_is_shown_whole_before_it_is_sent_and_the_shift_is_said() -> None:
    record = await record_of(message_dispatcher.PLUGIN, Company(), ask(), message="I need *fuel*")

    assert body(message_dispatcher.PLUGIN.say(record, say(proposed=True))).splitlines() == [
        "Send this to dispatch? “I need fuel”",
        "Off shift now",
    ]


@pytest.mark.parametrize(
    ("state", "hours_left", "proposed"),
    [("none", 2, True), ("none", -2, False), ("requested", 2, False), ("approved", 2, False)],
)
def test_waiting_time_is_claimed_only_while_it_can_be(
    state: str, hours_left: int, proposed: bool
) -> None:
    detention = {"state": state, "claimBefore": NOW + timedelta(hours=hours_left)}
    record = claim_waiting_time.Waiting(stop=stop(detention=detention))
    plan = claim_waiting_time.PLUGIN.action
    assert plan is not None

    assert (plan.propose(record, ask()) is not None) is proposed

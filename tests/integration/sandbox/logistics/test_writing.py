"""One effect per idempotency key, whatever is lost on the way; what reports do."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx2
import pytest

from driver_assistant.contracts.logistics import (
    AppointmentChangeRequest,
    AppointmentChangeState,
    DefectRequest,
    DelayReason,
    DelayRequest,
    DetentionRequest,
    DetentionState,
    DocumentState,
    DocumentType,
    IncidentKind,
    IncidentRequest,
    MessageRequest,
    OfferResponse,
    OfferState,
    StopKind,
    StopState,
    TransitionRequest,
)
from driver_assistant.sandbox.logistics.serving import Served
from driver_assistant.worker.logistics import (
    DriverLogistics,
    LogisticsClient,
    LogisticsOutcomeUnknown,
    LogisticsRefused,
    NotFound,
    StaleVersion,
    StillInProgress,
    Upload,
)

AT = datetime(2026, 10, 24, 22, 31, tzinfo=UTC)
ARRIVE = TransitionRequest(action="arrive", occurred_at=AT)
DriverOf = Callable[[str], DriverLogistics]
Connect = Callable[..., LogisticsClient]


async def next_stop_of(driver: DriverLogistics) -> tuple[str, int]:
    stop = await driver.next_stop()
    assert stop is not None
    return stop.id, stop.version


async def test_a_commit_whose_answer_is_lost_five_times_happens_once(
    served: Served, control: httpx2.AsyncClient, driver_of: DriverOf, connect: Connect
) -> None:
    fault = {"kind": "timeout_after_commit", "method": "POST", "path": "transitions"}
    await control.post("/faults", json=fault | {"times": 5, "seconds": 3})
    patient = driver_of("ana")
    stop_id, version = await next_stop_of(patient)
    hasty = connect(timeout_s=0.5).for_driver(served.phone("ana"))
    await hasty.me()
    for _ in range(5):
        with pytest.raises(LogisticsOutcomeUnknown):
            await hasty.transition(stop_id, ARRIVE, version=version, idempotency_key="k1")

    answer = await patient.transition(stop_id, ARRIVE, version=version, idempotency_key="k1")
    other = ARRIVE.model_copy(update={"action": "depart"})
    with pytest.raises(LogisticsRefused) as refused:
        await patient.transition(stop_id, other, version=version, idempotency_key="k1")

    ledger = (await control.get("/ledger", params={"driver": "ana"})).json()
    assert [entry["kind"] for entry in ledger["entries"]] == ["transition"]
    assert ledger["entries"][0]["idempotencyKey"] == "k1"
    assert ledger["replays"] == 5
    assert answer.state is StopState.ARRIVED
    assert refused.value.problem_code == "key_reused"


async def test_two_taps_at_the_same_moment_act_once(
    control: httpx2.AsyncClient, driver_of: DriverOf
) -> None:
    driver = driver_of("ana")
    request = MessageRequest(text="I am at the gate")

    async def tap() -> str:
        try:
            return (await driver.send_message(request, idempotency_key="k1")).id
        except StillInProgress:
            return "in progress"

    async with asyncio.TaskGroup() as group:
        taps = [group.create_task(tap()) for _ in range(20)]

    ids = {task.result() for task in taps} - {"in progress"}
    entries = (await control.get("/ledger")).json()["entries"]
    assert len(ids) == len(entries) == 1


async def test_a_key_is_kept_for_48_hours_of_the_apis_time(
    control: httpx2.AsyncClient, driver_of: DriverOf
) -> None:
    driver = driver_of("ana")
    request = MessageRequest(text="hello")
    ids = []
    for hours in (0, 47.9, 0.2):
        await control.put("/clock", json={"stepSeconds": hours * 3600})
        ids.append((await driver.send_message(request, idempotency_key="k1")).id)

    assert ids[0] == ids[1] != ids[2]


async def test_a_stale_version_is_refused_and_the_key_stays_free(driver_of: DriverOf) -> None:
    driver = driver_of("ana")
    stop_id, version = await next_stop_of(driver)

    with pytest.raises(StaleVersion):
        await driver.transition(stop_id, ARRIVE, version=version - 1, idempotency_key="k1")
    changed = await driver.transition(stop_id, ARRIVE, version=version, idempotency_key="k1")

    assert changed.version == version + 1


async def test_an_upload_is_the_same_upload_when_sent_again(
    control: httpx2.AsyncClient, driver_of: DriverOf
) -> None:
    driver = driver_of("ana")
    wanted = (await driver.documents(state=DocumentState.REQUIRED, kind=DocumentType.POD))[0]
    pages = [
        Upload(filename=f"{n}.jpg", content=b"\xff\xd8" * n, mime_type="image/jpeg") for n in (1, 2)
    ]

    sent = [
        await driver.submit_document(
            DocumentType.POD, pages, stop_id=wanted.stop_id, idempotency_key="k1"
        )
        for _ in range(2)
    ]

    where = await driver.document_content(wanted.id)
    async with httpx2.AsyncClient() as http:
        content = (await http.get(where.url)).content
    stop = await driver.stop(str(wanted.stop_id))
    assert sent[0] == sent[1]
    assert (sent[0].id, sent[0].state, sent[0].pages) == (wanted.id, DocumentState.PROCESSING, 2)
    assert content == b"\xff\xd8" * 3
    assert stop.required_documents is not None
    assert DocumentState.PROCESSING in {paper.state for paper in stop.required_documents}
    assert len((await control.get("/ledger")).json()["entries"]) == 1


async def test_a_delay_moves_later_stops_and_names_the_windows_missed(driver_of: DriverOf) -> None:
    driver = driver_of("ana")
    stop = await driver.next_stop()
    assert stop
    assert stop.eta

    request = DelayRequest(reason=DelayReason.TRAFFIC, expected_minutes=240)
    delay = await driver.report_delay(stop.id, request, idempotency_key="k1")

    after = await driver.stop(stop.id)
    changes = await driver.changes()
    assert after.eta
    assert after.eta.time - stop.eta.time == timedelta(hours=4)
    assert after.delay
    assert after.delay.id == delay.id
    assert any(affected.window_missed for affected in delay.affected)
    assert "stop.eta_at_risk" in {change.type.value for change in changes.data}


async def test_the_other_reports_are_written_down(
    control: httpx2.AsyncClient, driver_of: DriverOf
) -> None:
    driver = driver_of("dolores")
    stop_id, _ = await next_stop_of(driver)
    vehicle = await driver.vehicle()
    appointment = next(
        s.appointment for r in await driver.routes() for s in r.stops if s.appointment
    )

    claim = await driver.request_detention(stop_id, DetentionRequest(), idempotency_key="a")
    incident = await driver.report_incident(
        IncidentRequest(kind=IncidentKind.DAMAGE, occurred_at=AT, stop_id=stop_id, note="torn"),
        idempotency_key="b",
    )
    await driver.report_defect(
        DefectRequest(text="brake", severity="unsafe", trailer_id=vehicle.trailers[0].id),
        idempotency_key="c",
    )
    change = await driver.change_appointment(
        appointment.id,
        AppointmentChangeRequest(start=AT, end=AT + timedelta(hours=1)),
        idempotency_key="d",
    )

    kinds = [entry["kind"] for entry in (await control.get("/ledger")).json()["entries"]]
    defects = (await driver.vehicle()).defects
    assert kinds == ["detention", "incident", "defect", "appointment_change"]
    assert claim.state is DetentionState.REQUESTED
    assert claim.waited_minutes
    assert claim.waited_minutes >= 170
    assert (await driver.incident(incident.id)).reference == incident.reference
    assert defects
    assert defects[-1].severity.value == "unsafe"
    assert change.state is AppointmentChangeState.PENDING


async def test_an_offer_is_answered_once_and_before_it_expires(
    control: httpx2.AsyncClient, driver_of: DriverOf
) -> None:
    driver = driver_of("wanda")
    (offer,) = await driver.offers()
    accepted = await driver.answer_offer(offer.id, OfferResponse(accept=True), idempotency_key="a")

    assert accepted.state is OfferState.ACCEPTED
    assert (await driver.load(offer.load_id)).id == offer.load_id
    with pytest.raises(LogisticsRefused, match="transition_not_allowed"):
        await driver.answer_offer(offer.id, OfferResponse(accept=False), idempotency_key="b")
    await control.post("/reset")
    await control.put("/clock", json={"stepSeconds": 5 * 3600})
    with pytest.raises(LogisticsRefused, match="transition_not_allowed"):
        await driver.answer_offer(offer.id, OfferResponse(accept=True), idempotency_key="c")


async def test_a_load_reassigned_while_chatting_is_gone(
    control: httpx2.AsyncClient, driver_of: DriverOf
) -> None:
    driver = driver_of("mykola")
    (route,) = await driver.routes()
    delivery = next(
        stop
        for stop in route.stops
        if stop.kind is StopKind.DELIVERY and stop.state is not StopState.DEPARTED
    )

    event = {"driver": "mykola", "type": "load.reassigned"}
    change = (await control.post("/events", json=event)).json()

    assert change["resource"]["id"] == delivery.load_ids[0]
    with pytest.raises(NotFound):
        await driver.load(delivery.load_ids[0])
    assert (await driver.stop(delivery.id)).state is StopState.CANCELLED
    assert (await driver.changes()).data[-1].id == change["id"]


@pytest.mark.parametrize(
    "kind",
    [
        "stop.cancelled",
        "stop.window_changed",
        "stop.resequenced",
        "route.cancelled",
        "message.from_dispatch",
        "document.rejected",
    ],
)
async def test_what_dispatch_does_shows_in_changes_and_can_be_fetched(
    kind: str, control: httpx2.AsyncClient, driver_of: DriverOf
) -> None:
    driver = driver_of("karl")
    seen = await driver.changes()

    made = (await control.post("/events", json={"driver": "karl", "type": kind})).json()
    after = await driver.changes(after=seen.page.end_cursor)
    resource = after.data[0].resource

    assert [change.id for change in after.data] == [made["id"]]
    match resource.type:
        case "stop":
            assert (await driver.stop(resource.id)).version >= (resource.version or 0)
        case "route":
            assert (await driver.route(resource.id)).version >= (resource.version or 0)
        case "message":
            assert (await driver.message(resource.id)).text.text
        case other:
            rejected = await driver.documents(state=DocumentState.REJECTED)
            assert other == "document"
            assert resource.id in {document.id for document in rejected}

"""The client: tokens, errors that decide, and nothing personal in them. The API is scripted here;
the stand-in over real HTTP is in the integration tests."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest
import structlog

from driver_assistant.contracts.errors import Permanent, Transient
from driver_assistant.contracts.logistics import (
    MessageRequest,
    StopAction,
    TransitionRequest,
)
from driver_assistant.worker.breaker import transient
from driver_assistant.worker.logistics import (
    CapabilityMissing,
    DriverLogistics,
    DriverUnknown,
    LogisticsClient,
    LogisticsInvalidAnswer,
    LogisticsOutcomeUnknown,
    LogisticsRefused,
    LogisticsThrottled,
    LogisticsUnavailable,
    NotFound,
    StaleVersion,
    StillInProgress,
)

PHONE = "+34750000042"
HOURS = {"asOf": "2026-10-25T00:30:00+02:00", "driveNowMinutes": 182, "somethingNew": [1]}
STOP = {"id": "stp_1", "version": 3}
ARRIVE = TransitionRequest(action="arrive", occurred_at=datetime(2026, 10, 25, tzinfo=UTC))

Handler = Callable[[httpx2.Request], httpx2.Response]


class Api:
    """A scripted logistics API: sessions work, everything else is `answer`."""

    def __init__(self) -> None:
        self.requests: list[httpx2.Request] = []
        self.sessions = 0
        self.ttl = 600
        self.answer: Handler = lambda _: httpx2.Response(200, json=HOURS)
        self.session_answer: Handler | None = None

    async def __call__(self, request: httpx2.Request) -> httpx2.Response:
        if request.url.path.endswith("/driver-sessions"):
            self.sessions += 1
            await asyncio.sleep(0)
            if self.session_answer:
                return self.session_answer(request)
            return httpx2.Response(201, json=self.session())
        self.requests.append(request)
        return self.answer(request)

    def session(self) -> dict[str, Any]:
        return {
            "token": f"token-{self.sessions}",
            "expiresAt": "2026-10-25T00:40:00+02:00",
            "expiresInSeconds": self.ttl,
            "driver": {"id": "drv_1", "tenant": "acme"},
        }


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def api() -> Api:
    return Api()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def client(api: Api, clock: Clock) -> AsyncIterator[LogisticsClient]:
    it = LogisticsClient(
        "http://logistics.test/v1",
        "service-credential",
        timeout_s=0.2,
        monotonic=clock,
        transport=httpx2.MockTransport(api),
    )
    yield it
    await it.aclose()


@pytest.fixture
def driver(client: LogisticsClient) -> DriverLogistics:
    return client.for_driver(PHONE)


def problem(status: int, code: str, **more: Any) -> Handler:
    body = {"status": status, "code": code, "title": "no", **more}
    return lambda _: httpx2.Response(
        status, json=body, headers={"content-type": "application/problem+json"}
    )


def fails(error: Exception) -> Handler:
    def handler(_: httpx2.Request) -> httpx2.Response:
        raise error

    return handler


async def test_a_read_carries_the_drivers_token_and_gives_the_record(
    api: Api, driver: DriverLogistics
) -> None:
    hours = await driver.hours()

    assert hours.drive_now_minutes == 182
    assert api.requests[0].headers["authorization"] == "Bearer token-1"
    assert str(api.requests[0].url) == "http://logistics.test/v1/me/hours"


async def test_a_hundred_callers_open_one_session(api: Api, driver: DriverLogistics) -> None:
    async with asyncio.TaskGroup() as group:
        for _ in range(100):
            group.create_task(driver.hours())

    assert api.sessions == 1
    assert len(api.requests) == 100


async def test_a_token_is_renewed_shortly_before_it_ends(
    api: Api, driver: DriverLogistics, clock: Clock
) -> None:
    await driver.hours()
    clock.now = 569
    await driver.hours()
    before = api.sessions
    clock.now = 571
    await driver.hours()

    assert (before, api.sessions) == (1, 2)


async def test_a_cancelled_renewal_leaves_the_next_caller_unharmed(
    api: Api, driver: DriverLogistics
) -> None:
    task = asyncio.create_task(driver.hours())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert (await driver.hours()).drive_now_minutes == 182


async def test_a_revoked_token_is_replaced_once(api: Api, driver: DriverLogistics) -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        fresh = request.headers["authorization"] == "Bearer token-2"
        return httpx2.Response(200, json=HOURS) if fresh else httpx2.Response(401)

    api.answer = answer

    assert (await driver.hours()).drive_now_minutes == 182
    assert api.sessions == 2


async def test_a_token_that_is_always_refused_ends_the_attempt(
    api: Api, driver: DriverLogistics
) -> None:
    api.answer = lambda _: httpx2.Response(401)

    with pytest.raises(LogisticsUnavailable):
        await driver.hours()
    assert api.sessions == 2


async def test_an_unknown_phone_is_permanent(api: Api, driver: DriverLogistics) -> None:
    api.session_answer = problem(404, "not_found")

    with pytest.raises(DriverUnknown):
        await driver.hours()


async def test_a_refused_service_credential_is_not_the_drivers_fault(
    api: Api, driver: DriverLogistics
) -> None:
    api.session_answer = lambda _: httpx2.Response(401)

    with pytest.raises(LogisticsUnavailable, match="credential"):
        await driver.hours()


async def test_a_lost_session_answer_leaves_nothing_in_doubt(
    api: Api, driver: DriverLogistics
) -> None:
    api.session_answer = fails(httpx2.ReadTimeout("slow"))

    with pytest.raises(LogisticsUnavailable):
        await driver.hours()


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (fails(httpx2.ConnectError("refused")), LogisticsUnavailable),
        (fails(httpx2.ReadTimeout("slow")), LogisticsUnavailable),
        (fails(httpx2.RemoteProtocolError("cut")), LogisticsUnavailable),
        (lambda _: httpx2.Response(503, text="<html>"), LogisticsUnavailable),
        (problem(504, "upstream_timeout"), LogisticsUnavailable),
        (problem(429, "rate_limited"), LogisticsThrottled),
        (problem(404, "not_found"), NotFound),
        (lambda _: httpx2.Response(404, text="nope"), NotFound),
        (problem(403, "capability_not_supported"), CapabilityMissing),
        (problem(422, "validation_failed"), LogisticsRefused),
        (problem(418, "a_code_of_tomorrow"), LogisticsRefused),
        (lambda _: httpx2.Response(302, headers={"location": "//evil"}), LogisticsInvalidAnswer),
        (lambda _: httpx2.Response(200, text='{"asOf": "2026-'), LogisticsInvalidAnswer),
        (lambda _: httpx2.Response(200, json={"asOf": "yesterday"}), LogisticsInvalidAnswer),
        (lambda _: httpx2.Response(204), LogisticsInvalidAnswer),
    ],
)
async def test_what_goes_wrong_with_a_read_has_a_class(
    answer: Handler, expected: type[Exception], api: Api, driver: DriverLogistics
) -> None:
    api.answer = answer

    with pytest.raises(expected) as raised:
        await driver.hours()
    assert type(raised.value) is expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (fails(httpx2.ConnectError("refused")), LogisticsUnavailable),
        (fails(httpx2.PoolTimeout("busy")), LogisticsUnavailable),
        (lambda _: httpx2.Response(503), LogisticsUnavailable),
        (fails(httpx2.ReadTimeout("slow")), LogisticsOutcomeUnknown),
        (fails(httpx2.WriteError("cut")), LogisticsOutcomeUnknown),
        (fails(httpx2.RemoteProtocolError("cut")), LogisticsOutcomeUnknown),
        (lambda _: httpx2.Response(500), LogisticsOutcomeUnknown),
        (lambda _: httpx2.Response(502), LogisticsOutcomeUnknown),
        (problem(504, "upstream_timeout"), LogisticsOutcomeUnknown),
        (lambda _: httpx2.Response(200, text='{"id": "stp'), LogisticsOutcomeUnknown),
        (problem(409, "in_progress"), StillInProgress),
        (problem(412, "stale_version"), StaleVersion),
        (problem(409, "transition_not_allowed"), LogisticsRefused),
        (problem(422, "key_reused"), LogisticsRefused),
    ],
)
async def test_what_goes_wrong_with_a_write_says_whether_it_may_have_happened(
    answer: Handler, expected: type[Exception], api: Api, driver: DriverLogistics
) -> None:
    api.answer = answer

    with pytest.raises(expected) as raised:
        await driver.transition("stp_1", ARRIVE, version=3, idempotency_key="k")
    assert type(raised.value) is expected


async def test_a_body_that_drips_is_cut_off_at_the_deadline(
    api: Api, driver: DriverLogistics
) -> None:
    async def forever() -> AsyncIterator[bytes]:
        while True:
            yield b" "
            await asyncio.sleep(0.05)  # each read is quick, the whole never ends

    api.answer = lambda _: httpx2.Response(200, content=forever())

    with pytest.raises(LogisticsUnavailable, match="TimeoutError"):
        await driver.hours()


async def test_a_refusal_says_what_would_be_accepted(api: Api, driver: DriverLogistics) -> None:
    api.answer = problem(409, "transition_not_allowed", nextActions=["depart", "levitate"])

    with pytest.raises(LogisticsRefused) as raised:
        await driver.transition("stp_1", ARRIVE, version=3, idempotency_key="k")

    assert raised.value.next_actions == (StopAction.DEPART, StopAction.UNKNOWN)
    assert raised.value.problem_code == "transition_not_allowed"


@pytest.mark.parametrize(
    ("header", "expected"),
    [("0.4", timedelta(seconds=0.4)), ("7", timedelta(seconds=7)), ("soon", None), (None, None)],
)
async def test_retry_after_may_be_a_fraction(
    header: str | None, expected: timedelta | None, api: Api, driver: DriverLogistics
) -> None:
    headers = {"Retry-After": header} if header else {}
    api.answer = lambda _: httpx2.Response(429, headers=headers)

    with pytest.raises(LogisticsThrottled) as raised:
        await driver.hours()
    assert raised.value.retry_after == expected


def test_only_the_apis_own_failures_open_the_breaker() -> None:
    failures = {LogisticsUnavailable, LogisticsInvalidAnswer, LogisticsOutcomeUnknown}
    others = {LogisticsThrottled, StillInProgress}

    assert all(transient(kind("x")) for kind in failures)
    assert not any(transient(kind("x")) for kind in others)
    assert all(issubclass(kind, Transient) for kind in failures | others)
    assert issubclass(LogisticsRefused, Permanent)
    assert not transient(Permanent("x"))


async def test_a_write_carries_its_key_its_version_and_no_driver(
    api: Api, driver: DriverLogistics
) -> None:
    api.answer = lambda _: httpx2.Response(200, json=STOP)

    stop = await driver.transition("a/b c", ARRIVE, version=3, idempotency_key="wamid.X:arrive")

    sent = api.requests[0]
    assert stop.version == 3
    assert sent.headers["idempotency-key"] == "wamid.X:arrive"
    assert sent.headers["if-match"] == '"3"'
    assert sent.url.raw_path == b"/v1/me/stops/a%2Fb%20c/transitions"
    assert json.loads(sent.content) == {"action": "arrive", "occurredAt": "2026-10-25T00:00:00Z"}


async def test_a_known_etag_is_sent_and_304_gives_the_same_record(
    api: Api, driver: DriverLogistics
) -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        if request.headers.get("if-none-match") == '"v1"':
            return httpx2.Response(304)
        return httpx2.Response(200, json=HOURS, headers={"etag": '"v1"'})

    api.answer = answer

    first, second = await driver.hours(), await driver.hours()

    assert first == second
    assert api.requests[1].headers["if-none-match"] == '"v1"'


async def test_one_drivers_etag_is_never_sent_for_another(
    api: Api, client: LogisticsClient
) -> None:
    api.answer = lambda _: httpx2.Response(200, json=HOURS, headers={"etag": '"v1"'})
    await client.for_driver(PHONE).hours()
    api.session_answer = lambda _: httpx2.Response(
        201, json=api.session() | {"driver": {"id": "drv_2", "tenant": "acme"}}
    )

    await client.for_driver("+34750000043").hours()

    assert "if-none-match" not in api.requests[1].headers


async def test_all_pages_of_a_list_are_read(api: Api, driver: DriverLogistics) -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        after = request.url.params.get("after")
        number = int(after or 0)
        page = {"endCursor": str(number + 1), "hasNext": number < 2}
        rows = [{"name": f"contact {number}", "role": "dispatcher"}]
        return httpx2.Response(200, json={"data": rows, "page": page})

    api.answer = answer

    assert [c.name for c in await driver.contacts()] == ["contact 0", "contact 1", "contact 2"]


async def test_a_list_without_an_end_is_an_invalid_answer(
    api: Api, driver: DriverLogistics
) -> None:
    page = {"data": [], "page": {"endCursor": "x", "hasNext": True}}
    api.answer = lambda _: httpx2.Response(200, json=page)

    with pytest.raises(LogisticsInvalidAnswer):
        await driver.contacts()


async def test_no_next_stop_is_none(api: Api, driver: DriverLogistics) -> None:
    api.answer = lambda _: httpx2.Response(204)

    assert await driver.next_stop() is None


async def test_time_is_told_by_the_servers_clock(
    api: Api, client: LogisticsClient, driver: DriverLogistics
) -> None:
    theirs = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    api.answer = lambda _: httpx2.Response(
        200, json=HOURS, headers={"Server-Time": theirs.isoformat()}
    )
    await driver.hours()

    assert abs(client.now() - theirs) < timedelta(seconds=30)


@pytest.mark.parametrize("date", ["Sun, 25 Oct 2026 00:30:00 GMT", "nonsense", ""])
async def test_a_server_without_the_header_is_told_by_its_date(
    date: str, api: Api, client: LogisticsClient, driver: DriverLogistics
) -> None:
    api.answer = lambda _: httpx2.Response(200, json=HOURS, headers={"Date": date} if date else {})
    await driver.hours()

    expected = datetime(2026, 10, 25, 0, 30, tzinfo=UTC) if "GMT" in date else datetime.now(UTC)
    assert abs(client.now() - expected) < timedelta(seconds=30)


async def test_the_trace_context_goes_along(api: Api, clock: Clock) -> None:
    def inject(headers: dict[str, str]) -> None:
        headers["traceparent"] = "00-" + "a" * 32 + "-" + "b" * 16 + "-01"

    client = LogisticsClient(
        "http://logistics.test/v1",
        "service-credential",
        inject=inject,
        transport=httpx2.MockTransport(api),
    )
    await client.for_driver(PHONE).hours()
    await client.aclose()

    assert api.requests[0].headers["traceparent"].startswith("00-aaaa")


async def test_neither_phones_nor_answers_nor_tokens_reach_logs_or_errors(
    api: Api, driver: DriverLogistics, caplog: pytest.LogCaptureFixture
) -> None:
    secret = "call Maria on +34750000099"
    caplog.set_level(logging.DEBUG)
    said: list[str] = []
    with structlog.testing.capture_logs() as events:
        for answer in (
            lambda _: httpx2.Response(200, json={"asOf": secret}),
            lambda _: httpx2.Response(500, text=secret),
            problem(422, "validation_failed", detail=secret),
        ):
            api.answer = answer
            with pytest.raises((Transient, Permanent)) as raised:
                await driver.send_message(MessageRequest(text=secret), idempotency_key="k")
            error: BaseException | None = raised.value
            while error is not None:
                said.append(f"{error!s} {error!r}")
                error = error.__cause__ or (
                    None if error.__suppress_context__ else error.__context__
                )
        api.session_answer = lambda _: httpx2.Response(401)
        driver._calls._forget()
        with pytest.raises(LogisticsUnavailable):
            await driver.hours()

    everything = " ".join([*said, caplog.text, str(events)])
    for word in (secret, PHONE, PHONE[1:], "token-1", "service-credential"):
        assert word not in everything

"""HTTP to the logistics API: one request, its deadline, and the error its answer means.

Used by `client.py` (sessions) and `driver.py` (everything else). A write whose answer is lost
ends as `LogisticsOutcomeUnknown`, a read as `LogisticsUnavailable`. Answers that do not parse
become `LogisticsInvalidAnswer`, which names fields, never their values.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final, TypeVar

import httpx2
from opentelemetry import propagate
from prometheus_client import Histogram
from pydantic import BaseModel, ValidationError

from driver_assistant.contracts.logistics import Problem
from driver_assistant.runtime.http_client import http_client
from driver_assistant.worker.logistics.errors import (
    NOT_PROCESSED,
    LogisticsInvalidAnswer,
    LogisticsOutcomeUnknown,
    LogisticsThrottled,
    LogisticsUnavailable,
    refusal,
)

M = TypeVar("M", bound=BaseModel)
Inject = Callable[[dict[str, str]], None]

SECONDS = Histogram(
    "driver_assistant_logistics_seconds",
    "Time of a call to the logistics API, in seconds, by operation and outcome.",
    ["operation", "outcome"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
KEPT_MAX: Final = 128  # answers held for If-None-Match; a route takes some 100 kB as objects
CONNECTIONS: Final = 64
UNSENT: Final = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request. `operation` names it in metrics; ids and words never do."""

    operation: str
    path: str
    method: str = "GET"
    params: Mapping[str, str] = field(default_factory=dict)
    json: Any = None
    form: Mapping[str, str] | None = None
    files: list[tuple[str, tuple[str, bytes, str]]] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    changes_nothing: bool = False  # a POST that only asks
    keep: bool = True  # a read may be kept for If-None-Match

    @property
    def writes(self) -> bool:
        """Whether a lost answer leaves something in doubt."""
        return self.method != "GET" and not self.changes_nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A bearer token and whose it is; answers are kept per owner, none for the service's own."""

    value: str = field(repr=False)
    owner: str = ""
    tenant: str = ""


class Unauthenticated(Exception):  # handled inside the package, never leaves it
    """The token is not, or no longer, good."""


Accept = Callable[[bytes, Token, Call], None]


def _anything(_answer: bytes, _token: Token, _call: Call) -> None:
    """Accept every answer."""


class Transport:
    """One connection pool, and what the server said about its clock.

    `accept` looks at each answer as it came, before it is read or kept; it raises to refuse.
    """

    def __init__(
        self,
        base_url: str,
        *,
        timeout_s: float,
        inject: Inject = propagate.inject,
        accept: Accept = _anything,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        self._http = http_client(
            base_url=base_url.rstrip("/") + "/",
            timeout=httpx2.Timeout(timeout_s, connect=min(2.0, timeout_s), pool=timeout_s),
            most_connections=CONNECTIONS,
            transport=transport,
        )
        self._inject = inject
        self._accept = accept
        self._timeout_s = timeout_s
        self._kept: OrderedDict[tuple[str, str, str], tuple[str, BaseModel]] = OrderedDict()
        self.clock_ahead = timedelta()  # the server's clock minus ours

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def fetch(self, call: Call, token: Token, shape: type[M]) -> M | None:
        """The answer in its shape; None for 204.

        Raises:
            Unauthenticated: 401.
            Transient, LogisticsRefused: as `errors.py` says.
        """
        key = (token.owner, call.path, repr(sorted(call.params.items())))
        keeps = bool(token.owner) and call.keep and call.method == "GET"
        kept = self._kept.get(key) if keeps else None
        response = await self._send(call, token, kept[0] if kept else None)
        if response.status_code == httpx2.codes.NO_CONTENT:
            return None
        if response.status_code == httpx2.codes.NOT_MODIFIED and kept:
            self._kept.move_to_end(key)
            return shape.model_validate(kept[1])  # the very same object: it is of this shape
        self._accept(response.content, token, call)
        answer = _parse(response, shape, call)
        if keeps and "etag" in response.headers:
            self._keep(key, response.headers["etag"], answer)
        return answer

    def _keep(self, key: tuple[str, str, str], etag: str, answer: BaseModel) -> None:
        self._kept[key] = (etag, answer)
        self._kept.move_to_end(key)
        while len(self._kept) > KEPT_MAX:
            self._kept.popitem(last=False)

    async def _send(self, call: Call, token: Token, etag: str | None) -> httpx2.Response:
        headers = {"Authorization": f"Bearer {token.value}", **call.headers}
        if etag:
            headers["If-None-Match"] = etag
        self._inject(headers)
        started, outcome = time.monotonic(), "unreachable"
        try:
            async with asyncio.timeout(self._timeout_s):  # httpx's own are per read
                response = await self._http.request(
                    call.method,
                    call.path,
                    params=call.params or None,
                    json=call.json,
                    data=call.form,
                    files=call.files,
                    headers=headers,
                )
            outcome = f"{response.status_code // 100}xx"
        except (httpx2.HTTPError, TimeoutError) as error:
            raise _lost(call, error) from error
        finally:
            SECONDS.labels(call.operation, outcome).observe(time.monotonic() - started)
        self._note_clock(response)
        _check(call, response)
        return response

    def _note_clock(self, response: httpx2.Response) -> None:
        try:
            if stamp := response.headers.get("server-time"):
                theirs = datetime.fromisoformat(stamp)
            else:
                theirs = parsedate_to_datetime(response.headers["date"])
            self.clock_ahead = theirs - datetime.now(UTC)
        except (KeyError, ValueError, TypeError):
            return  # no clock, or one without a zone: keep what we knew


def _lost(call: Call, error: Exception) -> LogisticsUnavailable | LogisticsOutcomeUnknown:
    detail = f"{call.operation}: {type(error).__name__}"
    if call.writes and not isinstance(error, UNSENT):
        return LogisticsOutcomeUnknown(detail)
    return LogisticsUnavailable(detail)


def _check(call: Call, response: httpx2.Response) -> None:
    """Raise what a status other than success means."""
    status = response.status_code
    if status < 300 or status == httpx2.codes.NOT_MODIFIED:
        return
    detail = f"{call.operation}: HTTP {status}"
    if status >= 500:
        if call.writes and status not in NOT_PROCESSED:
            raise LogisticsOutcomeUnknown(detail)
        raise LogisticsUnavailable(detail, retry_after=_retry_after(response))
    if status < 400:
        raise LogisticsInvalidAnswer(detail)  # a redirect: not followed, it could lead anywhere
    if status == 401:
        raise Unauthenticated
    if status == 429:
        raise LogisticsThrottled(detail, retry_after=_retry_after(response))
    raise refusal(_problem(response))


def _problem(response: httpx2.Response) -> Problem:
    try:
        problem = Problem.model_validate_json(response.content)
    except ValidationError:
        problem = Problem()
    return problem.model_copy(update={"status": response.status_code})


def _retry_after(response: httpx2.Response) -> timedelta | None:
    """Seconds, fractions allowed (`0.4`); an HTTP date is not used by any logistics API we know."""
    try:
        seconds = float(response.headers.get("retry-after", ""))
    except ValueError:
        return None
    return timedelta(seconds=max(0.0, min(seconds, 3600.0)))


def _parse(response: httpx2.Response, shape: type[M], call: Call) -> M:
    try:
        return shape.model_validate_json(response.content)
    except ValidationError as error:
        fields = sorted({".".join(str(part) for part in one["loc"]) for one in error.errors()})
        detail = f"{call.operation}: {', '.join(fields[:5]) or 'not JSON'}"
    # outside the handler: the validation error quotes the answer, and must not be chained
    raise LogisticsOutcomeUnknown(detail) if call.writes else LogisticsInvalidAnswer(detail)

"""Ownership at the tool boundary: nothing is asked about, and nothing believed, that isn't the
driver's own.

The driver's token is the logistics API's own fence; this is ours, for the day theirs has a gap.
Every call of `calls.py` passes here, so no tool can forget it:

- Who: the session must be that of the driver whom we authenticated.
- Arguments: an id in a path, a body or a form must stand in one of the driver's own lists. One
  that doesn't is not sent. Somebody else's and one that never was take the same way and end with
  the same error, the one that the API gives for what does not exist.
- Records: one that says whose it is (`driverId`, `tenant`) must be the driver's, and one that was
  asked for by id must have that id.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

import structlog
from prometheus_client import Counter
from pydantic import BaseModel

from driver_assistant.contracts.logistics import (
    Change,
    Contact,
    Document,
    Offer,
    Page,
    Problem,
    ProblemCode,
    Route,
    Stop,
    Vehicle,
)
from driver_assistant.worker.logistics.errors import (
    DriverUnknown,
    LogisticsOutcomeUnknown,
    NotFound,
)
from driver_assistant.worker.logistics.things import (
    Named,
    kind_of,
    thing_in_path,
    things_in,
    things_named,
)
from driver_assistant.worker.logistics.transport import Call, Token

REFUSED = Counter(
    "driver_assistant_ownership_refusals_total",
    "Arguments and records that are not the driver's own, stopped at the tool boundary.",
    ["what", "operation"],
)
IDS_MAX: Final = 2_000  # of one driver; a day has a hundred
_LISTS_MAX: Final = 10  # pages of changes looked through for one id
_WHOSE: Final = frozenset({"driverId", "driver_id"})
_TENANT: Final = frozenset({"tenant", "tenantId", "tenant_id"})
# Any of those names, or a letter written as an escape, which may be part of one; UTF-16 has zeros.
_SPEAKS_OF_OWNERS: Final = re.compile(rb"driver_?[iI]d|tenant|\\u|\x00")

log = structlog.get_logger(__name__)

_List = tuple[str, type[BaseModel], dict[str, str]]  # path, shape, parameters
Fetch = Callable[[Call, type[BaseModel]], Awaitable[BaseModel | None]]


@dataclass(slots=True)
class OwnIds:
    """The ids that a driver's own lists hold; forgotten with the session, after minutes."""

    known: dict[Named, None] = field(default_factory=dict)

    def learn(self, things: Iterator[Named]) -> None:
        """Remember what one of the driver's own lists holds; the oldest is forgotten first."""
        for thing in things:
            self.known.pop(thing, None)
            self.known[thing] = None
        while len(self.known) > IDS_MAX:
            del self.known[next(iter(self.known))]


class Boundary:
    """One driver's fence.

    `driver_id` is who we authenticated; `fetch` asks without the fence; `now` is the logistics
    system's clock.
    """

    def __init__(
        self, driver_id: str, own: OwnIds, fetch: Fetch, now: Callable[[], datetime]
    ) -> None:
        self._driver_id = driver_id
        self._own = own
        self._fetch = fetch
        self._now = now

    def check_session(self, token: Token) -> None:
        """Raise `DriverUnknown` when the phone's session is another driver's."""
        if token.owner != self._driver_id:
            REFUSED.labels("session", "session").inc()
            log.error("logistics.session_of_another_driver")
            raise DriverUnknown(_no_such_thing())

    async def check_arguments(self, call: Call) -> None:
        """Raise `NotFound` when a call is about something in none of the driver's lists.

        Asks for the lists that may hold what is not known yet; their errors pass through, so that
        nothing is sent unchecked while they can't be read.
        """
        for thing in things_named(call):
            if thing in self._own.known:
                continue
            async for listed in self._lists_with(thing.kind):
                self._own.learn(listed)
                if thing in self._own.known:
                    break
            else:
                REFUSED.labels("argument", call.operation).inc()
                log.warning(
                    "logistics.not_found", operation=call.operation, kind=thing.kind, by="boundary"
                )
                raise NotFound(_no_such_thing())

    def check_answer(self, call: Call, answer: BaseModel | None) -> None:
        """Raise when an answer is about something else than what was asked for.

        Raises:
            NotFound: of a read.
            LogisticsOutcomeUnknown: of a write, which may have happened to somebody else.
        """
        asked = thing_in_path(call.path)
        if asked is not None and answer is not None and not self._is_own(answer, asked):
            REFUSED.labels("record", call.operation).inc()
            log.error("logistics.foreign_record", operation=call.operation, kind=asked.kind)
            raise refusal_of(call)
        if answer is not None and (call.path in _LISTS or call.writes):
            self._own.learn(things_in(answer))

    def _is_own(self, answer: BaseModel, asked: Named) -> bool:
        """Whether an answer is what was asked for, and a stop is on one of the driver's routes."""
        if isinstance(answer, Stop) and answer.route_id:
            return _is_about(answer, asked) and Named("route", answer.route_id) in self._own.known
        return _is_about(answer, asked)

    async def _lists_with(self, kind: str) -> AsyncIterator[Iterator[Named]]:
        """What the driver's own lists hold, one list after the other, the likeliest first."""
        for path, shape, params in _lists_of(kind, self._now().date()):
            asked = dict(params)
            for _ in range(_LISTS_MAX):
                call = Call(operation="own_ids", path=path, params=dict(asked), keep=False)
                answer = await self._fetch(call, shape)
                if answer is None:
                    break
                yield things_in(answer)
                if not isinstance(answer, Page) or not answer.page.has_next:
                    break
                if not answer.page.end_cursor:
                    break
                asked["after"] = answer.page.end_cursor


_LISTS: Final = frozenset(
    {"me/routes", "me/stops/next", "me/offers", "me/documents", "me/vehicle", "me/changes",
     "me/contacts"}
)  # fmt: skip


def _lists_of(kind: str, today: date) -> list[_List]:
    """Which lists may hold a kind of thing. A kind in none is never the driver's."""
    # Which day it is depends on the driver's zone; the API's own idea of it comes first.
    days: list[dict[str, str]] = [
        {},
        *({"date": (today + timedelta(days=n)).isoformat()} for n in (-1, 0, 1)),
    ]
    routes: list[_List] = [("me/routes", Page[Route], day) for day in days]
    ahead: _List = ("me/stops/next", Stop, {})
    documents: _List = ("me/documents", Page[Document], {})
    offers: _List = ("me/offers", Page[Offer], {})
    found: dict[str, list[_List]] = {
        "route": [*routes],
        "stop": [ahead, *routes],
        "load": [ahead, *routes, offers],
        "appointment": [ahead, *routes],
        "offer": [offers],
        "document": [documents],
        "trailer": [("me/vehicle", Vehicle, {})],
        "vehicle": [("me/vehicle", Vehicle, {})],
        "contact": [("me/contacts", Page[Contact], {})],
        "incident": [("me/changes", Page[Change], {})],
        "message": [("me/changes", Page[Change], {})],
    }
    return found.get(kind, [])


def check_markers(answer: bytes, token: Token, call: Call) -> None:
    """Raise when a record, or one inside it, says that it is somebody else's; see `check_answer`.

    Read from the answer as it came: what a system adds to the port's fields counts too. One without
    the words says nothing of owners, and is not read a second time.
    """
    if not token.owner or not _SPEAKS_OF_OWNERS.search(answer):
        return
    if any(_says_another(node, token) for node in _nodes(_json(answer))):
        REFUSED.labels("record", call.operation).inc()
        log.error("logistics.foreign_record", operation=call.operation, kind="owner")
        raise refusal_of(call)


def _json(answer: bytes) -> Any:
    """None for what is no JSON: the transport refuses it."""
    try:
        return json.loads(answer)
    except ValueError:
        return None


def refusal_of(call: Call) -> NotFound | LogisticsOutcomeUnknown:
    """What a foreign answer means to the caller."""
    if call.writes:
        return LogisticsOutcomeUnknown(f"{call.operation}: the answer is about something else")
    return NotFound(_no_such_thing())


def _no_such_thing() -> Problem:
    return Problem(status=404, code=ProblemCode.NOT_FOUND)


def _is_about(answer: BaseModel, asked: Named) -> bool:
    """Whether an answer has the id that was asked for, where it has one of that kind."""
    own = getattr(answer, "id", None) if kind_of(type(answer)) == asked.kind else None
    told = own or getattr(answer, f"{asked.kind}_id", None)
    return told is None or told == asked.id


def _says_another(node: dict[str, Any], token: Token) -> bool:
    return any(
        value is not None and not isinstance(value, (dict, list)) and str(value) != expected
        for keys, expected in ((_WHOSE, token.owner), (_TENANT, token.tenant))
        if expected
        for key in keys & node.keys()
        for value in (node[key],)
    )


def _nodes(raw: Any) -> Iterator[dict[str, Any]]:
    if isinstance(raw, dict):
        yield raw
        for value in raw.values():
            yield from _nodes(value)
    elif isinstance(raw, list):
        for value in raw:
            yield from _nodes(value)

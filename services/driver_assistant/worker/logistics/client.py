"""The client of a company's logistics API: the connection, and a session per driver."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

import httpx2
import structlog
from opentelemetry import propagate

from driver_assistant.contracts.logistics import DriverSession
from driver_assistant.worker.logistics.calls import DriverCalls
from driver_assistant.worker.logistics.driver import DriverLogistics
from driver_assistant.worker.logistics.errors import DriverUnknown, LogisticsUnavailable, NotFound
from driver_assistant.worker.logistics.ownership import Boundary, OwnIds, check_markers
from driver_assistant.worker.logistics.transport import (
    Call,
    Inject,
    Token,
    Transport,
    Unauthenticated,
)

log = structlog.get_logger(__name__)

RENEW_BEFORE_S: Final = 30.0  # a token is renewed before it can end in the middle of a call
NO_TOKEN: Final = Token(value="")
SESSIONS_MAX: Final = 2000  # idle ones are dropped beyond it


@dataclass(slots=True)
class _Session:
    """A driver's token; the lock makes one renewal serve everybody who waits for it."""

    token: Token = NO_TOKEN
    ends_at: float = 0.0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    own: OwnIds = field(default_factory=OwnIds)


class LogisticsClient:
    """One per process.

    Args:
        base_url: of the port, ends in `/v1`.
        token: the company's service credential.
        timeout_s: of one call, its answer included; keep it below the breaker's.
        inject: adds the trace context to a request's headers.
        monotonic: seconds, for the tokens' ends.
        transport: of httpx2, for tests without a socket.
    """

    def __init__(
        self,
        base_url: str,
        token: str,
        *,
        timeout_s: float = 5.0,
        inject: Inject = propagate.inject,
        monotonic: Callable[[], float] = time.monotonic,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        self._transport = Transport(
            base_url,
            timeout_s=timeout_s,
            inject=inject,
            accept=check_markers,
            transport=transport,
        )
        self._credential = Token(value=token)
        self._monotonic = monotonic
        self._sessions: dict[str, _Session] = {}

    async def aclose(self) -> None:
        """Close the connections."""
        await self._transport.aclose()

    def for_driver(self, contact: str, driver_id: str = "") -> DriverLogistics:
        """What the driver with this verified phone (E.164, with or without `+`) may see and do.

        `driver_id` is who we know the driver to be in the company's system: then another's session,
        ids that are not the driver's and records of somebody else are refused (`ownership.py`).
        Without it, for what only sends words of ours, the token alone decides.
        """
        phone = contact if contact.startswith("+") else f"+{contact}"
        calls = DriverCalls(
            self._transport,
            session=lambda: self._session(phone),
            forget=lambda: self._forget(phone),
        )
        if driver_id:
            own = self._sessions.setdefault(phone, _Session()).own
            calls.guard(Boundary(driver_id, own, calls.ask, self.now))
        return DriverLogistics(calls)

    def now(self) -> datetime:
        """The time by the logistics system's clock, UTC: what ages are to be told by.

        Before the first answer it is ours.
        """
        return datetime.now(UTC) + self._transport.clock_ahead

    async def _session(self, phone: str) -> Token:
        """The driver's token, renewed when it is about to end."""
        session = self._sessions.setdefault(phone, _Session())
        async with session.lock:
            if session.ends_at - RENEW_BEFORE_S <= self._monotonic():
                await self._open(phone, session)
        return session.token

    async def _open(self, phone: str, session: _Session) -> None:
        call = Call(
            operation="session",
            path="driver-sessions",
            method="POST",
            json={"phone": phone},
            changes_nothing=True,
        )
        started = self._monotonic()
        try:
            opened = await self._transport.fetch(call, self._credential, DriverSession)
        except NotFound as error:
            raise DriverUnknown(error.problem) from None
        except Unauthenticated:
            log.error("logistics.credential_refused")  # noqa: TRY400  # no traceback needed
            raise LogisticsUnavailable("the service credential was refused") from None
        if opened is None:
            raise LogisticsUnavailable("no session was given")
        # a short token is not renewed before every call, but at half of its life
        lasts_s = max(opened.expires_in_seconds, 2 * RENEW_BEFORE_S)
        session.token = Token(
            value=opened.token, owner=opened.driver.id, tenant=opened.driver.tenant
        )
        session.own.known.clear()  # what was given to somebody else meanwhile is theirs
        session.ends_at = started + lasts_s
        self._drop_idle()

    def _forget(self, phone: str) -> None:
        """The API no longer takes the token: open a new session next time."""
        if phone in self._sessions:
            self._sessions[phone].ends_at = 0.0

    def _drop_idle(self) -> None:
        if len(self._sessions) <= SESSIONS_MAX:
            return
        now = self._monotonic()
        for phone, session in list(self._sessions.items()):
            if session.ends_at <= now and not session.lock.locked():
                del self._sessions[phone]

"""Calls in a driver's session: one answer, all pages of a list, a report with its key.

Between `driver.py`, which knows the operations, and `transport.py`, which knows HTTP.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Final, TypeVar
from urllib.parse import quote

from pydantic import BaseModel

from driver_assistant.contracts.logistics import Page, Record
from driver_assistant.worker.logistics.errors import LogisticsInvalidAnswer, LogisticsUnavailable
from driver_assistant.worker.logistics.ownership import Boundary
from driver_assistant.worker.logistics.transport import Call, Token, Transport, Unauthenticated

M = TypeVar("M", bound=BaseModel)
R = TypeVar("R", bound=Record)

PAGES_MAX: Final = 20  # of 100 records: more than a driver can have


class DriverCalls:
    """Sends with the driver's token, and once more with a new one if that was refused."""

    def __init__(
        self,
        transport: Transport,
        *,
        session: Callable[[], Awaitable[Token]],
        forget: Callable[[], None],
    ) -> None:
        self._transport = transport
        self._session = session
        self._forget = forget
        self._boundary: Boundary | None = None

    def guard(self, boundary: Boundary) -> None:
        """Let every call pass this fence."""
        self._boundary = boundary

    async def get(self, operation: str, path: str, shape: type[R]) -> R:
        """Read one record."""
        return await self.fetch(Call(operation=operation, path=path), shape)

    async def list(
        self,
        operation: str,
        path: str,
        shape: type[Page[R]],
        params: Mapping[str, str] | None = None,
    ) -> list[R]:
        """Read all pages of a list."""
        rows: list[R] = []
        asked = dict(params or {})
        for _ in range(PAGES_MAX):
            call = Call(operation=operation, path=path, params=dict(asked))
            page = await self.fetch(call, shape)
            rows.extend(page.data)
            if not page.page.has_next or not page.page.end_cursor:
                return rows
            asked["after"] = page.page.end_cursor
        raise LogisticsInvalidAnswer(f"{operation}: more than {PAGES_MAX} pages")

    async def post(
        self,
        operation: str,
        path: str,
        request: Record,
        shape: type[R],
        headers: Mapping[str, str],
    ) -> R:
        """Report something; `headers` carry its Idempotency-Key."""
        call = Call(
            operation=operation,
            path=path,
            method="POST",
            json=request.model_dump(mode="json", exclude_none=True),
            headers=headers,
        )
        return await self.fetch(call, shape)

    async def fetch(self, call: Call, shape: type[M]) -> M:
        """The answer, which must have a body."""
        answer = await self.fetch_or_none(call, shape)
        if answer is None:
            raise LogisticsInvalidAnswer(f"{call.operation}: an empty answer")
        return answer

    async def fetch_or_none(self, call: Call, shape: type[M]) -> M | None:
        """The answer, or None where the API says that there is none."""
        if self._boundary is None:
            return await self.ask(call, shape)
        await self._boundary.check_arguments(call)
        answer = await self.ask(call, shape)
        self._boundary.check_answer(call, answer)
        return answer

    async def ask(self, call: Call, shape: type[M]) -> M | None:
        """Send with the driver's token, in a session that is the driver's."""
        for _ in range(2):
            token = await self._session()
            if self._boundary is not None:
                self._boundary.check_session(token)
            try:
                return await self._transport.fetch(call, token, shape)
            except Unauthenticated:
                self._forget()
        raise LogisticsUnavailable(f"{call.operation}: a new token was refused")


def segment(id_: str) -> str:
    """An id as one path segment: it may hold slashes."""
    return quote(id_, safe="")

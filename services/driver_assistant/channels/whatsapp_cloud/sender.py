"""Sends through the Cloud API. Says what happened and decides nothing about retries."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

import httpx2

from driver_assistant.channels.whatsapp_cloud.render import render
from driver_assistant.channels.whatsapp_cloud.verdict import judge
from driver_assistant.contracts.channel import Account, InDoubt, NotSent, SendResult
from driver_assistant.contracts.messages import Part, TemplatePart
from driver_assistant.runtime.http_client import http_client

# Raised before a byte of the request left: connecting, waiting for a pooled connection.
_BEFORE_BYTES: Final = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)


class _TooLate(Exception):
    """The caller's claim was over before the first byte."""


@asynccontextmanager
async def open_sender(account: Account) -> AsyncIterator[WhatsAppCloud]:
    """Connections to Meta for one access token; redirects are refused, the token stays here."""
    async with http_client(
        base_url=account.base_url,
        headers={"authorization": f"Bearer {account.access_token}"},
        timeout=httpx2.Timeout(account.timeout_s, pool=account.timeout_s / 2),
        most_connections=account.connections,
    ) as http:
        yield WhatsAppCloud(http=http, version=account.version)


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatsAppCloud:
    """The Cloud API for one access token. `http` has the base URL, timeouts and the token."""

    http: httpx2.AsyncClient
    version: str

    async def send(
        self,
        phone_number_id: str,
        to: str,
        part: Part,
        *,
        opaque: str,
        reply_to: str | None,
        may_start: Callable[[], bool],
    ) -> SendResult:
        """Send one part; `to` is a phone number or a business-scoped user id.

        `may_start` is asked when a connection is there and nothing of the request has left yet:
        waiting for a connection, or being stopped meanwhile, may take longer than the claim holds.
        """
        message: dict[str, Any] = {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            ("recipient" if "." in to else "to"): to,
            "biz_opaque_callback_data": opaque,
            **render(part),
        }
        if reply_to and not isinstance(part, TemplatePart):
            message["context"] = {"message_id": reply_to}
        try:
            answer = await self.http.post(
                self._messages(phone_number_id),
                json=message,
                extensions={"trace": _asking(may_start)},
            )
        except _TooLate:
            return NotSent(error="claim outlived before the first byte")
        except _BEFORE_BYTES as error:
            return NotSent(error=type(error).__name__)
        except httpx2.HTTPError as error:
            return InDoubt(error=type(error).__name__)
        return judge(answer)

    async def mark_read(self, phone_number_id: str, wamid: str, *, typing: bool) -> None:
        """Two blue ticks, and the typing indicator for 25 s at most; raises `httpx2.HTTPError`."""
        message: dict[str, Any] = {
            "messaging_product": "whatsapp",
            "status": "read",
            "message_id": wamid,
        }
        if typing:
            message["typing_indicator"] = {"type": "text"}
        answer = await self.http.post(self._messages(phone_number_id), json=message)
        answer.raise_for_status()

    async def probe(self, phone_number_id: str) -> bool:
        """Whether the token may use this number now."""
        try:
            answer = await self.http.get(f"/{self.version}/{phone_number_id}")
        except httpx2.HTTPError:
            return False
        return bool(answer.is_success)

    def _messages(self, phone_number_id: str) -> str:
        return f"/{self.version}/{phone_number_id}/messages"


def _asking(may_start: Callable[[], bool]) -> Callable[[str, Any], Awaitable[None]]:
    """A trace of the request that ends it before its first byte when it may not start."""

    async def trace(event: str, _info: Any) -> None:
        if event.endswith(".send_request_headers.started") and not may_start():
            raise _TooLate

    return trace

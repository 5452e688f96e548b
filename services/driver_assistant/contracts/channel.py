"""What a channel is: one module or package in `channels/` that speaks for one provider.

The webhook verifies and parses with it, delivery opens a `Sender`. A channel keeps no state beyond
its HTTP connections and never decides about retries: it says what happened, in the classes below.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from driver_assistant.contracts.messages import Content, Part, StatusUpdate


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """One message as the channel delivered it; at least one of `phone` and `user_id` is set."""

    phone_number_id: str
    wamid: str
    phone: str | None
    user_id: str | None
    content: Content
    reply_to: str | None
    sent_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A delivery report and the number it is about."""

    phone_number_id: str
    status: StatusUpdate


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A payload taken apart; what could not be read is only counted, never raised."""

    messages: tuple[Inbound, ...] = ()
    reports: tuple[Report, ...] = ()
    malformed: int = 0
    notices: tuple[str, ...] = ()  # account-level errors and fields nobody handles


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The provider took the message; only its status webhooks say whether it arrived."""

    wamid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """The provider said no, and in which class.

    `retry`: try again. `throttle_driver`: this recipient got too many. `throttle_number`: this
    number sends too much. `stop`: token, policy or billing; nothing of this number can leave.
    `window_closed`: only a template may leave. `dead`: this message can't ever be sent.
    """

    kind: Literal["retry", "throttle_driver", "throttle_number", "stop", "window_closed", "dead"]
    http_status: int
    code: int | None
    error: str
    retry_after: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotSent:
    """No byte of the request left this process."""

    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InDoubt:
    """The request left, the answer did not come: the message may have been sent."""

    error: str


SendResult = Accepted | Refused | NotSent | InDoubt


class Sender(Protocol):
    """Sends for one account of a provider."""

    async def send(
        self,
        phone_number_id: str,
        to: str,
        part: Part,
        *,
        opaque: str,
        reply_to: str | None,
        may_start: Callable[[], bool],  # asked right before the first byte leaves
    ) -> SendResult: ...

    async def mark_read(self, phone_number_id: str, wamid: str, *, typing: bool) -> None: ...

    async def probe(self, phone_number_id: str) -> bool: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What a sender needs to know of the account it sends for."""

    base_url: str
    version: str
    access_token: str
    timeout_s: float
    connections: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A plugin of `channels/`: one provider of messages."""

    name: str
    verify: Callable[[bytes, Mapping[str, str], Sequence[bytes]], bool]
    parse: Callable[[bytes], Parsed]
    open: Callable[[Account], AbstractAsyncContextManager[Sender]]

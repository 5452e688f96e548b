"""What an intent is: one file in `intents/` with one `PLUGIN`, plus its phrases per language.

An intent is a tool for the model (name, description, parameters, examples), a fetch from the
logistics API, and a way to say the result. `answer.py` runs it; the intent itself never talks to
the model, the database, the queue or WhatsApp, and never sees an identity in its arguments: the
`DriverLogistics` it gets is already scoped to the authenticated driver.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from driver_assistant.contracts.languages import Language
from driver_assistant.contracts.messages import Location, Part
from driver_assistant.worker.logistics import DriverLogistics
from driver_assistant.worker.say import Say

A = TypeVar("A", bound=BaseModel)  # arguments the model fills
R = TypeVar("R", bound=BaseModel)  # the fetched record, kept as JSON for caches and grounding
P = TypeVar("P", bound=BaseModel)  # what an action will do, stored in its row
D = TypeVar("D", bound=BaseModel)  # what the logistics API answered to the action


class NoArguments(BaseModel):
    """For tools that take none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """The question an intent answers: who asks, when, and what they shared with it.

    `name` is the driver's first name or empty. `text` is the driver's own words (untrusted).
    `location` is the pin sent with this turn or in the last 15 minutes. `photo` says that the
    turn carries a picture or document.
    """

    language: Language
    zone: ZoneInfo
    now: datetime
    name: str = ""
    text: str = ""
    location: Location | None = None
    photo: bool = False


# --- what an answer may change, committed together with the reply ---------------


@dataclass(frozen=True, slots=True)
class SetLanguage:
    """Answer this driver in `language` from now on."""

    language: Language


@dataclass(frozen=True, slots=True)
class SetNotifications:
    """Start or stop messages that the driver did not ask for."""

    enabled: bool


@dataclass(frozen=True, slots=True)
class Escalate:
    """A person has to look at this conversation; `reason` is a stable word such as `handoff`."""

    reason: str


Effect = SetLanguage | SetNotifications | Escalate


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What to send, in order, and what changes with it."""

    parts: tuple[Part, ...]
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Action(Generic[R, P, D]):
    """A change in the SaaS: proposed, confirmed by one button press, done once.

    `propose` looks at the fetched record and returns what would be done, or None when nothing
    can be (then `Intent.say` explains why). `perform` gets the action row's id as idempotency
    key and may be called again with the same key. `said` words the outcome.
    """

    proposal: type[P]
    propose: Callable[[R, Ask], P | None]
    perform: Callable[[P, DriverLogistics, str], Awaitable[D]]
    outcome: type[D]
    said: Callable[[D, Say], Reply]
    expires_after: timedelta = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent(Generic[A, R]):
    """A plugin of `intents/`.

    `examples` teach the model, in several languages; the tests' utterances are never among them.
    `fetch` is None for intents that need no data; their record is the arguments. `record` is the
    type `fetch` returns: a frozen pydantic model that survives JSON and carries its own `as_of`
    where facts age. `cache_for` lets an unchanged question be answered again without the API;
    None means never. `writes` asks the larger model for free text about the record; the template
    of `say` is the fallback.
    """

    name: str
    description: str
    parameters: type[A]
    record: type[R]
    fetch: Callable[[A, DriverLogistics, Ask], Awaitable[R]] | None
    say: Callable[[R, Say], Reply]
    examples: tuple[str, ...]
    action: Action[R, Any, Any] | None = None
    cache_for: timedelta | None = None
    writes: bool = False
    needs_context: bool = field(default=False)
    menu_order: int | None = None  # position in the help menu; None keeps it out

    async def fetched(self, arguments: A, logistics: DriverLogistics, ask: Ask) -> R:
        """The record: what `fetch` gives, or the arguments where nothing is fetched."""
        if self.fetch is None:
            return self.record.model_validate(arguments.model_dump())
        return await self.fetch(arguments, logistics, ask)


AnyIntent = Intent[Any, Any]

CONFIRM = "act"  # a button's payload is "act:<action id>:yes" or "act:<action id>:no"
ASK_AGAIN = "again"  # "again:<message id>" asks an expired question once more
MENU = "intent"  # "intent:<name>" is a choice from the menu or an offered follow-up


def confirm_payload(action_id: UUID, *, yes: bool) -> str:
    """The payload of a confirmation button."""
    return f"{CONFIRM}:{action_id}:{'yes' if yes else 'no'}"


def intent_payload(name: str) -> str:
    """The payload of a button or row that asks for another intent without arguments."""
    return f"{MENU}:{name}"

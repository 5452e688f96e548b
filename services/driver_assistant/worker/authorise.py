"""Step 13: the driver as PostgreSQL knows them now, and whether they may ask."""

from __future__ import annotations

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from driver_assistant.contracts.languages import Language, as_language
from driver_assistant.contracts.messages import Edited, Media, Part, Text, TextPart
from driver_assistant.runtime.clock import now
from driver_assistant.runtime.telemetry import step
from driver_assistant.store import drivers
from driver_assistant.store.conversations import Lease
from driver_assistant.worker.deps import Answered, Deps, Who
from driver_assistant.worker.language import language_of
from driver_assistant.worker.limit import Limit, rate_limit
from driver_assistant.worker.say import Say
from driver_assistant.worker.turns import Turn


async def authorise(turn: Turn, lease: Lease, deps: Deps) -> Who | Answered:
    """The driver behind the conversation, or the polite end for anybody else.

    Raises:
        StoreUnavailable: nobody is authorised from memory.
    """
    with step(13) as span:
        if lease.driver_id is None:
            return Answered(purpose="hint", parts=(_hint(turn),))
        async with deps.database.connection() as connection:
            driver = await drivers.driver_by_id(connection, lease.driver_id)
        if driver is None:
            return Answered(purpose="hint", parts=(_hint(turn),))
        span.set_attribute("driver_state", driver.state)
        phone = "+" + deps.contacts.decrypt(driver.contact_cipher).removeprefix("+")
        who = Who(
            driver=driver,
            language=_language(turn, driver),
            zone=_zone(driver.time_zone),
            phone=phone,
            logistics=deps.logistics.for_driver(phone, driver.external_id),
            clock=deps.logistics.now,
        )
        if driver.state != "active":
            words: Part = who.say().text(
                "deactivated" if driver.state == "deactivated" else "unlinked-hint"
            )
            return Answered(purpose="refusal", parts=(words,))
        return who


async def within_limit(turn: Turn, who: Who, deps: Deps) -> Answered | None:
    """None while the driver is within the rate limit; else one polite reply, then silence."""
    limit = await rate_limit(
        deps.cache,
        who.driver.id,
        turn.lead.id,
        messages=deps.settings.rate_limit_messages,
        window_s=deps.settings.rate_limit_window_s,
    )
    match limit:
        case Limit.ALLOWED:
            return None
        case Limit.TELL:
            return Answered(purpose="rate_limited", parts=(who.say().text("rate-limited"),))
        case Limit.SILENT:
            return Answered(purpose="rate_limited", closed_reason="rate_limited")


def _hint(turn: Turn) -> TextPart:
    # Nothing is known of this contact, so the hint is in English and in the channel's own words.
    say = Say(language=_guess(turn), zone=ZoneInfo("UTC"), now=now())
    return say.text("unlinked-hint")


def _guess(turn: Turn) -> Language:
    return language_of(written(turn), "en")


def _language(turn: Turn, driver: drivers.Driver) -> Language:
    known = as_language(driver.language)
    return known if driver.language_fixed else language_of(written(turn), known)


def written(turn: Turn) -> str:
    """The driver's own words in a turn, or "" when there are none."""
    match turn.content:
        case Text(body=words) | Edited(body=words) | Media(caption=words):
            return words
        case _:
            return ""


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")

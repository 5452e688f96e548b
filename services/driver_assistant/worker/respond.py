"""Steps 17 to 20: from an understood question to a draft in the driver's language.

Data answers are templates filled from the fetched record, so they can't invent anything. Only an
intent that asks for it gets free text from the larger model, written from the record alone, with
the template as fallback.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from driver_assistant.contracts.errors import Permanent, Transient
from driver_assistant.contracts.messages import Location, Media, TextPart
from driver_assistant.runtime.ids import new_id
from driver_assistant.runtime.telemetry import log, step
from driver_assistant.store import actions
from driver_assistant.store.conversations import Lease
from driver_assistant.store.database import Connection
from driver_assistant.worker.deps import Change, Deps, Who
from driver_assistant.worker.fetch import Fetched, LogisticsSilent, fetch_record
from driver_assistant.worker.guard import GuardrailsUnavailable
from driver_assistant.worker.intent import AnyIntent, Ask, Reply
from driver_assistant.worker.listen import Heard
from driver_assistant.worker.logistics import CapabilityMissing, NotFound
from driver_assistant.worker.turns import Turn
from driver_assistant.worker.understand import Understood
from driver_assistant.worker.untrusted import screened


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An answer before the output guardrails; `evidence` is the record it may speak from."""

    reply: Reply
    evidence: Any
    template: bool
    fetch_failed: bool = False
    as_of: datetime | None = None
    fallback: Reply | None = None  # the template to send when written text may not go
    changes: tuple[Change, ...] = ()
    cost_usd: Decimal = Decimal(0)


async def respond(  # the whole question
    understood: Understood, heard: Heard, turn: Turn, who: Who, lease: Lease, deps: Deps
) -> Draft:
    """The draft for an understood question.

    Raises:
        Transient: nothing to say yet, try again.
    """
    intent = understood.intent
    ask = _ask(turn, heard, who)
    if intent.fetch is None:
        with step(20, intent=intent.name):
            reply = intent.say(understood.arguments, who.say())
        return Draft(reply=reply, evidence=None, template=True)
    try:
        fetched = await fetch_record(
            intent,
            understood.arguments,
            ask,
            who.driver,
            who.logistics,
            breaker=deps.breaker,
            cache=deps.cache,
            clock=who.clock,
            cache_max=timedelta(seconds=deps.settings.record_cache_max_s),
            fallback_max_age=timedelta(seconds=deps.settings.fallback_max_age_s),
        )
    except LogisticsSilent:
        return _plain("logistics-unavailable", who)
    except NotFound:
        return _plain("not-found", who)
    except CapabilityMissing:
        return _plain("capability-missing", who)
    except Permanent as error:
        log.warning("fetch.refused", intent=intent.name, error=error.code)
        return _plain("logistics-unavailable", who)
    fetched, judged = await _screened(fetched, who, lease, deps)
    draft = _worded(intent, fetched, ask, turn, who, lease)
    if intent.writes and heard.guarded and judged and fetched.as_of is None:
        return await _written(draft, heard, turn, who, lease, deps)
    return draft


async def _screened(fetched: Fetched, who: Who, lease: Lease, deps: Deps) -> tuple[Fetched, bool]:
    """The record without what others wrote to do harm; False when nobody could judge it.

    Unjudged texts may fill a template (cleaned of markup and links) but never a prompt.
    """
    try:
        record = await screened(fetched.record, who, lease, deps)
    except* GuardrailsUnavailable:
        record = None
    if record is None:
        return fetched, False
    return replace(fetched, record=record), True


def _worded(  # a record becomes words
    intent: AnyIntent, fetched: Fetched, ask: Ask, turn: Turn, who: Who, lease: Lease
) -> Draft:
    action_id: UUID | None = None
    changes: tuple[Change, ...] = ()
    if intent.action is not None and fetched.as_of is None:
        proposal = intent.action.propose(fetched.record, ask)
        if proposal is not None:
            action_id = new_id()
            changes = (_proposed(action_id, intent, proposal, turn, who, lease),)
    with step(20, intent=intent.name):
        reply = intent.say(fetched.record, who.say(as_of=fetched.as_of, action_id=action_id))
    evidence = fetched.record.model_dump(mode="json", by_alias=True)
    if fetched.as_of is not None:
        evidence["asOf"] = fetched.as_of.isoformat()  # the template says it: it must be grounded
    return Draft(
        reply=reply,
        evidence=evidence,
        template=True,
        as_of=fetched.as_of,
        changes=changes,
    )


async def _written(
    draft: Draft, heard: Heard, turn: Turn, who: Who, lease: Lease, deps: Deps
) -> Draft:
    """Free text about the record; the template stays the answer when the model can't."""
    try:
        written = await deps.understanding.write(
            heard.text,
            draft.evidence,
            who.language,
            who.driver,
            session=str(lease.conversation_id),
            message_id=turn.lead.id,
        )
    except (Transient, Permanent) as error:
        log.info("writing.skipped", error=error.code)
        return draft
    return replace(
        draft,
        reply=replace(draft.reply, parts=(TextPart(body=written.text[:4096]),)),
        template=False,
        fallback=draft.reply,
        cost_usd=written.cost_usd,
    )


def _proposed(  # a row
    action_id: UUID, intent: AnyIntent, proposal: BaseModel, turn: Turn, who: Who, lease: Lease
) -> Change:
    plan = intent.action

    async def write(connection: Connection) -> None:
        if plan is not None:
            await actions.propose_action(
                connection,
                action_id=action_id,
                company=who.driver.company_id,
                conversation_id=lease.conversation_id,
                driver_id=who.driver.id,
                message_id=turn.lead.id,
                intent=intent.name,
                proposal=proposal.model_dump(mode="json"),
                expires_after=plan.expires_after,
            )

    return write


def _ask(turn: Turn, heard: Heard, who: Who) -> Ask:
    content = turn.content
    return Ask(
        language=who.language,
        zone=who.zone,
        now=who.clock(),
        name=who.driver.name.split(" ")[0],
        text=heard.text,
        location=content if isinstance(content, Location) else None,
        photo=isinstance(content, Media) and content.kind in ("image", "document"),
    )


def _plain(key: str, who: Who) -> Draft:
    return Draft(
        reply=Reply(parts=(who.say().text(key),)), evidence=None, template=True, fetch_failed=True
    )

"""Passes the driver's own words on to dispatch, after one confirmation."""

from __future__ import annotations

from typing import Final

from pydantic import BaseModel, Field

from driver_assistant.contracts.logistics import ContactRole, DispatchMessage, MessageRequest
from driver_assistant.contracts.messages import Wire
from driver_assistant.worker.confirmation import ask_to_confirm
from driver_assistant.worker.intent import Action, Ask, Intent, Reply
from driver_assistant.worker.logistics import DriverLogistics
from driver_assistant.worker.plain import plain
from driver_assistant.worker.say import Say

_TEXT_MAX: Final = 600  # the confirmation shows all of it


class WhatToSay(BaseModel):
    """The message, if the driver already said it."""

    message: str | None = Field(
        None,
        max_length=_TEXT_MAX,
        description="what dispatch should read, in the driver's own words and language, without "
        "'tell dispatch'; null if they have not said it yet",
    )


class MessageDraft(Wire):
    """The message, and whether anybody is at dispatch to read it."""

    text: str = ""
    on_shift: bool | None = None


class MessageProposal(Wire):
    """What would be sent."""

    text: str


async def _fetch(what: WhatToSay, logistics: DriverLogistics, _ask: Ask) -> MessageDraft:
    known = await logistics.contacts()
    desk = [c.on_shift for c in known if c.role is ContactRole.DISPATCHER]
    on_shift = True if True in desk else (False if False in desk else None)
    return MessageDraft(text=plain(what.message, _TEXT_MAX), on_shift=on_shift)


def _say(record: MessageDraft, say: Say) -> Reply:
    if not record.text:
        return Reply(parts=(say.answer(say.lines(say("message-ask"))),))
    off = say("dispatcher-off") if record.on_shift is False else None
    return ask_to_confirm(say.lines(say("message-confirm", text=record.text), off), say)


def _propose(record: MessageDraft, _ask: Ask) -> MessageProposal | None:
    return MessageProposal(text=record.text) if record.text else None


async def _perform(
    proposal: MessageProposal, logistics: DriverLogistics, key: str
) -> DispatchMessage:
    request = MessageRequest(text=proposal.text)
    return await logistics.send_message(request, idempotency_key=key)


def _said(_: DispatchMessage, say: Say) -> Reply:
    return Reply(parts=(say.answer(say.lines(say("message-done"))),))


PLUGIN = Intent(
    name="message_dispatcher",
    description=(
        "The driver wants something passed on to dispatch in writing ('tell dispatch that ...'). "
        "Delays, incidents and defects have functions of their own."
    ),
    parameters=WhatToSay,
    record=MessageDraft,
    fetch=_fetch,
    say=_say,
    examples=(
        "let the office know I need a parking spot for tonight",
        "tell dispatch the keys are at reception",
        "dile a la oficina que necesito cambio de turno",
        "avisa o escritório que preciso de gasóleo",
        "préviens le bureau que je suis libre à 16 h",
        "Sag der Dispo, dass ich morgen später anfangen muss",
        "przekaż biuru, że klucze są na portierni",
        "spune-i dispecerului că am nevoie de motorină",
        "ofise söyle, yarın izin istiyorum",
        "передай в офіс, що я залишив ключі на прохідній",
        "ऑफ़िस को बता दो कि डीज़ल चाहिए",
    ),
    action=Action(
        proposal=MessageProposal,
        propose=_propose,
        perform=_perform,
        outcome=DispatchMessage,
        said=_said,
    ),
)

"""Whom to call at dispatch: name, number, shift, and the backup while nobody is on shift."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from driver_assistant.contracts.logistics import Contact, ContactRole
from driver_assistant.contracts.messages import Wire
from driver_assistant.worker.intent import Ask, Intent, NoArguments, Reply
from driver_assistant.worker.logistics import DriverLogistics
from driver_assistant.worker.rules import menu_payload
from driver_assistant.worker.say import Say
from driver_assistant.worker.stop_facts import contact, title

_DESKS: Final = (ContactRole.DISPATCHER, ContactRole.BACKUP_DISPATCHER)
_SHOWN_MAX: Final = 4


class Desk(Wire):
    """The people and desks at dispatch, the driver's own dispatcher first."""

    contacts: tuple[Contact, ...] = ()


async def _fetch(_: NoArguments, logistics: DriverLogistics, _ask: Ask) -> Desk:
    known = await logistics.contacts()
    desk = [person for role in _DESKS for person in known if person.role is role]
    return Desk(contacts=tuple(desk[:_SHOWN_MAX]))


def _say(record: Desk, say: Say) -> Reply:
    lines = [line for person in record.contacts for line in _person(person, say)]
    choices = [
        (menu_payload(name), title(name, say)) for name in ("message_dispatcher", "talk_to_person")
    ]
    return Reply(parts=(say.answer(say.lines(*(lines or [say("dispatcher-none")])), choices),))


def _person(person: Contact, say: Say) -> list[str]:
    who = contact(person) or say("unknown")
    backup = person.role is ContactRole.BACKUP_DISPATCHER
    shift = _shift(person, say)
    name = say("dispatcher-backup", contact=who) if backup else f"📞 {who}"
    return [name, *([shift] if shift else [])]


def _shift(person: Contact, say: Say) -> str | None:
    """What the SaaS says about the shift; nothing where it says nothing."""
    start, end = person.shift_starts_at, person.shift_ends_at
    if person.on_shift and end:
        return say("dispatcher-on", time=say.when(end))
    if person.on_shift is False:
        if start and start > say.now:
            return say("dispatcher-off-until", time=say.when(start))
        return say("dispatcher-off")
    if start and end:
        return say("dispatcher-hours", start=say.when(start), end=say.when(end))
    return None


PLUGIN = Intent(
    name="contact_dispatcher",
    description=(
        "Name, phone number and shift of the driver's dispatcher and of the backup, for calling. "
        "Not for passing a message on."
    ),
    parameters=NoArguments,
    record=Desk,
    fetch=_fetch,
    say=_say,
    examples=(
        "who do I ring at the office?",
        "is anyone at dispatch right now?",
        "¿a quién llamo en la oficina?",
        "qual é o número do escritório?",
        "qui est de service à l'exploitation ?",
        "Wen kann ich im Büro anrufen?",
        "podaj telefon do biura",
        "pe cine sun la birou?",
        "ofisten kimi arayabilirim?",
        "кому подзвонити в офіс?",
        "ऑफ़िस में किसको फ़ोन करूँ?",
    ),
    cache_for=timedelta(seconds=60),
    menu_order=7,
)

"""Starts or stops messages that the driver did not ask for. Needs nothing from the API."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from driver_assistant.worker.intent import Intent, Reply, SetNotifications
from driver_assistant.worker.rules import menu_payload
from driver_assistant.worker.say import Say


class OnOrOff(BaseModel):
    """What is wanted."""

    notifications: Literal["on", "off"] | None = Field(
        None, description="off for stop or unsubscribe, on for resume; null if unclear"
    )


def _say(wanted: OnOrOff, say: Say) -> Reply:
    if wanted.notifications is None:
        choices = [
            (
                menu_payload("set_notifications", notifications=choice),
                say(f"notifications-button-{choice}"),
            )
            for choice in ("on", "off")
        ]
        return Reply(parts=(say.buttons(say("notifications-ask"), choices),))
    enabled = wanted.notifications == "on"
    return Reply(
        parts=(say.text(f"notifications-{wanted.notifications}"),),
        effects=(SetNotifications(enabled),),
    )


PLUGIN = Intent(
    name="set_notifications",
    description=(
        "The driver wants to stop or start messages that the assistant sends by itself (route "
        "changes, reminders)."
    ),
    parameters=OnOrOff,
    record=OnOrOff,
    fetch=None,
    say=_say,
    examples=(
        "don't message me unless I ask",
        "turn the updates back on",
        "no me mandes más avisos",
        "deixa de me enviar alertas",
        "arrêtez de m'écrire",
        "Bitte keine automatischen Meldungen mehr",
        "nie wysyłaj mi już powiadomień",
        "oprește mesajele automate",
        "bana kendiliğinden mesaj atma",
        "не надсилай мені більше сповіщень",
        "अपने आप मैसेज मत भेजा करो",
    ),
)

"""Hands the conversation to a person. Needs nothing from the logistics API, so it always works."""

from __future__ import annotations

from driver_assistant.worker.intent import Escalate, Intent, NoArguments, Reply
from driver_assistant.worker.say import Say


def _say(_: NoArguments, say: Say) -> Reply:
    return Reply(parts=(say.text("handoff-done"),), effects=(Escalate("handoff"),))


PLUGIN = Intent(
    name="talk_to_person",
    description=(
        "The driver wants a person instead of the assistant, complains about the assistant, or "
        "asks to be called back."
    ),
    parameters=NoArguments,
    record=NoArguments,
    fetch=None,
    say=_say,
    examples=(
        "I don't want a bot, get me someone real",
        "can somebody call me back?",
        "no quiero hablar con una máquina",
        "quero que alguém me ligue",
        "passez-moi un responsable",
        "Ich will mit keinem Roboter reden",
        "niech ktoś do mnie oddzwoni",
        "vreau să mă sune cineva",
        "beni bir yetkili arasın",
        "нехай хтось мені передзвонить",
        "मुझे किसी आदमी से बात करवाओ",
    ),
)

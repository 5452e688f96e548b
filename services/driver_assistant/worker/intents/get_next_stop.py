"""The question drivers ask most: where do I go now, when, and whom do I call there?"""

from __future__ import annotations

from datetime import timedelta

from driver_assistant.contracts.logistics import Stop
from driver_assistant.contracts.messages import Wire
from driver_assistant.worker.intent import Ask, Intent, NoArguments, Reply
from driver_assistant.worker.logistics import DriverLogistics
from driver_assistant.worker.rules import menu_payload
from driver_assistant.worker.say import Say
from driver_assistant.worker.stop_facts import heading, next_steps, pin, stop_facts, title


class NextStop(Wire):
    """The stop ahead, or none."""

    stop: Stop | None


async def _fetch(_: NoArguments, logistics: DriverLogistics, _ask: Ask) -> NextStop:
    return NextStop(stop=await logistics.next_stop())


def _say(record: NextStop, say: Say) -> Reply:
    route = (menu_payload("get_route"), title("get_route", say))
    stop = record.stop
    if stop is None:
        return Reply(parts=(say.answer(say.lines(say("next-stop-none")), [route]),))
    body = stop_facts(stop, say, heading=heading(stop, say, following=True))
    return Reply(parts=(say.answer(body, [*next_steps(stop, say), route]), *pin(stop)))


PLUGIN = Intent(
    name="get_next_stop",
    description=(
        "The driver's next stop: address, map pin, time window, ETA, contact, site notes. For "
        "'where do I go now', the first stop of the day and the ETA. Not for a stop they name."
    ),
    parameters=NoArguments,
    record=NextStop,
    fetch=_fetch,
    say=_say,
    examples=(
        "where am I heading after this?",
        "what's the address of the next drop",
        "¿cuál es la siguiente dirección?",
        "qual é a morada a seguir?",
        "c'est quoi l'adresse du prochain client ?",
        "Wo muss ich als Nächstes hin?",
        "gdzie mam teraz podjechać?",
        "unde am următoarea descărcare?",
        "bir sonraki adres neresi?",
        "яка адреса далі?",
        "अब किस पते पर जाना है?",
        "where do I have to be next?",
        "¿dónde tengo que ir ahora?",
        "où dois-je aller maintenant ?",
        "wohin fahre ich als Nächstes?",
        "gdzie teraz jadę?",
        "unde merg acum?",
        "şimdi nereye gidiyorum?",
        "куди їхати далі?",
        "अगला स्टॉप कहाँ है?",
    ),
    cache_for=timedelta(seconds=30),  # as long as the API lets a route be kept
    menu_order=1,
)

"""Handing in a paper: says which ones are needed and how, and tells dispatch of a photo."""

from __future__ import annotations

from driver_assistant.contracts.logistics import DocumentState
from driver_assistant.contracts.messages import Wire
from driver_assistant.worker.intent import Ask, Escalate, Intent, NoArguments, Reply
from driver_assistant.worker.logistics import DriverLogistics
from driver_assistant.worker.papers import OPEN, Paper, papers_of, say_papers
from driver_assistant.worker.say import Say


class Needed(Wire):
    """The papers still wanted from the driver; `photo` says that one came with the question."""

    papers: tuple[Paper, ...] = ()
    photo: bool = False


async def _fetch(_: NoArguments, logistics: DriverLogistics, ask: Ask) -> Needed:
    wanted = [d for d in await logistics.documents() if d.state in OPEN]
    return Needed(papers=tuple(await papers_of(wanted, logistics, ask)), photo=ask.photo)


def _say(record: Needed, say: Say) -> Reply:
    photo = record.photo and say.as_of is None  # an old record knows of an old photo
    wanted = [p for p in record.papers if p.document.state is not DocumentState.EXPIRED]
    listed = [say("send-document-needed"), *say_papers(wanted, say)] if wanted else []
    if photo:
        body = say.lines(say("send-document-received"), *listed)
        return Reply(parts=(say.answer(body),), effects=(Escalate("document_received"),))
    lines = [*listed, say("send-document-how")] if listed else [say("send-document-none")]
    return Reply(parts=(say.answer(say.lines(*lines)),))


PLUGIN = Intent(
    name="send_document",
    description=(
        "The driver wants to hand in a paper or sends a photo of one (POD, CMR, delivery note, "
        "weight ticket, receipt). Not for photos of damage or defects."
    ),
    parameters=NoArguments,
    record=Needed,
    fetch=_fetch,
    say=_say,
    examples=(
        "here is the signed CMR",
        "how do I upload my POD?",
        "te paso el albarán firmado",
        "segue a guia assinada",
        "voici le bon de livraison signé",
        "hier der unterschriebene Lieferschein",
        "wysyłam podpisane CMR",
        "vă trimit CMR-ul semnat",
        "imzalı irsaliyeyi gönderiyorum",
        "ось підписана накладна",
        "साइन किया हुआ POD भेज रहा हूँ",
    ),
)

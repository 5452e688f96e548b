"""How documents are said, for every intent that speaks about papers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from driver_assistant.contracts.logistics import Document, DocumentState, RejectionReason
from driver_assistant.contracts.messages import Wire
from driver_assistant.worker.intent import Ask
from driver_assistant.worker.logistics import DriverLogistics
from driver_assistant.worker.plain import plain
from driver_assistant.worker.say import Say
from driver_assistant.worker.stop_search import stops_of

OPEN: Final = (DocumentState.REQUIRED, DocumentState.REJECTED, DocumentState.EXPIRED)
_CLOSED: Final = (DocumentState.ACCEPTED, DocumentState.PROCESSING, DocumentState.SUBMITTED)


class Paper(Wire):
    """A document, and the number of its stop on today's route."""

    document: Document
    stop: int | None = None


async def papers_of(
    documents: Iterable[Document], logistics: DriverLogistics, ask: Ask
) -> list[Paper]:
    """The documents with the numbers of their stops; their file names are left out."""
    listed = list(documents)
    numbers: dict[str, int] = {}
    if any(document.stop_id for document in listed):
        today = ask.now.astimezone(ask.zone).date()
        stops = await stops_of(today, logistics)
        numbers = {stop.id: stop.sequence for stop in stops if stop.sequence is not None}
    return [
        Paper(
            document=document.model_copy(update={"name": None}),
            stop=numbers.get(document.stop_id or ""),
        )
        for document in listed
    ]


def say_papers(papers: Iterable[Paper], say: Say) -> list[str]:
    """One line for each, without doubles."""
    return list(dict.fromkeys(f"• {_paper(paper, say)}" for paper in papers))


def _paper(paper: Paper, say: Say) -> str:
    document = paper.document
    name = say("document-type", type=document.type.value)
    if paper.stop is not None:
        name = say("document-at-stop", document=name, number=paper.stop)
    if document.state is DocumentState.REJECTED:
        return say("document-because", document=name, reason=_reason(document, say))
    if document.valid_to and document.state in _CLOSED:
        return say("document-valid-to", document=name, date=say.date_of(document.valid_to))
    return name


def _reason(document: Document, say: Say) -> str:
    note = plain(document.rejection_note.text, 120) if document.rejection_note else ""
    reason = document.rejection_reason or RejectionReason.UNKNOWN
    if reason in (RejectionReason.UNKNOWN, RejectionReason.OTHER) and note:
        return f"\u201c{note}\u201d"
    return say("rejection-reason", reason=reason.value)

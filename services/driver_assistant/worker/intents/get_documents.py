"""Papers: what is still needed, what was rejected and why, what has expired, what is in order."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from pydantic import BaseModel, Field

from driver_assistant.contracts.logistics import Document, DocumentState, DocumentType
from driver_assistant.contracts.messages import Wire
from driver_assistant.worker.intent import Ask, Intent, Reply
from driver_assistant.worker.logistics import DriverLogistics
from driver_assistant.worker.papers import OPEN, Paper, papers_of, say_papers
from driver_assistant.worker.rules import menu_payload
from driver_assistant.worker.say import Say
from driver_assistant.worker.stop_facts import title

_SHOWN_MAX: Final = 20
_CHECKED: Final = (DocumentState.PROCESSING, DocumentState.SUBMITTED)
# Papers that are carried along and asked for at roadside checks.
_CARRIED: Final = (
    DocumentType.A1,
    DocumentType.POSTING_DECLARATION,
    DocumentType.INSURANCE,
    DocumentType.ECMR,
)


class WhichDocuments(BaseModel):
    """One type of document, or all that matter now."""

    document: DocumentType | None = Field(None, description="only this type; null for all")


class Documents(Wire):
    """The driver's documents; `document` is the type that was asked for."""

    papers: tuple[Paper, ...] = ()
    document: DocumentType | None = None


async def _fetch(which: WhichDocuments, logistics: DriverLogistics, ask: Ask) -> Documents:
    wanted = which.document if which.document is not DocumentType.UNKNOWN else None
    found = await papers_of(await logistics.documents(), logistics, ask)
    shown = [p for p in found if wanted is None or p.document.type is wanted]
    return Documents(papers=tuple(shown), document=wanted)


def _say(record: Documents, say: Say) -> Reply:
    shown = [paper for paper in record.papers if _matters(paper.document, record.document)]
    groups = (
        ("documents-rejected", (DocumentState.REJECTED,)),
        ("documents-required", (DocumentState.REQUIRED,)),
        ("documents-expired", (DocumentState.EXPIRED,)),
        ("documents-processing", _CHECKED),
        ("documents-accepted", (DocumentState.ACCEPTED,)),
    )
    told = [line for key, states in groups for line in _group(key, states, shown, say)]
    missing = any(paper.document.state in OPEN for paper in shown)
    if record.document is not None and not told:
        told = [say("not-found")]
    elif record.document is None and not missing:
        told = [say("documents-none"), *told]
    choices = [(menu_payload("send_document"), title("send_document", say))] if missing else []
    return Reply(parts=(say.answer(say.lines(*told), choices),))


def _matters(document: Document, wanted: DocumentType | None) -> bool:
    """All of the type that was asked for; else what is open, and what is carried along."""
    if wanted is not None:
        return True
    return document.state is not DocumentState.ACCEPTED or document.type in _CARRIED


def _group(key: str, states: tuple[DocumentState, ...], papers: list[Paper], say: Say) -> list[str]:
    group = [paper for paper in papers if paper.document.state in states][:_SHOWN_MAX]
    return [say(key), *say_papers(group, say)] if group else []


PLUGIN = Intent(
    name="get_documents",
    description=(
        "The driver's papers: what is still missing, what was rejected and why, what expired, and "
        "whether a paper for a roadside check (A1, posting declaration, insurance, eCMR) is there."
    ),
    parameters=WhichDocuments,
    record=Documents,
    fetch=_fetch,
    say=_say,
    examples=(
        "am I missing any paperwork?",
        "is my A1 still valid?",
        "¿por qué me rechazaron el albarán?",
        "falta algum documento meu?",
        "il manque quels papiers pour ce voyage ?",
        "Welche Unterlagen fehlen noch von mir?",
        "dlaczego odrzucili moje CMR?",
        "ce documente mai trebuie să dau?",
        "hangi belgem reddedildi?",
        "яких паперів ще не вистачає?",
        "मेरा कौन सा काग़ज़ रिजेक्ट हुआ?",
        "¿qué documentos faltan?",
        "welche Dokumente fehlen?",
        "jakie dokumenty są potrzebne?",
        "quels documents manquent ?",
        "que documentos faltam?",
    ),
    cache_for=timedelta(seconds=30),
    menu_order=5,
)

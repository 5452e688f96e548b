"""Proper names that no record, question or dictionary knows: invented stops and places.

Capital letters inside a sentence mark a name in most languages; German writes every noun so,
and Hindi none, hence their own rules. A known name may stand in another case or script.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple

from driver_assistant.guardrails.grounding.folding import flat
from driver_assistant.guardrails.grounding.known_words import WORD
from driver_assistant.guardrails.grounding.vocabulary import Vocabulary, places_of

_WORD = WORD.pattern
_RUN = re.compile(
    rf"{_WORD}(?:(?: & | |-)(?:(?:de|del|da|do|la|le|les|los|von|van|der|am|sur|upon) )?{_WORD})*"
)
_SENTENCE_END = re.compile(r"(?:^|[\n.!?:;।•*\"„“»«(\[-]|\d[.)])[\s*_\"„“«¿¡>\-–—•\0]*$")
# Capitals that aren't names of places: abbreviations of the trade and of WhatsApp.
_GENERIC = frozenset(
    flat(
        "whatsapp gps sms pdf cmr ecmr pod bol adr eta etd hos eld ok okay pin qr id po "
        "vat lkw gmbh sl sa srl kg ltd inc ag se eu uk usa i sie ihr ihre ihren ihrem "
        "ihrer ihnen du dein deine guten gute guter morgen tag fahrt nacht reise der die "
        "das den dem ein eine einen bitte danke mr mrs ms dr herr frau sr sra señor "
        "señora pan pani domnul doamna bay bayan м monsieur madame hallo hello hi hola "
        "olá bonjour cześć salut merhaba вітаю utc gmt cet cest eet wet google maps apple "
        "waze "
    ).split()
)
_PLACE_WORDS = frozenset(flat("in nach bei richtung stopp halt").split())
_NAME_WORDS = _PLACE_WORDS | frozenset(
    flat("zu von an ab ist heißt für erreichst firma kunde kunden über via").split()
)
# German nouns that follow "in", "nach", "bei" in answers to drivers.
_GERMAN_NOUNS = frozenset(
    flat(
        "fragen problemen ordnung ankunft abfahrt kürze richtung verbindung rückfragen bedarf "
        "verspätung plan ruhe stunden minuten tagen kilometern zeit bearbeitung höhe planung "
        "anlieferung abholung entladung beladung störungen schäden eile empfang begleitung "
    ).split()
)
_LINE_MARK = re.compile(r"(?:^|\n)[\s*_>•-]*(?:\d{1,2}[.)])?[\s*_]*$")


Known = Callable[[str], bool]  # whether a folded word may be said


class UnknownName(NamedTuple):
    """A run of words that names nothing known; `sure` when more than one word says so."""

    start: int
    end: int
    sure: bool


def unknown_names(text: str, known: Known, words: Vocabulary) -> Iterator[UnknownName]:
    """Names in an answer (spans that were found in the evidence blanked) that nothing backs."""
    for run in _RUN.finditer(text):
        initial = bool(_SENTENCE_END.search(text[max(0, run.start() - 12) : run.start()]))
        strangers = _strangers(run, text, known, words)
        if not strangers:
            continue
        opens = strangers[0][0] == run.start() and initial and len(strangers) == 1
        if opens and words.language != "hi":
            continue
        first, last = strangers[0][0], strangers[-1][1]
        if words.capital_nouns and not _is_german_name(text, strangers):
            continue
        yield UnknownName(first, last, len(strangers) > 1)


def _strangers(
    run: re.Match[str], text: str, known: Known, words: Vocabulary
) -> list[tuple[int, int]]:
    """The capitalised words of a run that nothing knows."""
    found: list[tuple[int, int]] = []
    for word in WORD.finditer(text, run.start(), run.end()):
        folded = flat(word[0])
        is_name = word[0][0].isupper() and (len(folded) > 2 or words.language == "hi")
        if not is_name or (word[0].isupper() and len(folded) <= 5):
            continue
        if folded in words.known_words or folded in _GENERIC or known(folded):
            continue
        if any(known(other) for other in places_of(words.language).get(folded, ())):
            continue
        found.append(word.span())
    return found


def _is_german_name(text: str, strangers: list[tuple[int, int]]) -> bool:
    """Two unknown capitals after "zu" or "bei", or one straight after "in", "nach", "Stopp:"."""
    start, end = strangers[0]
    before = re.search(r"([^\W\d_]+)[:]? \W?$", text[max(0, start - 24) : start])
    cue = flat(before[1]) if before else ""
    side_by_side = any(
        text[a_end:b_start] in {" ", "-", " & "} for (_, a_end), (b_start, _) in pairwise(strangers)
    )
    tail = text[strangers[-1][1] :]
    opens = _LINE_MARK.search(text[max(0, start - 40) : start])
    alone = re.match(r"\*|\n| \(|$", tail) or (opens and re.match(r" um\b| \d|,", tail))
    if side_by_side and (alone or cue in _NAME_WORDS):
        return True
    noun = flat(text[start:end])
    if noun in _GERMAN_NOUNS or noun.endswith(("ung", "zeit")):
        return False
    return cue in _PLACE_WORDS

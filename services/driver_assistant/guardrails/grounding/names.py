"""Proper names that no record, question or dictionary knows: invented stops and places.

Capital letters inside a sentence mark a name in most languages; German writes every noun so,
and Hindi none, hence their own rules. A known name may stand in another case or script.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from driver_assistant.guardrails.grounding.folding import flat
from driver_assistant.guardrails.grounding.vocabulary import Vocabulary, places_of

_WORD = r"[^\W\d_][^\W\d_'’]*"
_RUN = re.compile(
    rf"{_WORD}(?:(?: & | |-)(?:(?:de|del|da|do|la|le|les|los|von|van|der|am|sur|upon) )?{_WORD})*"
)
_ONE = re.compile(_WORD)
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
_LATIN_SPELLING = "a b v h g d e ye zh z y i yi y k l m n o p r s t u f kh ts ch sh shch - yu ya"
_LATIN = str.maketrans(
    {
        cyrillic: latin.strip("-")
        for cyrillic, latin in zip(
            "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя", _LATIN_SPELLING.split(), strict=True
        )
    }
)
_LINE_MARK = re.compile(r"(?:^|\n)[\s*_>•-]*(?:\d{1,2}[.)])?[\s*_]*$")
_PREFIX = 4


class UnknownName(NamedTuple):
    """A run of words that names nothing known; `sure` when more than one word says so."""

    start: int
    end: int
    sure: bool


class KnownWords:
    """Words that may be said: of the evidence, the question and the caller, in any case ending."""

    __slots__ = ("_prefixes", "_texts", "_words")

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = tuple(texts)
        self._words: set[str] = set()
        self._prefixes: dict[str, list[str]] = {}

    def _read(self) -> None:
        """On the first look-up only: most answers hold no unknown capital at all."""
        for text in set(self._texts):
            for word in _ONE.findall(flat(text)):
                self._words.update((word, word.translate(_LATIN)))
        for word in self._words:
            self._prefixes.setdefault(word[:_PREFIX], []).append(word)
        self._texts = ()

    def has(self, word: str) -> bool:
        """Whether a folded word is known, as written, inflected, or in Cyrillic."""
        if self._texts:
            self._read()
        return any(
            form in self._words or self._inflected(form)
            for form in dict.fromkeys((word, word.translate(_LATIN)))
        )

    def _inflected(self, word: str) -> bool:
        if len(word) < _PREFIX:
            return False
        for known in self._prefixes.get(word[:_PREFIX], ()):
            shared = next(
                (i for i, (a, b) in enumerate(zip(word, known, strict=False)) if a != b),
                min(len(word), len(known)),
            )
            if shared >= max(len(word), len(known)) - 3:
                return True
        short = word[:3]
        return len(word) <= 7 and any(
            known.startswith(short) and abs(len(known) - len(word)) <= 2 and len(known) <= 6
            for prefix, words in self._prefixes.items()
            if prefix.startswith(short)
            for known in words
        )


def unknown_names(text: str, known: KnownWords, words: Vocabulary) -> Iterator[UnknownName]:
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
    run: re.Match[str], text: str, known: KnownWords, words: Vocabulary
) -> list[tuple[int, int]]:
    """The capitalised words of a run that nothing knows."""
    found: list[tuple[int, int]] = []
    for word in _ONE.finditer(text, run.start(), run.end()):
        folded = flat(word[0])
        is_name = word[0][0].isupper() and (len(folded) > 2 or words.language == "hi")
        if not is_name or (word[0].isupper() and len(folded) <= 5):
            continue
        if folded in words.known_words or folded in _GENERIC or known.has(folded):
            continue
        if any(known.has(other) for other in places_of(words.language).get(folded, ())):
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

"""The recipe: an answer and its evidence in, one judgement per checkable statement out."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cache, partial
from typing import TypeVar

from driver_assistant.contracts.languages import Language, as_language
from driver_assistant.guardrails.grounding.atoms import Atom, Meaning, extract
from driver_assistant.guardrails.grounding.binding import Binder
from driver_assistant.guardrails.grounding.claims import Claim, split_claims
from driver_assistant.guardrails.grounding.evidence import Evidence
from driver_assistant.guardrails.grounding.facts import plain_key
from driver_assistant.guardrails.grounding.folding import flat
from driver_assistant.guardrails.grounding.identifiers import find_docks, find_identifiers
from driver_assistant.guardrails.grounding.known_words import KnownWords
from driver_assistant.guardrails.grounding.mentions import Mention, find_mentions
from driver_assistant.guardrails.grounding.moments import Moments
from driver_assistant.guardrails.grounding.names import unknown_names
from driver_assistant.guardrails.grounding.quantities import parse_quantity
from driver_assistant.guardrails.grounding.statuses import status_claims
from driver_assistant.guardrails.grounding.subjects import Subjects
from driver_assistant.guardrails.grounding.times import parse_time
from driver_assistant.guardrails.grounding.tokens import Reading, read
from driver_assistant.guardrails.grounding.verdicts import Judgement
from driver_assistant.guardrails.grounding.vocabulary import Vocabulary, vocabulary
from driver_assistant.guardrails.leaves import Leaves

_Placed = TypeVar("_Placed", Mention, Atom)
_PARSERS = (parse_time, parse_quantity)
_TEXT_MAX = 2000  # characters of one string that are read for figures
_URL = ("http://", "https://")
# What a hollow answer may still contain: "try again tomorrow" promises nothing about a record.
_CLAIM_SENSES = frozenset({"whole", "not", "count"})
_HARMLESS = frozenset({"day", "weekday", "position", "percent"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What `ground` judges: an answer, what it may speak from, and when it is said."""

    text: str
    evidence: Leaves
    now: datetime
    language: str | None = None
    question: str = ""
    own: tuple[str, ...] = ()  # the caller's name and ids
    home: tzinfo | None = None  # the caller's zone: times of records without a place are said in it
    template: bool = False
    fetch_failed: bool = False


def ground(answer: Answer) -> tuple[Judgement, ...]:
    """Verdicts on every typed atom, subject, status and name, in the order of the text."""
    words = vocabulary(_language_of(answer))
    evidence = Evidence.of(answer.evidence)
    folded = flat(answer.text)
    mentions = find_mentions(folded, evidence)
    atoms, reading = _atoms(answer.text, folded, mentions, words)
    if evidence.is_empty:
        judgements = _without_evidence(answer, atoms, reading, words)
    else:
        judgements = _with_evidence(answer, evidence, mentions, atoms, reading, words)
        if not answer.template:
            judgements += _names(answer, evidence, mentions, words)
    if answer.template:
        judgements = [j for j in judgements if _matters_in_template(j)]
    return tuple(sorted(judgements, key=lambda j: (j.start, j.end)))


def _language_of(answer: Answer) -> Language:
    """The stated language, else the one its script tells, else English."""
    if answer.language:
        return as_language(answer.language)
    if any("\u0400" <= c <= "\u04ff" for c in answer.text):
        return "uk"
    return "hi" if any("\u0900" <= c <= "\u097f" for c in answer.text) else "en"


def _atoms(
    text: str, folded: str, mentions: list[Mention], words: Vocabulary
) -> tuple[list[Atom], Reading]:
    """Atoms outside the evidence's own strings, identifiers first; and the text's words."""
    taken = [(m.start, m.end) for m in mentions] + _urls(folded)
    rest = _blanked(text, taken)
    idents = list(find_identifiers(rest))
    taken_by_ids = {ident.start for ident in idents}
    idents += [dock for dock in find_docks(rest) if dock.start not in taken_by_ids]
    reading = read(_blanked(folded, [*taken, *((i.start, i.end) for i in idents)]), words.lexicon)
    atoms = extract(reading, words, _PARSERS)
    atoms += [
        Atom(
            start=i.start,
            end=i.end,
            text=i.text,
            meanings=(Meaning("ident", i.key),),
            role="phone" if i.text[0] in "+(0" else "",
        )
        for i in idents
    ]
    return sorted(atoms, key=lambda a: a.start), reading


def _with_evidence(
    answer: Answer,
    evidence: Evidence,
    mentions: list[Mention],
    atoms: list[Atom],
    reading: Reading,
    words: Vocabulary,
) -> list[Judgement]:
    binder = Binder(
        evidence=evidence,
        moments=Moments(evidence, answer.now, answer.home),
        reading=reading,
        asked=cache(partial(_asked, answer, words)),
        read_text=cache(partial(_meanings, words=words)),
        subjects=Subjects(
            evidence=evidence,
            reading=reading,
            inherits=not answer.template,
            focus=_asked_about(answer, evidence),
        ),
    )
    if answer.template:
        atoms = [atom for atom in atoms if not _is_round_span(atom)]
    judgements: list[Judgement] = []
    for start, end in split_claims(answer.text):
        claim = _claim(answer.text, (start, end), mentions, atoms, reading, words)
        judgements += binder.judge(claim)
    return judgements


def _claim(
    text: str,
    bounds: tuple[int, int],
    mentions: Sequence[Mention],
    atoms: Sequence[Atom],
    reading: Reading,
    words: Vocabulary,
) -> Claim:
    start, end = bounds
    senses = {
        (sense.category, sense.value)
        for at in reading.between(start, end)
        for sense in reading.found.get(at, ())
        if sense.category in _CLAIM_SENSES
    }
    inside = _inside(mentions, start, end)
    return Claim(
        start=start,
        end=end,
        mentions=inside,
        atoms=_inside(atoms, start, end),
        statuses=list(status_claims(reading, start, end, words.language, text)),
        whole=("whole", None) in senses,
        denies=("not", None) in senses,
        of_papers=("count", "document") in senses or any(m.field.endswith(".type") for m in inside),
    )


def _inside(found: Sequence[_Placed], start: int, end: int) -> Sequence[_Placed]:
    """Those that start in a claim; `found` is in the order of the text."""
    first = bisect_left(found, start, key=lambda each: each.start)
    return found[first : bisect_left(found, end, key=lambda each: each.start)]


def _without_evidence(
    answer: Answer, atoms: list[Atom], reading: Reading, words: Vocabulary
) -> list[Judgement]:
    """Nothing was fetched: any figure or state that the driver didn't give himself is made up."""
    asked = _asked(answer, words)
    own = {i.key for text in answer.own for i in find_identifiers(text)}
    judgements = [
        Judgement(start=a.start, end=a.end, kind=a.meanings[0].kind, verdict="unsupported")
        for a in atoms
        if a.meanings[0].kind not in _HARMLESS
        and not any((m.kind, m.value) in asked or m.value in own for m in a.meanings)
    ]
    for start, end in split_claims(answer.text):
        judgements += [
            Judgement(start=s.start, end=s.end, kind="status", verdict="unsupported")
            for s in status_claims(reading, start, end, words.language, answer.text)
            if not s.denied
        ]
    return judgements


def _asked(answer: Answer, words: Vocabulary) -> frozenset[tuple[str, object]]:
    """What the driver said himself: an answer may give it back."""
    texts = (text for text in (answer.question, *answer.own) if text)
    return frozenset(meaning for text in texts for meaning in _meanings(text, words))


def _meanings(text: str, words: Vocabulary) -> frozenset[tuple[str, object]]:
    """Everything a text states, in every reading."""
    return frozenset(
        (meaning.kind, meaning.value)
        for atom in _atoms(text[:_TEXT_MAX], flat(text[:_TEXT_MAX]), [], words)[0]
        for meaning in atom.meanings
    )


def _asked_about(answer: Answer, evidence: Evidence) -> frozenset[int]:
    """The record that the question names, if it names one."""
    named = [m for m in find_mentions(flat(answer.question), evidence) if m.strength]
    named = [m for m in named if 0 not in m.records]
    return named[0].records if len({m.records for m in named}) == 1 else frozenset()


def _names(
    answer: Answer, evidence: Evidence, mentions: list[Mention], words: Vocabulary
) -> list[Judgement]:
    told = KnownWords([flat(each) for each in (answer.question, *answer.own)])
    text = _blanked(answer.text, [(m.start, m.end) for m in mentions] + _urls(answer.text))
    begun = cache(partial(_beginnings, evidence))
    return [
        Judgement(
            start=name.start,
            end=name.end,
            kind="name" if name.sure or _goes_on(text, name.start, begun) else "word",
            verdict="unsupported",
        )
        for name in unknown_names(
            text, lambda word: evidence.words.has(word) or told.has(word), words
        )
    ]


def _beginnings(evidence: Evidence) -> frozenset[str]:
    """Words of the records' names that another word of the name follows: "metro" of a place."""
    named = (f.value for f in evidence.texts if plain_key(f.key) in {"name", "label", "stop"})
    return frozenset(word for value in named for word in flat(value).split()[:-1] if len(word) > 2)


def _goes_on(text: str, start: int, begun: Callable[[], frozenset[str]]) -> bool:
    """Whether a stranger stands where a record's name goes on: "Metro Sopot" for "Metro Gdańsk"."""
    before = text[max(0, start - 24) : start]
    words = before.split()
    return before.endswith(" ") and bool(words) and flat(words[-1]) in begun()


def _matters_in_template(judgement: Judgement) -> bool:
    """A template's own words are ours; only a slot that contradicts the record is wrong."""
    if judgement.holds:
        return True
    return judgement.verdict == "contradicted" and judgement.kind not in {
        "status", "phone", "number", "day", "weekday", "count", "subject",
    }  # fmt: skip


def _is_round_span(atom: Atom) -> bool:
    """As "15 minutes" and "24 hours" are: a template's own words more often than a slot."""
    spans = [m.value for m in atom.meanings if m.kind == "duration"]
    return any(span % 60 == 0 or (span % 5 == 0 and span < 60) for span in spans)


def _urls(text: str) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for scheme in _URL:
        at = text.find(scheme)
        while at >= 0:
            end = next((i for i in range(at, len(text)) if text[i].isspace()), len(text))
            found.append((at, end))
            at = text.find(scheme, end)
    return found


def _blanked(text: str, ranges: Iterable[tuple[int, int]]) -> str:
    chars = list(text)
    for start, end in ranges:
        chars[start:end] = "\0" * (end - start)
    return "".join(chars)

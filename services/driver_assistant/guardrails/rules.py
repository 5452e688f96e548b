"""Rules as data: an act and an object near each other, in any supported language.

`policy.py` compiles them, the input checks read their hits. Word lists go through one
Aho-Corasick automaton and patterns through RE2, so a scan takes linear time whatever a policy's
author wrote. A single word never makes a rule: "ignore" is a driver's word, "ignore" + "your
instructions" is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Final, Literal, NamedTuple

import ahocorasick  # type: ignore[import-not-found]  # a C extension without stubs
import re2  # type: ignore[import-untyped]  # ships no stubs
from pydantic import BaseModel, ConfigDict, Field, model_validator

from driver_assistant.contracts.guardrails import Severity
from driver_assistant.guardrails.canonical import Canonical, Reading, fold
from driver_assistant.guardrails.canonical.scripts import outside_words, script_of

# Scripts written without spaces between words: a term may start and end anywhere.
_UNSPACED: Final = frozenset({"han", "kana", "thai", "khmer"})
_SHORTEST_COMPACT: Final = 4  # shorter terms occur by chance in text without word ends
_COMPACT_GAP: Final = 14
_MOST_HITS: Final = 400  # per reading; a text with more repeats itself

Terms = dict[str, list[str]]


class Rule(BaseModel):
    """What to look for. `all` names word lists that must occur within `within` characters.

    `others` is the severity in texts that the driver did not type (notes, captions, ...).
    `unless` names word lists that clear the rule when they stand between or beside the words.
    `one_language` asks that the words be of one language's lists: "go" is a person in Polish.
    `pattern` is an RE2 expression over the folded text, instead of `all`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9_]+(\.[a-z0-9_-]+)+$")
    category: str
    severity: Severity
    others: Severity | None = None
    all: tuple[str, ...] = ()
    order: Literal["forward", "any"] = "forward"
    within: int = Field(40, ge=0, le=200)
    unless: tuple[str, ...] = ()
    pattern: str = ""
    plain_only: bool = False
    one_language: bool = False
    message: str = ""
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _one_way_to_match(self) -> Rule:
        if bool(self.all) == bool(self.pattern):
            raise ValueError(f"rule {self.id}: give either `all` or `pattern`")
        if self.pattern:
            try:
                re2.compile(self.pattern, _re2_options())
            except re2.error as error:
                raise ValueError(
                    f"rule {self.id}: RE2 can't compile the pattern: {error}"
                ) from None
        return self


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that matched, where, and how the text had to be read for it."""

    rule: Rule
    reading: Reading
    start: int
    end: int


class Place(NamedTuple):
    """A term of a word list found at `[start, end)`, and the languages whose lists have it."""

    start: int
    end: int
    languages: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Term:
    groups: tuple[tuple[str, frozenset[str]], ...]  # word lists, each with languages
    size: int
    left: bool  # a word must begin here
    right: bool  # a word must end here
    compact: bool  # may be looked for in text without word ends


def _re2_options() -> Any:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 4 << 20
    return options


class Matcher:
    """Compiled rules; immutable and shared by all threads."""

    def __init__(self, rules: Sequence[Rule], lexicon: Mapping[str, Terms]) -> None:
        self.rules = tuple(rules)
        self._automaton = _automaton(lexicon)
        unknown = {group for rule in rules for group in rule.all + rule.unless} - lexicon.keys()
        if unknown:
            raise ValueError(f"rules name missing word lists: {', '.join(sorted(unknown))}")
        self._worded: dict[str, list[tuple[int, Rule]]] = {}  # by the first list's name
        for index, rule in enumerate(rules):
            if rule.all:
                self._worded.setdefault(rule.all[0], []).append((index, rule))
        self._patterns = tuple(
            (rule, re2.compile(rule.pattern, _re2_options())) for rule in rules if rule.pattern
        )

    def scan(self, canonical: Canonical) -> tuple[Hit, ...]:
        """Every rule's first hit in every reading of the text."""
        plain, *others = canonical.readings
        hits = list(self._scan_reading(plain, self.plain_places(canonical)))
        for reading in others:
            hits.extend(self._scan_reading(reading, self.places(reading)))
        return tuple(hits)

    def plain_places(self, canonical: Canonical) -> dict[str, list[Place]]:
        """Where each word list's terms stand in the text as typed; computed once."""
        key = (self, "places")
        found: dict[str, list[Place]] | None = canonical.memo.get(key)
        if found is None:
            found = canonical.memo[key] = self.places(canonical.readings[0])
        return found

    def _scan_reading(self, reading: Reading, places: dict[str, list[Place]]) -> Iterable[Hit]:
        masked = reading.masked
        for _, rule in sorted(self._possible(places), key=itemgetter(0)):
            if rule.plain_only and masked:
                continue
            found = _chain(rule, places, gap=_COMPACT_GAP if reading.compact else rule.within)
            if found is not None:
                yield Hit(rule, reading, *found)
        for rule, pattern in self._patterns:
            if reading.compact or reading.guess or (rule.plain_only and reading.masked):
                continue
            match = pattern.search(reading.text)
            if match is not None:
                yield Hit(rule, reading, *match.span())

    def _possible(self, places: Mapping[str, object]) -> Iterator[tuple[int, Rule]]:
        """Rules all of whose word lists occur, with their place in the policy."""
        for name in places.keys() & self._worded.keys():
            for index, rule in self._worded[name]:
                if all(group in places for group in rule.all):
                    yield index, rule

    def places(self, reading: Reading) -> dict[str, list[Place]]:
        """Where each word list's terms stand in a reading, in order."""
        outside = None if reading.compact else outside_words(reading.text)
        found: dict[str, list[Place]] = {}
        count = 0
        for last, terms in self._automaton.iter(reading.text):
            end = last + 1
            for term in terms:
                start = end - term.size
                if not (term.compact if outside is None else _stands(term, outside, start, end)):
                    continue
                count += 1
                for group, languages in term.groups:
                    found.setdefault(group, []).append(Place(start, end, languages))
            if count > _MOST_HITS:
                break
        return found


def _automaton(lexicon: Mapping[str, Terms]) -> ahocorasick.Automaton:
    terms: dict[tuple[str, bool, bool], dict[str, set[str]]] = {}
    for group in sorted(lexicon):
        for language, words in lexicon[group].items():
            for word in words:
                terms.setdefault(_parsed(word), {}).setdefault(group, set()).add(language)
    keyed: dict[str, list[_Term]] = {}
    for (key, left, right), groups in terms.items():
        named = tuple((group, frozenset(groups[group])) for group in sorted(groups))
        solid = key.replace(" ", "")
        compact = len(solid) >= _SHORTEST_COMPACT
        keyed.setdefault(key, []).append(_Term(named, len(key), left, right, compact))
        if solid != key and compact:  # "system prompt" in text whose spaces are gone
            keyed.setdefault(solid, []).append(_Term(named, len(solid), left, right, True))
    automaton = ahocorasick.Automaton()
    for key, entries in keyed.items():
        automaton.add_word(key, tuple(entries))
    if not keyed:
        automaton.add_word("\0", ())
    automaton.make_automaton()
    return automaton


def _parsed(word: str) -> tuple[str, bool, bool]:
    """`ignor*` begins a word, `*nstruct*` may stand inside one, `ignore` is the whole word."""
    key = " ".join(fold(word.strip("*")).split())
    if not key:
        raise ValueError(f"the word list entry {word!r} is empty after folding")
    unspaced = not key.isascii() and any(script_of(letter) in _UNSPACED for letter in key)
    return key, not (word.startswith("*") or unspaced), not (word.endswith("*") or unspaced)


def _stands(term: _Term, outside: bytes, start: int, end: int) -> bool:
    """Whether words begin and end where the term asks for it; `outside` is one place ahead."""
    return bool((not term.left or outside[start]) and (not term.right or outside[end + 1]))


def _chain(rule: Rule, places: Mapping[str, list[Place]], *, gap: int) -> tuple[int, int] | None:
    """The first place where all of the rule's words stand close enough."""
    for first in places[rule.all[0]]:
        found = _extend(rule, places, (first,), gap)
        if found is not None and not _cleared(rule, places, found):
            return min(place.start for place in found), max(place.end for place in found)
    return None


def _extend(
    rule: Rule, places: Mapping[str, list[Place]], chosen: tuple[Place, ...], gap: int
) -> tuple[Place, ...] | None:
    if len(chosen) == len(rule.all):
        return chosen
    low, high = min(place.start for place in chosen), max(place.end for place in chosen)
    for place in places[rule.all[len(chosen)]]:
        if any(place.start < other.end and other.start < place.end for other in chosen):
            continue
        in_order = rule.order == "any" or place.start >= high
        if rule.one_language and not _share_a_language(place, chosen):
            continue
        if in_order and _near(place, low, high, gap):
            found = _extend(rule, places, (*chosen, place), gap)
            if found is not None:
                return found
    return None


def _share_a_language(place: Place, chosen: tuple[Place, ...]) -> bool:
    return bool(place.languages.intersection(*(other.languages for other in chosen)))


def _near(place: Place, low: int, high: int, gap: int) -> bool:
    """Whether `place` stands inside `[low, high)` or at most `gap` characters beside it."""
    return place.start - high <= gap and low - place.end <= gap


def _cleared(rule: Rule, places: Mapping[str, list[Place]], found: tuple[Place, ...]) -> bool:
    """Whether a word that clears the rule stands near; "stop" in "stop following" does not."""
    margin = rule.within // 2
    low = min(place.start for place in found) - margin
    high = max(place.end for place in found) + margin
    return any(
        place.start < high
        and place.end > low
        and not any(other.start <= place.start and place.end <= other.end for other in found)
        for group in rule.unless
        for place in places.get(group, ())
    )

"""Scores how well a text fits each tool of a set, from the tools' own words.

Two views are mixed. Likeness compares the text with the tool's purpose and examples, letter by
letter (`similarity.py`). Meaning compares the concepts it mentions (`lexicon.py`) with those
that the tool's texts mention, so an example in one language helps another; it counts as far as
the text's words have a known meaning. Built once per tool set by `choose.py`; the texts are all
it knows of a tool.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from driver_assistant.sandbox.openrouter.folding import words
from driver_assistant.sandbox.openrouter.lexicon import concepts_in, is_filler, mentions
from driver_assistant.sandbox.openrouter.similarity import Index
from driver_assistant.sandbox.openrouter.wire import Function

_MEANING = 0.65  # weight of meaning where every word has one; likeness has the rest
# The best example decides; two more confirm; the purpose breaks ties.
_BEST, _NEXT, _PURPOSE = 0.75, 0.15, 0.1
_PURPOSE_COUNTS = 2  # a concept in the purpose is as typical as one in two examples
# Concepts that any question may mention say little about which one it is.
_WEAK = frozenset(
    {"who", "why", "when", "where", "how much", "how long", "can i", "no", "more", "now", "all"}
)
_WEAKNESS = 0.4
# What people ask machines for besides: unless some tool is made for it, it weighs heavily.
_ELSEWHERE = frozenset({"leisure", "knowledge"})
_ELSEWHERE_WEIGHT = 3.0
_COVERAGE_POWER = 0.8  # how fast a text full of words without a known meaning loses

_LISTED = re.compile(r"examples?\s*:\s*(?P<listed>.+)", re.IGNORECASE | re.DOTALL)
_QUOTED = re.compile(r"[\"“„«](.{2,200}?)[\"”“»]")
_BETWEEN = re.compile(r"\s*[|;\n]\s*")


class ToolIndex:
    """One tool set, ready to be compared with."""

    def __init__(self, functions: Iterable[Function]) -> None:
        taught = {function.name: _taught(function) for function in functions}
        self._likeness = _Likeness(taught)
        self._meaning = _Meaning(taught)

    def ranked(self, text: str) -> list[tuple[str, float]]:
        """Every tool's name and score, 0 to 1, best first; equals keep the order of the request."""
        likeness = self._likeness.scores(text)
        meaning = self._meaning.scores(text)
        weight = _MEANING * _covered(text) ** _COVERAGE_POWER
        scores = [
            (name, (1 - weight) * likeness[name] + weight * meaning[name]) for name in likeness
        ]
        return sorted(scores, key=lambda pair: -pair[1])


@dataclass(frozen=True, slots=True)
class _Taught:
    """What a description says: the purpose in words, and utterances it gives as examples."""

    purpose: str
    examples: tuple[str, ...]


class _Likeness:
    """Compares texts as they are written."""

    def __init__(self, taught: Mapping[str, _Taught]) -> None:
        texts: list[str] = []
        tools: list[int] = []
        self._rows: dict[str, tuple[int, int]] = {}  # row of the purpose, row after the examples
        for number, (name, told) in enumerate(taught.items()):
            self._rows[name] = (len(texts), len(texts) + 1 + len(told.examples))
            texts += (told.purpose, *told.examples)
            tools += [number] * (1 + len(told.examples))
        self._index = Index(texts, tools)

    def scores(self, text: str) -> dict[str, float]:
        """How much `text` looks like each tool's texts."""
        alike = self._index.similarities(text)
        return {
            name: _mixed(float(alike[purpose]), alike[purpose + 1 : end])
            for name, (purpose, end) in self._rows.items()
        }


def _mixed(purpose: float, examples: NDArray[np.float64]) -> float:
    if not len(examples):
        return purpose
    close = np.sort(examples)[::-1]
    best = float(close[0])
    confirm = float(close[1:3].sum() / len(close[1:3])) if len(close) > 1 else best
    return _BEST * best + _NEXT * confirm + _PURPOSE * purpose


class _Meaning:
    """Compares the concepts that texts mention."""

    def __init__(self, taught: Mapping[str, _Taught]) -> None:
        self._typical = {name: _typical(told) for name, told in taught.items()}
        self._total: Counter[str] = Counter()
        for typical in self._typical.values():
            self._total.update(typical)
        spread = Counter(concept for typical in self._typical.values() for concept in typical)
        size = 1 + len(taught)
        self._rarity = {name: math.log(size / (1 + n)) + 1 for name, n in spread.items()}
        self._unknown = math.log(size) + 1

    def scores(self, text: str) -> dict[str, float]:
        """How much of what `text` means is typical of each tool."""
        meant = concepts_in(text)
        weights = {concept: self._weight(concept) for concept in meant}
        whole = sum(weights.values())
        if not whole:
            return dict.fromkeys(self._typical, 0.0)
        if meant <= _WEAK:  # "who …?" alone is no reason to think of anyone's tool
            whole /= _WEAKNESS
        return {
            name: sum(weights[c] * self._share(c, typical) for c in meant) / whole
            for name, typical in self._typical.items()
        }

    def _weight(self, concept: str) -> float:
        if concept in _ELSEWHERE and concept not in self._rarity:
            return self._unknown * _ELSEWHERE_WEIGHT
        weight = self._rarity.get(concept, self._unknown)
        return weight * _WEAKNESS if concept in _WEAK else weight

    def _share(self, concept: str, typical: Mapping[str, float]) -> float:
        """Which part of all mentions of a concept is this tool's."""
        total = self._total.get(concept, 0.0)
        return typical.get(concept, 0.0) / total if total else 0.0


def _typical(told: _Taught) -> Counter[str]:
    """How often the tool's texts mention each concept, at most 1."""
    counts: Counter[str] = Counter()
    for example in told.examples:
        counts.update(concepts_in(example))
    for concept in concepts_in(told.purpose):
        counts[concept] += _PURPOSE_COUNTS
    size = len(told.examples) + _PURPOSE_COUNTS
    return Counter({concept: n / size for concept, n in counts.items()})


def _covered(text: str) -> float:
    """Which part of the words has a known meaning; weak ones count less, fillers not at all."""
    strength: dict[int, float] = {}
    for start, end, concept in mentions(text):
        for place in range(start, end):
            weight = _WEAKNESS if concept in _WEAK else 1.0
            strength[place] = max(weight, strength.get(place, 0.0))
    unknown = sum(
        place not in strength and word != "0" and not is_filler(word)
        for place, word in enumerate(words(text))
    )
    known = sum(strength.values())
    return known / (len(strength) + unknown) if known else 0.0


def _taught(function: Function) -> _Taught:
    listed = _LISTED.search(function.description)
    name = re.sub(r"[_-]+", " ", function.name)
    if listed is None:
        quoted = tuple(_QUOTED.findall(function.description))
        return _Taught(f"{name} {function.description}", quoted)
    purpose = f"{name} {function.description[: listed.start()]}"
    return _Taught(purpose, tuple(_utterances(listed["listed"])))


def _utterances(listed: str) -> Iterator[str]:
    """Quoted utterances, or those between `|`, `;` or line ends."""
    quoted = _QUOTED.findall(listed)
    for utterance in quoted or _BETWEEN.split(listed):
        stripped = utterance.strip(" \t\"'.")
        if stripped:
            yield stripped

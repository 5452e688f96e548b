"""Everyday words in ten languages that any language model knows, and where a text uses them.

`similarity.py` and `choose.py` bridge languages with them, `arguments.py` sees that `jutro`
means the enum value `tomorrow`. The words are in `lexicon.yaml`: general time words, questions
and the words of the road. They are a dictionary, not a list of what an assistant can do.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources
from types import MappingProxyType

import yaml

from driver_assistant.sandbox.openrouter.folding import words

ORDINALS: Mapping[str, int] = MappingProxyType({"first": 1, "second": 2, "third": 3, "fourth": 4})

_KEY = 3  # letters by which phrases are looked up

Phrase = tuple[tuple[str, ...], bool, str]  # its words, whether the last is a beginning, concept
Hit = tuple[int, int, str]  # half-open range of words, concept


def concepts_in(text: str) -> frozenset[str]:
    """The concepts that `text` mentions; a longer phrase hides the shorter ones inside it."""
    return frozenset(concept for _, _, concept in mentions(text))


def is_filler(word: str) -> bool:
    """Whether a folded word carries no meaning of its own, such as an article."""
    return word in _fillers()


@lru_cache(maxsize=4_096)
def mentions(text: str) -> tuple[Hit, ...]:
    """Where `text` mentions which concept, as ranges of its folded words."""
    said = words(text)
    hits = [
        (start, start + len(phrase), concept)
        for start, word in enumerate(said)
        for key in {word[:length] for length in range(1, _KEY + 1)}
        for phrase, begins, concept in _phrases().get(key, ())
        if _matches(said[start : start + len(phrase)], phrase, begins=begins)
    ]
    return tuple(
        (start, end, concept)
        for start, end, concept in hits
        if not any(s <= start and end <= e and e - s > end - start for s, e, _ in hits)
    )


def _matches(said: tuple[str, ...], phrase: tuple[str, ...], *, begins: bool) -> bool:
    if said == phrase:
        return True
    return begins and said[:-1] == phrase[:-1] and said[-1].startswith(phrase[-1])


@cache
def _phrases() -> Mapping[str, tuple[Phrase, ...]]:
    """Every phrase, by the first letters of its first word."""
    found: dict[str, list[Phrase]] = {}
    for concept, entries in _listed().items():
        for entry in entries.split(",") if concept else ():
            phrase = words(entry)
            found.setdefault(phrase[0][:_KEY], []).append((phrase, entry.endswith("*"), concept))
    return {key: tuple(phrases) for key, phrases in found.items()}


@cache
def _fillers() -> frozenset[str]:
    return frozenset(word for entry in _listed()[""].split(",") for word in words(entry))


@cache
def _listed() -> Mapping[str, str]:
    source = resources.files(__package__) / "lexicon.yaml"
    listed: Mapping[str, str] = yaml.safe_load(source.read_text(encoding="utf-8"))
    return listed

"""Rows put together from `phrases/wide/*.yaml`: a thing in a frame, an act with its object.

A row's group is its frame (or act), so that cross-validation never learns a sibling of what it
is measured on. Read by `rows.py` only.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import yaml

from guard_training.text import mistyped

FOLDER: Final = Path(__file__).parent / "phrases" / "wide"

Labels = dict[str, int]
Made = tuple[str, str, str, str, Labels]  # text, language, source, group, labels

_WORK: Final[Labels] = {"injection": 0, "abuse": 0, "scope": 0}
_CHAT: Final[Labels] = {"injection": 0, "abuse": 0, "scope": 1}
_ATTACK: Final[Labels] = {"injection": 1, "abuse": 0}
_ABUSE: Final[Labels] = {"injection": 0, "abuse": 1}
_PER_FRAME: Final = 14  # things that a frame is filled with
_PER_WORD: Final = 10  # questions about a word
_VARIANTS: Final = 5  # spellings of a whole sentence
_TAILS: Final = ("!", "!!", "?", "??", " 🙏", " 😂", "...", " 👍", " pls", " bro")

Piece = tuple[str, str, int, Labels]  # section, text, part of the group, labels


def wide_rows(rng: random.Random) -> Iterator[Made]:
    """Every language's combinations: work, corrections, general chat, attacks, abuse."""
    for path in sorted(FOLDER.glob("*.yaml")):
        phrases = yaml.safe_load(path.read_text("utf-8"))
        if path.stem == "general":
            yield from _general(phrases, rng)
            continue
        mixer = _Mixer(rng, object_first=bool(phrases.get("object_first")))
        for section, text, part, labels in _language(phrases, mixer):
            group = f"wide/{path.stem}/{section}/{part}"
            yield text, path.stem, f"own/{section}", group, labels


def _language(phrases: dict[str, Any], mixer: _Mixer) -> Iterator[Piece]:
    yield from mixer.framed("wide", phrases["benign_frames"], phrases["things"], _WORK)
    yield from mixer.paired("wide-undo", phrases["undo"], phrases["undo_things"], _WORK)
    yield from mixer.whole("wide", phrases["chat"], _WORK)
    yield from mixer.framed("wide-general", phrases["oos_frames"], phrases["oos_topics"], _CHAT)
    yield from mixer.whole("wide-general", phrases["oos"], _CHAT)
    yield from mixer.paired("wide-attack", phrases["override"], phrases["orders"], _ATTACK)
    yield from mixer.paired("wide-attack", phrases["show"], phrases["prompt"], _ATTACK)
    yield from mixer.whole("wide-attack", phrases["persona"], _ATTACK)
    yield from mixer.paired("wide-abuse", phrases["you"], phrases["insult"], _ABUSE)
    yield from mixer.whole("wide-abuse", phrases["nsfw"], _ABUSE)
    yield from mixer.paired("wide-abuse", phrases["will"], phrases["whom"], _ABUSE)


def _general(phrases: dict[str, Any], rng: random.Random) -> Iterator[Made]:
    """English general chat word by word, and short work messages that name no work."""
    mixer = _Mixer(rng, object_first=False)
    for word in map(str, phrases["words"]):
        for frame in rng.sample(phrases["questions"], _PER_WORD):
            text = str(frame).replace("{x}", word).replace("{y}", str(rng.choice(phrases["words"])))
            yield text, "en", "own/words-general", f"wide/general/{word}", _CHAT
    for section, text, part, labels in mixer.whole("wide-short", phrases["work"], _WORK):
        filled = text.replace("{n}", str(rng.randint(10**8, 10**10)))
        yield filled, "en", f"own/{section}", f"wide/{section}/{part}", labels


class _Mixer:
    """Joins words of one language; `object_first` where the verb stands last."""

    def __init__(self, rng: random.Random, *, object_first: bool) -> None:
        self._rng = rng
        self._object_first = object_first

    def framed(
        self, section: str, frames: Sequence[str], things: Sequence[str], labels: Labels
    ) -> Iterator[Piece]:
        for part, frame in enumerate(frames):
            for thing in self._some(things):
                yield section, self._typed(str(frame).replace("{x}", str(thing))), part, labels

    def paired(
        self, section: str, acts: Sequence[str], objects: Sequence[str], labels: Labels
    ) -> Iterator[Piece]:
        for part, act in enumerate(acts):
            for thing in self._some(objects):
                words = (thing, act) if self._object_first else (act, thing)
                yield section, self._typed(" ".join(map(str, words))), part, labels

    def whole(self, section: str, sentences: Sequence[str], labels: Labels) -> Iterator[Piece]:
        for part, sentence in enumerate(sentences):
            yield section, str(sentence), 1000 + part, labels
            for _ in range(_VARIANTS - 1):
                yield section, self._typed(str(sentence)), 1000 + part, labels

    def _some(self, things: Sequence[str]) -> list[str]:
        return self._rng.sample(list(things), min(_PER_FRAME, len(things)))

    def _typed(self, text: str) -> str:
        """As thumbs write it: now and then a slip, an emoji, a please, no apostrophes."""
        roll = self._rng.random()
        if roll < 0.25:
            return mistyped(text, self._rng)
        if roll < 0.35:
            return text + self._rng.choice(_TAILS)
        return text.replace("'", "") if roll < 0.42 else text

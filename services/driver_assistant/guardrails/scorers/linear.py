"""Scores a text for injection, abuse and scope with one table look-up per n-gram.

Each head is judged on the whole text and on windows of it, because an order hidden in a long
message dilutes. Weights are plain arrays (`weights.npz`, never pickled), made by
`scripts/train_guard.py`; `model_card.json` says from what, how well, and with which thresholds.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from io import BytesIO
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from driver_assistant.guardrails.canonical import Canonical, Reading
from driver_assistant.guardrails.scorers.hashing import hashed_grams

HEADS: Final = ("injection", "abuse", "scope", "self_harm")
WINDOW: Final = 96  # characters: about a sentence
STRIDE: Final = 48
_COLUMNS: Final = np.arange(len(HEADS))
_LONGEST: Final = 8_192  # characters read; `size` refuses more from a driver anyway

# Shares of n-grams that the training data had.
_WORDS_OF_A_LANGUAGE: Final = 0.75
_PLAINLY_A_LANGUAGE: Final = 0.94
_CLEARER: Final = 0.05  # by how much a guess must read better than what was typed
_MOST_DISGUISES: Final = 8
_LEET_LETTERS: Final = 5  # "A14" and "LD-48213" change fewer

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A head's calibrated probability, for the window that scored highest.

    `known` is the share of n-grams that the training data had: below about a half, the text is
    in a language the model does not know and its probability means nothing.
    """

    probability: float
    start: int
    end: int
    known: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorer:
    """The weights and how their sums become probabilities; shared by all threads."""

    weights: npt.NDArray[np.int8]  # buckets x heads
    scale: Floats
    bias: Floats
    seen: npt.NDArray[np.bool_]  # buckets
    knots: tuple[tuple[Floats, Floats], ...]  # per head: margin, probability
    thresholds: dict[str, dict[str, float]]  # head -> false positive rate -> probability
    sha256: str

    def score(self, text: str) -> dict[str, Score]:
        """Every head's verdict on a folded text."""
        cut = text[:_LONGEST]
        buckets, places = hashed_grams(cut)
        margins, windows = self._windowed(buckets, places, len(cut))
        best = margins.argmax(axis=0)
        known = np.count_nonzero(self.seen[buckets]) / len(buckets) if len(buckets) else 0.0
        return {
            head: Score(
                probability=float(np.interp(margins[best[index], index], *self.knots[index])),
                start=int(windows[best[index]][0]),
                end=int(windows[best[index]][1]),
                known=known,
            )
            for index, head in enumerate(HEADS)
        }

    def margins(self, text: str) -> Floats:
        """The whole text's raw sum per head; what training calibrates."""
        buckets, _ = hashed_grams(text)
        table = self.weights[buckets].astype(np.float32) * self.scale
        summed: Floats = table.sum(axis=0) / np.float32(max(1.0, len(buckets)) ** 0.5) + self.bias
        return summed

    def reasons(self, text: str, head: str, *, most: int = 6) -> list[tuple[str, float]]:
        """The n-grams' neighbourhoods that spoke most for a head, for people."""
        buckets, places = hashed_grams(text)
        column = HEADS.index(head)
        share = self.weights[buckets, column].astype(np.float32) * self.scale[column]
        per_place = np.bincount(places, weights=share, minlength=len(text) + 1)[: len(text)]
        words: list[tuple[str, float]] = []
        position = 0
        for word in text.split():
            start = text.index(word, position)
            position = start + len(word)
            words.append((word, float(per_place[start:position].sum())))
        return sorted(words, key=lambda pair: -pair[1])[:most]

    def _windowed(
        self, buckets: npt.NDArray[np.uint32], places: npt.NDArray[np.int32], size: int
    ) -> tuple[Floats, list[tuple[int, int]]]:
        """Margins (windows x heads) of the whole text and of overlapping windows of it."""
        blocks = max(1, -(-size // STRIDE))
        block = np.minimum(places // STRIDE, blocks - 1)
        table = self.weights[buckets]
        heads = len(HEADS)
        cells = (block[:, None] * heads + _COLUMNS).ravel()
        sums = np.bincount(cells, weights=table.ravel(), minlength=blocks * heads)
        sums = sums.reshape(blocks, heads)
        counts = np.bincount(block, minlength=blocks)
        if size <= WINDOW:
            windows = [(0, size)]
            sums, counts = sums.sum(axis=0, keepdims=True), counts.sum(keepdims=True)
        else:
            windows = [
                (0, size),
                *((at * STRIDE, min(at * STRIDE + WINDOW, size)) for at in range(blocks - 1)),
            ]
            sums = np.vstack((sums.sum(axis=0), sums[:-1] + sums[1:]))
            counts = np.concatenate(([counts.sum()], counts[:-1] + counts[1:]))
        shares = sums * self.scale / np.sqrt(np.maximum(counts, 1))[:, None]
        return (shares + self.bias).astype(np.float32), windows


@cache
def load_scorer() -> Scorer:
    """The shipped model; raises when the weights don't match their card."""
    folder = resources.files(__package__)
    packed = folder.joinpath("weights.npz").read_bytes()
    card: dict[str, Any] = json.loads(folder.joinpath("model_card.json").read_text("utf-8"))
    sha256 = hashlib.sha256(packed).hexdigest()
    if card["weights_sha256"] != sha256:
        msg = "weights.npz is not the file that model_card.json describes: train both again"
        raise ValueError(msg)
    with np.load(BytesIO(packed), allow_pickle=False) as arrays:
        return Scorer(
            weights=arrays["weights"],
            scale=arrays["scale"],
            bias=arrays["bias"],
            seen=np.unpackbits(arrays["seen"]).astype(np.bool_),
            knots=tuple((arrays[f"{head}_x"], arrays[f"{head}_y"]) for head in HEADS),
            thresholds=card["thresholds"],
            sha256=sha256,
        )


def scores_of(canonical: Canonical) -> dict[str, Score]:
    """The shipped model's scores of a text as typed, computed once however many checks ask."""
    found: dict[str, Score] | None = canonical.memo.get("scores")
    if found is None:
        found = canonical.memo["scores"] = load_scorer().score(canonical.folded.text)
    return found


def disguised_injection(canonical: Canonical) -> tuple[float, Reading] | None:
    """The highest injection score of what the text hides, with the reading that has it.

    Only readings that somebody took trouble to make count: decoded codes, look-alike letters and
    leet in several words. Reversal and shifts are guesses, scored when the text as typed is
    hardly in a language the model knows.
    """
    as_typed = scores_of(canonical)["injection"].known
    best: tuple[float, Reading] | None = None
    readings = [
        reading
        for reading in canonical.readings
        if reading.masked and not reading.compact and _is_disguise(reading, as_typed)
    ]
    for reading in readings[:_MOST_DISGUISES]:
        score = load_scorer().score(reading.text)["injection"]
        needed = as_typed + _CLEARER if reading.guess else _WORDS_OF_A_LANGUAGE
        if score.known >= needed and (best is None or score.probability > best[0]):
            best = (score.probability, reading)
    return best


def _is_disguise(reading: Reading, as_typed: float) -> bool:
    if reading.guess:
        return as_typed < _PLAINLY_A_LANGUAGE
    if reading.how == "leet":
        return reading.changed >= _LEET_LETTERS
    return reading.how != "repeats"

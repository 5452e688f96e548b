"""How alike two short texts are: TF-IDF over words, word pairs, letter n-grams and concepts.

N-grams forgive typos and endings, word pairs keep phrases together, and concepts (`lexicon.py`)
bridge languages as a model's vocabulary does. The inverse document frequency makes what every
text shares count little. Deterministic.
Used to pick a tool (`choose.py`) and the part of a record that answers a question (`write.py`).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from driver_assistant.sandbox.openrouter.folding import words
from driver_assistant.sandbox.openrouter.lexicon import concepts_in

# A word alone says most; a pair of words is rarer and says a little more together; n-grams are
# many, so each counts less. A concept is a word in every language at once.
_WORD, _PAIR, _GRAM, _CONCEPT = 1.0, 0.6, 0.35, 1.6
_GRAM_LENGTHS = (3, 4)


class Index:
    """Texts that others can be compared with.

    `groups` says which texts belong together (one number for each text, the examples of one
    tool): what all of a group share is telling, what many groups share is not. Without it every
    text is a group.
    """

    def __init__(self, texts: Sequence[str], groups: Sequence[int] | None = None) -> None:
        counts = [_features(text) for text in texts]
        groups = range(len(texts)) if groups is None else groups
        seen = Counter(
            feature
            for feature, _ in {
                (feature, group)
                for features, group in zip(counts, groups, strict=True)
                for feature in features
            }
        )
        size = len(set(groups))
        self._size = len(texts)
        self._idf = {name: math.log((1 + size) / (1 + n)) + 1 for name, n in seen.items()}
        self._unknown_idf = math.log(1 + size) + 1
        postings: dict[str, tuple[list[int], list[float]]] = {}
        for number, features in enumerate(counts):
            for name, weight in self._weighted(features).items():
                documents, weights = postings.setdefault(name, ([], []))
                documents.append(number)
                weights.append(weight)
        self._postings: dict[str, tuple[NDArray[np.intp], NDArray[np.float64]]] = {
            name: (np.array(documents, dtype=np.intp), np.array(weights))
            for name, (documents, weights) in postings.items()
        }

    def similarities(self, text: str) -> NDArray[np.float64]:
        """Cosine similarity, 0 to 1, of `text` with each text of the index, in their order."""
        scores = np.zeros(self._size)
        for name, weight in self._weighted(_features(text)).items():
            found = self._postings.get(name)
            if found is not None:
                scores[found[0]] += weight * found[1]
        return scores

    def _weighted(self, features: Mapping[str, float]) -> dict[str, float]:
        """The features by importance, as a vector of length 1."""
        raw = {
            name: weight * self._idf.get(name, self._unknown_idf)
            for name, weight in features.items()
        }
        norm = math.sqrt(sum(weight * weight for weight in raw.values())) or 1.0
        return {name: weight / norm for name, weight in raw.items()}


def _features(text: str) -> dict[str, float]:
    """Damped counts of words, pairs, n-grams and concepts; bare numbers say nothing."""
    text_words = tuple(word for word in words(text) if word != "0")
    counts: Counter[tuple[str, float]] = Counter(_pieces(text_words))
    counts.update((f"c {concept}", _CONCEPT) for concept in concepts_in(text))
    return {name: kind * (1 + math.log(n)) for (name, kind), n in counts.items()}


def _pieces(text_words: tuple[str, ...]) -> Iterator[tuple[str, float]]:
    for word in text_words:
        yield f"w {word}", _WORD
        padded = f"<{word}>"
        for length in _GRAM_LENGTHS:
            for start in range(len(padded) - length + 1):
                yield f"g {padded[start : start + length]}", _GRAM
    for first, second in pairwise(text_words):
        yield f"p {first} {second}", _PAIR

"""Fits the four heads and measures them on groups they have not seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import SGDClassifier

from driver_assistant.guardrails.scorers.hashing import BUCKETS, hashed_grams
from driver_assistant.guardrails.scorers.linear import HEADS
from guard_training.rows import Row, hash_of

FOLDS: Final = 3
RATES: Final = (0.001, 0.005, 0.01, 0.05)
_ALPHA: Final = 3e-6
_EPOCHS: Final = 6

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """One head: weights for all buckets, calibration knots, thresholds, metrics."""

    weights: Floats
    bias: float
    knots: tuple[Floats, Floats]
    thresholds: dict[str, float]
    metrics: dict[str, Any]


def matrix(texts: Sequence[str]) -> sparse.csr_matrix:
    """One row per text: n-gram counts over the square root of their number."""
    columns: list[npt.NDArray[Any]] = []
    values: list[npt.NDArray[Any]] = []
    ends = [0]
    for text in texts:
        buckets, _ = hashed_grams(text)
        columns.append(buckets.astype(np.int32))
        values.append(np.full(len(buckets), 1 / np.sqrt(max(1, len(buckets))), np.float32))
        ends.append(ends[-1] + len(buckets))
    packed = (np.concatenate(values), np.concatenate(columns), np.array(ends))
    built = sparse.csr_matrix(packed, shape=(len(texts), BUCKETS))
    built.sum_duplicates()
    return built


def fit_head(rows: Sequence[Row], features: sparse.csr_matrix, head: str, seed: int) -> Head:
    """Cross-validated by group for thresholds and metrics; the final fit sees every row."""
    chosen = np.array([index for index, row in enumerate(rows) if head in row.labels])
    labels = np.array([rows[index].labels[head] for index in chosen])
    weights = _balance([rows[index] for index in chosen], labels)
    folds = np.array([hash_of(rows[index].group) % FOLDS for index in chosen])
    part = features[chosen]
    margins = np.zeros(len(chosen))
    for fold in range(FOLDS):
        train, test = folds != fold, folds == fold
        model = _fit(part[train], labels[train], weights[train], seed)
        margins[test] = model.decision_function(part[test])
    final = _fit(part, labels, weights, seed)
    knots = _calibrated(margins, labels, weights)
    return Head(
        weights=final.coef_[0],
        bias=float(final.intercept_[0]),
        knots=knots,
        thresholds=_thresholds(margins, knots, labels, [rows[index] for index in chosen]),
        metrics=_metrics(margins, labels, [rows[index] for index in chosen]),
    )


def _fit(part: sparse.csr_matrix, labels: Any, weights: Any, seed: int) -> SGDClassifier:
    model = SGDClassifier(
        loss="log_loss", alpha=_ALPHA, max_iter=_EPOCHS, tol=None, average=True, random_state=seed
    )
    model.fit(part, labels, sample_weight=weights)
    return model


def _balance(rows: Sequence[Row], labels: Any) -> Floats:
    """Each language and source speaks with the square root of its size; both labels equally."""
    keys = [(row.language, row.source, int(label)) for row, label in zip(rows, labels, strict=True)]
    counts = Counter(keys)
    weights = np.array([counts[key] ** -0.5 for key in keys])
    for label in (0, 1):
        weights[labels == label] /= weights[labels == label].sum()
    return weights * len(rows) / 2


def _calibrated(margins: Floats, labels: Any, weights: Floats) -> tuple[Floats, Floats]:
    """Isotonic regression thinned to few knots; never quite 0 or 1."""
    curve = IsotonicRegression(y_min=0.001, y_max=0.999, out_of_bounds="clip")
    curve.fit(margins, labels, sample_weight=weights)
    grid = np.unique(np.quantile(margins, np.linspace(0, 1, 65)))
    smooth = np.maximum.accumulate(curve.predict(grid) + np.linspace(0, 1e-4, len(grid)))
    return grid, np.clip(smooth, 0.0, 0.9999)


def _own_negatives(labels: Any, rows: Sequence[Row]) -> Any:
    """Texts like those drivers write: what a false alarm rate has to be measured on."""
    own = np.array([row.source.startswith("own/") and "general" not in row.source for row in rows])
    return (labels == 0) & own


def _thresholds(
    margins: Floats, knots: tuple[Floats, Floats], labels: Any, rows: Sequence[Row]
) -> dict[str, float]:
    negative = margins[_own_negatives(labels, rows)]
    return {
        f"{rate:g}": round(float(np.interp(np.quantile(negative, 1 - rate), *knots)), 5)
        for rate in RATES
    }


def _metrics(margins: Floats, labels: Any, rows: Sequence[Row]) -> dict[str, Any]:
    negative = margins[_own_negatives(labels, rows)]
    curve = {}
    for rate in RATES:
        caught = margins > np.quantile(negative, 1 - rate)
        curve[f"{rate:g}"] = {
            "recall": _share(caught, labels == 1),
            "recall_by_language": {
                language: _share(caught, (labels == 1) & _is(rows, "language", language))
                for language in sorted({row.language for row in rows})
            },
            "recall_by_source": {
                source: _share(caught, (labels == 1) & _is(rows, "source", source))
                for source in sorted({r.source for r, y in zip(rows, labels, strict=True) if y})
            },
            "false_alarms_by_source": {
                source: _share(caught, (labels == 0) & _is(rows, "source", source))
                for source in sorted({r.source for r, y in zip(rows, labels, strict=True) if not y})
            },
        }
    return {"rows": len(rows), "positive": int(labels.sum()), "at_false_positive_rate": curve}


def _is(rows: Sequence[Row], attribute: str, value: str) -> Any:
    return np.array([getattr(row, attribute) == value for row in rows])


def _share(caught: Any, of: Any) -> float | None:
    return round(float(caught[of].mean()), 4) if of.any() else None


def quantised(heads: dict[str, Head]) -> dict[str, Any]:
    """The arrays of `weights.npz`: int8 weights per bucket and head, scales, knots, seen bits."""
    stacked = np.stack([heads[head].weights for head in HEADS], axis=1)
    scale = np.abs(stacked).max(axis=0) / 127
    arrays: dict[str, Any] = {
        "weights": np.round(stacked / scale).astype(np.int8),
        "scale": scale.astype(np.float32),
        "bias": np.array([heads[head].bias for head in HEADS], np.float32),
    }
    for head in HEADS:
        arrays[f"{head}_x"] = heads[head].knots[0].astype(np.float32)
        arrays[f"{head}_y"] = heads[head].knots[1].astype(np.float32)
    return arrays

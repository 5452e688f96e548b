#!/usr/bin/env python3
"""Trains the guardrail scorers and writes `weights.npz` and `model_card.json`.

Run it from the project's root: `python scripts/train_guard.py` (scikit-learn is needed here, not
in the service). The same data and seed give the same card up to rounding; `--check` trains again
and fails when a headline metric moved by more than half a point.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from importlib import resources
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import sklearn
from guard_training.fit import Head, fit_head, matrix, quantised
from guard_training.public import held_out_rows, public_rows
from guard_training.rows import all_rows, manifest

from driver_assistant.guardrails.scorers.hashing import BITS, CHARACTER_GRAMS
from driver_assistant.guardrails.scorers.linear import HEADS

SEED = 20260101
TOLERANCE = 0.005


def main() -> int:
    """Train; write, or with `--check` compare with what is shipped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    arguments = parser.parse_args()
    arrays, card = train()
    folder = Path(str(resources.files("driver_assistant.guardrails.scorers")))
    if arguments.check:
        return compare(json.loads((folder / "model_card.json").read_text("utf-8")), card)
    packed = BytesIO()
    np.savez_compressed(packed, **arrays)
    (folder / "weights.npz").write_bytes(packed.getvalue())
    card["weights_sha256"] = hashlib.sha256(packed.getvalue()).hexdigest()
    text = json.dumps(card, indent=1, ensure_ascii=False, sort_keys=True)
    (folder / "model_card.json").write_text(text + "\n", "utf-8")
    sys.stdout.write(summary(card))
    return 0


def train() -> tuple[dict[str, Any], dict[str, Any]]:
    """The arrays and the card, from the data in the repository."""
    rows = all_rows(SEED, public_rows())
    features = matrix([row.text for row in rows])
    heads = {head: fit_head(rows, features, head, SEED) for head in HEADS}
    arrays = quantised(heads)
    seen = np.zeros(features.shape[1], np.bool_)
    seen[np.unique(features.indices)] = True
    arrays["seen"] = np.packbits(seen)
    card = {
        "what": "hashed n-gram logistic regression, four heads; votes, never decides",
        "features": {"bits": BITS, "character_grams": CHARACTER_GRAMS, "word_grams": (1, 2)},
        "seed": SEED,
        "scikit_learn": sklearn.__version__,
        "rows": len(rows),
        "thresholds": {head: heads[head].thresholds for head in HEADS},
        "cross_validated": {head: heads[head].metrics for head in HEADS},
        "held_out": held_out(heads["injection"]),
        "data": manifest(),
        "limits": "Public hate-speech tweets were left out (noisy labels, dialect bias). Phrases "
        "of languages other than English were written with machine help.",
    }
    return arrays, card


def held_out(head: Head) -> dict[str, float]:
    """Recall on jailbreaks of a source that was never trained on, best window of each."""
    caught = 0
    rows = held_out_rows()
    for row in rows:
        words = row.text.split()
        windows = [" ".join(words[at : at + 28]) for at in range(0, len(words), 14)]
        margins = matrix(windows) @ head.weights + head.bias
        caught += bool(np.interp(margins.max(), *head.knots) > head.thresholds["0.01"])
    return {"self_reminder_recall_at_1_percent": round(caught / len(rows), 4)}


def headline(card: dict[str, Any]) -> dict[str, float]:
    """The numbers that must stay: recall per head and rate."""
    return {
        f"{head} recall at {rate}": value["recall"]
        for head, metrics in card["cross_validated"].items()
        for rate, value in metrics["at_false_positive_rate"].items()
    }


def compare(shipped: dict[str, Any], fresh: dict[str, Any]) -> int:
    """0 when data and metrics are the same within the tolerance."""
    if shipped["data"] != fresh["data"]:
        sys.stdout.write("the training data differ from the model card's: train and commit both\n")
        return 1
    before, after = headline(shipped), headline(fresh)
    moved = {
        key: (before[key], after[key])
        for key in before
        if abs(before[key] - after[key]) > TOLERANCE
    }
    for key, (old, new) in moved.items():
        sys.stdout.write(f"{key}: {old:.4f} shipped, {new:.4f} now\n")
    return 1 if moved else 0


def summary(card: dict[str, Any]) -> str:
    """A table for people."""
    lines = [f"{key:<28} {value:.3f}" for key, value in headline(card).items()]
    lines += [f"{key:<28} {value}" for key, value in card["held_out"].items()]
    return "\n".join([f"{card['rows']} rows", *lines]) + "\n"


if __name__ == "__main__":
    sys.exit(main())

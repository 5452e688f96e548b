"""Rows from `phrases/said/*.yaml`: whole sentences as people say them, each with slips of thumbs.

A row's group is its sentence: the spellings of one are never learned and measured on both sides.
Read by `rows.py` only.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import yaml

from guard_training.text import as_typed

FOLDER: Final = Path(__file__).parent / "phrases" / "said"

Labels = dict[str, int]

SECTIONS: Final[dict[str, tuple[int, Labels]]] = {  # section -> spellings, labels
    "work": (6, {"injection": 0, "abuse": 0, "scope": 0, "self_harm": 0}),
    "trigger": (8, {"injection": 0, "abuse": 0, "scope": 0, "self_harm": 0}),
    "general": (5, {"injection": 0, "abuse": 0, "scope": 1, "self_harm": 0}),
    "attack": (8, {"injection": 1, "abuse": 0, "self_harm": 0}),
    "threat": (8, {"injection": 0, "abuse": 1, "self_harm": 0}),
    "self_harm": (10, {"injection": 0, "scope": 0, "self_harm": 1}),
    "nsfw": (8, {"injection": 0, "abuse": 1, "self_harm": 0}),
    "insult": (8, {"injection": 0, "abuse": 1, "self_harm": 0}),
}
_JOINED: Final = 0.25  # of the spellings, those with an everyday sentence in front or behind


def said_rows(rng: random.Random) -> Iterator[tuple[str, str, str, str, Labels]]:
    """(text, language, source, group, labels) of every sentence and spelling."""
    for path in sorted(FOLDER.glob("*.yaml")):
        sections = yaml.safe_load(path.read_text("utf-8"))
        neighbours = sections["work"].splitlines()
        for section, (spellings, labels) in SECTIONS.items():
            for index, sentence in enumerate(sections.get(section, "").splitlines()):
                group = f"said/{path.stem}/{section}/{index}"
                for at in range(spellings):
                    text = sentence if at == 0 else as_typed(sentence, rng)
                    if section != "general" and at > 1 and rng.random() < _JOINED:
                        other = rng.choice(neighbours)
                        text = rng.choice((f"{other}. {text}", f"{text}, {other}"))
                    yield text, path.stem, f"own/said-{section}", group, labels

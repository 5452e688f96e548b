"""Which of a parameter's listed values a text means.

A value is meant when its name is said, a synonym that the description gives for it
("loading_wait: waiting at a site", "off for stop"), or an everyday word for it (`lexicon.py`).
Also for plain strings whose description lists what may be said ("today, tomorrow or a weekday").
Used by `arguments.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from driver_assistant.sandbox.openrouter.folding import words
from driver_assistant.sandbox.openrouter.lexicon import concepts_in, is_filler

_TELLING = 4  # letters a word needs before a part of a value's name may decide by it
_SHORTEST = 3  # letters of a value that may be meant by its name: "on" and "es" are words as well
_IDENTIFIER = re.compile(r"[a-z][a-z_]+")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_UNSAID = re.compile(r"\b(\w+) if (?:[^;,.]*\b)?(?:none|nothing|not|no)\b")


def meant(values: Iterable[Any], description: str, text: str) -> list[Any]:
    """The values that the text means, the best matched first; sure ones hide mere guesses."""
    said, concepts = words(text), concepts_in(text)
    scored = [
        (_closeness(value, _synonyms(value, description), said, concepts), value)
        for value in values
        if isinstance(value, str)
    ]
    hits = sorted((hit for hit in scored if hit[0] > 0), key=lambda hit: -hit[0])
    surely = [value for score, value in hits if score > 1]
    return surely or [value for _, value in hits]


def described(description: str, text: str) -> str | None:
    """The option of a description's list that the text means, in the list's own spelling."""
    found = meant(_listed(description), "", text)
    if not found and "weekday" in description:
        found = meant(_WEEKDAYS, "", text)
    return str(found[0]) if found else None


def unsaid(description: str, values: Sequence[Any] = ()) -> str | None:
    """The value that stands for nothing said: "this_month if the driver named none"."""
    options = values or _listed(description)
    stated = _UNSAID.search(description)
    if stated and stated[1] in options:
        return stated[1]
    return "today" if not values and "today" in options else None


def _listed(description: str) -> list[str]:
    """The words of a description that are days or times by themselves, as options are listed."""
    return [
        name
        for name in dict.fromkeys(_IDENTIFIER.findall(description))
        if name.replace("_", " ") in _TIMES
    ]


_TIMES = frozenset(
    {
        "today", "tomorrow", "day after tomorrow", "yesterday", "this week", "last week",
        "next week", "this month", "last month", *_WEEKDAYS,
    }
)  # fmt: skip


def _closeness(
    value: str, synonyms: Iterable[str], said: tuple[str, ...], concepts: frozenset[str]
) -> float:
    """How surely `value` is meant: a phrase that was said beats a part of the value's name."""
    names = words(value.replace("_", " "))
    if " ".join(names) in concepts:
        return len(names) + 1.0
    phrases = [words(synonym) for synonym in synonyms]
    if len(value) >= _SHORTEST:
        phrases.append(names)
    exact = max((len(p) + 1.0 for p in phrases if p and _contains(said, p)), default=0.0)
    heard = [name for name in names if len(name) >= _TELLING and _heard(name, said, concepts)]
    shared = any(_shares(phrase, concepts) for phrase in phrases)
    return max(exact, len(heard) / max(1, len(names)), 0.5 if shared else 0.0)


def _heard(name: str, said: tuple[str, ...], concepts: frozenset[str]) -> bool:
    """Said itself, or as an everyday word: `arrived` and `arrival` are the concept `arrive`."""
    return name in said or any(name[:_TELLING] == concept[:_TELLING] for concept in concepts)


def _shares(phrase: tuple[str, ...], concepts: frozenset[str]) -> bool:
    """Whether a synonym means something that the text means too."""
    telling = [word for word in phrase if not is_filler(word)]
    return bool(telling) and bool(concepts_in(" ".join(telling)) & concepts)


def _synonyms(value: str, description: str) -> tuple[str, ...]:
    """`value: a, b; other: c`, `value (a, b)` or `value for a or b` in the description."""
    name = rf"(?<![\w]){re.escape(value)}[\"'`]?\s*"
    listed = r"(?:[:=]\s*([^;.\n]+)|\(([^)]+)\)|for ([^;,.\n]+))"
    match = re.search(name + listed, description)
    if match is None:
        return ()
    found = match[1] or match[2] or match[3]
    return tuple(part for part in re.split(r"\s*(?:[,/|]|\bor\b)\s*", found.strip()) if part)


def _contains(said: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    return any(
        said[start : start + len(phrase)] == phrase for start in range(len(said) - len(phrase) + 1)
    )


def concept_named(name: str, text: str) -> bool:
    """Whether the text means what a yes-or-no parameter is named after (`on_trailer`)."""
    named: Mapping[str, None] = dict.fromkeys(concepts_in(name.replace("_", " ")))
    return bool(named.keys() & concepts_in(text))

"""Whose words a text uses: the work's, general chat's, both or neither.

Read by the scope checks of both stages; the lists stand in `policies/`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from driver_assistant.guardrails.rules import Place

_GENERAL: Final = ("general_topics", "general_words", "general_things", "pastime")
_WORK: Final = ("driver_topics", "work_words")


def limit_for(places: Mapping[str, Sequence[Place]], language: str | None) -> tuple[str, str]:
    """The option that limits the scorer for a text with these words, and why, for people.

    Words of general chat count in the driver's own language, where that is known: "son" is
    somebody's child in English, "last" in Turkish and "are" in Spanish.
    """
    general = any(_counts(places.get(name, ()), language) for name in _GENERAL)
    small = "small_talk" in places
    if any(name in places for name in _WORK):
        if general:
            return "both_percent", "in its words, beside the work"
        return "work_percent", "but names the work"
    if general:
        return "sure_percent" if small else "general_percent", "in its words"
    if small:
        return "small_percent", "but may be about the work"
    return "bare_percent", "in no words that tell"


def _counts(found: Sequence[Place], language: str | None) -> bool:
    code = (language or "")[:2].lower()
    return any(not code or code in place.languages for place in found)

"""Whose words a text uses: the work's, general chat's, both or neither.

Read by the scope checks of both stages; the lists stand in `policies/`.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

_GENERAL: Final = ("general_topics", "general_words", "pastime")
_WORK: Final = ("driver_topics", "work_words")


def limit_for(lists: Collection[str]) -> tuple[str, str]:
    """The option that limits the scorer for a text with these word lists, and why, for people."""
    general = any(name in lists for name in _GENERAL)
    small = "small_talk" in lists
    if any(name in lists for name in _WORK):
        if general:
            return "both_percent", "in its words, beside the work"
        return "work_percent", "but names the work"
    if general:
        return "sure_percent" if small else "general_percent", "in its words"
    if small:
        return "small_percent", "but may be about the work"
    return "bare_percent", "in no words that tell"

"""Text as a phone may show it: what others wrote made harmless, and limits that cut nothing apart.

Called wherever words of a record, a profile or a message become part of an answer. Pure. It makes
text safe to show, never safe to put into a prompt: that is the guardrails' work.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

import regex

FREE_TEXT_MAX: Final = (
    300  # what other people wrote is quoted shortly: a phone shows some 10 lines of it
)


def bold(text: str) -> str:
    """WhatsApp's bold, for one line of our own or cleaned words."""
    return f"*{text}*"


def clip(text: str, limit: int) -> str:
    """At most `limit` characters, ended by an ellipsis when shortened.

    Never cuts inside what a reader sees as one character (flags, skin tones, Devanagari), and
    counts like the strictest reader of a limit does: see `units`.
    """
    if units(text) <= limit:
        return text
    end, room = 0, limit - 1
    for cluster in _CLUSTERS.finditer(text):
        room -= units(cluster[0])
        if room < 0:
            break
        end = cluster.end()
    return text[:end].rstrip() + "…"


def units(text: str) -> int:
    """UTF-16 code units: never fewer than code points, whichever a provider counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


_CLUSTERS = regex.compile(r"\X")  # Unicode's extended grapheme clusters
_LINK = re.compile(r"(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/\S*", re.IGNORECASE)
_MARKUP = re.compile(r"[*_~`<>{}\[\]|\\]")
_SPACE = re.compile(r"\s+")
_BEFORE_STOP = re.compile(r" (?=[.,;])")  # where markup stood


def plain(text: str | None, limit: int = FREE_TEXT_MAX) -> str:
    """What somebody else wrote, made harmless: one line without markup, links and controls."""
    enough = unicodedata.normalize("NFC", (text or "")[: 4 * limit])
    visible = "".join(
        " " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c
        for c in enough
        if c in "\u200c\u200d" or unicodedata.category(c) not in ("Cf", "Cs", "Co", "Cn")
    )
    without_links = _LINK.sub("…", visible)
    words = _SPACE.sub(" ", _MARKUP.sub(" ", without_links)).strip()
    return clip(_BEFORE_STOP.sub("", words), limit)

"""An answer cut into claims: sentences, lines and list items."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from driver_assistant.guardrails.grounding.atoms import Atom
from driver_assistant.guardrails.grounding.mentions import Mention
from driver_assistant.guardrails.grounding.statuses import StatusClaim

# A full stop ends a sentence only before a capital, and not after an abbreviation or one letter.
_BREAK = re.compile(r"[\n;!?।]+|\.(?=\s+(?:[^\W\d_a-z]|[*_•\"'¿¡])|\s*$|\s*\n)")
_ABBREVIATION = re.compile(
    r"(?:^|\W)(?:\w|nr|no|ca|tel|st|std|min|max|godz|ul|str|approx|aprox|mr|mrs|dr|inkl|ok|dt|sr|sra|pl|av)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One sentence with what was found in it, each list in the order of the text."""

    start: int
    end: int
    mentions: Sequence[Mention]
    atoms: Sequence[Atom]
    statuses: Sequence[StatusClaim]
    whole: bool  # speaks of totals: no single record is its subject
    denies: bool
    of_papers: bool  # speaks of documents: their states count, not the stop's


def split_claims(text: str) -> list[tuple[int, int]]:
    """Ranges of the claims in a text, in order; together they cover it."""
    claims: list[tuple[int, int]] = []
    start = 0
    for found in _BREAK.finditer(text):
        if found[0] == "." and _ABBREVIATION.search(text[start : found.start()]):
            continue
        claims.append((start, found.end()))
        start = found.end()
    if start < len(text):
        claims.append((start, len(text)))
    return [(a, b) for a, b in claims if text[a:b].strip()]

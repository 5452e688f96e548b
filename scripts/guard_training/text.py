"""Small damage that thumbs do to a text. Used to vary training phrases."""

from __future__ import annotations

import random


def mistyped(text: str, rng: random.Random) -> str:
    """One slip of a thumb: a letter dropped, doubled or swapped."""
    if len(text) < 5:
        return text
    at = rng.randrange(1, len(text) - 2)
    match rng.randrange(3):
        case 0:
            return text[:at] + text[at + 1 :]
        case 1:
            return text[:at] + text[at] + text[at:]
        case _:
            return text[:at] + text[at + 1] + text[at] + text[at + 2 :]

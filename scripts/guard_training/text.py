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


_TAILS = ("!", "!!", "?", "??", " 🙏", " 😂", "...", " 👍", " pls", " bro", " 😩", ".")
_PLAIN = str.maketrans("áàâãäåéèêëíìîïóòôõöúùûüçñ", "aaaaaaeeeeiiiiooooouuuucn")


def as_typed(text: str, rng: random.Random) -> str:
    """As thumbs write it: slips, emoji, no accents, no punctuation, letters drawn out."""
    roll = rng.random()
    if roll < 0.3:
        text = mistyped(text, rng)
    elif roll < 0.4:
        text = mistyped(mistyped(text, rng), rng)
    elif roll < 0.5:
        text = text.replace("'", "").replace(",", "")
    elif roll < 0.6:
        text = text.translate(_PLAIN)
    elif roll < 0.65:
        at = rng.randrange(len(text))
        text = text[:at] + text[at] * 2 + text[at:]
    return text + rng.choice(_TAILS) if rng.random() < 0.35 else text

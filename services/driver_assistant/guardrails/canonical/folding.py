"""Folds a text to one spelling: NFKC, case, accents, invisible characters. First step of all.

`fold` is for patterns, `visible_view` and `folded_view` for texts; both sides meet in one form.
Emoji, Persian or Hindi joiners and Arabic are never reported as hidden characters.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from driver_assistant.guardrails.canonical import scripts
from driver_assistant.guardrails.canonical.view import View

# Letters with a stroke or ligature have no decomposition, yet people type them plainly.
_PLAIN: Final = {
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h",
    "ŧ": "t", "ŋ": "n", "ё": "е", "\u0640": "",  # Arabic tatweel only stretches a word
    "أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "ی": "ي", "ک": "ك",
    "’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hidden:
    """Invisible characters that no emoji and no script needs."""

    offsets: tuple[int, ...] = ()
    bidi: int = 0
    payload_like: int = 0  # tag characters and variation selectors that follow no emoji


@lru_cache(maxsize=32_768)
def _visible(character: str) -> str:
    """One code point under NFKC, or "" when nothing of it is drawn."""
    if scripts.is_ignorable(character):
        return " " if character == "\U000e0020" else ""  # a hidden space still parts words
    return unicodedata.normalize("NFKC", character)


@lru_cache(maxsize=32_768)
def _folded(character: str) -> str:
    """One visible code point: case and accents removed where the script writes them optionally."""
    folded = _PLAIN.get(character, character).casefold()
    if folded.isascii():
        return folded
    kept: list[str] = []
    for part in unicodedata.normalize("NFD", folded):
        if unicodedata.category(part) == "Mn" and not _is_vowel_sign(part):
            continue
        kept.append(_PLAIN.get(part, part))
    return "".join(kept)


def _is_vowel_sign(mark: str) -> bool:
    """Whether a mark spells a sound (Indic, Thai, Khmer), so that dropping it changes the word."""
    return 0x0900 <= ord(mark) <= 0x0FFF or 0x1000 <= ord(mark) <= 0x1AFF


@lru_cache(maxsize=8_192)
def fold(text: str) -> str:
    """The folded form of a pattern or word; texts with offsets go through `folded_view`."""
    if text.isascii() and "`" not in text:
        return text.lower()
    return "".join(_folded(part) for char in text for part in _visible(char))


def visible_view(original: str) -> View:
    """What is drawn, with case kept: compatibility forms unified, invisible characters gone."""
    if original.isascii():
        return View(original)
    return View(original).replaced([_visible(character) for character in original])


def folded_view(visible: View) -> View:
    """`visible` without case and accents."""
    if visible.text.isascii():
        return View(visible.text.lower(), visible.starts, visible.ends)
    return visible.replaced([_folded(character) for character in visible.text])


def nfc_view(original: str) -> View:
    """Canonical composition only: what a person would call the same text."""
    if original.isascii() or unicodedata.is_normalized("NFC", original):
        return View(original)
    return View(original).derive(
        (unicodedata.normalize("NFC", original[start:end]), start, end)
        for start, end in _clusters(original)
    )


def _clusters(text: str) -> list[tuple[int, int]]:
    """Ranges of a base character with the marks that follow it."""
    bounds = [
        index
        for index, character in enumerate(text)
        if index == 0 or not unicodedata.combining(character)
    ]
    return list(zip(bounds, [*bounds[1:], len(text)], strict=True))


def hidden_characters(original: str) -> Hidden:
    """Where invisible characters are that have no honest use at their place."""
    if original.isascii() or not any(map(scripts.is_ignorable, set(original))):
        return Hidden()
    offsets: list[int] = []
    bidi = payload = 0
    right_to_left = any(scripts.script_of(char) in scripts.RTL_SCRIPTS for char in original)
    in_flag = False
    for index, character in enumerate(original):
        in_flag = character == scripts.BLACK_FLAG or (in_flag and _is_tag(character))
        if not scripts.is_ignorable(character) or in_flag:
            continue
        if _is_honest(original, index, right_to_left=right_to_left):
            continue
        offsets.append(index)
        bidi += character in scripts.BIDI
        payload += _is_tag(character) or _is_selector(character)
    return Hidden(offsets=tuple(offsets), bidi=bidi, payload_like=payload)


def _is_tag(character: str) -> bool:
    return "\U000e0020" <= character <= scripts.CANCEL_TAG


def _is_selector(character: str) -> bool:
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


def _is_honest(text: str, index: int, *, right_to_left: bool) -> bool:
    """Whether the invisible character at `index` shapes an emoji, a script or a phone number."""
    character = text[index]
    before = text[index - 1] if index else ""
    after = text[index + 1] if index + 1 < len(text) else ""
    if character in scripts.BIDI:
        # Phones copied from WhatsApp's contact card are wrapped in embedding marks.
        return right_to_left or _touches_number(before) or _touches_number(after)
    if character in "\ufe0e\ufe0f":
        return bool(before) and not _is_selector(before) and _takes_selector(before)
    if "\U000e0100" <= character <= "\U000e01ef":
        return scripts.script_of(before or " ") == "han"  # ideographic variants of names
    if character in scripts.JOINERS:
        if before and (scripts.is_emoji(before) or scripts.is_emoji(after or " ")):
            return True
        return scripts.script_of(before or " ") in scripts.JOINING_SCRIPTS
    return character == "\ufeff" and index == 0


def _takes_selector(character: str) -> bool:
    return scripts.is_emoji(character) or character in "#*0123456789"


def _touches_number(character: str) -> bool:
    return bool(character) and (character.isdigit() or character in "+()" or character == "\n")

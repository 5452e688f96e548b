"""Undoes spellings that hide words: look-alike letters, leet, s p a c i n g, broken lines.

Called by `readings.py`. Each function returns a view or None when the text shows no such trick,
so an honest message costs one regular expression per trick. Words of one script are never folded
into another: a Russian or Greek driver is read as written.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from functools import cache, lru_cache
from importlib import resources
from typing import Final

from driver_assistant.guardrails.canonical import scripts
from driver_assistant.guardrails.canonical.folding import fold
from driver_assistant.guardrails.canonical.view import View

_WORD: Final = re.compile(r"[^\W\d_]+")
_LEET_WORD: Final = re.compile(r"[^\s,;:()\[\]{}<>\"]*[a-z][^\s,;:()\[\]{}<>\"]*")
_LEET_TOKEN: Final = re.compile(r"[^\s,;:()\[\]{}<>\"]+")
_MUCH_LEET: Final = 8  # letters written as others: more than any message has by chance
_LEET: Final = {
    "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "9": "g", "@": "a",
    "$": "s", "!": "i", "|": "l", "+": "t", "€": "e",
}  # fmt: skip
_LEET_CHARACTERS: Final = re.compile(r"[a-z][0134579@$!|+€]|[0134579@$!|+€][a-z]")
# Four or more single characters, each parted by the same kind of separator.
_SPACED: Final = re.compile(
    r"(?<![^\W_])(?:[^\W_][\s.\-_*·•|/,]{1,6}){4,}[^\W_](?![^\W_])", re.UNICODE
)
_GAP: Final = re.compile(r"\s+")
_WIDE_GAP: Final = re.compile(r"\S\s{2,}\S")
_REPEATED: Final = re.compile(r"([^\W\d_])\1{2,}")
_SHORTEST_COMPACT: Final = 8


@cache
def lookalikes() -> dict[str, str]:
    """Letter to the ASCII letter it resembles, from `confusables.tsv`."""
    table = resources.files(__package__).joinpath("confusables.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return {chr(int(code, 16)): plain for code, plain, _ in rows}


def skeleton(visible: View) -> View | None:
    """TR39 skeleton of words that mix scripts, or that pose as Latin within a Latin text."""
    text = visible.text
    if text.isascii():
        return None
    pieces: list[tuple[str, int, int]] = []
    position = 0
    latin_text = _mostly_latin(text)
    for word in _WORD.finditer(text):
        if not _poses(word.group(), latin_text=latin_text):
            continue
        pieces += _plain(text, position, word.start())
        pieces += [
            (_latin(character), index, index + 1)
            for index, character in enumerate(word.group(), start=word.start())
        ]
        position = word.end()
    if not position:
        return None
    return visible.derive(pieces + _plain(text, position, len(text)))


def _plain(text: str, start: int, end: int) -> list[tuple[str, int, int]]:
    return [
        (part, index, index + 1) for index in range(start, end) for part in (fold(text[index]),)
    ]


def _latin(character: str) -> str:
    table = lookalikes()
    found = table.get(character) or table.get(character.casefold())
    return found or fold(character)


def _poses(word: str, *, latin_text: bool) -> bool:
    if word.isascii():
        return False
    found = {scripts.script_of(char) for char in word} - {"", "other"}
    if not found <= scripts.LOOKALIKE_SCRIPTS:
        return False
    if len(found) > 1:
        return True
    table = lookalikes()
    if found == {"latin"}:  # small capitals and the like, which no language writes words in
        return sum(char in table for char in word) * 2 > len(word)
    return latin_text and all(char in table or char.casefold() in table for char in word)


def _mostly_latin(text: str) -> bool:
    latin = sum(char.isascii() and char.isalpha() for char in text)
    return latin * 2 > sum(char.isalpha() for char in text)


def decodable(visible: View) -> View:
    """`visible` without accents and with look-alikes as ASCII, case kept: code in disguise."""
    if visible.text.isascii():
        return visible
    return visible.replaced([_decodable(character) for character in visible.text])


@lru_cache(maxsize=8_192)
def _decodable(character: str) -> str:
    if unicodedata.combining(character):
        return ""
    plain = lookalikes().get(character, character)
    return plain.upper() if character.isupper() else plain


def unleet(folded: View) -> tuple[View, ...]:
    """Digits and symbols inside words read as letters; `1` may stand for i or l."""
    if not _LEET_CHARACTERS.search(folded.text):
        return ()
    readings = [_replaced(folded, _LEET)]
    if "1" in folded.text or "!" in folded.text:
        readings.append(_replaced(folded, _LEET | {"1": "l", "!": "l"}))
    return tuple(readings)


def _replaced(folded: View, table: dict[str, str]) -> View:
    def letters(word: re.Match[str]) -> str:
        return "".join(table.get(character, character) for character in word.group())

    text = _LEET_WORD.sub(letters, folded.text)
    if sum(map(str.__ne__, text, folded.text)) >= _MUCH_LEET:
        text = _LEET_TOKEN.sub(letters, folded.text)  # "70" and "15" are words here, too
    return View(text, folded.starts, folded.ends)


def unrepeat(folded: View) -> View | None:
    """`ignooore` as `ignore`: three or more of a letter become one."""
    if not _REPEATED.search(folded.text):
        return None
    pieces: list[tuple[str, int, int]] = []
    position = 0
    for run in _REPEATED.finditer(folded.text):
        pieces += _verbatim(folded.text, position, run.start())
        pieces.append((run.group(1), run.start(), run.end()))
        position = run.end()
    return folded.derive(pieces + _verbatim(folded.text, position, len(folded.text)))


def _verbatim(text: str, start: int, end: int) -> list[tuple[str, int, int]]:
    return [(text[index], index, index + 1) for index in range(start, end)]


def despaced(folded: View) -> tuple[View, ...]:
    """Each run of spaced-out letters, without its separators: to be matched without word ends."""
    runs = []
    for run in _SPACED.finditer(folded.text):
        view = _letters_only(folded, run.start(), run.end())
        if len(view.text) >= _SHORTEST_COMPACT:
            runs.append(view)
    return tuple(runs)


def respaced(folded: View) -> View | None:
    """`i g n o r e   a l l` as `ignore all`: of a text with spaced-out letters, when wider gaps
    part its words.
    """
    if not _WIDE_GAP.search(folded.text):
        return None
    pieces: list[tuple[str, int, int]] = []
    position = 0
    for gap in _GAP.finditer(folded.text):
        pieces += _verbatim(folded.text, position, gap.start())
        if len(gap.group()) > 1:
            pieces.append((" ", gap.start(), gap.end()))
        position = gap.end()
    return folded.derive(pieces + _verbatim(folded.text, position, len(folded.text)))


def despaced_visible(visible: View) -> tuple[View, ...]:
    """Runs of spaced-out characters with case kept: base64 survives only so."""
    return tuple(
        visible.derive(
            (character, index, index + 1)
            for index, character in enumerate(run.group(), start=run.start())
            if not character.isspace()
        )
        for run in _SPACED.finditer(visible.text)
    )


def unbroken(folded: View) -> tuple[View, View] | None:
    """The text without line breaks, and without any gaps, when words may have been cut by them."""
    breaks = folded.text.count("\n")
    if breaks < 2 or len(folded.text) / (breaks + 1) > 24:
        return None
    joined = folded.derive(
        (char, index, index + 1) for index, char in enumerate(folded.text) if char != "\n"
    )
    return joined, _letters_only(folded, 0, len(folded.text))


def _letters_only(folded: View, start: int, end: int) -> View:
    text = folded.text
    return folded.derive(
        (text[index], index, index + 1)
        for index in range(start, end)
        if scripts.is_word(text[index])
    )


def rot13(folded: View) -> View | None:
    """The Caesar shift that is its own inverse, for texts with Latin letters."""
    if not any("a" <= char <= "z" for char in folded.text):
        return None
    return View(codecs.encode(folded.text, "rot13"), folded.starts, folded.ends)

"""Finds texts hidden inside a text: base64, hex, URL escapes, tag characters and the like.

Called by `readings.py`, which rescans what was decoded. Bounded: at most `MAX_BLOCKS` blocks and
`MAX_DECODED` characters; what does not decode to mostly printable text is dropped.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote_to_bytes

from driver_assistant.guardrails.canonical import scripts
from driver_assistant.guardrails.canonical.view import View

MAX_BLOCKS: Final = 8
MAX_DECODED: Final = 4096
MIN_DECODED: Final = 6  # shorter texts carry no instruction and ids decode to noise
PRINTABLE: Final = 0.9
FEWEST_LETTERS: Final = 0.3  # leet and spaced-out letters have few

# Possessive quantifiers and a look behind: a long token is walked once, not once per letter.
_BASE64: Final = re.compile(r"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{12,}+={0,2}+(?![A-Za-z0-9+/=])")
_WRAPPED_BASE64: Final = re.compile(
    r"(?<![A-Za-z0-9+/_-])(?:[A-Za-z0-9+/_-]{16,}+\s++)++[A-Za-z0-9+/_-]{2,}+={0,2}"
)
_HEX: Final = re.compile(r"(?<![0-9A-Fa-f])(?:(?:\\x|0x)?[0-9A-Fa-f]{2}[\s:,-]{0,2}){8,}+")
_PERCENT: Final = re.compile(r"%[0-9A-Fa-f]{2}(?:[^\s%]{0,80}%[0-9A-Fa-f]{2}){2,}[^\s%]{0,80}")
_ENTITIES: Final = re.compile(r"(?:&#x?[0-9A-Fa-f]{2,6};\s?){4,}")
_ESCAPES: Final = re.compile(r"(?:\\u\{?[0-9A-Fa-f]{4,6}\}?\s?){4,}")
_BINARY: Final = re.compile(r"(?:[01]{8}\s?){6,}")
_HIDDEN: Final = "\U000e0020-\U000e007e\ufe00-\ufe0f\U000e0100-\U000e01ef"
_PAYLOAD: Final = re.compile(
    f"[{_HIDDEN}](?:[\u200b-\u200f\u202a-\u202e\u2060-\u2069]*[{_HIDDEN}]){{3,}}"
)
_ENCODED: Final = re.compile(r"[A-Za-z0-9+/=_\s-]{16,}")
_LONG_TOKEN: Final = re.compile(r"[A-Za-z0-9+/=_-]{16,}")
_LETTER: Final = re.compile(r"[A-Za-z]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """`text`, decoded from `[start, end)` of the original by `how`."""

    how: str
    text: str
    start: int
    end: int


def hidden_blocks(original: str, visible: View) -> list[Block]:
    """Every block that decodes to readable text, outermost encodings only."""
    blocks: list[Block] = []
    for block in _candidates(original, visible):
        blocks.append(block)
        if len(blocks) == MAX_BLOCKS:
            break
    return blocks


def _candidates(original: str, visible: View) -> Iterator[Block]:
    if not original.isascii():
        yield from _payloads(original)
    for view in _spellings(visible):
        for how, pattern, decode in _DECODERS:
            for found in pattern.finditer(view.text):
                text = decode(found.group()[: MAX_DECODED * 6])
                if text is not None and _is_readable(text):
                    start, end = view.origin(*found.span())
                    yield Block(how=how, text=text[:MAX_DECODED], start=start, end=end)


def _spellings(visible: View) -> Iterator[View]:
    """The text, and when it may be code at all, its reversal, shift and joined lines."""
    yield visible
    if _LONG_TOKEN.search(visible.text):
        yield visible.backwards()
        yield View(codecs.encode(visible.text, "rot13"), visible.starts, visible.ends)
    elif visible.text.count("\n") >= 2 and _ENCODED.fullmatch(visible.text):
        yield visible.derive(
            (char, index, index + 1)
            for index, char in enumerate(visible.text)
            if not char.isspace()
        )


def _payloads(original: str) -> Iterator[Block]:
    """Text smuggled in characters that nobody sees: tags spell ASCII, selectors spell bytes."""
    for found in _PAYLOAD.finditer(original):
        run = "".join(char for char in found.group() if not "\u200b" <= char <= "\u2069")
        if run[0] >= "\U000e0020" and run[0] < "\U000e0100":
            text = "".join(chr(ord(char) - 0xE0000) for char in run if char < "\U000e0100")
            how = "tags"
            if original[found.start() - 1 : found.start()] == "\U0001f3f4":
                continue  # the flag of England, Scotland or Wales
        else:
            text = bytes(_selector_byte(char) for char in run).decode("utf-8", "replace")
            how = "variation-selectors"
        if _is_readable(text, shortest=3):
            yield Block(how=how, text=text[:MAX_DECODED], start=found.start(), end=found.end())


def _selector_byte(character: str) -> int:
    code = ord(character)
    if code < 0x10000:
        return code - 0xFE00
    return min(code - 0xE0100 + 16, 255) if code >= 0xE0100 else code & 0x7F


def _from_base64(found: str) -> str | None:
    packed = re.sub(r"\s+", "", found).rstrip("=").replace("-", "+").replace("_", "/")
    if len(packed) % 4 == 1 or not _LETTER.search(packed):
        return None
    try:
        raw = base64.b64decode(packed + "=" * (-len(packed) % 4), validate=True)
        return raw.decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return None


def _from_hex(found: str) -> str | None:
    digits = re.sub(r"\\x|0x|[\s:,-]", "", found)
    try:
        return bytes.fromhex(digits[: len(digits) // 2 * 2]).decode("utf-8")
    except (ValueError, UnicodeDecodeError):
        return None


def _from_percent(found: str) -> str | None:
    return unquote_to_bytes(found).decode("utf-8", "replace")


def _from_escapes(found: str) -> str | None:
    codes = re.findall(r"[0-9A-Fa-f]{4,6}", found)
    return "".join(chr(int(code, 16)) for code in codes if int(code, 16) < 0x110000)


def _from_binary(found: str) -> str | None:
    octets = re.findall(r"[01]{8}", found)
    return bytes(int(octet, 2) for octet in octets).decode("utf-8", "replace")


_DECODERS: Final = (
    ("base64", _BASE64, _from_base64),
    ("base64", _WRAPPED_BASE64, _from_base64),
    ("hex", _HEX, _from_hex),
    ("url", _PERCENT, _from_percent),
    ("entities", _ENTITIES, html.unescape),
    ("escapes", _ESCAPES, _from_escapes),
    ("binary", _BINARY, _from_binary),
)


def _is_readable(text: str, *, shortest: int = MIN_DECODED) -> bool:
    """Whether decoding gave words, or another encoding, rather than noise."""
    if len(text) < shortest or "\ufffd" in text:
        return False
    drawn = [char for char in text if not scripts.is_ignorable(char)]
    if len(drawn) < shortest:
        return len(text) - len(drawn) >= shortest  # hidden characters again
    readable = sum(
        char.isalnum() or char.isspace() or unicodedata.category(char)[0] in "PM" for char in drawn
    )
    letters = sum(char.isalpha() for char in drawn)
    if readable / len(drawn) < PRINTABLE:
        return False
    return letters / len(drawn) >= FEWEST_LETTERS or _ENCODED.fullmatch(text) is not None

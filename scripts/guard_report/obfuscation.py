"""Fourteen ways to hide an attack, applied to attacks that are caught when typed plainly."""

from __future__ import annotations

import base64
import codecs
from collections.abc import Callable, Sequence
from typing import Final

from driver_assistant.contracts.guardrails import Caller, InputRequest
from driver_assistant.guardrails.evaluation import STOPPED
from driver_assistant.guardrails.service import Service

_CYRILLIC: Final = str.maketrans("aceopxyiACEHKMOPTXB", "асеорхуіАСЕНКМОРТХВ")
_GREEK: Final = str.maketrans("aoiuvkABEHIKMNOPTXYZ", "αοιυνκΑΒΕΗΙΚΜΝΟΡΤΧΥΖ")
_LEET: Final = str.maketrans("aeiost", "431057")
_WIDE: Final = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


def _between(mark: str, every: int = 3) -> Callable[[str], str]:
    def put(text: str) -> str:
        return mark.join(text[at : at + every] for at in range(0, len(text), every))

    return put


def _tags(text: str) -> str:
    return "👍" + "".join(chr(0xE0000 + ord(char)) for char in text if " " <= char <= "~")


def _selectors(text: str) -> str:
    return "😀" + "".join(
        chr(0xFE00 + byte if byte < 16 else 0xE0100 + byte - 16) for byte in text.encode()
    )


def _spaced(text: str) -> str:
    return "   ".join(" ".join(word) for word in text.split())


TRANSFORMS: Final[dict[str, Callable[[str], str]]] = {
    "zero-width": _between("\u200b", 2),
    "tags": _tags,
    "variation selectors": _selectors,
    "bidi": lambda text: "\u202e" + _between("\u202c\u202e", 4)(text) + "\u202c",
    "full-width": lambda text: text.translate(_WIDE),
    "homoglyphs": lambda text: text.translate(_CYRILLIC),
    "homoglyphs (Greek)": lambda text: text.translate(_GREEK),
    "leet": lambda text: text.translate(_LEET),
    "spaced letters": _spaced,
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "hex": lambda text: text.encode().hex(),
    "rot13": lambda text: codecs.encode(text, "rot13"),
    "reversed": lambda text: text[::-1],
    "split lines": lambda text: "\n".join(_chunks(text, 5)),
    "combining marks": _between("\u0336", 1),
}


def _chunks(text: str, size: int) -> list[str]:
    return [text[at : at + size] for at in range(0, len(text), size)]


async def caught(service: Service, texts: Sequence[str], company: str) -> list[bool]:
    """Whether each text is stopped."""
    caller = Caller(driver_id="drv_1", company_id=company)
    return [
        (await service.input(InputRequest(text=text, caller=caller))).decision in STOPPED
        for text in texts
    ]


async def retained(
    service: Service, attacks: Sequence[str], company: str
) -> dict[str, tuple[int, int]]:
    """Transform -> attacks still caught, of how many that were caught plainly."""
    found = {}
    for name, change in TRANSFORMS.items():
        hits = await caught(service, [change(text) for text in attacks], company)
        found[name] = (sum(hits), len(hits))
    return found

"""Licence plates and driving-licence numbers, by country format and the words before them.

Distinctive formats ("M-KL 4821", "AB-482-CD") count by themselves; loose ones ("B 482 KLM",
"4821 LKM") need a word such as plate, Kennzeichen or matrícula nearby.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from driver_assistant.guardrails.pii.matches import PiiMatch

_EDGE, _END = r"(?<![\w-])", r"(?![\w-])"
_CYRILLIC = "АВЕІКМНОРСТХ"  # the letters Ukrainian plates share with Latin

# Formats as issued today: DE, PT, FR (and IT), ES, ES trailer, UK, UA, TR, IN, PL, RO, BG.
_DISTINCTIVE = re.compile(
    _EDGE
    + r"(?:[A-ZÄÖÜ]{1,3}-[A-Z]{1,2} ?\d{1,4}[EH]?"  # DE  M-KL 4821
    + r"|[A-Z]{2}-\d{2,3}-[A-Z]{2}|\d{2}-[A-Z]{2}-\d{2}|\d{2}-\d{2}-[A-Z]{2}"  # FR, PT
    + r"|R[ -]?\d{4}[ -]?[BCDFGHJKLMNPRSTVWXYZ]{3}"  # ES trailer
    + r"|[A-Z]{2}\d{2} ?[A-Z]{3}"  # UK  AB12 CDE
    + rf"|[ABCEHIKMOPTX{_CYRILLIC}]{{2}} ?\d{{4}} ?[ABCEHIKMOPTX{_CYRILLIC}]{{2}}"  # UA, BG
    + r"|[A-Z]{2}[ -]?\d{1,2}[ -][A-Z]{1,3}[ -]\d{4}"  # IN  MH 12 AB 1234
    + r"|(?:0[1-9]|[1-7]\d|8[01]) [A-Z]{1,3} \d{2,4})"  # TR  34 ABC 123
    + _END
)
_LOOSE = re.compile(
    _EDGE
    + r"(?:\d{4}[ -]?[BCDFGHJKLMNPRSTVWXYZ]{3}"  # ES  4821 LKM
    + r"|[A-Z]{1,2}[ -]?\d{2,3}[ -]?[A-Z]{3}"  # RO  B 482 KLM
    + r"|[A-Z]{2,3}[ -]?[A-Z0-9]{4,5}"  # PL  PO 5KH27
    + rf"|[A-Z{_CYRILLIC}][ -]?\d{{4}}[ -]?[A-Z{_CYRILLIC}]{{2}}"  # BG  P 4558 XP
    + r"|[A-Z]{2}[ -]\d{2}[ -][A-Z]{2}"  # PT spaced
    + r"|[A-ZÄÖÜ]{1,3} [A-Z]{1,2} \d{1,4}"  # DE spaced
    + r"|[A-Z]{2}\d{1,2}[A-Z]{1,3}\d{4}"  # IN compact
    + r"|\d{2}[A-Z]{1,3}\d{2,4}"  # TR compact
    + r"|[A-Z0-9]{2,3}[ -]?[A-Z0-9]{3,5})"  # US states
    + _END
)
_PLATE_WORD = re.compile(
    r"(?:plates?|registration|reg|licen[cs]e plate|truck|lorry|trailer|vehicle|kennzeichen|lkw|"
    r"auflieger|anhänger|matrícula|matricula|camión|camião|remolque|reboque|placa|immatricul\w*|"
    r"plaque|camion|remorque|rejestrac\w*|tablic\w*|ciężarówk\w*|naczep\w*|ciągnik\w*|"
    r"pojazd\w*|înmatricul\w*|тягач\w*|машин\w*|причіп|ट्रेलर|"
    r"număr\w* auto|remorc\w*|plaka\w*|kamyon|dorse|номерн\w* знак\w*|держномер\w*|вантажівк\w*|"
    r"причеп\w*|वाहन|गाड़ी|ट्रक|प्लेट)\W{0,4}(?:\w{1,12}\W{1,3}){0,2}$",
    re.IGNORECASE,
)
_LICENCE_WORD = re.compile(
    r"(?:driv(?:er|ing)\W{0,3}s?\W?\s?licen[cs]e|licen[cs]e(?: number| no)|cdl|führerschein\w*|"
    r"permiso de conducir|carnet de conducir|carta de condução|permis de conduire|prawo jazdy|"
    r"prawa jazdy|permis\w* de conducere|ehliyet\w*|sürücü belgesi|водійськ\w* посвідч\w*|"
    r"ड्राइविंग लाइसेंस)"
    r"\W{0,4}(?:(?!\w*\d)\w{1,12}\W{1,3}){0,3}$",
    re.IGNORECASE,
)
_LICENCE = re.compile(
    r"(?<![\w-])(?=[A-Z0-9 /-]{0,17}\d{3})[A-Z0-9](?:[A-Z0-9]|[ /-](?=[A-Z0-9])){4,19}",
    re.IGNORECASE,
)


def find_plates(text: str) -> Iterator[PiiMatch]:
    """Plates and licence numbers; `value` is without spaces and hyphens, in capitals."""
    for found in _DISTINCTIVE.finditer(text):
        yield _plate(found)
    for found in _LOOSE.finditer(text):
        if any(c.isdigit() for c in found[0]) and _PLATE_WORD.search(_before(text, found)):
            yield _plate(found)
    for found in _LICENCE.finditer(text):
        if _LICENCE_WORD.search(_before(text, found)):
            value = re.sub(r"\W", "", found[0]).upper()
            yield PiiMatch(kind="licence", start=found.start(), end=found.end(), value=value)


def _before(text: str, found: re.Match[str]) -> str:
    return text[max(0, found.start() - 48) : found.start()]


def _plate(found: re.Match[str]) -> PiiMatch:
    value = re.sub(r"\W", "", found[0]).upper()
    return PiiMatch(kind="plate", start=found.start(), end=found.end(), value=value)

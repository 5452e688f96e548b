"""Masks a person can read ("[phone 1]"), the same for the same value, and the way back.

`guardrails/evaluate.py` masks an answer with them; whoever must hide values from a model keeps
the `Masked` and restores what comes back. A mask never looks like personal data, so masking a
masked text changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from driver_assistant.contracts.languages import Language

# What the mask says, per language, for the kinds of `matches.Kind`, secrets and links.
LABELS: Mapping[Language, Mapping[str, str]] = {
    "en": {"phone": "phone", "email": "e-mail", "plate": "plate", "name": "name",
           "secret": "secret", "link": "link", "": "hidden"},
    "es": {"phone": "teléfono", "email": "correo", "plate": "matrícula", "name": "nombre",
           "secret": "secreto", "link": "enlace", "": "oculto"},
    "pt": {"phone": "telefone", "email": "e-mail", "plate": "matrícula", "name": "nome",
           "secret": "segredo", "link": "ligação", "": "oculto"},
    "fr": {"phone": "téléphone", "email": "e-mail", "plate": "plaque", "name": "nom",
           "secret": "secret", "link": "lien", "": "masqué"},
    "de": {"phone": "Telefonnummer", "email": "E-Mail", "plate": "Kennzeichen", "name": "Name",
           "secret": "Geheimnis", "link": "Link", "": "verborgen"},
    "pl": {"phone": "telefon", "email": "e-mail", "plate": "rejestracja", "name": "nazwisko",
           "secret": "sekret", "link": "link", "": "ukryte"},
    "ro": {"phone": "telefon", "email": "e-mail", "plate": "înmatriculare", "name": "nume",
           "secret": "secret", "link": "link", "": "ascuns"},
    "tr": {"phone": "telefon", "email": "e-posta", "plate": "plaka", "name": "isim",
           "secret": "gizli", "link": "bağlantı", "": "gizli"},
    "uk": {"phone": "телефон", "email": "пошта", "plate": "номерний знак", "name": "ім'я",
           "secret": "секрет", "link": "посилання", "": "приховано"},
    "hi": {"phone": "फ़ोन", "email": "ईमेल", "plate": "प्लेट", "name": "नाम",
           "secret": "गोपनीय", "link": "लिंक", "": "छिपाया गया"},
}  # fmt: skip
_MASK = re.compile(r"\[[^\[\]\d]{1,24} (\d{1,4})\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Masked:
    """A text without its values; `originals` maps each mask to what it stands for."""

    text: str
    originals: Mapping[str, str]

    def restore(self, text: str | None = None) -> str:
        """Put the originals back, into the masked text or one written from it."""
        text = self.text if text is None else text
        return _MASK.sub(lambda found: self.originals.get(found[0], found[0]), text)


def mask(text: str, spans: Iterable[tuple[int, int, str]], language: Language = "en") -> Masked:
    """Replace each `(start, end, kind)`; overlapping spans become one mask of the first kind."""
    merged = _merged(spans)
    labels = LABELS[language]
    number = max((int(found[1]) for found in _MASK.finditer(text)), default=0)
    masks: dict[tuple[str, str], str] = {}
    pieces: list[str] = []
    at = 0
    for start, end, kind in merged:
        value = text[start:end]
        if (kind, value) not in masks:
            number += 1
            masks[kind, value] = f"[{labels.get(kind, labels[''])} {number}]"
        pieces += (text[at:start], masks[kind, value])
        at = end
    pieces.append(text[at:])
    originals = {shown: value for (_, value), shown in masks.items()}
    return Masked(text="".join(pieces), originals=originals)


def _merged(spans: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    merged: list[tuple[int, int, str]] = []
    for start, end, kind in sorted(spans):
        if start >= end:
            continue
        if merged and start < merged[-1][1]:
            first, until, known = merged[-1]
            merged[-1] = (first, max(until, end), known)
        else:
            merged.append((start, end, kind))
    return merged

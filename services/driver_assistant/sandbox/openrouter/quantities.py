"""Reads one number off a text: `40`, `2 h`, `1h30`, `two hours`, in ten languages.

A parameter that speaks of minutes or hours gets its unit; digits inside references (`ORD-1234`,
`A4`) are no quantity. Used by `arguments.py` only.
"""

# letters of other languages are meant

from __future__ import annotations

import re

from driver_assistant.sandbox.openrouter.folding import words

_HOUR = (
    r"(?:h|hs|hr|hrs|hours?|horas?|heures?|stunden?|std|godz|godzin\w*|or[eă]|oră|saat|год\w*|"
    r"घंट\w*|घण्ट\w*|ghant\w*)"
)
_MINUTE = r"(?:m|min|mins|minutes?|minutos?|minuten?|minut\w*|dakika\w*|dk|хв\w*|मिनट\w*|minat\w*)"
_HOURS_AND_MINUTES = re.compile(
    rf"(?<![\w.,-])(\d{{1,3}})\s*{_HOUR}[\s.,]*(?:and|y|e|et|und|i|și|si|ve|і|और)?\s*(\d{{1,2}})\b",
    re.IGNORECASE,
)
_HOURS = re.compile(
    rf"(?<![\w.,-])(\d{{1,3}}(?:[.,]\d+)?)\s*-?(?:\s+de)?\s*{_HOUR}(?!\w)", re.IGNORECASE
)
_MINUTES = re.compile(
    rf"(?<![\w.,-])(\d{{1,4}}(?:[.,]\d+)?)\s*-?(?:\s+de)?\s*{_MINUTE}(?!\w)", re.IGNORECASE
)
_HALF_HOUR = re.compile(
    r"half an hour|media hora|meia hora|demi[- ]heure|halbe stunde|pół godziny|jumătate de oră|"
    r"yarım saat|пів ?години|आधा? घंट|aadha ghant",
    re.IGNORECASE,
)
_AN_HOUR = re.compile(
    r"\ban hour\b|\bone hour\b|\buna hora\b|\buma hora\b|\bune heure\b|\beine stunde\b|"
    r"\bgodzinę\b|\bo oră\b|\bbir saat\b|\bгодину\b|एक घंट",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"(?<![\w/.,:-])(\d{1,6}(?:[.,]\d+)?)(?![\w/:-]|[.,]\d)")

# Two to twelve and the round ones, in en es pt fr de pl ro tr uk hi, as whole words.
# The English ten is left out: it is Polish for "this".
_SPELT = {
    2: "two dos dois duas deux zwei dwa dwie două doi iki дві два दो",
    3: "three tres três trois drei trzy trei üç три तीन",
    4: "four cuatro quatro quatre vier cztery patru dört чотири चार",
    5: "five cinco cinq fünf pięć cinci beş п'ять пять पाँच पांच",
    6: "six seis sechs sześć șase altı шість छह",
    10: "diez dez dix zehn dziesięć zece десять दस",
    15: "fifteen quince quinze fünfzehn piętnaście cincisprezece п'ятнадцять пятнадцять पंद्रह",
    20: "twenty veinte vinte vingt zwanzig dwadzieścia douăzeci yirmi двадцять बीस",
    30: "thirty treinta trinta trente dreißig trzydzieści treizeci otuz тридцять तीस",
    40: "forty cuarenta quarenta quarante vierzig czterdzieści patruzeci kırk сорок चालीस",
    50: "fifty cincuenta cinquenta cinquante fünfzig pięćdziesiąt cincizeci elli पचास",
}
_AS_DIGITS = {word: str(number) for number, spelt in _SPELT.items() for word in spelt.split()}
_WORD = re.compile(r"[^\s.,!?]+")

_MINUTE_WORDS = frozenset(words("minute minutes min duration delay late"))
_HOUR_WORDS = frozenset(words("hour hours"))


def number_in(text: str, about: str) -> float | None:
    """The number in `text` for a parameter described by `about`; None when there is none."""
    asked = frozenset(words(about))
    text = _WORD.sub(lambda word: _AS_DIGITS.get(word[0].casefold(), word[0]), text)
    minutes = _minutes(text)
    if minutes is not None and asked & _MINUTE_WORDS:
        return minutes
    if minutes is not None and asked & _HOUR_WORDS:
        return minutes / 60
    plain = _PLAIN.search(text)
    return _decimal(plain[1]) if plain else None


def _minutes(text: str) -> float | None:
    if match := _HOURS_AND_MINUTES.search(text):
        return 60 * int(match[1]) + int(match[2])
    if match := _HOURS.search(text):
        return 60 * _decimal(match[1])
    if match := _MINUTES.search(text):
        return _decimal(match[1])
    if _HALF_HOUR.search(text):
        return 30
    return 60 if _AN_HOUR.search(text) else None


def _decimal(written: str) -> float:
    return float(written.replace(",", "."))

"""What a leaf of the evidence states: a typed fact, from its key, its value and its neighbours.

Shapes of the logistics port come first (`driveNowMinutes`, `grossKg`, `amountMinor`, RFC 3339
instants); other systems' habits (snake case, epoch milliseconds, `{value, unit}`) are read too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, Literal, NamedTuple

FactKind = Literal[
    "instant", "clock", "date", "duration", "money", "distance", "weight", "temperature",
    "percent", "volume", "number", "ordinal", "status", "text", "flag", "skip",
]  # fmt: skip


class Fact(NamedTuple):
    """One leaf: instants are aware datetimes, clocks minutes of the day, durations minutes,
    distances metres, weights kilograms, temperatures °C, money major units with a currency.
    """

    kind: FactKind
    value: Any
    path: str
    record: int
    key: str
    unit: str = ""


# Unit at the end of a key, as factor to the base unit. Longest match first.
_KEY_UNITS: tuple[tuple[str, FactKind, float], ...] = (
    ("milliseconds", "duration", 1 / 60000), ("millis", "duration", 1 / 60000),
    ("durationms", "duration", 1 / 60000), ("remainingms", "duration", 1 / 60000),
    ("seconds", "duration", 1 / 60), ("secs", "duration", 1 / 60), ("sec", "duration", 1 / 60),
    ("minutes", "duration", 1), ("mins", "duration", 1), ("min", "duration", 1),
    ("hours", "duration", 60), ("hrs", "duration", 60),
    ("kilometers", "distance", 1000), ("kilometres", "distance", 1000), ("km", "distance", 1000),
    ("miles", "distance", 1609.344), ("mi", "distance", 1609.344),
    ("meters", "distance", 1), ("metres", "distance", 1), ("distancem", "distance", 1),
    ("kilograms", "weight", 1), ("kgs", "weight", 1), ("kg", "weight", 1),
    ("tonnes", "weight", 1000), ("tons", "weight", 1000), ("pounds", "weight", 0.45359237),
    ("lbs", "weight", 0.45359237), ("lb", "weight", 0.45359237),
    ("celsius", "temperature", 1), ("degc", "temperature", 1),
    ("c", "temperature", 1), ("cm", "distance", 0.01),
    ("percent", "percent", 1), ("pct", "percent", 1),
    ("liters", "volume", 1), ("litres", "volume", 1),
)  # fmt: skip
_VALUE_UNITS: dict[str, tuple[FactKind, float]] = {
    "min": ("duration", 1), "minutes": ("duration", 1), "minute": ("duration", 1),
    "h": ("duration", 60), "hours": ("duration", 60), "hour": ("duration", 60),
    "s": ("duration", 1 / 60), "seconds": ("duration", 1 / 60), "km": ("distance", 1000),
    "m": ("distance", 1), "mi": ("distance", 1609.344), "miles": ("distance", 1609.344),
    "kg": ("weight", 1), "t": ("weight", 1000), "tonnes": ("weight", 1000),
    "lb": ("weight", 0.45359237), "lbs": ("weight", 0.45359237), "c": ("temperature", 1),
    "°c": ("temperature", 1), "celsius": ("temperature", 1), "%": ("percent", 1),
    "l": ("volume", 1),
}  # fmt: skip
_DIMENSION_WORDS: tuple[tuple[str, FactKind], ...] = (
    ("temperature", "temperature"), ("temp", "temperature"), ("weight", "weight"),
    ("distance", "distance"), ("mileage", "distance"), ("duration", "duration"),
)  # fmt: skip
_STATUS_KEYS = frozenset({
    "state", "status", "kind", "activity", "proof", "result", "lifecycle", "phase",
    "cancelreason", "rejectionreason", "stopstate", "loadstate", "appointmentstatus",
    "documentstate",
})  # fmt: skip
_ORDINAL_KEYS = frozenset({"sequence", "position", "index", "stopnumber", "order", "seq"})
_SKIPPED_KEYS = frozenset({
    "lat", "lon", "lng", "latitude", "longitude", "version", "etag", "endcursor", "hasnext",
    "limit",
})  # fmt: skip
_MONEY_KEYS = re.compile(r"(?:amount|price|total|pay|rate|cost|fee|net|gross|earnings|balance)")
CURRENCY_KEYS = ("currency", "currencyCode")
_CURRENCY = re.compile(r"[A-Z]{3}")
_CLOCK = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)(?::[0-5]\d)?")
_ISO_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
_NUMERIC = re.compile(r"-?\d{1,12}(?:\.\d{1,6})?")
_FIGURES = frozenset("-0123456789P")  # what dates, times, spans and figures begin with


@lru_cache(maxsize=4096)
def plain_key(key: str) -> str:
    """A key without case and separators: `gross_kg` and `grossKg` are the same field."""
    return re.sub(r"[^a-z0-9]", "", key.casefold())


@lru_cache(maxsize=4096)
def _typed_key(key: str) -> tuple[FactKind, float] | None:
    plain = plain_key(key)
    words = re.sub(r"([a-z])([A-Z])", r"\1 \2", key).replace("_", " ").casefold().split()
    if not words:
        return None
    for ending, kind, factor in _KEY_UNITS:
        if words[-1] == ending or (len(ending) > 3 and plain.endswith(ending)):
            return kind, factor
    for word, kind in _DIMENSION_WORDS:
        if word in words or plain == word:
            return kind, 0.0  # the dimension is known, the unit isn't
    return None


def read_number(
    key: str, value: float, siblings: Mapping[str, Any], currency: str
) -> tuple[FactKind, Any, str]:
    """What a number states (kind, value, unit), by its key's unit or the unit beside it."""
    plain = plain_key(key)
    if plain in _SKIPPED_KEYS:
        return "skip", value, ""
    if plain in _ORDINAL_KEYS:
        return "ordinal", value, ""
    if plain.endswith(("amountminor", "minor", "cents")):
        return "money", value / 100, currency
    typed = _typed_key(key) or _unit_beside(siblings) or _hours_field(key)
    if typed and typed[1]:
        return typed[0], value * typed[1], ""
    if currency and _MONEY_KEYS.search(plain) and not typed:
        return "money", value, currency
    if 1_000_000_000_000 <= value <= 4_000_000_000_000:
        return "instant", datetime.fromtimestamp(value / 1000, UTC), ""
    return "number", value, typed[0] if typed else ""


def read_string(key: str, text: str) -> tuple[FactKind, Any]:
    """What a string states: an instant, a date, a clock time, a status, a number or words."""
    figures = text[0] in _FIGURES or text[0].isdecimal()
    if figures and (stated := _dated(text) or _clock(text)):
        return stated
    if plain_key(key) in _STATUS_KEYS:
        return "status", plain_key(text)
    if figures:
        return _amount(key, text) or ("text", text)
    return "text", text


def _amount(key: str, text: str) -> tuple[FactKind, Any] | None:
    if text[0] == "P" and (found := _ISO_DURATION.fullmatch(text)):
        days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
        return "duration", days * 1440 + hours * 60 + minutes + seconds / 60
    if _NUMERIC.fullmatch(text) and _is_amount(key, text):
        return "number", float(text)
    return None


def _is_amount(key: str, text: str) -> bool:
    """A figure kept as a string; postcodes, phones and references aren't amounts."""
    if _typed_key(key):
        return True
    return len(text) <= 4 and not any(w in plain_key(key) for w in ("post", "zip", "id", "ref"))


def currency_of(node: Mapping[str, Any], inherited: str) -> str:
    """The ISO 4217 code that an object states for its amounts, else its parent's."""
    code = next((node[key] for key in CURRENCY_KEYS if node.get(key)), "")
    return code if isinstance(code, str) and _CURRENCY.fullmatch(code) else inherited


# ISO 16844-7 and ELD fields of `/me/hours`: minutes, though the name doesn't say so.
_HOURS_FIELDS = re.compile(
    r"remaining.*time|timeleft|timeuntil|minimumdailyrest|opencompensation|cycletomorrow"
    r"|(?:drive|shift|break|cycle)$"
)


def _hours_field(key: str) -> tuple[FactKind, float] | None:
    return ("duration", 1.0) if _HOURS_FIELDS.match(plain_key(key)) else None


def _unit_beside(siblings: Mapping[str, Any]) -> tuple[FactKind, float] | None:
    unit = siblings.get("unit") or siblings.get("uom") or siblings.get("units")
    return _VALUE_UNITS.get(unit.casefold()) if isinstance(unit, str) else None


def _dated(text: str) -> tuple[FactKind, Any] | None:
    if len(text) < 10 or text[4] != "-":
        return None
    try:
        if len(text) > 15 and text[10] in "T ":
            return "instant", datetime.fromisoformat(text)
        if len(text) == 10:
            return "date", date.fromisoformat(text)
    except ValueError:
        return None
    return None


def _clock(text: str) -> tuple[FactKind, Any] | None:
    if len(text) > 8 or ":" not in text or not (found := _CLOCK.fullmatch(text)):
        return None
    return "clock", (int(found[1]) * 60 + int(found[2])) % 1440


def clock_minutes(moment: datetime) -> tuple[int, ...]:
    """Minutes of the day that an instant may be said as: its minute, and the nearest one."""
    floor = moment.hour * 60 + moment.minute
    if moment.second < 30:
        return (floor,)
    nearest = moment + timedelta(minutes=1)
    return floor, nearest.hour * 60 + nearest.minute

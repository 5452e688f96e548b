"""Answer/evidence pairs made from generated records: right ones, and each wrong in one atom.

A record has the shape of the logistics port. `cases` fills a phrase from it (right), then once
more with one slot changed (wrong): a number, another stop's values, the half of the day, the
date, a unit, a state, or a stop that doesn't exist.
"""

# ruff: noqa: INP001, S311  # a script's module; seeded randomness is the point

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from babel.dates import format_date, format_time
from babel.numbers import format_currency, format_decimal
from grounding_phrases import AND_THEN, DAYS, PAPER, PHRASES, STATUS
from grounding_records import NOW, ZONE, record

INVENTED = (
    ("Metro Großmarkt", "Köln"), ("Aldi Nordlager", "Bremen"), ("Decathlon Hub", "Toulouse"),
    ("Migros Verteilzentrum", "Zürich"), ("Coop Terminal", "Bologna"),
)  # fmt: skip

KINDS = ("number", "swap", "ampm", "date", "unit", "status", "invented")


@dataclass(frozen=True, slots=True)
class Case:
    """`wrong` is empty for a right answer, else the kind of corruption."""

    language: str
    text: str
    evidence: dict[str, Any]
    now: datetime
    wrong: str
    phrase: int


def cases(language: str, count: int, seed: int = 7) -> Iterator[Case]:
    """`count` records; from each phrase a right answer and one of every corruption that fits."""
    rng = random.Random(f"{seed}{language}")
    for _ in range(count):
        evidence, values = record(rng)
        for number, phrase in enumerate(PHRASES[language]):
            style = rng.randrange(3)
            text = fill(phrase, values, language, style)
            yield Case(language, text, evidence, NOW, "", number)
            for kind in KINDS:
                wrong = corrupted(phrase, values, kind, rng, language, style)
                if wrong and wrong != text:
                    yield Case(language, wrong, evidence, NOW, kind, number)


def fill(phrase: str, values: dict[str, Any], language: str, style: int) -> str:
    """The phrase with its slots filled from the record."""
    return phrase.format(**Slots(values, language, style).all())


class Slots:
    """What each slot shows, as people of the language write it. `values` holds overrides."""

    def __init__(self, values: dict[str, Any], language: str, style: int) -> None:
        self.v, self.language, self.style = values, language, style
        self.route = values["evidence"]["route"]

    def all(self) -> dict[str, str]:
        changed: dict[str, str] = self.v.get("shown", {})
        return self._times() | self._amounts() | self._names() | changed

    def _stop(self, key: str, default: str) -> dict[str, Any]:
        stop: dict[str, Any] = self.route["stops"][self.v.get(key, self.v[default])]
        return stop

    def _times(self) -> dict[str, str]:
        shown = self._stop("values_of", "stop")
        eta = _at(shown["eta"]["time"])
        hours = self.v["evidence"]["hours"]
        return {
            "w1": self.clock(_at(shown["windows"][0]["start"])),
            "w2": self.clock(_at(shown["windows"][0]["end"])),
            "eta": self.clock(eta),
            "eta2": self.clock(_at(self._stop("values2", "other")["eta"]["time"])),
            "day": self.day(eta),
            "date": self.date(eta),
            "min": str(round((eta - NOW).total_seconds() / 60)),
            "drive": self.span(hours["driveNowMinutes"]),
            "break_at": self.clock(_at(hours["nextBreakDueAt"])),
        }

    def _amounts(self) -> dict[str, str]:
        loads = self.v["evidence"]["loads"]
        load = loads[self.v.get("load_values", self.v["load"])]
        goods = load["goods"][0]
        return {
            "kg": self.number(goods["grossKg"]),
            "t": self.number(round(goods["grossKg"] / 1000, 1)),
            "pallets": self.number(goods["quantity"]),
            "temp": str(load["temperature"]["setPointC"]),
            "km": self.number(round(self.route["totalMeters"] / 1000)),
            "stops": str(len(self.route["stops"])),
            "ref": loads[self.v["load"]]["reference"],
            "kgsum": self.number(sum(x["goods"][0]["grossKg"] for x in loads)),
            "palletsum": self.number(sum(x["goods"][0]["quantity"] for x in loads)),
            "money": self.money(self.v["evidence"]["statement"]["lines"][0]["amountMinor"]),
        }

    def _names(self) -> dict[str, str]:
        stop, shown = self._stop("stop", "stop"), self._stop("values_of", "stop")
        status = self.v.get("status", stop["appointment"]["state"])
        paper = self.v.get("paper", stop["requiredDocuments"][0]["state"])
        return {
            "name": stop["location"]["name"],
            "name2": self._stop("other", "other")["location"]["name"],
            "city": shown["location"]["address"]["city"],
            "street": shown["location"]["address"]["lines"][0],
            "contact": shown["contacts"][0]["name"],
            "phone": self.phone(shown["contacts"][0]["phone"]),
            "status": STATUS[self.language][status],
            "doc": "POD",
            "docstatus": PAPER[self.language][paper],
        }

    def clock(self, moment: datetime) -> str:
        moment += timedelta(hours=self.v.get("half_day", 0))
        if self.language == "en" and self.style:
            return (
                f"{moment:%I:%M %p}".lstrip("0")
                if self.style == 1
                else f"{moment:%-I:%M%p}".lower()
            )
        if self.language in {"fr", "pt"} and self.style == 1:
            return f"{moment.hour}h{moment:%M}"
        if self.language == "hi" and self.style == 1:
            return ("सुबह " if moment.hour < 12 else "शाम ") + f"{moment:%-I:%M}"
        return format_time(moment, "HH:mm", locale=self.language, tzinfo=ZONE)

    def day(self, moment: datetime) -> str:
        days = (moment.date() - NOW.date()).days + self.v.get("days", 0)
        return DAYS[self.language][days] if days in {0, 1} else self.date(moment)

    def date(self, moment: datetime) -> str:
        moment += timedelta(days=self.v.get("days", 0))
        pattern = ("d MMMM", "EEEE, d MMMM", "dd.MM.yyyy")[self.style]
        if self.language == "en" and self.style == 0:
            pattern = "MMMM d"
        return format_date(moment, pattern, locale=self.language)

    def number(self, value: float) -> str:
        return format_decimal(value, locale=self.language)

    def money(self, minor: int) -> str:
        return format_currency(minor / 100, self.v.get("currency", "EUR"), locale=self.language)

    def span(self, minutes: int) -> str:
        hour, minute = {
            "en": ("h", "min"), "tr": ("saat", "dakika"), "uk": ("год", "хв"), "hi": ("घंटे", "मिनट"),
            "pl": ("godz.", "min"), "de": ("Std.", "Min."), "ro": ("ore", "minute"),
        }.get(self.language, ("h", "min"))  # fmt: skip
        return (
            f"{minutes // 60} {hour} {minutes % 60:02d} {minute}"
            if minutes >= 60
            else f"{minutes} {minute}"
        )

    def phone(self, phone: str) -> str:
        return phone if self.style else f"{phone[:3]} {phone[3:5]} {phone[5:]}"


def corrupted(
    phrase: str, values: dict[str, Any], kind: str, rng: random.Random, language: str, style: int
) -> str:
    """The phrase with one thing wrong; empty where the phrase has no such thing."""
    changed = _CHANGES[kind](_Draft(phrase, dict(values), rng, language, style))
    return (
        changed
        if isinstance(changed, str)
        else fill(phrase, changed, language, style)
        if changed
        else ""
    )


class _Draft(NamedTuple):
    """What a corruption works on; it changes `v`, the overrides of the slots."""

    phrase: str
    v: dict[str, Any]
    rng: random.Random
    language: str
    style: int


_FIGURES = (
    "kg", "t", "pallets", "temp", "km", "min", "stops", "kgsum", "palletsum", "money", "drive",
)  # fmt: skip


def _wrong_number(d: _Draft) -> Any:
    slots = [slot for slot in _FIGURES if f"{{{slot}}}" in d.phrase]
    if not slots:
        return None
    slot = d.rng.choice(slots)
    right = Slots(d.v, d.language, d.style).all()[slot]
    digits = [i for i, c in enumerate(right) if c.isdecimal()]
    at = digits[0] if slot != "money" else d.rng.choice(digits)
    wrong = str((int(right[at]) + d.rng.randint(1, 8)) % 9 + 1)
    shown = right[:at] + wrong + right[at + 1 :]
    d.v["shown"] = {slot: shown}
    return d.v if shown != right else None


def _other_record(d: _Draft) -> Any:
    if "{name2}" in d.phrase:
        d.v["values_of"], d.v["values2"] = d.v["other"], d.v["stop"]
        return d.v
    if "{ref}" in d.phrase:
        d.v["load_values"] = 1 - d.v["load"]
        return d.v
    if "{name}" in d.phrase and any(s in d.phrase for s in ("{w1}", "{eta}", "{city}", "{phone}")):
        d.v["values_of"] = d.rng.randrange(1, len(d.v["evidence"]["route"]["stops"]))
        return d.v
    return None


def _other_half(d: _Draft) -> Any:
    d.v["half_day"] = 12
    return d.v if any(s in d.phrase for s in ("{eta}", "{w1}", "{break_at}")) else None


def _other_day(d: _Draft) -> Any:
    d.v["days"] = d.rng.choice((-1, 1))
    return d.v if "{day}" in d.phrase or "{date}" in d.phrase else None


def _other_unit(d: _Draft) -> Any:
    text = fill(d.phrase, d.v, d.language, d.style)
    swaps = {
        " kg": " t", " кг": " т", " किलो": " टन", " km": " mi", " км": " миль", " किमी": " मील",
        "°C": "°F", "€": "$", " t ": " kg ",
    }  # fmt: skip
    if "{min}" in d.phrase:
        return d.phrase.replace("{min} ", "{min} h ", 1).format(
            **Slots(d.v, d.language, d.style).all()
        )
    for right, wrong in swaps.items():
        if right in text:
            return text.replace(right, wrong, 1)
    return None


def _other_state(d: _Draft) -> Any:
    stop = d.v["evidence"]["route"]["stops"][d.v["stop"]]
    if "{status}" in d.phrase:
        flips = {"confirmed": "cancelled", "pending": "confirmed", "rejected": "confirmed"}
        d.v["status"] = flips[stop["appointment"]["state"]]
        return d.v
    if "{docstatus}" in d.phrase:
        flips = {"accepted": "rejected", "required": "accepted", "rejected": "accepted"}
        d.v["paper"] = flips[stop["requiredDocuments"][0]["state"]]
        return d.v
    return None


def _invented(d: _Draft) -> Any:
    name, city = d.rng.choice(INVENTED)
    if "{name2}" not in d.phrase and "{name}" in d.phrase and d.rng.random() < 0.5:
        d.v["shown"] = {"name": name} | ({"city": city} if "{city}" in d.phrase else {})
        return d.v
    return fill(d.phrase, d.v, d.language, d.style) + AND_THEN[d.language].format(
        name=name, city=city
    )


_CHANGES = {
    "number": _wrong_number, "swap": _other_record, "ampm": _other_half, "date": _other_day,
    "unit": _other_unit, "status": _other_state, "invented": _invented,
}  # fmt: skip


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(ZONE)

"""The words of one language that carry facts: our own lists and CLDR's, in one lexicon.

`languages/<code>.yaml` holds what CLDR has no data for (number words, statuses, negation, ranks);
Babel gives weekdays, months, units, currencies, countries and the names of big cities. Built
once per language, when first asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml
from babel import Locale
from babel.numbers import get_currency_name, get_currency_symbol
from babel.units import format_unit

from driver_assistant.contracts.languages import LANGUAGES, Language
from driver_assistant.guardrails.grounding.folding import flat
from driver_assistant.guardrails.grounding.tokens import Lexicon

CURRENCIES = (
    "EUR", "USD", "GBP", "PLN", "RON", "TRY", "UAH", "INR", "BGN", "CHF", "CZK", "HUF", "BRL",
    "MXN", "SEK", "NOK", "DKK",
)  # fmt: skip
# CLDR unit -> (kind, factor to the base unit of `facts.Fact`)
_UNITS: Mapping[str, tuple[str, float]] = {
    "duration-second": ("duration", 1 / 60),
    "duration-minute": ("duration", 1),
    "duration-hour": ("duration", 60),
    "duration-day": ("duration", 1440),
    "duration-week": ("duration", 10080),
    "mass-kilogram": ("weight", 1),
    "mass-tonne": ("weight", 1000),
    "mass-pound": ("weight", 0.45359237),
    "length-kilometer": ("distance", 1000),
    "length-meter": ("distance", 1),
    "length-centimeter": ("distance", 0.01),
    "length-mile": ("distance", 1609.344),
    "volume-liter": ("volume", 1),
    "temperature-celsius": ("temperature", 1),
    "temperature-fahrenheit": ("fahrenheit", 1),
}
_OWN_UNITS: Mapping[str, str] = {
    "minute": "duration-minute",
    "hour": "duration-hour",
    "day": "duration-day",
    "kilogram": "mass-kilogram",
    "tonne": "mass-tonne",
    "kilometer": "length-kilometer",
    "mile": "length-mile",
    "meter": "length-meter",
}
# Written the same everywhere, whatever the language around them.
_EVERYWHERE: tuple[tuple[str, str, Any], ...] = (
    ("kg", "unit", ("weight", 1.0)), ("km", "unit", ("distance", 1000.0)),
    ("min", "unit", ("duration", 1.0)), ("h", "unit", ("duration", 60.0)),
    ("t", "unit", ("weight", 1000.0)), ("m", "unit", ("distance", 1.0)),
    ("°C", "unit", ("temperature", 1.0)), ("°F", "unit", ("fahrenheit", 1.0)),
    ("°", "unit", ("temperature", 1.0)), ("%", "unit", ("percent", 1.0)),
    ("l", "unit", ("volume", 1.0)), ("mi", "unit", ("distance", 1609.344)),
    ("lbs", "unit", ("weight", 0.45359237)), ("lb", "unit", ("weight", 0.45359237)),
    ("cm", "unit", ("distance", 0.01)),
    ("~", "approximately", None), ("≈", "approximately", None), ("ca", "approximately", None),
    ("€", "currency", "EUR"), ("$", "currency", "USD"), ("£", "currency", "GBP"),
    ("₹", "currency", "INR"), ("₴", "currency", "UAH"), ("₺", "currency", "TRY"),
    ("zł", "currency", "PLN"), ("lei", "currency", "RON"), ("rs", "currency", "INR"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """What the parsers need to know about a language."""

    language: Language
    lexicon: Lexicon
    decimal: str
    month_first: bool
    capital_nouns: bool
    known_words: frozenset[str]  # folded words that are never a place's name


def preload() -> None:
    """Build every language now, so that the first answers aren't slow."""
    for language in LANGUAGES:
        vocabulary(language)
        places_of(language)


@lru_cache(maxsize=len(LANGUAGES))
def vocabulary(language: Language) -> Vocabulary:
    """The vocabulary of a supported language."""
    folder = resources.files("driver_assistant.guardrails.grounding").joinpath("languages")
    words = _load(folder.joinpath(f"{language}.yaml").read_text("utf-8"))
    locale = Locale.parse(language)
    lexicon = Lexicon()
    for phrase, category, value in _EVERYWHERE:
        lexicon.add(phrase, category, value)
    _add_words(lexicon, words)
    _add_numbers(lexicon, words["numbers"])
    _add_calendar(lexicon, locale)
    _add_units(lexicon, words["units"], language)
    _add_currencies(lexicon, language)
    return Vocabulary(
        language=language,
        lexicon=lexicon,
        decimal=locale.number_symbols["latn"]["decimal"],
        month_first="mdy" in words["order"],
        capital_nouns=bool(words.get("nouns_capital")),
        known_words=_known_words(words, locale),
    )


def _load(text: str) -> dict[str, Any]:
    """Strings only: to YAML 1.1 "on" and "no" are booleans, to Turkish and Polish words."""
    loaded: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  # plain strings
    return loaded


def _add_words(lexicon: Lexicon, words: Mapping[str, Any]) -> None:
    plain = (
        "approximately", "am", "pm", "noon", "midnight", "clock_before", "clock_after", "not",
        "unless", "stop_nouns", "then", "whole", "future", "early",
    )  # fmt: skip
    for category in plain:
        for phrase in words.get(category, ()):
            lexicon.add(phrase, category)
    for category in ("count", "rank"):
        for value, phrases in words[f"{category}s"].items():
            for phrase in phrases:
                lexicon.add(phrase, category, value)
    for group, phrases in words["statuses"].items():
        for phrase in phrases:
            lexicon.add(phrase, "status", (group, phrase.casefold()))
    _add_days(lexicon, words["relative"])


def _add_days(lexicon: Lexicon, relative: Mapping[str, list[str]]) -> None:
    """Days from today; "±1" is one word for yesterday and tomorrow, as in Hindi."""
    for offset, phrases in relative.items():
        days = int(offset.lstrip("±"))
        for phrase in phrases:
            lexicon.add(phrase, "day", (days, -days) if offset.startswith("±") else (days,))


def _add_numbers(lexicon: Lexicon, numbers: Mapping[str, Any]) -> None:
    ones: list[str] = numbers["ones"]
    for value, word in enumerate(ones):
        lexicon.add(word, "numeral", value)
    also = {int(value): phrases for value, phrases in numbers.get("also", {}).items()}
    for value, phrases in also.items():
        for phrase in phrases:
            lexicon.add(phrase, "numeral", value)
    beyond = {int(ten) for ten in numbers.get("beyond", {})}
    for ten, word in ((int(ten), word) for ten, word in numbers["tens"].items()):
        lexicon.add(word, "numeral", ten)
        if ten < 100:
            smaller = range(1, 20 if ten in beyond else 10)
            small = {one: (ones[one], *also.get(one, ())) for one in smaller}
            _add_compounds(lexicon, numbers, (ten, word), small)


def _add_compounds(
    lexicon: Lexicon,
    numbers: Mapping[str, Any],
    ten: tuple[int, str],
    small: Mapping[int, tuple[str, ...]],
) -> None:
    """As in "twenty-one", "einundzwanzig", "soixante-douze": a ten with each smaller number."""
    value, word = ten
    for one, forms in small.items():
        for form in forms:
            for link in numbers["link"]:
                first, second = (form, word) if numbers.get("ones_first") else (word, form)
                lexicon.add(f"{first}{link}{second}", "numeral", value + one)


def _add_calendar(lexicon: Lexicon, locale: Locale) -> None:
    for context in ("format", "stand-alone"):
        for weekday, name in locale.days[context]["wide"].items():
            for form in _cases(name, locale.language):
                lexicon.add(form, "weekday", weekday)
        for months in (locale.months[context], _in_europe(locale).months[context]):
            for month, name in (*months["wide"].items(), *months["abbreviated"].items()):
                lexicon.add(name, "month", month)
    for month in range(1, 13):  # CLDR's shortest forms differ from what people type
        name = locale.months["format"]["wide"][month]
        if len(name) > 4 and locale.language != "hi":
            lexicon.add(name[:3], "month", month)


def _in_europe(locale: Locale) -> Locale:
    """The European variety, where CLDR's plain one is American: "Sept"."""
    return Locale.parse({"en": "en_GB", "pt": "pt_PT"}.get(locale.language, locale.language))


def _cases(name: str, language: str) -> Iterable[str]:
    """Slavic weekdays as they stand after "on": środa -> środę, середа -> середу."""
    yield name
    endings = {"pl": {"a": "ę"}, "uk": {"а": "у", "я": "ю"}}.get(language, {})
    if name[-1] in endings:
        yield name[:-1] + endings[name[-1]]
    if language == "pt" and name.endswith("-feira"):
        yield name.removesuffix("-feira") + " feira"


def _add_units(lexicon: Lexicon, own: Mapping[str, list[str]], language: str) -> None:
    for unit, (kind, factor) in _UNITS.items():
        for length in ("long", "short"):
            for amount in (1, 2, 5, 1.5):
                shown = format_unit(amount, unit, length, locale=language)
                word = "".join(c for c in shown if not c.isdecimal() and c not in ".,").strip()
                if word:
                    lexicon.add(word, "unit", (kind, float(factor)))
    for unit, phrases in own.items():
        kind, factor = _UNITS[_OWN_UNITS[unit]]
        for phrase in phrases:
            lexicon.add(phrase, "unit", (kind, float(factor)))


def _add_currencies(lexicon: Lexicon, language: str) -> None:
    for code in CURRENCIES:
        lexicon.add(code, "currency", code)
        for count in (1, 2, 5, None):
            lexicon.add(get_currency_name(code, count, locale=language), "currency", code)
        symbol = get_currency_symbol(code, locale=language)
        if symbol.isalpha() and len(symbol) > 1:
            lexicon.add(symbol, "currency", code)
    lexicon.add({"en": "euros", "es": "euros", "pt": "euros", "fr": "euros"}.get(language, "euro"),
                "currency", "EUR")  # fmt: skip


@lru_cache(maxsize=len(LANGUAGES))
def places_of(language: Language) -> Mapping[str, frozenset[str]]:
    """Folded names of countries and big cities in a language -> what records may call them."""
    names: dict[str, set[str]] = {}
    own, english = Locale.parse(language), Locale.parse("en")
    for code, name in own.territories.items():
        if len(code) == 2:
            names.setdefault(flat(name), set()).update(
                {code.casefold(), flat(english.territories.get(code, ""))}
            )
    for other in LANGUAGES:
        for zone, entry in Locale.parse(other).time_zones.items():
            city = own.time_zones.get(zone, {}).get("city") or zone.rsplit("/", 1)[-1].replace(
                "_", " "
            )
            if "city" in entry:
                names.setdefault(flat(city), set()).add(flat(entry["city"]))
    return {name: frozenset(others) for name, others in names.items()}


def _known_words(words: Mapping[str, Any], locale: Locale) -> frozenset[str]:
    """Every word of our lists and of the calendar: capitals on them mean nothing."""
    texts = list(_strings(words))
    for names in (locale.days, locale.months):
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                texts += names[context][width].values()
    return frozenset(word for text in texts for word in re.split(r"[ '-]+", flat(text)))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for child in value.values():
            yield from _strings(child)
    elif isinstance(value, list):
        for child in value:
            yield from _strings(child)


def leap_safe(year: int, month: int, day: int) -> date | None:
    """A date, or None where the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None

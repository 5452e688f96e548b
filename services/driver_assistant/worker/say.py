"""Words and formats for one reply in one language.

Intents get a `Say` and ask it for phrases (Project Fluent catalogues in `phrases/`), times,
money and buttons. It never fetches and never decides what to say. Locale formats come from
Babel's CLDR data; plural forms live in the catalogues, where translators are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from importlib import resources
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale
from babel.core import get_global
from babel.dates import format_date, format_time
from babel.numbers import format_currency, format_decimal, get_currency_precision
from fluent.runtime import FluentBundle
from fluent.syntax import FluentParser
from fluent.syntax.ast import Message, Pattern, Resource, TextElement

from driver_assistant.contracts.errors import Permanent
from driver_assistant.contracts.languages import DEFAULT_LANGUAGE, LANGUAGES, Language
from driver_assistant.contracts.messages import (
    BODY_MAX,
    BUTTON_TITLE_MAX,
    BUTTONS_MAX,
    ROW_DESCRIPTION_MAX,
    ROW_TITLE_MAX,
    ROWS_MAX,
    TEXT_MAX,
    Button,
    ButtonsPart,
    ListPart,
    Row,
    TextPart,
)
from driver_assistant.worker.plain import clip, plain, units

# British and European wall-clock habits; `en_GB` avoids AM/PM, which drivers abroad misread.
_LOCALES: dict[Language, str] = {language: language for language in LANGUAGES} | {
    "en": "en_GB",
    "pt": "pt_PT",
}
# CLDR's short forms, in the order the language writes them.
_DAY_AND_MONTH: dict[Language, str] = {"tr": "d MMM EEE"}


class PhraseMissing(Permanent):
    """A phrase has no text in any catalogue."""

    code = "phrase_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """The phrase book of one reply.

    `zone` is the driver's home zone (times at a stop are said in the stop's own zone, pass it).
    `as_of` is set when the record is an old one, served because the logistics API is down.
    `action_id` is set when an action was proposed: its confirmation buttons carry it.
    """

    language: Language
    zone: ZoneInfo
    now: datetime
    name: str = ""
    as_of: datetime | None = None
    action_id: UUID | None = None

    # --- phrases ------------------------------------------------------------------

    def __call__(self, key: str, /, **slots: str | float) -> str:
        """The phrase `key` with its slots filled; English when the language lacks it.

        Raises:
            PhraseMissing: no catalogue has the key, or a slot of the phrase was not given.
        """
        for language in (self.language, DEFAULT_LANGUAGE):
            bundle = catalogue(language)
            if bundle.has_message(key):
                pattern = bundle.get_message(key).value
                if pattern is not None:
                    text, errors = bundle.format_pattern(pattern, dict(slots))
                    if errors:
                        raise PhraseMissing(f"{key} in {language}: {errors[0]}")
                    return str(text)
        raise PhraseMissing(key)

    def greeting(self) -> str:
        """Hello, by name where it is known."""
        name = plain(self.name, 40)
        return self("greeting", name=name) if name else self("greeting-nameless")

    def text(self, key: str, /, **slots: str | float) -> TextPart:
        """A text part from one phrase."""
        return TextPart(body=clip(self(key, **slots), TEXT_MAX))

    # --- parts --------------------------------------------------------------------

    def lines(self, *lines: str | None, zone: str | None = None) -> str:
        """The lines that are there, under the dated line when the record is an old one.

        `zone` is that of the times in the lines, so that the dated line tells no other.
        """
        dated = None if self.as_of is None else self("as-of", time=self.when(self.as_of, zone))
        return "\n".join(line for line in (dated, *lines) if line)

    def answer(self, body: str, choices: Iterable[tuple[str, str]] = ()) -> TextPart | ButtonsPart:
        """One part: the body with its (payload, title) buttons, without them where it is long."""
        offered = tuple(choices)[:BUTTONS_MAX]
        if offered and units(body) <= BODY_MAX:
            return self.buttons(body, offered)
        return TextPart(body=clip(body, TEXT_MAX))

    def buttons(self, body: str, choices: Iterable[tuple[str, str]]) -> ButtonsPart:
        """A part with up to three (payload, title) buttons."""
        return ButtonsPart(
            body=clip(body, BODY_MAX),
            buttons=tuple(
                Button(payload=payload, title=clip(title, BUTTON_TITLE_MAX))
                for payload, title in tuple(choices)[:BUTTONS_MAX]
            ),
        )

    def rows(self, body: str, button: str, rows: Iterable[tuple[str, str, str]]) -> ListPart:
        """A part with up to ten (payload, title, description) rows."""
        return ListPart(
            body=clip(body, BODY_MAX),
            button=clip(button, BUTTON_TITLE_MAX),
            rows=tuple(
                Row(
                    payload=payload,
                    title=clip(title, ROW_TITLE_MAX),
                    description=clip(description, ROW_DESCRIPTION_MAX),
                )
                for payload, title, description in tuple(rows)[:ROWS_MAX]
            ),
        )

    # --- times --------------------------------------------------------------------

    def time(self, instant: datetime, zone: str | ZoneInfo | None = None) -> str:
        """Wall time such as `14:05` in `zone` (default: the driver's); 24 hours everywhere."""
        return format_time(self._local(instant, zone), "HH:mm", locale=self._locale)

    def day(self, when: date | datetime, zone: str | ZoneInfo | None = None) -> str:
        """`today`, `tomorrow`, `yesterday` in words, else a date such as `Tue 27 Oct`."""
        local = self._local(when, zone).date() if isinstance(when, datetime) else when
        words = {-1: "day-yesterday", 0: "day-today", 1: "day-tomorrow"}
        offset = (local - self._local(self.now, zone).date()).days
        if offset in words:
            return self(words[offset])
        pattern = _DAY_AND_MONTH.get(self.language, "EEE d MMM")
        return format_date(local, pattern, locale=self._locale)

    def date_of(self, when: date) -> str:
        """A calendar date such as `27 Oct`, with its year where that is not this year's."""
        same_year = when.year == self._local(self.now, None).year
        return format_date(when, "d MMM" if same_year else "d MMM y", locale=self._locale)

    def when(self, instant: datetime, zone: str | ZoneInfo | None = None) -> str:
        """Time, with the day in front unless it is today."""
        today = self._local(self.now, zone).date() == self._local(instant, zone).date()
        clock = self.time(instant, zone)
        return clock if today else self("day-and-time", day=self.day(instant, zone), time=clock)

    def whole_day(self, instant: datetime, zone: str | None = None) -> str:
        """All of a day, which is named unless it is today."""
        day, whole = self.day(instant, zone), self("day-whole")
        return whole if day == self("day-today") else self("day-and-time", day=day, time=whole)

    def minutes(self, minutes: int) -> str:
        """A duration such as `2 h 05 min`; never rounded up."""
        hours, rest = divmod(abs(minutes), 60)
        if not hours:
            return self("duration-minutes", minutes=rest)
        return self("duration-hours", hours=hours, minutes=f"{rest:02d}")

    def span(self, length: timedelta) -> str:
        """`minutes` for a timedelta."""
        return self.minutes(int(length.total_seconds() // 60))

    def age(self, instant: datetime) -> str:
        """How long ago an instant was; a clock that runs ahead gives nought, never the future."""
        return self.span(max(self.now - instant, timedelta()))

    def zone_city(self, zone: str | None, *instants: datetime | None) -> str | None:
        """The city of a zone, when a clock at home would show other times for these instants."""
        where = _zone(zone)
        if where is None:
            return None
        said = [instant for instant in instants if instant is not None]
        if all(i.astimezone(where).utcoffset() == self._local(i, None).utcoffset() for i in said):
            return None
        return _city(where.key, self.language)

    def zone_note(self, zone: str | None, *instants: datetime | None) -> str | None:
        """The line that names the zone of the times said, where that is needed."""
        city = self.zone_city(zone, *instants)
        return None if city is None else self("zone-note", city=city)

    # --- numbers ------------------------------------------------------------------

    def money(self, minor: int, currency: str) -> str:
        """Minor units and an ISO 4217 code in the language's format."""
        amount = Decimal(minor).scaleb(-get_currency_precision(currency))
        return str(format_currency(amount, currency, locale=self._locale))

    def number(self, value: float, decimals: int = 1) -> str:
        """A plain number in the language's format, with at most so many decimals."""
        return str(format_decimal(round(value, decimals), locale=self._locale))

    @property
    def _locale(self) -> Locale:
        return _locale(self.language)

    def _local(self, instant: date | datetime, zone: str | ZoneInfo | None) -> datetime:
        if not isinstance(instant, datetime):
            return datetime(instant.year, instant.month, instant.day, tzinfo=self.zone)
        where = _zone(zone) if isinstance(zone, str) else zone
        return instant.astimezone(where or self.zone)


@cache
def _locale(language: Language) -> Locale:
    return Locale.parse(_LOCALES[language])


@cache
def _zone(name: str | None) -> ZoneInfo | None:
    """The zone of an IANA name; None for none and for a name this system does not know."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):
        return None


@cache
def _city(zone: str, language: Language) -> str:
    """The zone's city in the language; CLDR keeps some under an older name of the zone."""
    older = [old for old, new in get_global("zone_aliases").items() if new == zone]
    known = _locale(language).time_zones
    cities = (known[name].get("city") for name in (zone, *older) if name in known)
    named = next((str(city) for city in cities if city), "")
    return named or zone.rsplit("/", 1)[-1].replace("_", " ")


@cache
def catalogue(language: Language) -> FluentBundle:
    """The phrases of one language, read when the process first answers in it (2 MB, 30 ms)."""
    bundle = FluentBundle([_LOCALES[language].replace("_", "-")], use_isolating=False)
    bundle.add_resource(_parsed(language))
    return bundle


@cache
def word_lists(language: Language) -> Mapping[str, tuple[str, ...]]:
    """A language's phrases that list alternatives, and its titles, split and casefolded, by key.

    Any driver may use any language's words, so these are read of all languages; the rest of a
    catalogue is kept only of those that somebody is answered in.
    """
    return {
        entry.id.name: _alternatives(entry.value)
        for entry in _parsed(language).body
        if isinstance(entry, Message) and entry.id.name.endswith(("-words", "-title"))
    }


def words_of(language: Language, key: str) -> tuple[str, ...]:
    """A phrase that lists alternatives (`next stop | next | where to`), split and casefolded."""
    return word_lists(language).get(key, ())


def _alternatives(pattern: Pattern | None) -> tuple[str, ...]:
    elements = pattern.elements if pattern else ()
    text = "".join(element.value for element in elements if isinstance(element, TextElement))
    return tuple(word.strip().casefold() for word in text.split("|") if word.strip())


def _parsed(language: Language) -> Resource:
    source = resources.files("driver_assistant.worker") / "phrases" / f"{language}.ftl"
    return FluentParser(with_spans=False).parse(source.read_text(encoding="utf-8"))

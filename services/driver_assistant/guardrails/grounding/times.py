"""Clock times, dates, weekdays and words such as tomorrow, in every way drivers write them."""

from __future__ import annotations

import re
from datetime import datetime

from driver_assistant.guardrails.grounding.atoms import Meaning, Parsed, starts_line
from driver_assistant.guardrails.grounding.numerals import numerals_at
from driver_assistant.guardrails.grounding.tokens import Reading, Token
from driver_assistant.guardrails.grounding.vocabulary import Vocabulary

_TWELVE_HOUR = frozenset({"en", "hi"})
_DOTTED = re.compile(r"([01]?\d|2[0-4])[.]([0-5]\d)")
# "and" between hours and minutes, in the supported languages.
AND = frozenset({"and", "y", "e", "et", "und", "i", "si", "ve", "і", "та", "й", "और"})
# Between a weekday and its number, in the supported languages.
_DAY_WORDS = frozenset({"the", "el", "dia", "le", "den", "dem", "der", "am", "pe", "data"})
_CLOCK_MARKS = ("clock_after", "am", "pm", "stop_nouns")
# Between the two ends of a range, in the supported languages.
_UNTIL = frozenset({"-", "–", "—", "to", "till", "until", "bis", "a", "ate", "do", "до", "pana"})
_SHORT = 4  # letters of a weekday cut short
_ORDINAL_ENDS = frozenset({"st", "nd", "rd", "th", "er", "º", "o", "a", "го", "de", "of"})


def parse_time(reading: Reading, at: int, words: Vocabulary) -> Parsed | None:
    """A clock time, a date or a relative day that starts at this token."""
    token = reading.tokens[at]
    match token.kind:
        case "instant":
            return _instant(token)
        case "clock" | "hclock":
            return _clock(reading, at, words)
        case "isodate" | "date" | "shortdate":
            return _written_date(reading, at, words)
        case "number":
            return (
                _month_after(reading, at)
                or _day_after_weekday(reading, at)
                or _bare_hour(reading, at, words)
            )
        case _:
            return _word(reading, at)


def _instant(token: Token) -> Parsed | None:
    try:
        moment = datetime.fromisoformat(token.text.upper())
    except ValueError:
        return None
    minutes = moment.hour * 60 + moment.minute
    return Parsed((Meaning("clock", minutes, 1, f"{moment.year}-{moment.month}-{moment.day}"),), 1)


def _clock(reading: Reading, at: int, words: Vocabulary) -> Parsed:
    token = reading.tokens[at]
    hour, minute = (int(part) for part in re.findall(r"\d+", token.text)[:2])
    period, taken = _period(reading, at, 1)
    meanings = list(_clock_meanings(hour, minute, period, words, padded=token.text[0] == "0"))
    count = 1 + taken
    unit = reading.sense(at + count, "unit") if reading.near(at + count, 1) else None
    if unit and unit.value[0] == "duration" and not period:
        duration = Meaning("duration", float(hour * 60 + minute), 1)
        count += unit.size
        keeps_clock = bool(reading.sense(at + 1, "clock_after")) and token.kind == "clock"
        meanings = [duration, *(meanings if keeps_clock else ())]
    elif token.kind == "hclock":
        meanings.append(Meaning("duration", float(hour * 60 + minute), 1))
    if reading.near(at + count, 1) and (after := reading.sense(at + count, "clock_after")):
        count += after.size
        late, more = _period(reading, at, count)
        if late and not period:
            meanings = list(_clock_meanings(hour, minute, late, words, padded=True))
            count += more
    return Parsed(tuple(meanings), count)


def _clock_meanings(
    hour: int, minute: int, period: str, words: Vocabulary, *, padded: bool
) -> tuple[Meaning, ...]:
    if period == "pm" and hour < 12:
        hour += 12
    elif period == "am" and hour == 12:
        hour = 0
    first = Meaning("clock", (hour * 60 + minute) % 1440, 1)
    if period or padded or words.language not in _TWELVE_HOUR or not 1 <= hour <= 12:
        return (first,)
    return first, Meaning("clock", ((hour + 12) * 60 + minute) % 1440, 1)


def _period(reading: Reading, at: int, taken: int) -> tuple[str, int]:
    """As in "am" or "pm" after a time (with the tokens it takes) or before it (taking none)."""
    for period in ("am", "pm"):
        sense = reading.sense(at + taken, period)
        if sense and reading.near(at + taken, 2):
            return period, sense.size
    for before in (at, at - 1):
        if before < 1 or (before < at and not reading.sense(before, "clock_before")):
            continue
        for period in ("am", "pm"):
            if reading.ends_at(before, period) and reading.near(before, 2):
                return period, 0
    return "", 0


def _bare_hour(reading: Reading, at: int, words: Vocabulary) -> Parsed | None:
    """An hour without minutes ("2 pm", "14 Uhr", "a las 14"), or "14.05" beside such words."""
    hour, minute, dotted = _hour_at(reading, at)
    if hour > 24:
        return None
    after = reading.sense(at + 1, "clock_after") if reading.near(at + 1, 1) else None
    if after:
        return _marked_hour(reading, at, (hour, minute), after.size, words)
    period, taken = _period(reading, at, 1)
    meanings = list(_clock_meanings(hour, minute, period, words, padded=dotted))
    if period and taken:
        return Parsed(tuple(meanings), 1 + taken)
    if _range_of_hours(reading, at):
        return Parsed(_either_half(hour), 1)
    if not reading.ends_at(at, "clock_before"):
        return None
    if _named_quantity(reading, at + 1) or _named_quantity(reading, at + 2):
        return None  # "at 20 t", "at 2-8 °C"
    figures = numerals_at(reading, at, words.decimal)[0]
    plain = tuple(Meaning("number", figure.value, figure.step) for figure in figures)
    if dotted:
        return Parsed((*meanings, *plain, Meaning("date", (hour, minute, None))), 1)
    return Parsed((*(meanings if period else _either_half(hour)), *plain), 1)


def _hour_at(reading: Reading, at: int) -> tuple[int, int, bool]:
    """Hour, minute and whether it is written "14.05"; an hour of 99 when it is none."""
    text = reading.tokens[at].text
    if dotted := _DOTTED.fullmatch(text):
        return int(dotted[1]), int(dotted[2]), True
    return (int(text) if text.isdecimal() and len(text) <= 2 else 99), 0, False


def _marked_hour(
    reading: Reading, at: int, time: tuple[int, int], mark: int, words: Vocabulary
) -> Parsed | None:
    """An hour with its word behind it: "14 Uhr 30", "2 h de l'après-midi", "5 बजे"."""
    hour, minute = time
    count = 1 + mark
    if _minutes_follow(reading, at + count) or reading.ends_at(at, "future"):
        return None  # "3 godz. 20 min" and "within 24 hours" are spans
    dotted = "." in reading.tokens[at].text
    period, more = _period(reading, at, count)
    before, _ = _period(reading, at, 1)
    if period or before:
        meanings = list(_clock_meanings(hour, minute, period or before, words, padded=True))
        return Parsed(tuple(meanings), count + more)
    meanings = list(_clock_meanings(hour, minute, "", words, padded=dotted))
    if not dotted and 1 <= hour < 12:
        meanings.append(Meaning("clock", (hour + 12) * 60, 1))
    meanings += _also_hours(reading, at, hour, minute)
    count += _minutes_after(reading, at + count, meanings)
    return Parsed(tuple(meanings), count)


def _range_of_hours(reading: Reading, at: int) -> bool:
    """As in "14 bis 16 Uhr", "2-4 pm": the hour's mark stands after the second number."""
    second = at + 1
    if reading.near(second, 2) and reading.tokens[second].kind == "word":
        second += 1
    if not reading.near(second, 3) or reading.tokens[second].kind not in {"number", "clock"}:
        return False
    if reading.tokens[second].kind == "clock" and not starts_line(reading, reading.tokens[at]):
        joined = reading.tokens[at + 1].text if second > at + 1 else reading.gap(second).strip()
        return joined in _UNTIL  # "13–15:30" and "13 bis 15:30", not "stop 3. 15:30"
    after = second + 1
    return reading.near(after, 2) and any(
        reading.sense(after, category) for category in ("clock_after", "am", "pm")
    )


def _either_half(hour: int) -> tuple[Meaning, ...]:
    halves = (hour, hour + 12) if 1 <= hour < 12 else (hour % 24,)
    return tuple(Meaning("clock", half * 60, 1) for half in halves)


def _minutes_follow(reading: Reading, at: int) -> bool:
    if reading.near(at, 2) and reading.tokens[at].text in AND:
        at += 1
    if (
        not reading.near(at, 2)
        or reading.tokens[at].kind != "number"
        or not reading.near(at + 1, 1)
    ):
        return False
    unit = reading.sense(at + 1, "unit")
    return bool(unit and unit.value == ("duration", 1.0))


def _also_hours(reading: Reading, at: int, hour: int, minute: int) -> list[Meaning]:
    unit = reading.sense(at + 1, "unit")
    if unit and unit.value == ("duration", 60.0):
        return [Meaning("duration", float(hour * 60 + minute), 60)]
    return []


def _minutes_after(reading: Reading, at: int, meanings: list[Meaning]) -> int:
    """As in "14 Uhr 30": the minutes belong to the clock."""
    if not reading.near(at, 1) or reading.tokens[at].kind != "number":
        return 0
    text = reading.tokens[at].text
    if len(text) != 2 or not text.isdecimal() or int(text) > 59 or _named_quantity(reading, at + 1):
        return 0
    meanings[:] = [m._replace(value=m.value + int(text)) for m in meanings if m.kind == "clock"]
    return 1


def _named_quantity(reading: Reading, at: int) -> bool:
    return reading.near(at, 1) and any(
        reading.sense(at, category) for category in ("unit", "count", "currency")
    )


def _written_date(reading: Reading, at: int, words: Vocabulary) -> Parsed:
    token = reading.tokens[at]
    parts = [int(part) for part in re.findall(r"\d+", token.text)]
    if token.kind == "isodate":
        year, month, day = parts
        return Parsed((Meaning("date", (day, month, year)),), 1)
    if token.kind == "shortdate" and reading.ends_at(at, "stop_nouns"):
        return Parsed((Meaning("position", parts[0]),), 1)  # "stop 3/5"
    given = 2000 + parts[2] if len(parts) == 3 and parts[2] < 100 else parts[-1]
    year_or_none = given if len(parts) == 3 else None
    orders = [(parts[0], parts[1])] + ([(parts[1], parts[0])] if words.month_first else [])
    dates = tuple(Meaning("date", (d, m, year_or_none)) for d, m in orders if m <= 12 and d <= 31)
    if token.kind == "shortdate":
        dates += (Meaning("number", float(parts[0]), 1.0),)  # "1/2" may be a fraction or a choice
    return Parsed(dates, 1)


def _month_after(reading: Reading, at: int) -> Parsed | None:
    """As in "25 October 2026", "25. Oktober", "25 de octubre de 2026"."""
    text = reading.tokens[at].text
    if not text.isdecimal() or not 1 <= int(text) <= 31:
        return None
    next_at = at + 1
    while (
        next_at < min(at + 3, len(reading.tokens)) and reading.tokens[next_at].text in _ORDINAL_ENDS
    ):
        next_at += 1
    month = reading.sense(next_at, "month") if reading.near(next_at, 2) else None
    if not month or _is_weekday(reading, next_at):
        return None
    year, taken = _year(reading, next_at + month.size)
    return Parsed(
        (Meaning("date", (int(text), month.value, year)),), next_at + month.size + taken - at
    )


def _day_after_weekday(reading: Reading, at: int) -> Parsed | None:
    """As in "jueves 29", "Freitag, dem 13.": a day whose month goes without saying."""
    text = reading.tokens[at].text
    if not text.isdecimal() or not 1 <= int(text) <= 31 or not _follows_weekday(reading, at):
        return None
    count = 1
    if reading.near(at + 1, 0) and reading.tokens[at + 1].text in _ORDINAL_ENDS:
        count = 2
    after = at + count
    if _named_quantity(reading, after) or _range_of_hours(reading, at):
        return None
    if reading.near(after, 1) and any(reading.sense(after, c) for c in _CLOCK_MARKS):
        return None
    return Parsed((Meaning("date", (int(text), None, None)),), count)


def _follows_weekday(reading: Reading, at: int) -> bool:
    """Right behind a weekday, or behind one and a word ("Freitag, den 13.", "viernes, día 13")."""
    if reading.near(at, 2) and reading.ends_at(at, "weekday"):
        return True
    between = at - 1
    if reading.near(at, 1) and reading.tokens[between].text == "dia":
        return True  # "no dia 19", "el día 13"
    return (
        reading.near(at, 1)
        and reading.tokens[between].text in _DAY_WORDS
        and reading.near(between, 2)
        and bool(reading.ends_at(between, "weekday"))
    )


def _is_weekday(reading: Reading, at: int) -> bool:
    """A short word that is both ("mar." is March and Tuesday), before a date of its own: it is
    the weekday in "9. mar. 27 oct.".
    """
    day, month = at + 1, at + 2
    dated = reading.near(day, 2) and reading.tokens[day].text.isdecimal()
    if not dated or "," in reading.gap(day) or len(reading.tokens[at].text) > _SHORT:
        return False
    return reading.near(month, 2) and bool(reading.sense(month, "month"))


def _year(reading: Reading, at: int) -> tuple[int | None, int]:
    for skip in (0, 1):
        if at + skip < len(reading.tokens) and reading.near(at + skip, 2):
            token = reading.tokens[at + skip]
            if re.fullmatch(r"20\d\d", token.text):
                return int(token.text), skip + 1
            if token.text not in {"de", "року", "р"}:
                break
    return None, 0


def _word(reading: Reading, at: int) -> Parsed | None:
    if day := reading.sense(at, "day"):
        return Parsed(tuple(Meaning("day", offset) for offset in day.value), day.size)
    if (weekday := reading.sense(at, "weekday")) and not reading.sense(at + 1, "stop_nouns"):
        return Parsed((Meaning("weekday", weekday.value),), weekday.size)
    month = reading.sense(at, "month")
    if month and reading.near(at + month.size, 1) and not _is_weekday(reading, at):
        return _day_after_month(reading, at, at + month.size, month.value)
    if noon := reading.sense(at, "noon"):
        return Parsed((Meaning("clock", 720, 1),), noon.size)
    if midnight := reading.sense(at, "midnight"):
        return Parsed((Meaning("clock", 0, 1),), midnight.size)
    return None


def _day_after_month(reading: Reading, at: int, day_at: int, month: int) -> Parsed | None:
    text = reading.tokens[day_at].text
    if not text.isdecimal() or not 1 <= int(text) <= 31:
        return None
    end = day_at + 1
    if end < len(reading.tokens) and reading.tokens[end].text in _ORDINAL_ENDS:
        end += 1
    year, taken = _year(reading, end)
    return Parsed((Meaning("date", (int(text), month, year)),), end + taken - at)

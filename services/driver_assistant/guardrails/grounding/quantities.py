"""Amounts with a unit, a currency or a counted noun, positions ("stop 3") and plain numbers."""

from __future__ import annotations

import re

from driver_assistant.guardrails.grounding.atoms import Meaning, MeaningKind, Parsed, starts_line
from driver_assistant.guardrails.grounding.numerals import Numeral, numerals_at
from driver_assistant.guardrails.grounding.times import AND
from driver_assistant.guardrails.grounding.tokens import Reading, Sense
from driver_assistant.guardrails.grounding.vocabulary import Vocabulary

_RANGE = AND | {"to", "a", "bis", "do", "à", "la", "ile", "до", "से", "or", "o", "ou", "oder"}
_LIST_MARK = re.compile(r"[.)]\s|\ufe0f?\u20e3|[.)]?\s*\*?\0?$")


def parse_quantity(reading: Reading, at: int, words: Vocabulary) -> Parsed | None:
    """A number at this token with whatever it counts or measures."""
    if position := _position(reading, at):
        return position
    found, taken = numerals_at(reading, at, words.decimal)
    if not taken:
        return None
    is_digits = reading.tokens[at].kind == "number"
    if is_digits and _is_list_mark(reading, at):
        return Parsed((), 1)
    return (
        _measured(reading, at, found, taken, words)
        or _money(reading, at, found, taken)
        or _counted(reading, at, found, taken)
        or (_ranged(reading, at, found, taken) if is_digits else None)
        or (_plain(reading, at, found) if is_digits else None)
    )


def _position(reading: Reading, at: int) -> Parsed | None:
    """As in "stop 3", "#3", "third stop", "3rd stop", "next delivery"."""
    if rank := reading.sense(at, "rank"):
        for ahead in (0, 1, 2):
            noun_at = at + rank.size + ahead
            noun = reading.sense(noun_at, "stop_nouns")
            if noun and reading.near(noun_at, 2):
                return Parsed((Meaning("position", rank.value),), noun_at + noun.size - at)
    if (noun := reading.sense(at, "stop_nouns")) and reading.near(at + noun.size, 3):
        after = at + noun.size
        token = reading.tokens[after]
        if token.text in {"#", "no", "nr", "№", "n", "num"} and reading.near(after + 1, 3):
            after += 1
            token = reading.tokens[after]
        is_index = token.kind == "number" and token.text.isdecimal() and int(token.text) < 200
        if is_index and not _qualified(reading, after + 1):
            return Parsed((Meaning("position", int(token.text)),), after + 1 - at)
        if rank := reading.sense(after, "rank"):
            return Parsed((Meaning("position", rank.value),), after + rank.size - at)
    return None


def _qualified(reading: Reading, at: int) -> bool:
    return reading.near(at, 1) and any(
        reading.sense(at, kind) for kind in ("unit", "currency", "clock_after", "am", "pm")
    )


def _is_list_mark(reading: Reading, at: int) -> bool:
    token = reading.tokens[at]
    if len(token.text) > 2 or not starts_line(reading, token):
        return False
    return bool(_LIST_MARK.match(reading.text, token.end))


def _measured(
    reading: Reading, at: int, found: tuple[Numeral, ...], taken: int, words: Vocabulary
) -> Parsed | None:
    unit = _unit(reading, at + taken)
    if not unit:
        return None
    kind, factor = unit.value
    count = taken + unit.size
    if kind != "duration":
        return Parsed(tuple(_scaled(n, kind, factor) for n in found), count)
    total, step = [n.value * factor for n in found], found[0].step * factor
    while more := _smaller_part(reading, at + count, factor, words):
        value, factor, used = more
        total, step, count = [t + value for t in total], factor, count + used
    role = _role(reading, at, count)
    return Parsed(tuple(Meaning("duration", t, step) for t in total), count, role)


def _unit(reading: Reading, at: int) -> Sense | None:
    """The unit right after a number: " kg", "-minute"; not across a line or a bracket."""
    if not reading.near(at, 1) or reading.gap(at) not in {"", " ", "-"}:
        return None
    if reading.tokens[at].text == "de" and reading.near(at + 1, 1):
        return _with_link(reading.sense(at + 1, "unit"))  # Romanian: "25 de minute"
    return reading.sense(at, "unit")


def _with_link(unit: Sense | None) -> Sense | None:
    return unit and unit._replace(size=unit.size + 1)


def _scaled(n: Numeral, kind: str, factor: float) -> Meaning:
    if kind == "fahrenheit":
        return Meaning("temperature", (n.value - 32) * 5 / 9, n.step * 5 / 9)
    named: MeaningKind = kind  # type: ignore[assignment]  # `vocabulary._UNITS` holds these kinds
    return Meaning(named, n.value * factor, n.step * factor)


def _smaller_part(
    reading: Reading, at: int, factor: float, words: Vocabulary
) -> tuple[float, float, int] | None:
    """As in "20 min" after "3 h", with or without "and": minutes, their factor, tokens taken."""
    used = 0
    if reading.near(at, 2) and reading.tokens[at].text in AND:
        used = 1
    if not reading.near(at + used, 2):
        return None
    found, taken = numerals_at(reading, at + used, words.decimal)
    unit = _unit(reading, at + used + taken) if taken else None
    if not unit or unit.value[0] != "duration" or unit.value[1] >= factor:
        return None
    return found[0].value * unit.value[1], unit.value[1], used + taken + unit.size


def _role(reading: Reading, at: int, count: int) -> str:
    after = at + count
    for ahead in (0, 1, 2):
        sense = reading.sense(after + ahead, "status")
        if not reading.near(after + ahead, 2) or "." in reading.gap(after + ahead):
            break
        if (sense and sense.value[0] == "late") or reading.sense(after + ahead, "early"):
            return "late"
    if reading.ends_at(at, "future") or reading.ends_at(at - 1, "future"):
        return "in"
    for back in (1, 2, 3):
        sense = reading.sense(at - back, "status") if at >= back else None
        if sense and sense.value[0] == "late":
            return "late"
    return ""


def _money(reading: Reading, at: int, found: tuple[Numeral, ...], taken: int) -> Parsed | None:
    after = reading.sense(at + taken, "currency") if reading.near(at + taken, 1) else None
    before = reading.ends_at(at, "currency") if reading.near(at, 1) else None
    sense = after or before
    if not sense:
        return None
    count = taken + (after.size if after else 0)
    return Parsed(tuple(Meaning("money", n.value, n.step, sense.value) for n in found), count)


def _counted(reading: Reading, at: int, found: tuple[Numeral, ...], taken: int) -> Parsed | None:
    for ahead in (0, 1):
        noun_at = at + taken + ahead
        noun = reading.sense(noun_at, "count") if reading.near(noun_at, 1) else None
        if noun:
            meanings = tuple(Meaning("count", n.value, n.step, noun.value) for n in found)
            return Parsed(meanings, noun_at + noun.size - at)
        if not reading.near(noun_at, 1) or reading.tokens[noun_at].kind != "word":
            return None
        if reading.sense(noun_at, "then") or reading.sense(noun_at, "clock_before"):
            return None
    return None


def _ranged(reading: Reading, at: int, found: tuple[Numeral, ...], taken: int) -> Parsed | None:
    """As in "2-8 °C", "3 to 5 pallets": the first number has the second's unit."""
    second = at + taken
    if reading.near(second, 2) and reading.tokens[second].text in _RANGE:
        second += 1
    elif not (reading.near(second, 3) and reading.gap(second).strip() == "-"):
        return None
    if not reading.near(second, 3) or reading.tokens[second].kind != "number":
        return None
    unit = _unit(reading, second + 1)
    if unit:
        kind, factor = unit.value
        return Parsed(tuple(_scaled(n, kind, factor) for n in found), taken)
    noun = reading.sense(second + 1, "count") if reading.near(second + 1, 1) else None
    if noun:
        return Parsed(tuple(Meaning("count", n.value, n.step, noun.value) for n in found), taken)
    return None


def _plain(reading: Reading, at: int, found: tuple[Numeral, ...]) -> Parsed | None:
    text = reading.tokens[at].text
    meanings = [Meaning("number", n.value, n.step) for n in found]
    if dotted := re.fullmatch(r"([0-3]?\d)\.([01]?\d)", text):
        meanings.append(Meaning("date", (int(dotted[1]), int(dotted[2]), None)))
        if int(dotted[1]) < 24 and len(dotted[2]) == 2:
            meanings.append(Meaning("clock", int(dotted[1]) * 60 + int(dotted[2]), 1))
    return Parsed(tuple(meanings), 1)

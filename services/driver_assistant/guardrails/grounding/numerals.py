"""Numbers as people write them: "1.234,5", "12 400", "1,23,456", "twenty-five"."""

from __future__ import annotations

from typing import NamedTuple

from driver_assistant.guardrails.grounding.tokens import Reading


class Numeral(NamedTuple):
    """A value and its last digit's weight: 12.40 has a step of 0.01."""

    value: float
    step: float


def numerals(text: str, decimal: str) -> tuple[Numeral, ...]:
    """The values a written number may have, the language's own reading first.

    "1.234" is 1234 to a German and 1.234 to an Englishman. Where the language reads a fraction of
    three digits, thousands are accepted too (models write English groups in any language); the
    other way round "12.400 t" would hide a unit mixed up with kilograms.
    """
    text = text.replace(" ", "").replace("'", "")
    marks = [c for c in text if c in ".,"]
    if not marks:
        return (Numeral(float(text), 1.0),)
    last = max(text.rfind("."), text.rfind(","))
    fraction = len(text) - last - 1
    plain = Numeral(float(text.replace(".", "").replace(",", "")), 1.0)
    if len(set(marks)) == 2:
        return (_decimal(text, last),)
    if len(marks) > 1:
        return (plain,) if fraction == 3 else ()
    parted = _decimal(text, last)
    if fraction != 3 or text.startswith("0"):
        return (parted,)
    return (parted, plain) if marks[0] == decimal else (plain,)


def _decimal(text: str, mark: int) -> Numeral:
    whole = text[:mark].replace(".", "").replace(",", "")
    fraction = text[mark + 1 :]
    return Numeral(float(f"{whole}.{fraction}"), 10.0 ** -len(fraction))


def numerals_at(reading: Reading, at: int, decimal: str) -> tuple[tuple[Numeral, ...], int]:
    """The values at a token, digits or words, and how many tokens they take (0: none)."""
    token = reading.tokens[at]
    if token.kind == "number":
        found = numerals(token.text, decimal)
        if _is_negative(reading, at):
            found = tuple(Numeral(-n.value, n.step) for n in found)
        return found, 1
    sense = reading.sense(at, "numeral")
    if sense and sense.value != 1:  # "one" and its like are articles more often than counts
        return (Numeral(float(sense.value), 1.0),), sense.size
    return (), 0


def _is_negative(reading: Reading, at: int) -> bool:
    start = reading.tokens[at].start
    before = reading.text[max(0, start - 2) : start]
    return before.endswith("-") and (len(before) == 1 or before[0] in " (:\n\0")

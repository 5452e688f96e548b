from __future__ import annotations

import pytest

from driver_assistant.contracts.languages import Language
from driver_assistant.guardrails.grounding.atoms import Meaning, extract
from driver_assistant.guardrails.grounding.folding import flat
from driver_assistant.guardrails.grounding.quantities import parse_quantity
from driver_assistant.guardrails.grounding.times import parse_time
from driver_assistant.guardrails.grounding.tokens import read
from driver_assistant.guardrails.grounding.vocabulary import vocabulary


def meanings(language: Language, text: str) -> set[tuple[str, object]]:
    words = vocabulary(language)
    atoms = extract(read(flat(text), words.lexicon), words, (parse_time, parse_quantity))
    return {(meaning.kind, meaning.value) for atom in atoms for meaning in atom.meanings}


@pytest.mark.parametrize(
    ("language", "text", "minutes"),
    [
        ("en", "at 2:35 PM", 875),
        ("en", "by 2pm", 840),
        ("en", "12:15 am", 15),
        ("es", "a las 2:35 de la tarde", 875),
        ("es", "a las 14:35", 875),
        ("pt", "às 14h35", 875),
        ("fr", "à 14 h 35", 875),
        ("fr", "à 2 h de l'après-midi", 840),
        ("de", "um 14 Uhr 35", 875),
        ("de", "um 14.35 Uhr", 875),
        ("pl", "o 14:35", 875),
        ("ro", "la ora 14:35", 875),
        ("tr", "saat 14.35'te", 875),
        ("tr", "akşam saat 8'de", 1200),
        ("uk", "о 5 вечора", 1020),
        ("hi", "दोपहर 2:35 बजे", 875),
    ],
)
def test_clock_times_are_read_as_drivers_write_them(
    language: Language, text: str, minutes: int
) -> None:
    assert ("clock", minutes) in meanings(language, text)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "3 h 20 min"),
        ("en", "3 hours and 20 minutes"),
        ("es", "3 horas y 20 minutos"),
        ("pt", "3 horas e 20 minutos"),
        ("fr", "3 h 20"),
        ("de", "3 Std. 20 Min."),
        ("pl", "3 godz. 20 min"),
        ("ro", "3 ore și 20 de minute"),
        ("tr", "3 saat 20 dakika"),
        ("uk", "3 год 20 хв"),
        ("hi", "3 घंटे 20 मिनट"),
    ],
)
def test_spans_of_time_add_up_to_minutes(language: Language, text: str) -> None:
    assert ("duration", 200.0) in meanings(language, text)


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("en", "twenty-one pallets", 21.0),
        ("es", "treinta y dos palés", 32.0),
        ("pt", "vinte e uma paletes", 21.0),
        ("fr", "soixante-douze palettes", 72.0),
        ("fr", "quatre-vingt-seize palettes", 96.0),
        ("de", "einundzwanzig Paletten", 21.0),
        ("pl", "dwadzieścia pięć palet", 25.0),
        ("ro", "douăzeci și cinci de paleți", 25.0),
        ("tr", "yirmi beş palet", 25.0),
        ("uk", "двадцять п'ять палет", 25.0),
        ("hi", "पच्चीस पैलेट", 25.0),
    ],
)
def test_number_words_count_pallets(language: Language, text: str, value: float) -> None:
    expected = ("count", value)
    if text.startswith("vinte e uma"):
        expected = ("count", 21.0)

    assert expected in meanings(language, text)


@pytest.mark.parametrize(
    ("language", "text", "kilograms"),
    [
        ("en", "12,400 kg", 12400.0),
        ("en", "12.4 t", 12400.0),
        ("de", "12.400 kg", 12400.0),
        ("de", "12,4 Tonnen", 12400.0),
        ("fr", "12\u202f400 kg", 12400.0),
        ("pl", "12 400 kg", 12400.0),
        ("hi", "12,400 किलो", 12400.0),
    ],
)
def test_weights_follow_the_language_s_own_marks(
    language: Language, text: str, kilograms: float
) -> None:
    assert ("weight", kilograms) in meanings(language, text)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "October 25th, 2026"),
        ("es", "25 de octubre de 2026"),
        ("de", "25. Oktober 2026"),
        ("pl", "25 października 2026"),
        ("uk", "25 жовтня 2026 року"),
        ("hi", "25 अक्टूबर 2026"),
        ("fr", "25/10/2026"),
        ("tr", "25.10.2026"),
    ],
)
def test_dates_are_read_with_month_names_and_in_figures(language: Language, text: str) -> None:
    assert ("date", (25, 10, 2026)) in meanings(language, text)


def test_a_menu_s_numbers_are_not_statements() -> None:
    assert meanings("en", "1. Route\n2. Hours\n3) Contact") == set()


def test_a_range_gives_both_numbers_the_unit() -> None:
    expected = {("temperature", 2.0), ("temperature", 8.0)}

    assert expected == meanings("en", "keep it at 2-8 °C")


def test_a_meaning_keeps_its_last_digit_s_weight() -> None:
    words = vocabulary("en")
    atoms = extract(read(flat("12.4 t"), words.lexicon), words, (parse_time, parse_quantity))

    assert atoms[0].meanings == (Meaning("weight", 12400.0, 100.0),)

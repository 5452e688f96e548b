"""Emergency words: found in every language, whole words only, most urgent kind first."""

from __future__ import annotations

import pytest

from driver_assistant.contracts.emergency import emergency_in


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("I just had an accident near exit 12", "accident"),
        ("HE TENIDO UN ACCIDENTE", "accident"),
        ("tive um acidente na A1", "accident"),
        ("Hatte einen Unfall, was tun?", "accident"),
        ("miałem wypadek pod Poznaniem", "accident"),
        ("am avut un accident", "accident"),
        ("kaza yaptım", "accident"),
        ("потрапив у ДТП", "accident"),
        ("दुर्घटना हो गई है", "accident"),
        ("my brakes failed on the hill", "breakdown"),
        ("Reifen geplatzt auf der A7", "breakdown"),
        ("je suis en panne", "breakdown"),
        ("someone stole... the load is stolen!", "theft"),
        ("мене пограбували на стоянці", "theft"),
        ("a man with a knife, he has a knife", "threat"),
        ("call an ambulance, chest pain", "medical"),
        ("accident, I am injured", "medical"),
    ],
)
def test_an_emergency_is_recognised(text: str, kind: str) -> None:
    assert emergency_in(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "where is my next stop?",
        "no accident, just traffic",
        "where do I find the accident report form",
        "Crashaw street 12",
        "the dock is called Panneerstraat",
        "kazan'a ne zaman varırım",
        "",
    ],
)
def test_ordinary_words_are_no_emergency(text: str) -> None:
    assert emergency_in(text) is None

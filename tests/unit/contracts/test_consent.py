"""A plain yes and a plain no, in any language, and nothing that only begins like one."""

from __future__ import annotations

import pytest

from driver_assistant.contracts.consent import NO, YES, consent_in
from driver_assistant.contracts.languages import LANGUAGES


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Yes!", True),
        ("SÍ", True),
        ("oui", True),
        ("d\u2019accord", True),
        ("Tak", True),
        ("так", True),
        ("हाँ", True),
        ("Nein.", False),
        ("nie", False),
        ("HAYIR", False),
        ("maybe", None),
        ("yes but later", None),
        ("no idea where I have to go", None),
        ("👍", None),
        ("", None),
    ],
)
def test_only_a_plain_yes_or_no_is_consent(text: str, expected: bool | None) -> None:
    assert consent_in(text) is expected


def test_every_language_has_both_and_no_word_means_both() -> None:
    assert set(YES) == set(NO) == set(LANGUAGES)
    for words, meaning in ((YES, True), (NO, False)):
        for written in words.values():
            for word in written.split("|"):
                assert consent_in(word) is meaning, word

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from driver_assistant.contracts.languages import LANGUAGES, Language
from driver_assistant.guardrails.pii.mask import LABELS, Masked, mask
from driver_assistant.guardrails.pii.scan import Scanner

PIECES = st.sampled_from(
    ["+49 171 2345678", "jan@example.pl", "DE89 3704 0044 0532 0130 00", "M-KL 4821", "[phone 1]"]
) | st.text(max_size=12)
TEXTS = st.lists(PIECES, max_size=8).map(" ".join)


def masked(text: str, language: Language = "en") -> Masked:
    found = Scanner(regions=("DE",)).find(text)
    return mask(text, [(m.start, m.end, m.kind) for m in found], language)


@given(TEXTS, st.sampled_from(LANGUAGES))
def test_masking_a_masked_text_changes_nothing(text: str, language: Language) -> None:
    once = masked(text, language).text

    assert once == masked(once, language).text


@given(TEXTS)
def test_what_was_masked_can_be_restored_exactly(text: str) -> None:
    assert text == masked(text).restore()


@given(TEXTS)
def test_spans_cut_exactly_what_was_found(text: str) -> None:
    for found in Scanner(regions=("DE",)).find(text):
        assert 0 <= found.start < found.end <= len(text)


def test_the_same_value_has_the_same_mask() -> None:
    text = "+49 171 2345678, +49 171 2345678 or jan@example.pl"

    assert masked(text).text == "[phone 1], [phone 1] or [e-mail 2]"


def test_every_language_names_what_it_hides() -> None:
    assert set(LANGUAGES) == set(LABELS)
    assert len({frozenset(labels) for labels in LABELS.values()}) == 1


def test_two_sessions_never_restore_each_other_s_values() -> None:
    first, second = masked("+49 171 2345678"), masked("+49 171 8765432")

    assert first.text == second.text
    assert first.restore() != second.restore()

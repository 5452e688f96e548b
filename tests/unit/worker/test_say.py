"""Words, times, money and limits in ten languages, and the catalogues they come from."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

import pytest
from fluent.syntax import FluentParser, ast
from hypothesis import given
from hypothesis import strategies as st

from driver_assistant.contracts.languages import LANGUAGES, Language
from driver_assistant.contracts.messages import BODY_MAX, ButtonsPart, TextPart
from driver_assistant.worker.plain import bold, clip, plain, units
from driver_assistant.worker.say import PhraseMissing, Say, catalogue, words_of

NOW = datetime(2026, 10, 26, 11, 5, tzinfo=UTC)  # 12:05 in Berlin, the day after summer time ended
BERLIN = ZoneInfo("Europe/Berlin")

FRAME = re.findall(
    r"\S+",
    """
    day-today day-tomorrow day-yesterday day-and-time duration-hours duration-minutes as-of
    not-found not-understood ask-again-expired button-ask-again button-yes button-no
    button-menu rate-limited unlinked-hint logistics-unavailable model-unavailable
    capability-missing blocked-injection blocked-nsfw blocked-scope blocked-authorization
    blocked-size blocked-generic selfharm-care emergency-accident emergency-breakdown
    emergency-threat emergency-theft emergency-medical action-expired action-cancelled
    action-already-done action-failed action-unknown media-received voice-not-understood
    unsupported-message location-received contacts-received deactivated language-changed
    greeting degraded-note budget-exhausted busy-answering
    """,
)
# What WhatsApp allows where a phrase is used as a button, a list's button or a row.
BUTTONS = re.compile(r"^(button-.*|notifications-button-.*|route-tomorrow-button|language-choose)$")
TITLE_MAX, BUTTON_MAX, WORDS_LEAST = 24, 20, 6
# CLDR categories of whole numbers up to a million.
PLURALS: dict[Language, set[str]] = {
    **{language: {"one", "other"} for language in LANGUAGES},
    "pl": {"one", "few", "many", "other"},
    "uk": {"one", "few", "many", "other"},
    "ro": {"one", "few", "other"},
}


def say_in(language: Language, **changes: object) -> Say:
    return Say(**({"language": language, "zone": BERLIN, "now": NOW} | changes))  # type: ignore[arg-type]  # a test's shorthand


@cache
def messages_of(language: Language) -> dict[str, ast.Message]:
    folder = resources.files("driver_assistant.worker") / "phrases"
    parsed = FluentParser().parse((folder / f"{language}.ftl").read_text(encoding="utf-8"))
    assert not [entry for entry in parsed.body if isinstance(entry, ast.Junk)]
    messages = [entry for entry in parsed.body if isinstance(entry, ast.Message)]
    assert len({message.id.name for message in messages}) == len(messages), "a key is doubled"
    return {message.id.name: message for message in messages}


def slots_in(node: object) -> set[str]:
    if isinstance(node, ast.VariableReference):
        return {node.id.name}
    if isinstance(node, list):
        return {slot for item in node for slot in slots_in(item)}
    if isinstance(node, ast.SyntaxNode):
        return {slot for value in vars(node).values() for slot in slots_in(value)}
    return set()


def variants_in(message: ast.Message) -> list[set[str]]:
    selects = [
        element.expression
        for element in (message.value.elements if message.value else [])
        if isinstance(element, ast.Placeable)
        and isinstance(element.expression, ast.SelectExpression)
    ]
    return [
        {v.key.name if isinstance(v.key, ast.Identifier) else v.key.value for v in s.variants}
        for s in selects
    ]


# --- the catalogues -----------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_keys_with_the_same_slots(language: Language) -> None:
    english = {key: slots_in(message) for key, message in messages_of("en").items()}

    actual = {key: slots_in(message) for key, message in messages_of(language).items()}

    assert english == actual


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_distinguishes_the_same_cases(language: Language) -> None:
    english = messages_of("en")
    for key, message in messages_of(language).items():
        expected = variants_in(english[key])
        if expected and "count" in slots_in(message):
            expected = [PLURALS[language]]

        assert expected == variants_in(message), key


def test_the_frame_has_all_the_phrases_it_uses() -> None:
    assert set(FRAME) <= set(messages_of("en"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_renders_and_keeps_its_limit(language: Language) -> None:
    say = say_in(language)
    for key, message in messages_of(language).items():
        text = say(key, **dict.fromkeys(slots_in(message), 2))
        limit = BODY_MAX
        if key.endswith("-title"):
            limit = TITLE_MAX
        elif BUTTONS.match(key):
            limit = BUTTON_MAX

        assert text.strip() == text, key
        assert key.endswith("-words") or units(text) <= limit, (key, units(text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_intent_can_be_said_in_at_least_six_ways(language: Language) -> None:
    for key in messages_of(language):
        if key.endswith("-words") and f"{key.removesuffix('words')}title" in messages_of(language):
            assert len(set(words_of(language, key))) >= WORDS_LEAST, key


@pytest.mark.parametrize(
    ("language", "count", "expected"),
    [
        ("pl", 1, "1 punkt"),
        ("pl", 3, "3 punkty"),
        ("pl", 5, "5 punktów"),
        ("pl", 22, "22 punkty"),
        ("uk", 1, "1 точка"),
        ("uk", 4, "4 точки"),
        ("uk", 11, "11 точок"),
        ("uk", 21, "21 точка"),
        ("ro", 1, "1 oprire"),
        ("ro", 12, "12 opriri"),
        ("ro", 20, "20 de opriri"),
        ("fr", 0, "0 arrêt"),
        ("en", 0, "0 stops"),
    ],
)
def test_plural_forms_are_the_languages_own(language: Language, count: int, expected: str) -> None:
    heading = say_in(language)("route-heading", day="x", count=count)

    assert heading.endswith(expected)


def test_a_missing_phrase_is_said_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    english = say_in("en")("not-found")
    monkeypatch.delitem(catalogue("de")._messages, "not-found")

    assert english == say_in("de")("not-found")


def test_an_unknown_phrase_and_a_missing_slot_are_errors() -> None:
    with pytest.raises(PhraseMissing, match="no-such-key"):
        say_in("en")("no-such-key")
    with pytest.raises(PhraseMissing, match="stop-arrived in pl"):
        say_in("pl")("stop-arrived")


# --- times, money, numbers ------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_clocks_have_24_hours_in_every_language(language: Language) -> None:
    evening = datetime(2026, 10, 26, 17, 30, tzinfo=UTC)

    assert say_in(language).time(evening) == "18:30"


def test_a_time_is_said_in_the_zone_of_the_stop() -> None:
    noon = datetime(2026, 10, 26, 11, 0, tzinfo=UTC)

    assert say_in("en").time(noon, "Europe/Lisbon") == "11:00"


def test_an_unknown_zone_falls_back_to_the_drivers_own() -> None:
    noon = datetime(2026, 10, 26, 11, 0, tzinfo=UTC)

    assert say_in("en").time(noon, "Mars/Olympus_Mons") == "12:00"


@pytest.mark.parametrize(
    ("hours", "expected"),
    [(0, "12:05"), (20, "tomorrow, 08:05"), (-20, "yesterday, 16:05"), (72, "Thu 29 Oct, 12:05")],
)
def test_the_day_is_named_unless_it_is_today(hours: int, expected: str) -> None:
    assert say_in("en").when(NOW + timedelta(hours=hours)) == expected


def test_midnight_is_judged_in_the_stops_zone() -> None:
    late = datetime(2026, 10, 26, 23, 30, tzinfo=UTC)  # 00:30 tomorrow in Berlin

    assert say_in("en").when(late, "Europe/Lisbon") == "23:30"


def test_the_repeated_hour_of_the_clock_change_keeps_its_wall_time() -> None:
    before = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    after = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)

    assert [say_in("en").time(before), say_in("en").time(after)] == ["02:30", "02:30"]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "Thu 29 Oct"),
        ("es", "jue 29 oct"),
        ("pt", "quinta 29 out."),
        ("fr", "jeu. 29 oct."),
        ("de", "Do. 29 Okt."),
        ("pl", "czw. 29 paź"),
        ("ro", "joi 29 oct."),
        ("tr", "29 Eki Per"),
        ("uk", "чт 29 жовт."),
        ("hi", "गुरु 29 अक्टू॰"),
    ],
)
def test_a_date_is_written_as_the_language_does(language: Language, expected: str) -> None:
    assert say_in(language).day(date(2026, 10, 29)) == expected


def test_a_date_of_another_year_has_its_year() -> None:
    assert say_in("en").date_of(date(2027, 3, 1)) == "1 Mar 2027"


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [(0, "0 min"), (59, "59 min"), (60, "1 h 00 min"), (125, "2 h 05 min"), (1500, "25 h 00 min")],
)
def test_a_duration_has_hours_and_two_digits_of_minutes(minutes: int, expected: str) -> None:
    assert say_in("en").minutes(minutes) == expected


def test_a_span_is_never_rounded_up() -> None:
    assert say_in("en").span(timedelta(minutes=14, seconds=59)) == "14 min"


def test_the_age_of_something_from_the_future_is_nought() -> None:
    assert say_in("en").age(NOW + timedelta(minutes=5)) == "0 min"


@pytest.mark.parametrize(
    ("language", "zone", "expected"),
    [
        ("en", "Europe/Lisbon", "Lisbon"),
        ("de", "Europe/Lisbon", "Lissabon"),
        ("uk", "Europe/Lisbon", "Лісабон"),
        ("uk", "Europe/Kyiv", "Київ"),
        ("en", "America/Indiana/Indianapolis", "Indianapolis"),
        ("en", "America/New_York", "New York"),
    ],
)
def test_a_zone_that_differs_is_named_by_its_city(
    language: Language, zone: str, expected: str
) -> None:
    assert say_in(language).zone_city(zone, NOW) == expected


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Europe/Warsaw", None, "Nowhere/At_All"])
def test_a_zone_with_the_same_clock_is_not_named(zone: str | None) -> None:
    assert say_in("en").zone_note(zone, NOW) is None


@pytest.mark.parametrize(
    ("language", "minor", "currency", "expected"),
    [
        ("en", 123450, "EUR", "€1,234.50"),
        ("de", 123450, "EUR", "1.234,50 €"),
        ("fr", -123450, "EUR", "-1 234,50 €"),
        ("pl", 5, "PLN", "0,05 zł"),
        ("hi", 12345600, "INR", "₹1,23,456.00"),
        ("en", 1234, "JPY", "JP¥1,234"),
        ("en", 1234, "KWD", "KWD1.234"),
    ],
)
def test_money_has_the_currencys_decimals_and_the_languages_form(
    language: Language, minor: int, currency: str, expected: str
) -> None:
    said = say_in(language).money(minor, currency)

    assert re.sub(r"\s", " ", said) == expected


# --- parts ------------------------------------------------------------------------------


def test_an_old_record_is_dated_in_its_first_line() -> None:
    say = say_in("en", as_of=NOW - timedelta(minutes=20))

    assert say.lines("a", None, "", "b").splitlines() == [
        "⚠️ As of 11:45: the company's system can't be reached right now.",
        "a",
        "b",
    ]


def test_a_long_answer_goes_without_its_buttons() -> None:
    say = say_in("en")

    assert isinstance(say.answer("x" * BODY_MAX, [("intent:x", "X")]), ButtonsPart)
    assert isinstance(say.answer("x" * (BODY_MAX + 1), [("intent:x", "X")]), TextPart)


def test_more_choices_than_whatsapp_allows_are_cut_off() -> None:
    say = say_in("en")
    four = [(f"intent:{n}", f"{n}") for n in range(4)]
    twelve = [(f"intent:{n}", "t" * 30, "d" * 90) for n in range(12)]

    rows = say.rows("body", "button", twelve).rows

    assert len(say.buttons("body", four).buttons) == 3
    assert (len(rows), len(rows[0].title), len(rows[0].description)) == (10, 24, 72)


def test_nobody_is_greeted_with_an_empty_name() -> None:
    assert say_in("en", name="Ana").greeting() == "Hello Ana! How can I help?"
    assert say_in("en").greeting() == "Hello! How can I help?"


# --- text -------------------------------------------------------------------------------


@given(st.text(max_size=200), st.integers(min_value=1, max_value=100))
def test_a_clipped_text_keeps_its_limit_and_its_beginning(text: str, limit: int) -> None:
    clipped = clip(text, limit)

    assert units(clipped) <= limit
    assert clipped == text or text.startswith(clipped.removesuffix("…"))


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("👨‍👩‍👧‍👦 family", 6, "…"),  # one family is 11 units and is never cut into people
        ("🇵🇱🇩🇪", 5, "🇵🇱…"),
        ("नमस्ते दोस्त", 5, "नम…"),  # not between a consonant and its sign
        ("e\u0301e\u0301e\u0301", 4, "e\u0301…"),
        ("short", 5, "short"),
        ("cut here", 5, "cut…"),
    ],
)
def test_what_reads_as_one_character_is_never_cut(text: str, limit: int, expected: str) -> None:
    assert clip(text, limit) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("*bold* _it_ ~no~ `code` > quote", "bold it no code quote"),
        ("see https://evil.example/x?y=1 now", "see … now"),
        ("www.evil.example and evil.example/path", "… and …"),
        ("line\none\r\ttwo\x00\x1b[31m", "line one two 31m"),
        ("a\u202egnp.exe\u2066b\ufeff", "agnp.exeb"),  # no right-to-left tricks
        ("gate *3*. Ring!", "gate 3. Ring!"),
        ("{ $slot } [menu](x) <b>", "$slot menu (x) b"),
        ("नमस्ते", "नमस्ते"),
        (None, ""),
        ("   ", ""),
    ],
)
def test_what_others_wrote_is_one_plain_line(text: str | None, expected: str) -> None:
    assert plain(text) == expected


@given(st.text(max_size=400))
def test_cleaning_twice_changes_nothing_and_leaves_no_markup(text: str) -> None:
    cleaned = plain(text)

    assert plain(cleaned) == cleaned
    assert not set(cleaned) & set("*_~`<>\n\r\t\x00\u202e")
    assert "://" not in cleaned or "http" not in cleaned.casefold()


def test_bold_is_whatsapps() -> None:
    assert bold("x") == "*x*"

"""Understanding without a model: buttons, menu words and exact phrases in every language.

`answer.py` asks here first (it costs nothing) and again when the model is down; `turns.py` asks
whether a few words are complete. Pure: returns None when unsure and never guesses.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final
from urllib.parse import parse_qsl, urlencode

from driver_assistant.contracts.languages import LANGUAGES, NATIVE_NAMES, Language
from driver_assistant.contracts.messages import Choice, Content, Text
from driver_assistant.worker.say import word_lists, words_of

Understood = tuple[str, dict[str, str]]

_MENU: Final = "intent:"
_LONGEST: Final = 80  # a longer text is never one of the phrases

# What the phrases of these keys mean; every other `<intent>-words` means its intent alone.
_MEANINGS: Final[Mapping[str, Understood]] = {
    "get-route-tomorrow-words": ("get_route", {"day": "tomorrow"}),
    "get-route-yesterday-words": ("get_route", {"day": "yesterday"}),
    "set-notifications-stop-words": ("set_notifications", {"notifications": "off"}),
    "set-notifications-resume-words": ("set_notifications", {"notifications": "on"}),
}
_NOT_INTENTS: Final = frozenset({"politeness-words"})
# The argument that the number in a phrase ("stop #", "# minutes late") fills.
_NUMBERS: Final[Mapping[str, str]] = {"get_stop_details": "stop", "report_delay": "minutes"}

# Letters that Unicode does not take apart.
_LETTERS: Final = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "\u0131": "i", "œ": "oe", "æ": "ae"})
_ACCENTS: Final = re.compile(r"[\u0300-\u036f]")
_APOSTROPHES: Final = re.compile("['`\u00b4\u02bc\u2019]")
# Devanagari's vowel signs are marks, not letters, and belong to the word.
_NOT_WORD: Final = re.compile(r"[^\w\u0900-\u094f?]+")
_NUMBER: Final = re.compile(r"\b\d{1,4}\b")


def menu_payload(name: str, **arguments: str | int) -> str:
    """The payload of a button or row that asks for an intent; arguments are our own words only."""
    return f"{_MENU}{name}" + (f"?{urlencode(arguments)}" if arguments else "")


def understand_by_rules(
    content: Content | None, text: str, hint: Language | None
) -> Understood | None:
    """The intent and its arguments, as text for the intent's own model to read; None when unsure.

    `text` is what the driver wrote or said, `hint` the language they usually write in: it decides
    where two languages give one phrase different meanings.
    """
    if isinstance(content, Choice):
        return _chosen(content.payload) or _meant(content.title, hint)
    if content is not None and not isinstance(content, Text):
        return None
    return _meant(text, hint)


def warm_up() -> None:
    """Read the words of all languages now instead of at the first message (0.3 s)."""
    for language in LANGUAGES:
        _phrases(language)
    _courtesies()


def _chosen(payload: str) -> Understood | None:
    if not payload.startswith(_MENU):
        return None
    name, _, query = payload.removeprefix(_MENU).partition("?")
    return (name, dict(parse_qsl(query))) if name.isidentifier() else None


def _meant(text: str, hint: Language | None) -> Understood | None:
    if not text or len(text) > _LONGEST:
        return None
    words = _normal(text)
    for form in dict.fromkeys((words, _without_courtesy(words))):
        numbers = _NUMBER.findall(form)
        phrase = _NUMBER.sub("#", form)
        if len(numbers) <= 1 and (found := _look_up(phrase, hint)):
            return _with_number(found, numbers)
    return None


def _look_up(phrase: str, hint: Language | None) -> Understood | None:
    """The phrase's one meaning; the hinted language decides where languages differ."""
    meanings = {language: _phrases(language)[phrase] for language in LANGUAGES
                if phrase in _phrases(language)}  # fmt: skip
    if hint in meanings:
        return meanings[hint]
    found = list(meanings.values())
    return found[0] if found and all(meaning == found[0] for meaning in found) else None


def _with_number(found: Understood, numbers: list[str]) -> Understood | None:
    name, arguments = found
    if not numbers:
        return name, dict(arguments)
    argument = _NUMBERS.get(name)
    return (name, arguments | {argument: numbers[0]}) if argument else None


def _without_courtesy(words: str) -> str:
    """The phrase without "please", "hello" and the like around it, in any language."""
    courtesies = _courtesies()
    stripped = words
    while match := next((c for c in courtesies if _surrounds(c, stripped)), None):
        stripped = stripped.removeprefix(f"{match} ").removesuffix(f" {match}")
    return stripped


def _surrounds(courtesy: str, words: str) -> bool:
    return words.startswith(f"{courtesy} ") or words.endswith(f" {courtesy}")


def _normal(text: str) -> str:
    """Lower case without accents, apostrophes and punctuation; only a lone `?` stays one."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)
    bare = _ACCENTS.sub("", unicodedata.normalize("NFD", folded))
    whole = unicodedata.normalize("NFC", _APOSTROPHES.sub("", bare))
    words = " ".join(_NOT_WORD.sub(" ", whole).split())
    return words if words == "?" else " ".join(words.replace("?", " ").split())


def _ordered(hint: Language | None) -> Iterator[Language]:
    if hint is not None:
        yield hint
    yield from (language for language in LANGUAGES if language != hint)


@cache
def _phrases(language: Language) -> Mapping[str, Understood]:
    """Each normalised phrase of a language with what it means."""
    found: dict[str, Understood] = {}
    for key in _keys(language):
        name = key.removesuffix("-words").replace("-", "_")
        meaning = _MEANINGS.get(key, (name, {}))
        titles = () if key in _MEANINGS else words_of(language, f"{key.removesuffix('words')}title")
        for phrase in (*words_of(language, key), *titles):
            found.setdefault(_phrase(phrase), meaning)
    for target in LANGUAGES:  # a language's own name is understood everywhere
        found.setdefault(_normal(NATIVE_NAMES[target]), ("change_language", {"language": target}))
    return found


def _keys(language: Language) -> list[str]:
    lists = word_lists(language)
    return [key for key in lists if key.endswith("-words") and key not in _NOT_INTENTS]


def _phrase(words: str) -> str:
    """`_normal`, keeping the sign that stands for a number."""
    return " ".join(_normal(part) or "" for part in words.replace("#", " 0 ").split()).replace(
        "0", "#"
    )


@cache
def _courtesies() -> tuple[str, ...]:
    """Polite words of all languages, longest first."""
    words = {_normal(w) for language in LANGUAGES for w in words_of(language, "politeness-words")}
    return tuple(sorted(words, key=len, reverse=True))

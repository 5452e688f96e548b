"""The languages a driver is answered in. Read by every service; never a user's text."""

from __future__ import annotations

from typing import Final, Literal, get_args

Language = Literal["en", "es", "pt", "fr", "de", "pl", "ro", "tr", "uk", "hi"]

LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
DEFAULT_LANGUAGE: Final[Language] = "en"

NATIVE_NAMES: Final[dict[Language, str]] = {
    "en": "English",
    "es": "Español",
    "pt": "Português",
    "fr": "Français",
    "de": "Deutsch",
    "pl": "Polski",
    "ro": "Română",
    "tr": "Türkçe",
    "uk": "Українська",
    "hi": "हिन्दी",
}


def as_language(tag: str | None) -> Language:
    """The supported language of a BCP 47 tag ("pt-BR" gives "pt"), else English."""
    primary = (tag or "").replace("_", "-").split("-", 1)[0].lower()
    for language in LANGUAGES:
        if language == primary:
            return language
    return DEFAULT_LANGUAGE

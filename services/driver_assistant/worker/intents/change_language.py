"""Answers in another language from now on. Needs nothing from the logistics API."""

from __future__ import annotations

from dataclasses import replace

from pydantic import BaseModel, Field

from driver_assistant.contracts.languages import LANGUAGES, NATIVE_NAMES, Language
from driver_assistant.worker.intent import Intent, Reply, SetLanguage
from driver_assistant.worker.rules import menu_payload
from driver_assistant.worker.say import Say


class WhichLanguage(BaseModel):
    """The language that is wanted."""

    language: Language | None = Field(
        None, description="ISO 639-1 code; null if the driver named none or one not listed"
    )


def _say(wanted: WhichLanguage, say: Say) -> Reply:
    if wanted.language is None:
        rows = [
            (menu_payload("change_language", language=language), NATIVE_NAMES[language], "")
            for language in LANGUAGES
        ]
        return Reply(parts=(say.rows(say("language-ask"), say("language-choose"), rows),))
    spoken = replace(say, language=wanted.language)
    return Reply(parts=(spoken.text("language-changed"),), effects=(SetLanguage(wanted.language),))


PLUGIN = Intent(
    name="change_language",
    description="The driver wants answers in another language, or asks which ones there are.",
    parameters=WhichLanguage,
    record=WhichLanguage,
    fetch=None,
    say=_say,
    examples=(
        "can you write in Polish please?",
        "English from now on",
        "háblame en español",
        "escreve em português",
        "parlez-moi en français",
        "Schreib mir auf Deutsch",
        "pisz do mnie po polsku",
        "scrie-mi în română",
        "bana Türkçe yaz",
        "пиши мені українською",
        "मुझसे हिन्दी में बात करो",
    ),
    menu_order=10,
)

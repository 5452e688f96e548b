"""Plain yes and plain no, in every supported language.

Read by the webhook, before any understanding: a typed yes to a question of ours is as urgent as
its button. Read by the worker, which takes it for the button. Whole messages only: "yes but later"
is no consent. No word means yes in one language and no in another, so no language is asked for.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final

from driver_assistant.contracts.languages import Language

YES: Final[dict[Language, str]] = {
    "en": "yes | y | yeah | yep | ok | okay | sure | correct | confirm",
    "es": "sí | si | vale | ok | claro | correcto | confirmo | de acuerdo",
    "pt": "sim | s | ok | claro | certo | confirmo | está bem",
    "fr": "oui | o | ok | d'accord | bien sûr | c'est ça | je confirme",
    "de": "ja | j | jo | ok | okay | klar | stimmt | genau | bestätigen",
    "pl": "tak | t | ok | okej | jasne | zgadza się | potwierdzam | dobrze",
    "ro": "da | d | ok | bine | sigur | corect | confirm | de acord",
    "tr": "evet | e | tamam | ok | olur | doğru | onaylıyorum",
    "uk": "так | т | ок | добре | звісно | правильно | підтверджую | ага",
    "hi": "हाँ | हां | जी | जी हाँ | ठीक है | ok | सही है | haan",
}
NO: Final[dict[Language, str]] = {
    "en": "no | n | nope | cancel | stop it | don't",
    "es": "no | cancelar | cancela | no quiero | mejor no",
    "pt": "não | n | cancelar | cancela | não quero",
    "fr": "non | n | annuler | annule | je ne veux pas",
    "de": "nein | n | nee | abbrechen | doch nicht",
    "pl": "nie | n | anuluj | nie chcę | jednak nie",
    "ro": "nu | n | anulează | anulați | nu vreau",
    "tr": "hayır | h | yok | iptal | istemiyorum | vazgeçtim",
    "uk": "ні | н | скасувати | скасуй | не треба | не хочу",
    "hi": "नहीं | ना | रद्द करें | नहीं चाहिए | मत करो | nahi",
}

_LONGEST: Final = 40  # a longer text is none of them
_LETTERS: Final = str.maketrans({"ł": "l", "\u0131": "i"})  # Unicode does not take them apart
_ACCENTS: Final = re.compile("[\u0300-\u036f]")
_APOSTROPHES: Final = re.compile("['`\u00b4\u02bc\u2019]")
# Devanagari's vowel signs are marks, not letters, and belong to the word.
_NOT_WORD: Final = re.compile(r"[^\w\u0900-\u094f]+")


def consent_in(text: str) -> bool | None:
    """Whether a text is a plain yes or a plain no; None for anything else."""
    if len(text) > _LONGEST:
        return None
    return _answers().get(_plain(text))


@cache
def _answers() -> dict[str, bool]:
    """Every word and what it means."""
    return {
        _plain(word): meaning
        for meaning, words in ((True, YES), (False, NO))
        for written in words.values()
        for word in written.split("|")
    }


def _plain(text: str) -> str:
    """Casefolded, without accents and signs, one space between words."""
    folded = text.casefold().translate(_LETTERS)
    bare = _ACCENTS.sub("", unicodedata.normalize("NFD", folded))
    joined = _APOSTROPHES.sub("", unicodedata.normalize("NFC", bare))
    return " ".join(_NOT_WORD.sub(" ", joined).split())

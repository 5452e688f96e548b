"""A realistic day of messages: seeded, several languages, paraphrases, a chosen share of repeats.

The mix was written down before any cache was tuned on it and is not changed to please one. What
drivers ask about follows the questions that dispatchers say they hear most; how they ask varies
by an opening, a wording and an ending. A repeat is a wording that some driver of the same language
sent before on that day, often with other capitals or punctuation; everything else is new, word
for word. Nothing here knows what the assistant's rules or caches look for.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

LANGUAGES: Final = ("en", "es", "de", "fr", "pl")
_LANGUAGE_WEIGHTS: Final = (35, 20, 20, 12, 13)

# Weight of each topic in a day.
_TOPICS: Final = {
    "next": 22,
    "time": 14,
    "route": 10,
    "hours": 12,
    "load": 8,
    "documents": 5,
    "vehicle": 5,
    "earnings": 6,
    "instructions": 9,
    "dispatcher": 4,
    "thanks": 5,
}

_WORDINGS: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "en": {
        "next": (
            "where is my next stop",
            "what's the address of the next delivery",
            "where do I have to go now",
        ),
        "time": (
            "what time is my appointment at the next stop",
            "until when can I unload there",
            "when do they expect me",
        ),
        "route": (
            "how many stops are left today",
            "what does my route look like tomorrow",
            "which stops do I still have",
        ),
        "hours": (
            "how much driving time do I have left",
            "when do I have to take my break",
            "how long may I still drive today",
        ),
        "load": (
            "what am I carrying",
            "how heavy is my load",
            "how many pallets are for this stop",
        ),
        "documents": ("can you send me the delivery note", "which papers do I need for this load"),
        "vehicle": ("when is the next service of my truck", "what is the plate of my trailer"),
        "earnings": ("how much did I earn this week", "what was my pay last month"),
        "instructions": (
            "which gate do I use at the next stop",
            "is there a code for the gate",
            "are there special instructions for the unloading",
        ),
        "dispatcher": ("who is my dispatcher", "what is the phone number of dispatch"),
        "thanks": ("thanks a lot", "ok thank you, all good"),
    },
    "es": {
        "next": (
            "dónde está mi próxima parada",
            "cuál es la dirección de la siguiente entrega",
            "adónde tengo que ir ahora",
        ),
        "time": (
            "a qué hora tengo la cita en la próxima parada",
            "hasta qué hora puedo descargar",
            "a qué hora me esperan",
        ),
        "route": (
            "cuántas paradas me quedan hoy",
            "cómo es mi ruta de mañana",
            "qué paradas me faltan",
        ),
        "hours": (
            "cuánto tiempo de conducción me queda",
            "cuándo tengo que hacer la pausa",
            "cuántas horas puedo conducir todavía",
        ),
        "load": ("qué carga llevo", "cuánto pesa mi carga", "cuántos palés son para esta parada"),
        "documents": ("me puedes mandar el albarán", "qué papeles necesito para esta carga"),
        "vehicle": ("cuándo toca la revisión del camión", "cuál es la matrícula de mi remolque"),
        "earnings": ("cuánto he ganado esta semana", "cuánto cobré el mes pasado"),
        "instructions": (
            "qué puerta uso en la próxima parada",
            "hay un código para la puerta",
            "hay instrucciones especiales para la descarga",
        ),
        "dispatcher": ("quién es mi jefe de tráfico", "cuál es el teléfono de tráfico"),
        "thanks": ("muchas gracias", "vale gracias, todo bien"),
    },
    "de": {
        "next": (
            "wo ist mein nächster Stopp",
            "wie ist die Adresse der nächsten Lieferung",
            "wohin muss ich jetzt fahren",
        ),
        "time": (
            "um wie viel Uhr ist mein Termin beim nächsten Stopp",
            "bis wann kann ich dort abladen",
            "wann werde ich dort erwartet",
        ),
        "route": (
            "wie viele Stopps habe ich heute noch",
            "wie sieht meine Route morgen aus",
            "welche Stopps fehlen mir noch",
        ),
        "hours": (
            "wie viel Lenkzeit habe ich noch",
            "wann muss ich Pause machen",
            "wie lange darf ich heute noch fahren",
        ),
        "load": (
            "was habe ich geladen",
            "wie schwer ist meine Ladung",
            "wie viele Paletten sind für diesen Stopp",
        ),
        "documents": (
            "kannst du mir den Lieferschein schicken",
            "welche Papiere brauche ich für diese Ladung",
        ),
        "vehicle": (
            "wann ist die nächste Wartung von meinem Lkw",
            "wie ist das Kennzeichen von meinem Anhänger",
        ),
        "earnings": (
            "wie viel habe ich diese Woche verdient",
            "wie hoch war mein Lohn im letzten Monat",
        ),
        "instructions": (
            "welches Tor nehme ich beim nächsten Stopp",
            "gibt es einen Code für das Tor",
            "gibt es besondere Hinweise zum Abladen",
        ),
        "dispatcher": ("wer ist mein Disponent", "welche Nummer hat die Disposition"),
        "thanks": ("vielen Dank", "ok danke, alles gut"),
    },
    "fr": {
        "next": (
            "où est mon prochain arrêt",
            "quelle est l'adresse de la prochaine livraison",
            "où dois-je aller maintenant",
        ),
        "time": (
            "à quelle heure est mon rendez-vous au prochain arrêt",
            "jusqu'à quelle heure puis-je décharger",
            "à quelle heure on m'attend",
        ),
        "route": (
            "combien d'arrêts me reste-t-il aujourd'hui",
            "à quoi ressemble ma tournée demain",
            "quels arrêts me reste-t-il",
        ),
        "hours": (
            "combien de temps de conduite me reste-t-il",
            "quand dois-je faire ma pause",
            "combien de temps puis-je encore rouler",
        ),
        "load": (
            "qu'est-ce que je transporte",
            "combien pèse mon chargement",
            "combien de palettes pour cet arrêt",
        ),
        "documents": (
            "peux-tu m'envoyer le bon de livraison",
            "quels papiers me faut-il pour ce chargement",
        ),
        "vehicle": (
            "quand est le prochain entretien de mon camion",
            "quelle est la plaque de ma remorque",
        ),
        "earnings": ("combien ai-je gagné cette semaine", "combien ai-je touché le mois dernier"),
        "instructions": (
            "quelle porte dois-je prendre au prochain arrêt",
            "y a-t-il un code pour le portail",
            "y a-t-il des consignes pour le déchargement",
        ),
        "dispatcher": ("qui est mon exploitant", "quel est le numéro de l'exploitation"),
        "thanks": ("merci beaucoup", "ok merci, tout va bien"),
    },
    "pl": {
        "next": (
            "gdzie jest mój następny przystanek",
            "jaki jest adres następnej dostawy",
            "dokąd mam teraz jechać",
        ),
        "time": (
            "o której mam okienko na następnym przystanku",
            "do której mogę tam rozładować",
            "o której na mnie czekają",
        ),
        "route": (
            "ile przystanków zostało mi dzisiaj",
            "jak wygląda moja trasa jutro",
            "które przystanki mi zostały",
        ),
        "hours": (
            "ile czasu jazdy mi zostało",
            "kiedy muszę zrobić przerwę",
            "jak długo mogę dziś jeszcze jechać",
        ),
        "load": ("co wiozę", "ile waży mój ładunek", "ile palet jest na ten przystanek"),
        "documents": (
            "możesz mi przysłać list przewozowy",
            "jakie papiery są potrzebne do ładunku",
        ),
        "vehicle": (
            "kiedy jest następny przegląd mojej ciężarówki",
            "jaki numer rejestracyjny ma moja naczepa",
        ),
        "earnings": ("ile zarobiłem w tym tygodniu", "ile dostałem w zeszłym miesiącu"),
        "instructions": (
            "której bramy mam użyć na następnym przystanku",
            "czy jest kod do bramy",
            "czy są specjalne wskazówki do rozładunku",
        ),
        "dispatcher": ("kto jest moim spedytorem", "jaki jest numer do spedycji"),
        "thanks": ("dziękuję bardzo", "ok dzięki, wszystko dobrze"),
    },
}

_OPENINGS: Final = {
    "en": (
        "",
        "hi,",
        "hello,",
        "good morning,",
        "hey there,",
        "quick question:",
        "sorry,",
        "so",
        "please",
    ),
    "es": (
        "",
        "hola,",
        "buenas,",
        "buenos días,",
        "oye,",
        "una pregunta:",
        "perdona,",
        "por favor,",
    ),
    "de": ("", "hallo,", "moin,", "guten Morgen,", "kurze Frage:", "sorry,", "sag mal,", "bitte,"),
    "fr": ("", "bonjour,", "salut,", "dis-moi,", "petite question:", "pardon,", "s'il te plaît,"),
    "pl": ("", "cześć,", "dzień dobry,", "hej,", "szybkie pytanie:", "przepraszam,", "proszę,"),
}
_ENDINGS: Final = {
    "en": (
        "",
        "please",
        "I'm at the dock",
        "I'm on the road",
        "thanks",
        "I just left the depot",
        "it's loud here",
    ),
    "es": (
        "",
        "por favor",
        "estoy en el muelle",
        "voy por la autopista",
        "gracias",
        "acabo de salir",
    ),
    "de": (
        "",
        "bitte",
        "ich stehe an der Rampe",
        "bin auf der Autobahn",
        "danke",
        "bin gerade los",
    ),
    "fr": (
        "",
        "s'il te plaît",
        "je suis au quai",
        "je suis sur la route",
        "merci",
        "je viens de partir",
    ),
    "pl": ("", "proszę", "stoję przy rampie", "jestem w trasie", "dzięki", "właśnie wyjechałem"),
}
# How the same words come again.
_AGAIN: Final = ("{}", "{}", "{}?", "{} ?", "{}??", "{upper}", "{title}?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One message of the day."""

    driver: int
    language: str
    topic: str
    text: str
    repeat: bool


def make_day(
    *, drivers: int, messages: int, repeats: float, seed: int = 20261027
) -> Sequence[Asked]:
    """A day of `messages`, of which about the share `repeats` was asked before by somebody."""
    chance = random.Random(seed)
    languages = [chance.choices(LANGUAGES, weights=_LANGUAGE_WEIGHTS)[0] for _ in range(drivers)]
    known: dict[str, list[tuple[str, str]]] = {language: [] for language in LANGUAGES}
    sent: set[str] = set()
    day = []
    for number in range(messages):
        driver = chance.randrange(drivers)
        language = languages[driver]
        repeat = bool(known[language]) and chance.random() < repeats
        if repeat:
            topic, words = chance.choice(known[language])
            text = _said_again(words, chance)
        else:
            topic, words = _new(language, number, sent, chance)
            known[language].append((topic, words))
            text = f"{words}?"
        day.append(Asked(driver=driver, language=language, topic=topic, text=text, repeat=repeat))
    return day


def _new(language: str, number: int, sent: set[str], chance: random.Random) -> tuple[str, str]:
    """A topic in words that nobody used today; a number is added where the words run out."""
    for _ in range(50):
        topic = chance.choices(list(_TOPICS), weights=list(_TOPICS.values()))[0]
        wording = chance.choice(_WORDINGS[language][topic])
        parts = (chance.choice(_OPENINGS[language]), wording, chance.choice(_ENDINGS[language]))
        words = " ".join(part for part in parts if part)
        if words not in sent:
            break
    else:
        words = f"{words} ({number})"
    sent.add(words)
    return topic, words


def _said_again(words: str, chance: random.Random) -> str:
    again = chance.choice(_AGAIN)
    return again.format(words, upper=words.upper(), title=words[:1].upper() + words[1:])

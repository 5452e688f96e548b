"""Emergency words, in every supported language. Read by the webhook before any understanding.

A message that matches is marked `high`, passes everything that waits, and is acknowledged by a
template and escalated even when a limit, the model, the logistics API or a guardrail would stop
an ordinary message. Precision matters less than recall: a false alarm costs one careful question.
Whole words and phrases only, on casefolded text without accents.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Final, Literal, get_args

Emergency = Literal["medical", "threat", "accident", "theft", "breakdown"]

# In order of urgency: the first kind that matches names the emergency.
KINDS: Final[tuple[Emergency, ...]] = get_args(Emergency)

_WORDS: Final[dict[Emergency, str]] = {
    "medical": """
        ambulance|heart attack|chest pain|cant breathe|can't breathe|unconscious|bleeding badly|
        i am injured|i'm injured|im injured|someone is injured|need a doctor|stroke symptoms
        ambulancia|infarto|dolor en el pecho|no puedo respirar|inconsciente|estoy herido|estoy herida|hay heridos
        dor no peito|nao consigo respirar|estou ferido|estou ferida|ha feridos|enfarte
        crise cardiaque|mal a la poitrine|je ne peux plus respirer|inconscient|je suis blesse|je suis blessee|il y a des blesses|samu
        krankenwagen|notarzt|herzinfarkt|brustschmerzen|bewusstlos|ich bin verletzt|verletzte|bekomme keine luft
        karetka|karetke|pogotowie|zawal|bol w klatce|nie moge oddychac|nieprzytomny|jestem ranny|jestem ranna|sa ranni
        ambulanta|durere in piept|nu pot respira|inconstient|sunt ranit|sunt ranita|sunt raniti
        ambulans|kalp krizi|gogus agrisi|nefes alamiyorum|bayildi|yaraliyim|yarali var
        швидка|швидку|інфаркт|болить у грудях|не можу дихати|непритомний|я поранений|є поранені
        एम्बुलेंस|दिल का दौरा|सीने में दर्द|सांस नहीं|बेहोश|घायल
    """,
    "threat": """
        being attacked|attacking me|has a gun|has a knife|threatening me|they threaten me|hijack|hijacked|being robbed
        me atacan|me estan atacando|tiene una pistola|tiene un cuchillo|me amenazan|me estan amenazando
        estao a atacar-me|me atacando|tem uma arma|tem uma faca|me ameacando|a ameacar-me|estou a ser ameacado
        on m'attaque|il a une arme|il a un couteau|on me menace|me menacent
        werde angegriffen|werde bedroht|bedrohen mich|hat eine waffe|hat ein messer|uberfall|uberfallen
        atakuja mnie|groza mi|grozi mi|ma bron|ma noz|napad|napadli mnie
        sunt atacat|ma ameninta|are un pistol|are un cutit|ma ataca
        saldiriyorlar|tehdit ediyor|tehdit ediyorlar|silahi var|bicagi var
        на мене напали|мені погрожують|погрожує мені|має зброю|має ніж
        हमला|धमकी दे|बंदूक|चाकू
    """,
    "accident": """
        accident|crashed|crash|collision|i hit a car|hit a pedestrian|rolled over|truck is on fire|fire in the trailer|on fire
        accidente|choque|he chocado|me han chocado|colision|volcado|se ha volcado|incendio
        acidente|bati o camiao|bati com|colisao|capotei|capotou|incendio
        accident|collision|j'ai percute|camion renverse|en feu|incendie
        unfall|zusammenstoss|umgekippt|brennt|feuer im
        wypadek|wypadku|kolizja|stluczka|stluczke|zderzenie|pali sie|pozar
        accident|coliziune|m-am ciocnit|rasturnat|incendiu|arde camionul
        kaza|kaza yaptim|carpisma|devrildi|yangin|yaniyor
        аварія|аварію|дтп|зіткнення|перекинувся|горить|пожежа
        दुर्घटना|एक्सीडेंट|टक्कर|आग लग
    """,
    "theft": """
        stolen|theft|thieves|broke into my truck|break-in|they stole|robbed
        robado|robaron|me han robado|robo|ladrones
        roubado|roubaram|roubo|furtado|furtaram|ladroes
        vole|on m'a vole|vol de|voleurs|cambriole
        gestohlen|diebstahl|diebe|aufgebrochen|ausgeraubt
        ukradli|skradziono|kradziez|ukradziony|okradli|wlamanie
        furat|au furat|furt|hoti|jefuit
        calindi|caldilar|hirsiz|hirsizlik|soyuldum
        вкрали|украли|крадіжка|викрали|пограбували
        चोरी|लूट लिया|चोर
    """,
    "breakdown": """
        broken down|broke down|breakdown|engine failure|engine died|brakes failed|no brakes|brake failure|blown tire|blown tyre|tyre burst|flat tire|flat tyre|tow truck
        averia|averiado|se ha averiado|sin frenos|fallan los frenos|reventon|pinchazo|grua
        avaria|avariado|avariou|sem travoes|sem freios|furo no pneu|pneu furado|pneu rebentou|reboque
        en panne|tombe en panne|plus de freins|pneu creve|pneu eclate|depanneuse
        panne|liegengeblieben|motorschaden|bremsen versagen|keine bremsen|reifenplatzer|reifen geplatzt|abschleppwagen
        awaria|zepsul sie|zepsula sie|zepsuta ciezarowka|hamulce nie dzialaja|pekla opona|przebita opona|laweta
        pana de motor|sunt in pana|s-a stricat camionul|fara frane|cauciuc spart|tractare
        ariza yapti|arizalandi|kamyon bozuldu|fren tutmuyor|frenler calismiyor|lastik patladi|cekici
        зламався|зламалася|поломка|гальма не працюють|лопнуло колесо|пробите колесо|евакуатор
        खराब हो गया|ब्रेक फेल|टायर फट|इंजन बंद
    """,
}

# Talking about one is not having one: routing words around an emergency word.
_HARMLESS: Final = re.compile(
    r"\b(?:accident (?:report|form|ahead|on the (?:a|m|i)\d*)|no accident|insurance for accident|"
    r"parte de accidente|tow truck company)\b"
)
_WORD: Final = re.compile(r"\w+")
_ACCENTS: Final = re.compile("[\u0300-\u036f]+")


def emergency_in(text: str) -> Emergency | None:
    """The kind of emergency a text speaks of, or None."""
    plain = _plain(text[:2000])
    kinds = [KINDS.index(kind) for kind in _kinds_in(plain)]
    if not kinds or _HARMLESS.search(plain):
        return None
    return KINDS[min(kinds)]


def _kinds_in(plain: str) -> Iterator[Emergency]:
    """The kinds of all phrases in the text. Only phrases whose first word is there are tried."""
    phrases = _phrases()
    for first in phrases.keys() & set(_WORD.findall(plain)):
        for phrase, kind in phrases[first]:
            position = plain.find(phrase)
            while position >= 0:
                if _stands_alone(plain, position, position + len(phrase)):
                    yield kind
                    break
                position = plain.find(phrase, position + 1)


def _stands_alone(plain: str, start: int, end: int) -> bool:
    """Whether no word goes on at either side: that holds after Devanagari's signs, too."""
    return not (
        (start > 0 and _WORD.match(plain[start - 1]))
        or (end < len(plain) and _WORD.match(plain[end]))
    )


@cache
def _phrases() -> dict[str, list[tuple[str, Emergency]]]:
    """Every phrase and its kind, by the phrase's first word."""
    found: dict[str, list[tuple[str, Emergency]]] = {}
    for kind in KINDS:
        for written in _WORDS[kind].replace("\n", "|").split("|"):
            if (phrase := _plain(written)) and (first := _WORD.match(phrase)):
                found.setdefault(first.group(), []).append((phrase, kind))
    return found


def _plain(text: str) -> str:
    """Casefolded, Latin accents off, one space between words; other scripts keep their marks."""
    folded = text.casefold()
    if not folded.isascii():
        folded = folded.replace("\u2019", "'").replace("\u0131", "i").replace("ł", "l")
        bare = _ACCENTS.sub("", unicodedata.normalize("NFD", folded))
        folded = unicodedata.normalize("NFC", bare)
    return " ".join(folded.split())

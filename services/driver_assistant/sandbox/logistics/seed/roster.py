# names are written in their own scripts
"""The 64 drivers: who they are, where they live, and which named case each one shows.

Read by the seed and by the control API. Languages do not follow countries. `alias` is how tests
and people name a driver; the API never sees it. The first of each demo language has an ordinary,
rich day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from driver_assistant.sandbox.logistics.seed.towns import Town, town

ACME: Final = "acme"
BOREALIS: Final = "borealis"  # a smaller SaaS: no pay, offers, appointments, posting
NORMAL: Final = "normal-day"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A row of the roster; `index` makes phone, plates and ids unique."""

    index: int
    alias: str
    name: str
    lang: str
    home: Town
    tenant: str = ACME
    cases: tuple[str, ...] = ()
    rides_with: str | None = None  # shares the other's run

    @property
    def country(self) -> str:
        """Where the driver is based, ISO 3166-1 alpha-2."""
        return self.home.country

    @property
    def active(self) -> bool:
        """Whether the company still knows the driver."""
        return "driver-deactivated" not in self.cases


# alias, name, language, home, cases ("@borealis" puts the driver into the second tenant)
_ROWS: Final[tuple[tuple[str, str, str, str, str], ...]] = (
    # PL 12
    ("marek", "Marek Wiśniewski", "pl", "Poznań", NORMAL),
    ("olena", "Олена Коваленко", "uk", "Poznań", NORMAL),
    ("bartosz", "Bartosz Dąbrowski", "pl", "Łódź", "eta-null"),
    ("zofia", "Zofia Łukasiewicz", "pl", "Wrocław", "eta-stale-3h"),
    ("krzysztof", "Krzysztof Świętochowski", "pl", "Gdańsk", "note-injection-pl"),
    ("andriy", "Андрій Шевчук", "uk", "Rzeszów", "stop-cancelled-midroute"),
    ("mykola", "Микола Бондаренко", "uk", "Katowice", "load-reassigned-while-chatting"),
    ("tomasz", "Tomasz Jabłoński", "pl", "Warszawa", "crew-two"),
    ("piotr", "Piotr Zieliński", "pl", "Warszawa", "crew-two"),
    ("giorgos", "Γιώργος Παπαδόπουλος", "el", "Wrocław", "adr-load"),
    ("agnieszka", "Agnieszka Wójcik", "pl", "Katowice", "capability-missing @borealis"),
    ("svitlana", "Світлана Мельник", "uk", "Łódź", "@borealis"),
    # DE 10
    ("karl", "Karl Müller", "de", "Köln", NORMAL),
    ("mehmet", "Mehmet Yılmaz", "tr", "Duisburg", NORMAL),
    ("juergen", "Jürgen Größmann", "de", "Leipzig", "dst-repeat-hour"),
    ("fatma", "Fatma Öztürk", "tr", "Stuttgart", "crosses-midnight"),
    ("youssef", "يوسف الحداد", "ar", "Hamburg", "hours-zero"),
    ("gurpreet", "ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ", "pa", "München", "ids-foreign"),
    ("heike", "Heike Schäfer", "de", "Nürnberg", "dispatcher-off-shift"),
    ("suharto", "Suharto", "en", "Berlin", "nulls-everywhere"),
    ("uwe", "Uwe Weiß", "de", "Leipzig", "@borealis"),
    ("kateryna", "Катерина Ткаченко", "uk", "Hamburg", "@borealis"),
    # US 10
    ("joe", "Joe Carter", "en", "Chicago, IL", NORMAL),
    ("harpreet", "हरप्रीत सिंह", "hi", "Fresno, CA", NORMAL),
    ("jack", "Jack O'Neill", "en", "Columbus, OH", "note-injection"),
    ("sean", "Seán O'Connor", "en", "Detroit, MI", "document-12-pages"),
    ("wanda", "Wanda Jackson", "en", "Memphis, TN", "offer-open"),
    ("earl", "Earl Washington", "en", "Dallas, TX", "statement-negative"),
    ("dolores", "Dolores Peña", "es", "Dallas, TX", "detention-running"),
    ("lupe", "Guadalupe Ortiz", "es", "Phoenix, AZ", "hours-short-haul"),
    ("ravi", "Ravi Kumar", "hi", "Indianapolis, IN", "defect-open"),
    ("tyrone", "Tyrone Brooks", "en", "Nashville, TN", "incident-answered"),
    # ES 8
    ("ana", "Ana García", "es", "Zaragoza", NORMAL),
    ("lucia", "Lucía Fernández", "es", "Badajoz", "zone-change"),
    ("pedro", "Pedro Núñez", "es", "Madrid", "no-route"),
    ("jorge", "Jorge Ibáñez", "es", "Valencia", "hours-unknown"),
    ("carmen", "Carmen Muñoz", "es", "Sevilla", "pod-rejected-blurry"),
    ("miguel", "Miguel Ángel Ruiz", "es", "Bilbao", "fcfs"),
    ("xavier", "Xavier Puig i Roca", "es", "Barcelona", "all-day-window"),
    ("luis", "Luis Ortega", "es", "Salamanca", "@borealis"),
    # FR 8
    ("claire", "Claire Dubois", "fr", "Lyon", NORMAL),
    ("amelie", "Amélie Lefèvre", "fr", "Lille", "two-routes"),
    ("thomas", "Thomas d'Aubigné", "fr", "Bordeaux", "same-city-twice"),
    ("noor", "نور الدين بن علي", "ar", "Marseille", "note-injection-document-name"),
    ("antoine", "Antoine Moreau", "fr", "Strasbourg", "hours-stale-3h"),
    ("hugo", "Hugo Chevalier", "fr", "Toulouse", "appointment-rejected"),
    ("rachid", "Rachid Benali", "fr", "Gennevilliers", "message-from-dispatch"),
    ("yvette", "Yvette Marchand", "fr", "Nantes", "@borealis"),
    # RO 8
    ("ion", "Ion Popescu", "ro", "Cluj-Napoca", NORMAL),
    ("mihai", "Mihai Țurcanu", "ro", "Iași", "address-400-chars"),
    ("elena", "Elena Ștefănescu", "ro", "Timișoara", "window-before-now"),
    ("bogdan", "Bogdan Ionescu", "ro", "Brașov", "note-injection-base64"),
    ("vasile", "Vasile Mureșan", "ro", "Arad", "document-zero-byte"),
    ("stefan", "Ștefan Dumitru", "ro", "București", "phone-on-two-tenants"),
    ("stefan-b", "Ștefan Dumitru", "ro", "București", "phone-on-two-tenants @borealis"),
    ("radu", "Radu Marin", "ro", "Constanța", "@borealis"),
    # PT 6
    ("joao", "João Ferreira", "pt", "Porto", NORMAL),
    ("tiago", "Tiago Gonçalves", "pt", "Aveiro", "unknown-enum"),
    ("rui", "Rui Assunção", "pt", "Setúbal", "driver-deactivated"),
    ("maria", "Maria da Conceição", "pt", "Lisboa", "document-heic"),
    ("ines", "Inês Magalhães", "pt", "Coimbra", "hours-stale-20m"),
    ("duarte", "Duarte Simões", "pt", "Guarda", "posting-expiring"),
    # BG 2
    ("nikolay", "Николай Димитров", "bg", "София", "duplicate-webhook"),
    ("desislava", "Десислава Петрова", "bg", "Русе", "out-of-order-webhook"),
)

_RIDES_WITH: Final = {"piotr": "tomasz"}


def _person(index: int, row: tuple[str, str, str, str, str]) -> Person:
    alias, name, lang, home, marks = row
    words = marks.split()
    return Person(
        index=index,
        alias=alias,
        name=name,
        lang=lang,
        home=town(home),
        tenant=BOREALIS if f"@{BOREALIS}" in words else ACME,
        cases=tuple(word for word in words if not word.startswith("@")),
        rides_with=_RIDES_WITH.get(alias),
    )


ROSTER: Final[tuple[Person, ...]] = tuple(_person(i, row) for i, row in enumerate(_ROWS))


def cases() -> dict[str, list[str]]:
    """Every named case with the aliases of the drivers that show it."""
    shown: dict[str, list[str]] = {}
    for person in ROSTER:
        for case in person.cases:
            shown.setdefault(case, []).append(person.alias)
    return dict(sorted(shown.items()))

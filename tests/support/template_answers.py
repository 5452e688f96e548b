"""Template answers of the sandbox's drivers, as the worker fills them and asks about them.

The stand-in runs in process. Each answer becomes the `OutputRequest` that `worker/approve.py`
sends: the record as evidence, the caller with the home zone, the logistics system's clock.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import httpx2

from driver_assistant.contracts.guardrails import OutputRequest
from driver_assistant.contracts.languages import LANGUAGES, Language, as_language
from driver_assistant.runtime.plugins import discover
from driver_assistant.sandbox.logistics.app import create_app
from driver_assistant.sandbox.logistics.backend import Backend
from driver_assistant.sandbox.logistics.seed.roster import ACME, ROSTER, Person
from driver_assistant.sandbox.logistics.settings import LogisticsSettings
from driver_assistant.store.drivers import Driver
from driver_assistant.worker import intents
from driver_assistant.worker.approve import text_of
from driver_assistant.worker.deps import Who
from driver_assistant.worker.intent import AnyIntent, Ask, Intent
from driver_assistant.worker.listen import caller
from driver_assistant.worker.logistics import CapabilityMissing, LogisticsClient, NotFound

READS: Final[Mapping[str, AnyIntent]] = {
    name: intent for name, intent in discover(intents, Intent).items() if intent.fetch is not None
}
DRIVERS: Final = tuple(p for p in ROSTER if p.tenant == ACME and p.active)
# Drivers whose records were once blocked or masked: another zone, a night's range, an hour that
# comes twice, short weekdays, plates and postcodes of unusual shape, amounts with glued currency.
AWKWARD: Final = frozenset({"ana", "joe", "ion", "ines", "duarte", "lucia"})
_ID: Final = UUID("01920000-0000-7000-8000-000000000001")
# How old a record is that is served, dated, while the logistics API is down: a setting's default
# allows a day.
AGES: Final = (timedelta(minutes=50), timedelta(hours=9), timedelta(hours=23))
_UNTIL_JUDGED: Final = timedelta(seconds=3)  # an answer is judged a little after it was worded
_ARGUMENTS: Final[Mapping[str, Sequence[Mapping[str, Any]]]] = {
    "get_route": [{"day": day} for day in ("today", "yesterday", "tomorrow")],
    "get_stop_details": [{}, {"stop": "1"}, {"stop": "2"}, {"stop": "3"}],
    "get_appointment": [{}, {"stop": "1"}, {"stop": "2"}],
    "get_delivery_status": [{}, {"stop": "2"}],
    "get_load": [{}, {"stop": "1"}],
    "get_earnings": [{"period": name} for name in ("this_month", "last_week", "last_month")],
    "answer_stop_question": [{}, {"stop": "1"}],
    "report_delay": [{}, {"minutes": 40, "reason": "traffic"}],
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A world seeded at one time and asked at another, RFC 3339."""

    seeded: str
    asked: str


# The night the clocks go back in Europe, an ordinary morning, an evening whose plans cross
# midnight, and the middle of a day that was planned the night before.
MOMENTS: Final = (
    Moment(seeded="2026-10-25T00:30+02:00", asked="2026-10-25T00:30+02:00"),
    Moment(seeded="2026-10-27T09:40+01:00", asked="2026-10-27T09:40+01:00"),
    Moment(seeded="2026-10-28T22:15+01:00", asked="2026-10-28T22:15+01:00"),
    Moment(seeded="2026-10-25T00:30+02:00", asked="2026-10-25T13:05+01:00"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateAnswer:
    """One part of an answer, fresh or dated, and what the guardrails are asked about it."""

    driver: str
    moment: Moment
    request: OutputRequest


async def template_answers(*, every: bool) -> AsyncIterator[TemplateAnswer]:
    """All of them, or each driver at one of the moments (the awkward ones at all)."""
    for number, moment in enumerate(MOMENTS):
        settings = LogisticsSettings(clock_start=datetime.fromisoformat(moment.seeded))
        app = create_app(settings)
        backend: Backend = app.state.backend
        people = [p for p in DRIVERS if every or p.alias in AWKWARD or p.index % 4 == number]
        for person in people:
            backend.world(person)  # worlds are built when first asked for: before time goes on
        backend.clock.set(datetime.fromisoformat(moment.asked))
        client = LogisticsClient(
            "http://stand-in/v1",
            settings.credentials()[ACME].get_secret_value(),
            transport=httpx2.ASGITransport(app=app),
        )
        try:
            for person in people:
                async for request in _requests(person, backend, client, every=every):
                    yield TemplateAnswer(driver=person.alias, moment=moment, request=request)
        finally:
            await client.aclose()


def languages_of(person: Person) -> tuple[Language, ...]:
    """The driver's own and two more, other ones for each driver."""
    at = person.index
    chosen = (as_language(person.lang), *(LANGUAGES[(at + step) % 10] for step in (0, 3, 6)))
    return tuple(dict.fromkeys(chosen))[:3]


async def _requests(
    person: Person, backend: Backend, client: LogisticsClient, *, every: bool
) -> AsyncIterator[OutputRequest]:
    who = _who(person, backend, client)
    ask = Ask(language=who.language, zone=who.zone, now=who.clock(), text="hello")
    for intent, arguments in _questions(person, every=every):
        assert intent.fetch is not None
        try:
            record = await intent.fetch(intent.parameters(**arguments), who.logistics, ask)
        except (NotFound, CapabilityMissing):
            continue
        proposed = intent.action is not None and intent.action.propose(record, ask) is not None
        evidence = record.model_dump(mode="json", by_alias=True)
        for number, language in enumerate(languages_of(person)):
            speaker = _who(person, backend, client, language)
            as_of = _as_of(speaker, person.index + number)
            reply = intent.say(
                record, speaker.say(as_of=as_of, action_id=_ID if proposed and not as_of else None)
            )
            dated = evidence | {"asOf": as_of.isoformat()} if as_of else evidence
            for text in filter(None, map(text_of, reply.parts)):
                yield OutputRequest(
                    text=text,
                    question="hello",
                    evidence=dated,
                    now=speaker.clock() + _UNTIL_JUDGED,
                    language=language,
                    intent=intent.name,
                    template=True,
                    caller=caller(speaker),
                )


def _as_of(who: Who, number: int) -> datetime | None:
    """None for a fresh record; every second answer is told from an old one."""
    return who.clock() - AGES[number // 2 % len(AGES)] if number % 2 else None


def _questions(person: Person, *, every: bool) -> Iterator[tuple[AnyIntent, Mapping[str, Any]]]:
    """Each reading intent without arguments, and with them: with some of them in a sample."""
    for at, (name, intent) in enumerate(READS.items()):
        known = _ARGUMENTS.get(name, [{}])
        yield intent, known[0]
        if every:
            yield from ((intent, arguments) for arguments in known[1:])
        elif len(known) > 1:
            yield intent, known[1 + (person.index + at) % (len(known) - 1)]


def _who(
    person: Person, backend: Backend, client: LogisticsClient, language: Language | None = None
) -> Who:
    world = backend.world(person)
    driver = Driver(
        id=_ID,
        company_id=person.tenant,
        external_id=world.driver.id,
        name=person.name,
        contact_cipher=b"",
        language=person.lang,
        language_fixed=False,
        time_zone=world.zone.key,
        state="active",
        notifications=True,
        version=1,
    )
    return Who(
        driver=driver,
        language=language or as_language(person.lang),
        zone=world.zone,
        phone=world.phone,
        logistics=client.for_driver(world.phone),
        clock=backend.now,
    )

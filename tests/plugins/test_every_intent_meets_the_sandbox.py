"""Every intent against the logistics stand-in over HTTP, for the drivers of its named cases.

The real client reads what the stand-in serves: missing facts, foreign ids, unknown vocabulary,
notes that give orders. Whatever comes, an intent answers in the driver's own words or the client
refuses with an error the frame has words for.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

import httpx2
import pytest

from driver_assistant.contracts.languages import as_language
from driver_assistant.runtime.plugins import discover
from driver_assistant.sandbox.logistics.app import create_app
from driver_assistant.sandbox.logistics.seed.roster import ROSTER, Person
from driver_assistant.sandbox.logistics.settings import LogisticsSettings
from driver_assistant.worker import intents
from driver_assistant.worker.intent import AnyIntent, Ask, Intent
from driver_assistant.worker.logistics import CapabilityMissing, LogisticsClient, NotFound
from driver_assistant.worker.say import Say

INTENTS: Mapping[str, AnyIntent] = discover(intents, Intent)
ACTION = UUID("01920000-0000-7000-8000-000000000001")
# One driver for each named case; the deactivated one has no session to ask with.
SHOWN: dict[str, Person] = {
    case: person for person in reversed(ROSTER) if person.active for case in person.cases
}


@pytest.mark.parametrize("case", SHOWN)
async def test_every_intent_has_words_for(case: str) -> None:
    person, settings = SHOWN[case], LogisticsSettings()
    app = create_app(settings)
    world = app.state.backend.world(person)
    client = LogisticsClient(
        "http://stand-in/v1",
        settings.credentials()[person.tenant].get_secret_value(),
        transport=httpx2.ASGITransport(app=app),
    )
    language, now = as_language(person.lang), app.state.backend.now()
    ask = Ask(language=language, zone=world.zone, now=now, text="hello")
    answered = 0
    try:
        for intent in INTENTS.values():
            arguments = intent.parameters()
            record = arguments
            if intent.fetch is not None:
                try:
                    record = await intent.fetch(arguments, client.for_driver(world.phone), ask)
                except (NotFound, CapabilityMissing):
                    continue
            proposed = intent.action is not None and intent.action.propose(record, ask) is not None
            say = Say(
                language=language,
                zone=world.zone,
                now=now,
                action_id=ACTION if proposed else None,
            )
            again = intent.record.model_validate_json(record.model_dump_json(by_alias=True))
            reply = intent.say(record, say)

            assert record == again, intent.name
            assert reply == intent.say(again, say), intent.name
            answered += 1
    finally:
        await client.aclose()

    assert answered >= len(INTENTS) - 2, "at most pay and offers may be missing"

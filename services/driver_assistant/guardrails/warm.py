"""Loads everything that the checks on answers would otherwise load with the first answers.

The service calls `preload_output` once before it is ready. Vocabularies, numbering plans, time
zones, tables of look-alikes and a policy's hashed prompts are read from files here, so that no
request reads one and the first answer is as fast as the next.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final
from zoneinfo import available_timezones

import structlog

from driver_assistant.contracts.guardrails import Caller, OutputRequest
from driver_assistant.contracts.languages import LANGUAGES
from driver_assistant.guardrails import checks
from driver_assistant.guardrails.canonical import Canonical
from driver_assistant.guardrails.check import Check, Subject
from driver_assistant.guardrails.grounding import vocabulary
from driver_assistant.guardrails.grounding.evidence import zone_named
from driver_assistant.guardrails.pii import phones
from driver_assistant.guardrails.policy import Policy, load_floor
from driver_assistant.runtime.plugins import discover

log = structlog.get_logger(__name__)

# The areas of the time zone database where fleets drive; the rest is read when first met.
_AREAS: Final = ("Europe/", "America/", "Asia/", "Africa/", "Atlantic/")
_NOW: Final = datetime(2026, 10, 26, 12, 0, tzinfo=UTC)
_CALLER: Final = Caller(
    driver_id="drv_1", company_id="warm", own_ids=("+48601234567",), time_zone="Europe/Warsaw"
)
# One record and one answer with something for every recogniser: a name in another script, a
# phone, a plate, a date, a link, an e-mail, and text in a code.
_RECORD: Final = {
    "stops": [
        {
            "id": f"stp_{number}",
            "sequence": number,
            "state": state,
            "location": {"name": name, "timeZone": "Europe/Berlin", "address": {"country": "DE"}},
            "windows": [{"start": "2026-10-26T14:00:00Z", "end": "2026-10-26T16:00:00Z"}],
            "contacts": [{"name": name, "phone": "+493012345678"}],
        }
        for number, state, name in ((1, "departed", "Müller"), (2, "en_route", "Łukasz Коваль"))
    ],
    "driveNowMinutes": 125,
    "vehicle": {"plate": "M-KL 4821"},
}
_ANSWER: Final = (
    "2. 27.10. 15:00-17:00, 2 h 05 min, 12,5 km, 3 t, €1.234,50: Łukasz Коваль, Berlin.\n"
    "+49 30 12345678, 030 1234567, a.b@example.com, https://example.com/x?y=1, M-KL 4821, "
    "DE89 3704 0044 0532 0130 00, 4111 1111 1111 1111, LD-48213, aGVsbG8gd29ybGQgYWdhaW4="
)


def preload_output(policy: Policy | None = None) -> None:
    """Load what judging an answer needs; a second or two of CPU, a fraction when called again.

    `policy` is the one in force (default: the platform's floor): its hashed prompts and
    directories are loaded too. A file that can't be read is logged and left to the check, which
    fails by its own fail mode on every answer until the file is there.
    """
    in_force = policy or Policy(load_floor())
    vocabulary.preload()
    phones.preload()
    for name in available_timezones():
        if name.startswith(_AREAS):
            zone_named(name)
    chain = [check for check in discover(checks, Check).values() if check.stage == "output"]
    for language in LANGUAGES:
        for template in (True, False):
            request = OutputRequest(
                text=_ANSWER,
                question="LD-48213?",
                evidence=_RECORD,
                now=_NOW,
                language=language,
                template=template,
                caller=_CALLER,
            )
            _judge_once(chain, request, in_force)


def _judge_once(chain: list[Check], request: OutputRequest, policy: Policy) -> None:
    subject = Subject(request=request, canonical=Canonical(request.text), policy=policy)
    for check in chain:
        try:
            check.run(subject)
        except (OSError, ValueError) as error:
            log.warning("guardrails.warm_skipped", check=check.name, error=type(error).__name__)

"""What leaves instead of a part that can't arrive: a template, or the same words once more.

Used by `deliver.py`. Outside WhatsApp's 24-hour window only an approved template may leave; it
offers the waiting answer as a button. A part that Meta accepted and failed later is never sent
again: a new part takes its place, or a dead letter says that nothing can.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

from prometheus_client import Counter
from pydantic import TypeAdapter

from driver_assistant.contracts.languages import DEFAULT_LANGUAGE, Language, as_language
from driver_assistant.contracts.messages import Part, TemplatePart
from driver_assistant.runtime.clock import now
from driver_assistant.runtime.telemetry import log
from driver_assistant.store import replacements
from driver_assistant.store.database import Connection, Database
from driver_assistant.store.outbox import Sending
from driver_assistant.store.replacements import FailedLate

FAILED_LATE = Counter(
    "driver_assistant_send_failed_late_total",
    "Parts that Meta accepted and could not deliver, by what became of them.",
    ["outcome"],
)

# Meta's window is 24 h; a minute of margin, because clocks and queues differ.
_WINDOW: Final = timedelta(hours=24) - timedelta(minutes=1)
WINDOW_CLOSED: Final = 131047
NO_SUCH_TRANSLATION: Final = 132001
# Meta's own passing troubles: the same words may arrive at another try.
_PASSING: Final = frozenset({1, 2, 131000, 131016, 131057})
_MOST_TRIES: Final = 2

# Codes that Meta knows a language by, in order of preference, where they are not its own.
_LOCALES: Final[dict[Language, tuple[str, ...]]] = {"pt": ("pt_PT", "pt_BR")}
_PART: TypeAdapter[Part] = TypeAdapter(Part)


def window_is_closed(sending: Sending) -> bool:
    """Whether only a template may leave for this driver now, by our own clock."""
    if sending.purpose == "template":
        return False
    last = sending.last_inbound_at
    return last is None or now() - last > _WINDOW


async def convert(sending: Sending, name: str, connection: Connection) -> None:
    """Put the template `name` in the driver's language in the part's place."""
    template = _template(name, sending.message_id, _locales(sending.language)[0])
    await replacements.replace_part(
        connection, sending.message_id, sending.part, template, "template"
    )
    log.info("part.converted", message_id=str(sending.message_id), part=sending.part)


async def retranslate(sending: Sending, connection: Connection) -> bool:
    """The template does not exist in this language: the next one; False when there is none."""
    part = _PART.validate_json(sending.payload)
    if not isinstance(part, TemplatePart):
        return False
    locales = _locales(sending.language)
    following = locales[locales.index(part.language) + 1 :] if part.language in locales else ()
    if not following:
        return False
    template = part.model_copy(update={"language": following[0]})
    payload = template.model_dump_json().encode()
    await replacements.replace_part(
        connection, sending.message_id, sending.part, payload, "template"
    )
    log.warning("template.missing", language=part.language, name_of_template=part.name)
    return True


async def replace_late_failures(database: Database, conversation_id: UUID, name: str) -> None:
    """See to the parts of a conversation that Meta accepted and could not deliver.

    They are rare and every delivery looks for them, so the first look is one plain statement.
    """
    async with database.connection() as connection:
        if not await replacements.failed_late(connection, conversation_id):
            return
    async with database.transaction() as connection:
        await _replace(connection, conversation_id, name)


async def _replace(connection: Connection, conversation_id: UUID, name: str) -> None:
    for failed in await replacements.failed_late(connection, conversation_id):
        outcome = await _see_to(failed, name, connection)
        FAILED_LATE.labels(outcome).inc()
        log.warning(
            "part.failed_late",
            message_id=str(failed.message_id),
            part=failed.part,
            code=failed.error_code,
            outcome=outcome,
        )


async def _see_to(failed: FailedLate, name: str, connection: Connection) -> str:
    if failed.error_code == WINDOW_CLOSED and failed.purpose != "template":
        template = _template(name, failed.message_id, _locales(failed.language)[0])
        await replacements.replace_part(
            connection, failed.message_id, failed.part, template, "template"
        )
        return "template"
    if failed.error_code in _PASSING and failed.tries < _MOST_TRIES:
        await replacements.replace_part(
            connection, failed.message_id, failed.part, failed.payload, failed.purpose
        )
        return "new_part"
    await replacements.bury_late(connection, failed)
    return "dead_letter"


def _locales(language: str | None) -> tuple[str, ...]:
    own = as_language(language)
    return tuple(dict.fromkeys((*_LOCALES.get(own, (own,)), DEFAULT_LANGUAGE)))


def _template(name: str, message_id: UUID, locale: str) -> bytes:
    part = TemplatePart(name=name, language=locale, button_payloads=(f"again:{message_id}",))
    return part.model_dump_json().encode()

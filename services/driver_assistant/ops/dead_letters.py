"""Dead letters: what was given up, looked at by a person, replayed or discarded.

Payloads are masked: ids, causes and counts, never what a driver wrote. Replaying is idempotent:
a row that is open again or answered meanwhile is left alone, and a part that was accepted is
never sent twice. Each act leaves an audit entry.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from driver_assistant.contracts.messages import InDoorbell, OutDoorbell
from driver_assistant.ops.settings import OpsBroker, OpsDatabase
from driver_assistant.runtime.publisher import Publisher, Ring
from driver_assistant.store import audit, dead_letters
from driver_assistant.store.database import Database
from driver_assistant.store.dead_letters import DeadLetter, Filter


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What a replay came to."""

    replayed: int
    skipped: tuple[tuple[UUID, str], ...]  # and why


async def list_letters(settings: OpsDatabase, wanted: Filter, limit: int) -> list[DeadLetter]:
    """Dead letters, newest first."""
    database = Database(settings, process="ops")
    try:
        async with database.connection() as connection:
            return await dead_letters.find(connection, settings.company, wanted, limit)
    finally:
        await database.close()


async def show_letter(settings: OpsDatabase, letter_id: UUID) -> dict[str, object] | None:
    """One dead letter with its message's or part's rows, masked; None when there is none."""
    database = Database(settings, process="ops")
    try:
        async with database.connection() as connection:
            return await dead_letters.detail(connection, settings.company, letter_id)
    finally:
        await database.close()


async def replay_letters(
    settings: OpsBroker, wanted: Filter, *, limit: int, per_second: float, force: bool
) -> Replayed:
    """Open the letters' rows again and ring, at most `per_second` of them a second.

    Expired questions and actions are skipped without `force`: the moment has passed, or the
    change may be done already.
    """
    database = Database(settings, process="ops")
    skipped: list[tuple[UUID, str]] = []
    count = 0
    try:
        async with Publisher(settings.amqp_url.get_secret_value(), name="ops") as publisher:
            async with database.connection() as connection:
                letters = await dead_letters.find(connection, settings.company, wanted, limit)
            for letter in letters:
                why = await _replay_one(database, publisher, letter, settings, force=force)
                if why:
                    skipped.append((letter.id, why))
                    continue
                count += 1
                await asyncio.sleep(1 / per_second)
    finally:
        await database.close()
    return Replayed(replayed=count, skipped=tuple(skipped))


async def discard_letters(settings: OpsDatabase, wanted: Filter, *, limit: int, reason: str) -> int:
    """Close letters without a replay; returns how many."""
    database = Database(settings, process="ops")
    try:
        async with database.transaction() as connection:
            letters = await dead_letters.find(connection, settings.company, wanted, limit)
            closed = await dead_letters.discard(
                connection, [letter.id for letter in letters], reason
            )
            await _note(connection, settings, "dead_letters_discarded", closed, reason)
            return len(closed)
    finally:
        await database.close()


async def _replay_one(
    database: Database,
    publisher: Publisher,
    letter: DeadLetter,
    settings: OpsBroker,
    *,
    force: bool,
) -> str:
    async with database.transaction() as connection:
        why = await dead_letters.reopen(connection, letter, force=force)
        if why:
            return why
        await _note(connection, settings, "dead_letter_replayed", [letter.id], letter.cause)
    doorbell: InDoorbell | OutDoorbell
    if letter.side == "in":
        doorbell = InDoorbell(conversation_id=letter.conversation_id, message_id=letter.message_id)
    else:
        doorbell = OutDoorbell(conversation_id=letter.conversation_id, message_id=letter.message_id)
    # Not confirmed? The row is open, so a sweeper rings.
    await publisher.publish([Ring(side=letter.side, key="normal", doorbell=doorbell)])
    return ""


async def _note(
    connection: dead_letters.Connection,
    settings: OpsDatabase,
    act: str,
    letters: Sequence[UUID],
    reason: str,
) -> None:
    for letter in letters:
        await audit.note(
            connection,
            company=settings.company,
            actor=settings.operator_name,
            act=act,
            subject=str(letter),
            detail=json.dumps({"reason": reason}),
        )

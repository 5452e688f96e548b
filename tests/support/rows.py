"""Shorthands for the rows of a migrated database, for tests of the store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg

from driver_assistant.runtime.ids import new_id
from driver_assistant.store import conversations, drivers, inbox
from driver_assistant.store.conversations import Lease, NewPart, Outcome
from driver_assistant.store.drivers import Registration
from driver_assistant.store.inbox import NewMessage, Recorded

NUMBER = "106540352242922"


@dataclass(kw_only=True)
class Store:
    """Connections as the database's owner and as each service."""

    url: str
    pool: asyncpg.Pool

    async def register(self, *names: str) -> None:
        """Register drivers whose contact hash is their name."""
        async with self.pool.acquire() as connection:
            batch = [
                Registration(
                    id=new_id(),
                    external_id=name,
                    name=name.title(),
                    contact_hash=name.encode(),
                    contact_cipher=b"cipher",
                    language="en",
                    time_zone="Europe/Berlin",
                )
                for name in names
            ]
            await drivers.register_drivers(connection, "acme", batch)

    async def record(self, *batch: NewMessage) -> list[Recorded]:
        """Record messages as the webhook does."""
        async with self.pool.acquire() as connection:
            return await inbox.record_messages(connection, "acme", batch)

    async def conversation(self, name: str) -> UUID:
        """A driver's conversation with one message in it."""
        [recorded] = await self.record(message(name))
        assert recorded.conversation_id is not None
        return recorded.conversation_id

    async def claim(self, conversation: UUID, owner: str, seconds: float = 15) -> Lease | None:
        """Claim as a worker."""
        async with self.pool.acquire() as connection:
            return await conversations.claim(
                connection, conversation, owner, timedelta(seconds=seconds)
            )

    async def answer(self, lease: Lease, message_id: UUID, *texts: str) -> None:
        """Commit a turn with one text part per text."""
        parts = tuple(
            NewPart(kind="text", payload=f'{{"type":"text","body":"{text}"}}'.encode())
            for text in texts
        )
        async with self.pool.acquire() as connection:
            await conversations.commit_turn(
                connection,
                lease,
                Outcome(message_id=message_id, covers=(message_id,), parts=parts, purpose="answer"),
            )


def message(name: str, wamid: str = "", **changes: object) -> NewMessage:
    """A text from the driver whose contact hash is `name`."""
    fields: dict[str, object] = {
        "id": new_id(),
        "phone_number_id": NUMBER,
        "wamid": wamid or f"wamid.{new_id().hex}",
        "contact_hash": name.encode(),
        "user_hash": None,
        "contact_cipher": b"cipher",
        "kind": "text",
        "high": False,
        "emergency": None,
        "content": b'{"content":{"type":"text","body":"where next?"}}',
        "sent_at": datetime.now(UTC),
        "traceparent": "",
    }
    return NewMessage(**(fields | changes))  # type: ignore[arg-type]  # a test's shorthand

"""What was really written, once per effect: how tests see that two taps acted once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from driver_assistant.contracts.logistics import Record


class Entry(Record):
    """One effect. A replayed answer makes none."""

    number: int
    at: datetime
    tenant: str
    driver: str  # alias
    kind: str  # transition, delay, incident, message, ...
    resource_id: str
    idempotency_key: str
    body: Any = None


class Ledger:
    """An append-only list in memory."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.replays = 0

    def find(self, driver: str | None = None, kind: str | None = None) -> list[Entry]:
        """The entries of a driver (alias) and of a kind, oldest first."""
        return [
            entry
            for entry in self.entries
            if driver in {None, entry.driver} and kind in {None, entry.kind}
        ]

    def reset(self) -> None:
        """Forget everything."""
        self.entries.clear()
        self.replays = 0

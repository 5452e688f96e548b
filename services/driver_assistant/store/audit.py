"""Audit entries: who did what to which of our ids. Pseudonyms only, append-only."""

from __future__ import annotations

from driver_assistant.store.database import Connection


async def note(  # a row
    connection: Connection, *, company: str, actor: str, act: str, subject: str, detail: str = "{}"
) -> None:
    """Append an entry; `detail` is JSON without personal data."""
    await connection.execute(
        "INSERT INTO audit_entries (company_id, actor, act, subject, detail)"
        " VALUES ($1, $2, $3, $4, $5::jsonb)",
        company,
        actor,
        act,
        subject,
        detail,
    )

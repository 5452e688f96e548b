"""The audit trail: who did what to which of our ids. Pseudonyms only, append-only, chained.

Entries are added by whoever acts. `seal` puts the open ones into the next block of a hash chain
(the database's own function does it: no role may write blocks or change entries), and `verify`
computes every hash again from outside. What the chain can't show alone is that its newest blocks
were cut off; its head, written to the log at each sealing, does.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import asyncpg

from driver_assistant.store.database import Connection

BLOCK_MAX: Final = 1000  # entries
# Entries are dated when their transaction began, and none of ours stays open this long: an entry
# that is dated this much before one with a lower number was inserted later.
_LATE: Final = timedelta(hours=1)
_NAMED_MAX: Final = 5
_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)
_MOMENT: Final = 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One act; `block` is None until it is sealed."""

    id: int
    at: datetime
    actor: str
    act: str
    subject: str
    detail: dict[str, Any]
    block: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFilter:
    """Which entries; None is any."""

    actor: str | None = None
    act: str | None = None
    subject: str | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The newest block: what to keep elsewhere, to show later that nothing was cut off."""

    block: int
    hash: str
    sealed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with a block; `block` is None when no block can be named."""

    block: int | None
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What a verification looked at and found; no faults: the trail is as it was written."""

    blocks: int
    entries: int
    unsealed: int
    head: Head | None
    faults: tuple[Fault, ...]


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


async def find(
    connection: Connection, company: str, wanted: EntryFilter, limit: int
) -> list[AuditEntry]:
    """Matching entries, newest first."""
    rows = await connection.fetch(
        "SELECT id, at, actor, act, subject, detail, block_id AS block FROM audit_entries"
        " WHERE company_id = $1 AND ($2::text IS NULL OR actor = $2)"
        " AND ($3::text IS NULL OR act = $3) AND ($4::text IS NULL OR subject = $4)"
        " AND ($5::timestamptz IS NULL OR at >= $5) ORDER BY id DESC LIMIT $6",
        company,
        wanted.actor,
        wanted.act,
        wanted.subject,
        wanted.since,
        limit,
    )
    return [AuditEntry(**(dict(row) | {"detail": json.loads(row["detail"])})) for row in rows]


async def seal(connection: Connection, most: int = BLOCK_MAX) -> int | None:
    """Seal one block of open entries; its id, or None: nothing open, or somebody else seals."""
    block: int | None = await connection.fetchval("SELECT seal_audit($1)", most)
    return block


async def head(connection: Connection) -> Head | None:
    """The newest block; needs the right to read blocks."""
    row = await connection.fetchrow(
        "SELECT id, hash, sealed_at FROM audit_blocks ORDER BY id DESC LIMIT 1"
    )
    return row and Head(block=row["id"], hash=row["hash"].hex(), sealed_at=row["sealed_at"])


async def verify(connection: Connection, expected_head: str = "") -> Verified:
    """Compute the whole chain again; `expected_head` is a hash that was kept elsewhere.

    Call it in a repeatable-read transaction: the chain may grow meanwhile. Reads block by block.
    """
    faults: list[Fault] = []
    blocks = await connection.fetch("SELECT * FROM audit_blocks ORDER BY id")
    before: asyncpg.Record | None = None
    entries = 0
    newest = _EPOCH  # date of an entry so far
    for block in blocks:
        rows = await _entries(connection, block["id"])
        entries += len(rows)
        faults += _faults(block, before, rows)
        newest, backdated = _backdated(newest, rows)
        faults += [Fault(block=block["id"], problem=backdated)] if backdated else []
        before = block
    faults += await _blockless(connection)
    _, backdated = _backdated(newest, await _open_entries(connection))
    faults += [Fault(block=None, problem=backdated)] if backdated else []
    if expected_head and expected_head not in {block["hash"].hex() for block in blocks}:
        faults.append(
            Fault(block=None, problem="no block has the expected hash: newer blocks were cut off")
        )
    return Verified(
        blocks=len(blocks),
        entries=entries,
        unsealed=await connection.fetchval(
            "SELECT count(*) FROM audit_entries WHERE block_id IS NULL"
        ),
        head=await head(connection),
        faults=tuple(faults),
    )


async def _entries(connection: Connection, block: int) -> list[asyncpg.Record]:
    """A block's entries, each with the words that were hashed."""
    rows: list[asyncpg.Record] = await connection.fetch(
        "SELECT id, at, jsonb_build_array(id, to_char(at AT TIME ZONE 'UTC', $2), company_id,"
        " actor, act, subject, detail)::text AS written FROM audit_entries WHERE block_id = $1"
        " ORDER BY id",
        block,
        _MOMENT,
    )
    return rows


def _faults(
    block: asyncpg.Record, before: asyncpg.Record | None, rows: list[asyncpg.Record]
) -> Iterator[Fault]:
    number = block["id"]
    due = before["id"] + 1 if before else 1
    if number != due:
        yield Fault(block=due, problem=f"missing: after block {due - 1} comes block {number}")
    elif block["previous_hash"] != (before["hash"] if before else b""):
        yield Fault(block=number, problem="does not follow the block before it: one was replaced")
    if len(rows) < block["entries"]:
        yield Fault(
            block=number, problem=f"{block['entries'] - len(rows)} entries were removed of it"
        )
    elif len(rows) > block["entries"]:
        yield Fault(
            block=number, problem=f"{len(rows) - block['entries']} entries were inserted into it"
        )
    elif _hash(block, rows) != block["hash"]:
        yield Fault(block=number, problem="an entry, or the block itself, was changed")


def _backdated(newest: datetime, rows: list[asyncpg.Record]) -> tuple[datetime, str]:
    """The newest date up to these rows, and what is wrong with their order, if anything."""
    found = []
    for row in rows:
        if row["at"] < newest - _LATE:
            found.append(str(row["id"]))
        newest = max(newest, row["at"])
    if not found:
        return newest, ""
    named = ", ".join(found[:_NAMED_MAX])
    return newest, f"{len(found)} entries are dated before older ones: inserted later ({named})"


def _hash(block: asyncpg.Record, rows: list[asyncpg.Record]) -> bytes:
    """As `seal_audit` computes it."""
    moment = block["sealed_at"].strftime("%Y-%m-%dT%H:%M:%S.%fZ")  # asyncpg gives UTC
    stamp = [block["id"], block["first_entry"], block["last_entry"], block["entries"], moment]
    written = "\n".join([json.dumps(stamp), *(row["written"] for row in rows)])
    return hashlib.sha256(block["previous_hash"] + written.encode()).digest()


async def _blockless(connection: Connection) -> list[Fault]:
    """Blocks that are gone, but for their entries."""
    rows = await connection.fetch(
        "SELECT e.block_id, count(*) AS entries FROM audit_entries e"
        " LEFT JOIN audit_blocks b ON b.id = e.block_id"
        " WHERE e.block_id IS NOT NULL AND b.id IS NULL GROUP BY e.block_id ORDER BY e.block_id"
    )
    return [
        Fault(block=row["block_id"], problem=f"missing: {row['entries']} entries belong to it")
        for row in rows
    ]


async def _open_entries(connection: Connection) -> list[asyncpg.Record]:
    rows: list[asyncpg.Record] = await connection.fetch(
        "SELECT id, at FROM audit_entries WHERE block_id IS NULL ORDER BY id"
    )
    return rows

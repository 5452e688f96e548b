"""Monthly partitions: made ahead, counted, dropped. Used by retention, as the `ops` role."""

from __future__ import annotations

from typing import Final

from driver_assistant.store.database import Connection

PARENTS: Final = ("messages", "turns", "responses", "send_attempts", "delivery_statuses")


async def ensure(connection: Connection) -> int:
    """Make the partitions of the months ahead; returns how many were missing."""
    made: int = await connection.fetchval("SELECT ensure_partitions()")
    return made


async def prune_wamids(connection: Connection, days: int) -> int:
    """Forget inbound wamids older than `days`: Meta delivers again for seven days at most."""
    done = await connection.execute(
        "DELETE FROM inbound_wamids WHERE received_at < now() - make_interval(days => $1)", days
    )
    return int(done.split()[-1])


async def rows_in_default(connection: Connection) -> int:
    """Rows that found no month of their own: an alert, partitions were not made in time."""
    counts = [
        await connection.fetchval(f"SELECT count(*) FROM {parent}_default")  # noqa: S608  # constants
        for parent in PARENTS
    ]
    return sum(counts)


async def months(connection: Connection) -> list[str]:
    """Months (`YYYY_MM`) that `messages` has partitions for, oldest first."""
    rows = await connection.fetch(
        "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
        " WHERE i.inhparent = 'messages'::regclass AND c.relname ~ '_[0-9]{4}_[0-9]{2}$'"
        " ORDER BY c.relname"
    )
    return [row["relname"].removeprefix("messages_") for row in rows]


async def drop_month(connection: Connection, month: str) -> bool:
    """Drop a month unless something in it is not finished; True when it is gone."""
    done: bool = await connection.fetchval("SELECT drop_month($1)", month)
    return done

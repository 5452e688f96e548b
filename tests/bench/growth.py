"""`make bench-growth`: does a message cost more when millions are there already?

    python -P -m tests.bench.growth [--sizes 0,1000000,20000000] [--out FILE]

Fills the partitions of a private PostgreSQL (about 1 GB per million messages; without fsync while
filling), then measures the statements of the hot paths: buffers from PostgreSQL's
counters of tables and indexes (what EXPLAIN (BUFFERS) counts), CPU from /proc of the
connection's own backend.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import shlex
import shutil
import sys
import tempfile
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

import asyncpg
from tests.bench.machine import conditions, cpu_s

from driver_assistant.runtime.ids import new_id
from driver_assistant.sandbox.backing.servers import backing
from driver_assistant.store import conversations, inbox, sweeps
from driver_assistant.store.database import SESSION
from driver_assistant.store.inbox import NewMessage, NewStatus
from driver_assistant.store.migrate import migrate

TARGET: Final = 1.2  # times the cost in an empty database
_BYTES_PER_MESSAGE: Final = 1_200
_NUMBER: Final = "106540352242922"
_DRIVERS: Final = 5_000
_BATCH: Final = 64
_ROUNDS: Final = 150
_FIRST: Final = 5_000

_FILL: Final = (
    """
    INSERT INTO messages (id, company_id, conversation_id, phone_number_id, wamid, kind, content,
        sent_at, received_at, state, finished_at)
    SELECT grown_id(g, $2), 'acme', md5('c' || g % 5000)::uuid, $3, 'wamid.' || md5(g::text),
        'text',
        convert_to('{"schema":"message.stored/1","content":{"type":"text","body":"' || md5(g::text)
            || ' where is my next stop?"}}', 'UTF8'), now(), now(), 'answered', now()
    FROM generate_series($1::bigint, $2::bigint - 1) g
    """,
    """
    INSERT INTO inbound_wamids (phone_number_id, wamid, message_id)
    SELECT $3, 'wamid.' || md5(g::text), grown_id(g, $2)
    FROM generate_series($1::bigint, $2::bigint - 1) g
    """,
    """
    INSERT INTO responses (message_id, part, company_id, conversation_id, seq, purpose, payload,
        state, delivery_status)
    SELECT grown_id(g, $2), 0, 'acme', md5('c' || g % 5000)::uuid, g, 'answer',
        convert_to('{"type":"text","body":"' || md5(g::text) || $3 || '"}', 'UTF8'),
        'accepted', 'read'
    FROM generate_series($1::bigint, $2::bigint - 1) g
    """,
)
# UUIDv7s of the last twenty days, in rising order.
_GROWN_ID: Final = """
CREATE FUNCTION grown_id(g bigint, most bigint) RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT (lpad(to_hex((extract(epoch FROM now()) * 1000)::bigint - 1728000000
            + g * 1728000000 / greatest(most, 1)), 12, '0')
        || '7' || lpad(to_hex(g & 4095), 3, '0') || '8' || substr(md5(g::text), 1, 15))::uuid
$$
"""


async def main(options: argparse.Namespace) -> int:
    """Fill and measure size by size; writes the results."""
    sizes = [int(size) for size in options.sizes.split(",")]
    _check_disk(max(sizes))
    before = conditions(f"python -P -m tests.bench.growth {shlex.join(sys.argv[1:])}")
    async with backing() as servers, servers.fresh_database() as url:
        await migrate(url)
        database = await asyncpg.connect(url, command_timeout=7200, server_settings=SESSION)
        await _prepare(database)
        await _fill(database, 0, _FIRST)  # an "empty" database still has somebody to report on
        measured, filled = [], _FIRST
        for size in sizes:
            await _fill(database, filled, size)
            filled = max(filled, size)
            measured.append({"rows": size} | await _measure(database))
            sys.stderr.write(f"{json.dumps(measured[-1])}\n")
        await database.close()
    _write({"conditions": before, "sizes": measured}, Path(options.out))
    return 0


def _check_disk(rows: int) -> None:
    free = shutil.disk_usage(tempfile.gettempdir()).free
    needed = 2 * rows * _BYTES_PER_MESSAGE
    if free < needed:
        raise SystemExit(f"{free / 1e9:.0f} GB free, {needed / 1e9:.0f} GB needed: set TMPDIR")


async def _prepare(database: asyncpg.Connection) -> None:
    await database.execute(_GROWN_ID)
    await database.execute(
        "INSERT INTO drivers (id, company_id, external_id, contact_hash, contact_cipher)"
        " SELECT md5('d' || g)::uuid, 'acme', 'D-' || g, decode(md5('h' || g), 'hex'), 'x'"
        f" FROM generate_series(0, {_DRIVERS - 1}) g"
    )
    await database.execute(
        "INSERT INTO conversations (id, company_id, phone_number_id, driver_id, contact_cipher)"
        " SELECT md5($1 || ' ' || d.id)::uuid, 'acme', $1, d.id, 'x' FROM drivers d",
        _NUMBER,
    )


async def _fill(database: asyncpg.Connection, first: int, last: int) -> None:
    """Add rows without waiting for the disk, then be durable again."""
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        await database.execute(f"ALTER SYSTEM SET {setting} = off")
    await database.execute("ALTER SYSTEM SET max_wal_size = '4GB'")
    await database.execute("SELECT pg_reload_conf()")
    # the one index whose keys come in random order: sorted at the end it takes a tenth of the time
    await database.execute("ALTER TABLE inbound_wamids DROP CONSTRAINT inbound_wamids_pkey")
    for start in range(first, last, 1_000_000):
        end = min(start + 1_000_000, last)
        for statement in _FILL:
            await database.execute(statement, start, end, _NUMBER)
        sys.stderr.write(f"{end} rows\n")
    await database.execute("SET maintenance_work_mem = '512MB'")
    await database.execute("ALTER TABLE inbound_wamids ADD PRIMARY KEY (phone_number_id, wamid)")
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        await database.execute(f"ALTER SYSTEM RESET {setting}")
    await database.execute("SELECT pg_reload_conf()")
    await database.execute("VACUUM ANALYZE")
    await database.execute("CHECKPOINT")


async def _measure(database: asyncpg.Connection) -> dict[str, dict[str, float]]:
    """Cost per item of each statement: buffers touched, CPU of the backend in µs."""
    answered = await database.fetch("SELECT message_id FROM responses LIMIT 5000")
    ids = [row["message_id"] for row in answered] or [uuid4() for _ in range(5000)]
    drivers = [row["id"] for row in await database.fetch("SELECT id FROM conversations LIMIT 500")]

    async def record(number: int) -> None:
        await inbox.record_messages(database, "acme", _batch(number))

    async def statuses(number: int) -> None:
        at = number * _BATCH % 4_900
        await inbox.record_statuses(database, [_status(one) for one in ids[at : at + _BATCH]])

    async def look(number: int) -> None:
        await conversations.waiting(database, drivers[number % len(drivers)], 50)

    async def sweep(_: int) -> None:
        await sweeps.forgotten_messages(database, timedelta(hours=1), 200)

    return {
        "record": await _cost(database, record, _BATCH),
        "statuses": await _cost(database, statuses, _BATCH),
        "waiting": await _cost(database, look, 1),
        "sweep": await _cost(database, sweep, 1),
    }


async def _cost(
    database: asyncpg.Connection, act: Callable[[int], Awaitable[None]], items: int
) -> dict[str, float]:
    pid = await database.fetchval("SELECT pg_backend_pid()")
    for number in range(20):  # plans, caches
        await act(-1 - number)
    buffers = await _buffers(database)
    before = cpu_s(pid)
    for number in range(_ROUNDS):
        await act(number)
    used_s = cpu_s(pid) - before
    touched = await _buffers(database) - buffers
    await database.execute("DELETE FROM messages WHERE state = 'pending'")
    return {
        "buffers": round(touched / _ROUNDS / items, 2),
        "cpu_us": round(used_s / _ROUNDS / items * 1e6, 1),
    }


async def _buffers(database: asyncpg.Connection) -> int:
    """Buffers that tables and indexes were asked for so far, by this database."""
    await database.execute("SELECT pg_stat_force_next_flush()")
    count: int = await database.fetchval(
        "SELECT (SELECT sum(heap_blks_read + heap_blks_hit + coalesce(idx_blks_read, 0)"
        " + coalesce(idx_blks_hit, 0)) FROM pg_statio_user_tables)::bigint"
    )
    return count


def _batch(number: int) -> Sequence[NewMessage]:
    return [_message(number * _BATCH + position) for position in range(_BATCH)]


def _message(number: int) -> NewMessage:
    driver = number % _DRIVERS
    return NewMessage(
        id=new_id(),
        phone_number_id=_NUMBER,
        wamid=f"wamid.{uuid4().hex}",
        contact_hash=_md5(f"h{driver}"),
        user_hash=None,
        contact_cipher=b"x",
        kind="text",
        high=False,
        emergency=None,
        content=b'{"schema":"message.stored/1","content":{"type":"text","body":"hi"}}',
        sent_at=datetime.now(UTC),
        traceparent="",
    )


def _md5(text: str) -> bytes:
    return hashlib.md5(text.encode(), usedforsecurity=False).digest()


def _status(message_id: UUID) -> NewStatus:
    return NewStatus(
        phone_number_id=_NUMBER,
        wamid=f"wamid.{message_id}",
        status="read",
        at=datetime.now(UTC),
        message_id=message_id,
        part=0,
        error_code=None,
        errors="",
        pricing_category=None,
    )


def _write(results: Mapping[str, Any], out: Path) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(results, indent=1) + "\n")
    about, sizes = results["conditions"], results["sizes"]
    lines = [
        "# Cost per item as the partitions grow",
        "",
        f"`{about['command']}` on {about['date']}, commit `{about['commit']}`, {about['machine']},",
        f"load average {about['loadavg'][0]:.2f}. Target: at most {TARGET} times the empty cost.",
        "",
        "| statement | rows there | buffers per item | × empty | CPU µs per item | × empty |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for name in ("record", "statuses", "waiting", "sweep"):
        first = sizes[0][name]
        for size in sizes:
            now = size[name]
            lines.append(
                f"| {name} | {size['rows']} | {now['buffers']} |"
                f" {now['buffers'] / max(first['buffers'], 0.01):.2f} | {now['cpu_us']} |"
                f" {now['cpu_us'] / max(first['cpu_us'], 0.1):.2f} |"
            )
    out.with_suffix(".md").write_text("\n".join(lines) + "\n")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="0,1000000")
    parser.add_argument("--out", default="docs/results/bench-growth.json")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main(_options())))

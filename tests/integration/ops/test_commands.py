"""The commands people run, on a real database: registering drivers, retention."""

from __future__ import annotations

import asyncio
import base64
import io
import json
import socket
from datetime import UTC, datetime

import asyncpg
import pytest

from driver_assistant.ops.claims import claim_prefix
from driver_assistant.ops.drivers import DriverLineWrong, deactivate, import_drivers
from driver_assistant.ops.retention import run_retention
from driver_assistant.ops.settings import OpsDatabase, OpsDrivers
from driver_assistant.store.database import WrongInstallation
from driver_assistant.store.migrate import claim_installation, latest_version, migrate

KEY = base64.b64encode(b"k" * 32).decode()


def settings(url: str) -> OpsDrivers:
    return OpsDrivers(database_url=url, phone_hash_key=KEY, phone_encryption_key=KEY)


def lines(*drivers: dict[str, object]) -> io.StringIO:
    return io.StringIO("\n".join(json.dumps(driver) for driver in drivers))


ANA: dict[str, object] = {
    "driverId": "drv_ana",
    "phone": "+34 600 111 222",
    "name": "Ana",
    "language": "es-ES",
    "timeZone": "Europe/Madrid",
}


async def test_migrating_twice_changes_nothing_and_two_at_once_are_harmless(
    database_url: str,
) -> None:
    async with asyncio.TaskGroup() as group:
        runs = [group.create_task(migrate(database_url)) for _ in range(3)]
    again = await migrate(database_url)

    assert min(run.result() for run in runs) == ("", latest_version())
    assert again == (latest_version(), latest_version())


async def test_a_database_of_another_owner_is_refused_until_it_is_adopted(
    database_url: str,
) -> None:
    await migrate(database_url)
    await claim_installation(database_url, "fleet/acme", adopt=False)
    await claim_installation(database_url, "fleet/acme", adopt=False)

    with pytest.raises(WrongInstallation, match="fleet/acme"):
        await claim_installation(database_url, "other/acme", adopt=False)
    await claim_installation(database_url, "other/acme", adopt=True)
    await claim_installation(database_url, "other/acme", adopt=False)


async def test_a_redis_prefix_of_another_owner_is_refused_until_it_is_adopted(
    redis_url: str, redis_prefix: str
) -> None:
    assert await claim_prefix(redis_url, redis_prefix, "fleet/acme", adopt=False)
    assert await claim_prefix(redis_url, redis_prefix, "fleet/acme", adopt=False)

    with pytest.raises(WrongInstallation, match="fleet/acme"):
        await claim_prefix(redis_url, redis_prefix, "other/acme", adopt=False)
    assert await claim_prefix(redis_url, redis_prefix, "other/acme", adopt=True)
    assert await claim_prefix(redis_url, redis_prefix, "other/acme", adopt=False)


async def test_a_lost_redis_is_said_and_stops_no_migration() -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]

    assert not await claim_prefix(f"redis://127.0.0.1:{port}/0", "acme:", "a/b", adopt=False)


async def test_drivers_are_registered_and_updated_by_the_companys_own_id(
    database_url: str,
) -> None:
    await migrate(database_url)

    await import_drivers(lines(ANA), settings(database_url))
    await import_drivers(lines(ANA | {"name": "Ana María"}), settings(database_url))

    connection = await asyncpg.connect(database_url)
    rows = await connection.fetch("SELECT name, language, time_zone, version FROM drivers")
    await connection.close()
    assert [tuple(row) for row in rows] == [("Ana María", "es", "Europe/Madrid", 2)]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{", "line 1"),
        ('{"phone": "+34600111222"}', "driverId"),
        ('{"driverId": "d", "phone": "call me"}', "phone"),
    ],
)
async def test_a_wrong_line_is_named_and_nothing_is_registered(
    database_url: str, line: str, complaint: str
) -> None:
    await migrate(database_url)

    with pytest.raises(DriverLineWrong, match=complaint):
        await import_drivers(io.StringIO(line), settings(database_url))

    connection = await asyncpg.connect(database_url)
    count = await connection.fetchval("SELECT count(*) FROM drivers")
    await connection.close()
    assert count == 0


async def test_two_drivers_with_one_number_are_refused(database_url: str) -> None:
    await migrate(database_url)
    other = ANA | {"driverId": "drv_other"}

    with pytest.raises(DriverLineWrong, match="same number"):
        await import_drivers(lines(ANA, other), settings(database_url))
    await import_drivers(lines(ANA), settings(database_url))
    with pytest.raises(DriverLineWrong, match="another registered driver"):
        await import_drivers(lines(other), settings(database_url))


async def test_a_driver_can_be_deactivated_by_the_companys_own_id(database_url: str) -> None:
    await migrate(database_url)
    await import_drivers(lines(ANA), settings(database_url))

    assert await deactivate("drv_ana", settings(database_url))
    assert not await deactivate("nobody", settings(database_url))


async def test_retention_drops_old_finished_months_and_keeps_unfinished_ones(
    database_url: str,
) -> None:
    await migrate(database_url)
    connection = await asyncpg.connect(database_url)
    for month, state in (("2024-01-15", "answered"), ("2024-02-15", "pending")):
        child = f"messages_{month[:4]}_{month[5:7]}"
        first = f"{month[:8]}01"
        for parent in ("messages", "turns", "responses", "send_attempts", "delivery_statuses"):
            name = child.replace("messages", parent)
            low, high = await connection.fetchrow(
                "SELECT uuid7_floor($1::text::timestamptz),"
                " uuid7_floor($1::text::timestamptz + interval '1 month')",
                f"{first} 00:00+00",
            )
            await connection.execute(
                f"CREATE TABLE {name} PARTITION OF {parent} FOR VALUES FROM ('{low}') TO ('{high}')"
            )
        moment = await connection.fetchval(
            "SELECT uuid7_floor($1::text::timestamptz)", f"{month} 00:00+00"
        )
        await connection.execute(
            "INSERT INTO messages (id, company_id, conversation_id, phone_number_id, wamid, kind,"
            " content, sent_at, state) VALUES ($1, 'acme', gen_random_uuid(), '1', $2, 'text',"
            " '', now(), $3)",
            moment,
            month,
            state,
        )

    done = await run_retention(
        OpsDatabase(database_url=database_url),
        keep_months=13,
        wamid_days=30,
        event_days=400,
        now=datetime(2026, 10, 27, tzinfo=UTC),
    )

    await connection.close()
    assert (done.months_dropped, done.months_kept) == (("2024_01",), ("2024_02",))
    assert done.in_default == 0


async def test_retention_deletes_guardrail_events_older_than_allowed(database_url: str) -> None:
    await migrate(database_url)
    connection = await asyncpg.connect(database_url)
    for age in (500, 401, 399, 0):
        await connection.execute(
            "INSERT INTO guardrail_events (id, company_id, stage, decision, severity, category,"
            " text_hash, policy_version, policy_hash, happened_at) VALUES (gen_random_uuid(),"
            " 'acme', 'input', 'block', 'high', 'injection', ''::bytea, '1', $1,"
            " now() - make_interval(days => $2))",
            f"age-{age}",
            age,
        )

    done = await run_retention(
        OpsDatabase(database_url=database_url), keep_months=13, wamid_days=30, event_days=400
    )

    kept = await connection.fetch("SELECT policy_hash FROM guardrail_events ORDER BY happened_at")
    await connection.close()
    assert done.guardrail_events_pruned == 2
    assert [row["policy_hash"] for row in kept] == ["age-399", "age-0"]

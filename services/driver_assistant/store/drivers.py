"""Drivers: registered by `ops`, re-authorised by the worker at every turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from driver_assistant.store.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """An authorised person. `contact_cipher` is the phone number the SaaS knows them by."""

    id: UUID
    company_id: str
    external_id: str
    name: str
    contact_cipher: bytes
    language: str
    language_fixed: bool
    time_zone: str
    state: str
    notifications: bool
    version: int


_COLUMNS = (
    "id, company_id, external_id, name, contact_cipher, language, language_fixed, time_zone,"
    " state, notifications, version"
)


async def driver_by_id(connection: Connection, driver_id: UUID) -> Driver | None:
    """The driver as PostgreSQL knows them now."""
    row = await connection.fetchrow(f"SELECT {_COLUMNS} FROM drivers WHERE id = $1", driver_id)  # noqa: S608  # constant
    return None if row is None else Driver(**row)


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """A driver to register or update; found again by the company's own id."""

    id: UUID
    external_id: str
    name: str
    contact_hash: bytes
    contact_cipher: bytes
    language: str
    time_zone: str


async def register_drivers(
    connection: Connection, company: str, batch: Sequence[Registration]
) -> int:
    """Insert or update drivers by (company, external id); linked again when they were unlinked."""
    await connection.executemany(
        "INSERT INTO drivers AS d (id, company_id, external_id, name, contact_hash,"
        " contact_cipher, language, time_zone) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
        " ON CONFLICT (company_id, external_id) DO UPDATE SET name = excluded.name,"
        " contact_hash = excluded.contact_hash, contact_cipher = excluded.contact_cipher,"
        " language = CASE WHEN d.language_fixed THEN d.language ELSE excluded.language END,"
        " time_zone = excluded.time_zone, state = 'active', version = d.version + 1,"
        " updated_at = now()",
        [
            (
                driver.id,
                company,
                driver.external_id,
                driver.name,
                driver.contact_hash,
                driver.contact_cipher,
                driver.language,
                driver.time_zone,
            )
            for driver in batch
        ],
    )
    return len(batch)


async def deactivate_driver(connection: Connection, company: str, external_id: str) -> bool:
    """Stop serving a driver; True when there was one."""
    done = await connection.execute(
        "UPDATE drivers SET state = 'deactivated', version = version + 1, updated_at = now()"
        " WHERE company_id = $1 AND external_id = $2",
        company,
        external_id,
    )
    return bool(done != "UPDATE 0")


async def set_language(connection: Connection, driver_id: UUID, language: str) -> None:
    """The driver chose a language; detection does not change it any more."""
    await connection.execute(
        "UPDATE drivers SET language = $2, language_fixed = true, version = version + 1,"
        " updated_at = now() WHERE id = $1",
        driver_id,
        language,
    )


async def set_notifications(connection: Connection, driver_id: UUID, enabled: bool) -> None:
    """Start or stop messages the driver did not ask for."""
    await connection.execute(
        "UPDATE drivers SET notifications = $2, updated_at = now() WHERE id = $1",
        driver_id,
        enabled,
    )


async def new_version(connection: Connection, driver_id: UUID) -> None:
    """Something of the driver's changed in the SaaS: every cached answer is old."""
    await connection.execute(
        "UPDATE drivers SET version = version + 1, updated_at = now() WHERE id = $1", driver_id
    )

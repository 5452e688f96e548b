"""Registering drivers: JSON Lines in, rows out. Run by people and by the demo's seeding."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Sequence
from typing import TextIO

import asyncpg
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from driver_assistant.contracts.errors import Permanent
from driver_assistant.contracts.languages import as_language
from driver_assistant.ops.settings import OpsDrivers
from driver_assistant.runtime.phones import ContactBook, ContactInvalid
from driver_assistant.store import audit, drivers
from driver_assistant.store.database import Database
from driver_assistant.store.drivers import Registration

_BATCH = 500


class DriverLine(BaseModel):
    """One line: who the driver is in the company's SaaS and which number they write from."""

    model_config = ConfigDict(extra="ignore", populate_by_name=True)

    driver_id: str = Field(alias="driverId", min_length=1, max_length=200)
    phone: str
    name: str = ""
    language: str = "en"
    time_zone: str = Field("UTC", alias="timeZone")


class DriverLineWrong(Permanent):
    """A line of the drivers' file can't be used."""

    code = "driver_line_wrong"


async def import_drivers(source: TextIO, settings: OpsDrivers) -> int:
    """Register every driver of `source`, all or none; returns how many.

    Raises:
        DriverLineWrong: which line, which field, what to do.
    """
    book = ContactBook(settings)
    rows = [_registration(line, number, settings, book) for number, line in _lines(source)]
    _refuse_shared_numbers(rows)
    database = Database(settings, process="ops")
    try:
        async with database.transaction() as connection:
            for start in range(0, len(rows), _BATCH):
                batch = rows[start : start + _BATCH]
                await drivers.register_drivers(connection, settings.company, batch)
            await audit.note(
                connection,
                company=settings.company,
                actor=settings.operator_name,
                act="drivers_imported",
                subject=settings.company,
                detail=json.dumps({"count": len(rows)}),
            )
    except asyncpg.UniqueViolationError as error:
        raise DriverLineWrong(
            "a number in the file belongs to another registered driver: deactivating is not "
            "enough, import that driver with the new number first"
        ) from error
    finally:
        await database.close()
    return len(rows)


async def deactivate(driver_id: str, settings: OpsDrivers) -> bool:
    """Stop serving a driver; True when there was one."""
    database = Database(settings, process="ops")
    try:
        async with database.transaction() as connection:
            found = await drivers.deactivate_driver(connection, settings.company, driver_id)
            if found:
                await audit.note(
                    connection,
                    company=settings.company,
                    actor=settings.operator_name,
                    act="driver_deactivated",
                    subject=driver_id,
                )
            return found
    finally:
        await database.close()


def _refuse_shared_numbers(rows: Sequence[Registration]) -> None:
    """A number is one person: two drivers behind it could read each other's data."""
    owners: dict[bytes, str] = {}
    for row in rows:
        other = owners.setdefault(row.contact_hash, row.external_id)
        if other != row.external_id:
            raise DriverLineWrong(f"drivers {other} and {row.external_id} have the same number")


def _lines(source: TextIO) -> Iterable[tuple[int, str]]:
    for number, line in enumerate(source, start=1):
        if line.strip():
            yield number, line


def _registration(line: str, number: int, settings: OpsDrivers, book: ContactBook) -> Registration:
    try:
        given = DriverLine.model_validate_json(line)
        contact_hash = book.hash(given.phone)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "line"
        raise DriverLineWrong(f"line {number}, {where}: {first['msg']}") from error
    except ContactInvalid as error:
        raise DriverLineWrong(f"line {number}, phone: write it as +34600111222") from error
    return Registration(
        # The same driver gets the same id on every import, whoever imports first.
        id=uuid.uuid5(uuid.NAMESPACE_URL, f"{settings.company}/{given.driver_id}"),
        external_id=given.driver_id,
        name=given.name,
        contact_hash=contact_hash,
        contact_cipher=book.encrypt(given.phone),
        language=as_language(given.language),
        time_zone=given.time_zone,
    )

"""Whom a driver may call: two dispatchers in shifts, a backup, breakdown, emergency, payroll."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Final

from driver_assistant.contracts.logistics import Contact, ContactRole
from driver_assistant.sandbox.logistics.seed.phones import DESKS, phone
from driver_assistant.sandbox.logistics.world import DriverWorld

_DAY_STARTS: Final = time(6, 0)
_NIGHT_STARTS: Final = time(18, 0)
_HALF_DAY: Final = timedelta(hours=12)
_EMERGENCY: Final = {"US": "911"}  # everywhere else 112

# (day dispatcher, night dispatcher, backup, payroll)
_NAMES: Final = {
    "PL": ("Ewa Kowalczyk", "Paweł Nowak", "Magda Lis", "Irena Król"),
    "DE": ("Sabine Vogt", "Torsten Brandt", "Anke Peters", "Doris Engel"),
    "US": ("Kim Anderson", "Luis Romero", "Pat Miller", "Grace Hill"),
    "ES": ("Marta Soler", "Iván Prieto", "Nuria Vidal", "Rosa León"),
    "FR": ("Julie Garnier", "Olivier Blanc", "Nadège Roux", "Sylvie Colin"),
    "RO": ("Andreea Pop", "Cătălin Rusu", "Ioana Dinu", "Mirela Stan"),
    "PT": ("Sara Lopes", "Nuno Reis", "Filipa Costa", "Teresa Vaz"),
    "BG": ("Мария Иванова", "Георги Стоянов", "Елена Колева", "Ваня Петкова"),
}


def contacts_at(world: DriverWorld, now: datetime) -> list[Contact]:
    """The driver's contacts with who is on shift at `now`."""
    country = world.person.country
    day, night, backup, payroll = _NAMES[country]
    starts = _shift_start(now.astimezone(world.zone))
    on_days = starts.hour == _DAY_STARTS.hour
    here, away = (day, night) if on_days else (night, day)
    dispatcher = Contact(
        id=f"cnt_{country.lower()}_{'day' if on_days else 'night'}",
        name=here,
        role=ContactRole.DISPATCHER,
        phone=phone(country, DESKS + (0 if on_days else 1)),
        languages=(country.lower(), "en"),
        on_shift=True,
        shift_starts_at=starts,
        shift_ends_at=starts + _HALF_DAY,  # on the wall clock: shifts don't move with the hour
    )
    if world.dispatching == "off_shift":
        next_shift = starts + _HALF_DAY
        dispatcher = dispatcher.model_copy(
            update={
                "name": away,
                "on_shift": False,
                "shift_starts_at": next_shift,
                "shift_ends_at": next_shift + _HALF_DAY,
                "backup_id": f"cnt_{country.lower()}_backup",
            }
        )
    return [dispatcher, *_others(country, backup, payroll)]


def _others(country: str, backup: str, payroll: str) -> list[Contact]:
    code = country.lower()
    return [
        Contact(
            id=f"cnt_{code}_backup",
            name=backup,
            role=ContactRole.BACKUP_DISPATCHER,
            phone=phone(country, DESKS + 2),
            languages=("en",),
            on_shift=True,
        ),
        Contact(
            id=f"cnt_{code}_breakdown",
            role=ContactRole.BREAKDOWN,
            phone=phone(country, DESKS + 3),
            languages=("en",),
            on_shift=True,
        ),
        Contact(
            id=f"cnt_{code}_emergency",
            role=ContactRole.EMERGENCY,
            phone=_EMERGENCY.get(country, "112"),
            on_shift=True,
        ),
        Contact(
            id=f"cnt_{code}_payroll",
            name=payroll,
            role=ContactRole.PAYROLL,
            phone=phone(country, DESKS + 4),
            on_shift=None,
        ),
    ]


def _shift_start(local: datetime) -> datetime:
    """When the shift that contains `local` began, on the local wall clock."""
    if _DAY_STARTS <= local.time() < _NIGHT_STARTS:
        return datetime.combine(local.date(), _DAY_STARTS, tzinfo=local.tzinfo)
    day = local.date() if local.time() >= _NIGHT_STARTS else local.date() - timedelta(days=1)
    return datetime.combine(day, _NIGHT_STARTS, tzinfo=local.tzinfo)

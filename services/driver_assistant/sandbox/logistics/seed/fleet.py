"""58 trucks and 50 trailers with plates as their countries write them.

64 drivers: one rides along, five share a colleague's truck in another shift, eight drive rigids
without a trailer. Read by the seed only.
"""

from __future__ import annotations

from random import Random
from typing import Final

from driver_assistant.contracts.logistics import Trailer, TrailerKind, Vehicle, VehicleKind
from driver_assistant.sandbox.logistics.seed.roster import ROSTER, Person

_SHARES_TRUCK_WITH: Final = {
    "maria": "rui",
    "ines": "tiago",
    "desislava": "nikolay",
    "vasile": "bogdan",
    "lupe": "ravi",
}
_RIGIDS: Final = {
    "svitlana", "uwe", "heike", "tyrone", "xavier", "thomas", "yvette", "mihai",
}  # fmt: skip

_LETTERS: Final = "BCDFGHJKLMNPRSTVWXYZ"  # no vowels: plates avoid words
_CYRILLIC_LOOKALIKES: Final = "ABEKMHOPCTYX"  # the letters Bulgarian plates use
_MAKES: Final = {
    "US": (("Freightliner", "Cascadia"), ("Peterbilt", "579"), ("Kenworth", "T680")),
    "EU": (("Scania", "R 450"), ("DAF", "XG 480"), ("Volvo", "FH 460"), ("MAN", "TGX 18.470")),
}
_TRAILER_KINDS: Final = (
    TrailerKind.CURTAIN,
    TrailerKind.REEFER,
    TrailerKind.BOX,
    TrailerKind.CURTAIN,
    TrailerKind.TANK,
    TrailerKind.CONTAINER_CHASSIS,
    TrailerKind.CAR_CARRIER,
    TrailerKind.FLATBED,
)


def vehicle_of(seed: int, person: Person) -> Vehicle:
    """The driver's truck, without trailers."""
    owner = _truck_owner(person)
    rng = Random(f"{seed}/truck/{owner.index}")
    country = owner.country
    make, model = rng.choice(_MAKES["US" if country == "US" else "EU"])
    return Vehicle(
        id=f"veh_{rng.getrandbits(48):012x}",
        kind=VehicleKind.RIGID if owner.alias in _RIGIDS else VehicleKind.TRACTOR,
        plate=plate(rng, country),
        fleet_number=f"{country}-{100 + owner.index}",
        make=make,
        model=model,
        height_cm=411 if country == "US" else 400,
        gross_kg=36_287 if country == "US" else 40_000,
    )


def trailer_of(seed: int, person: Person) -> Trailer | None:
    """The driver's trailer; None with a rigid."""
    owner = _truck_owner(person)
    if owner.alias in _RIGIDS:
        return None
    rng = Random(f"{seed}/trailer/{owner.index}")
    return Trailer(
        id=f"trl_{rng.getrandbits(48):012x}",
        kind=_TRAILER_KINDS[owner.index % len(_TRAILER_KINDS)],
        plate=plate(rng, owner.country, trailer=True),
        fleet_number=f"T-{400 + owner.index}",
    )


def plate(rng: Random, country: str, *, trailer: bool = False) -> str:
    """A registration plate as the country writes it."""
    four, two = rng.randint(1000, 9999), rng.randint(10, 99)
    match country:
        case "DE":
            return f"{rng.choice(('M', 'K', 'HH', 'L', 'DU'))}-{_letters(rng, 2)} {four}"
        case "PL":
            return f"{rng.choice(('PO', 'WA', 'DW', 'GD'))} {four % 10}{_letters(rng, 2)}{two}"
        case "ES":
            return f"R {four} {_letters(rng, 3)}" if trailer else f"{four} {_letters(rng, 3)}"
        case "PT":
            return f"{_letters(rng, 2)}-{two}-{_letters(rng, 2)}"
        case "FR":
            return f"{_letters(rng, 2)}-{two}{four % 10}-{_letters(rng, 2)}"
        case "RO":
            return rng.choice((f"CJ {two} {_letters(rng, 3)}", f"B {two}2 {_letters(rng, 3)}"))
        case "BG":
            ends = rng.choices(_CYRILLIC_LOOKALIKES, k=2)
            return f"{rng.choice(('CB', 'P', 'PB'))} {four} {''.join(ends)}"
        case _:
            state = rng.choice(("IL", "OH", "TX", "CA", "TN", "IN"))
            return f"{state} {_letters(rng, 1)}{four}{two}"


def _truck_owner(person: Person) -> Person:
    alias = person.rides_with or _SHARES_TRUCK_WITH.get(person.alias, person.alias)
    return next(other for other in ROSTER if other.alias == alias)


def _letters(rng: Random, count: int) -> str:
    return "".join(rng.choices(_LETTERS, k=count))

"""The loads of a day: kinds that fit the trailer, goods, numbers, parties, dangerous goods."""

from __future__ import annotations

from random import Random
from typing import Final

from driver_assistant.contracts.logistics import (
    Author,
    DangerousGoods,
    FreeText,
    Goods,
    Load,
    LoadKind,
    LoadState,
    Packaging,
    Party,
    Place,
    Reference,
    ReferenceType,
    Temperature,
    Trailer,
    TrailerKind,
)
from driver_assistant.sandbox.logistics.seed.words import GOODS

_KINDS: Final[dict[TrailerKind | None, tuple[LoadKind, ...]]] = {
    TrailerKind.CURTAIN: (LoadKind.FTL, LoadKind.GROUPAGE, LoadKind.PALLET_EXCHANGE, LoadKind.ADR),
    TrailerKind.BOX: (LoadKind.GROUPAGE, LoadKind.PARCEL),
    TrailerKind.REEFER: (LoadKind.REEFER,),
    TrailerKind.TANK: (LoadKind.TANK,),
    TrailerKind.CONTAINER_CHASSIS: (LoadKind.CONTAINER,),
    TrailerKind.CAR_CARRIER: (LoadKind.CAR_CARRIER,),
    TrailerKind.FLATBED: (LoadKind.FTL,),
    None: (LoadKind.PARCEL, LoadKind.GROUPAGE),
}

# ADR: paint UN 1263, lithium batteries UN 3480, diesel UN 1202
_ADR: Final = {
    "Paint, flammable": DangerousGoods(
        un="1263", class_="3", packing_group="II", tunnel_code="D/E"
    ),
    "Batteries": DangerousGoods(un="3480", class_="9", packing_group=None, tunnel_code="E"),
    "Diesel": DangerousGoods(un="1202", class_="3", packing_group="III", tunnel_code="D/E"),
}
_KG_A_UNIT: Final = {
    Packaging.EPAL: 620,
    Packaging.PALLET: 540,
    Packaging.BOX: 9,
    Packaging.DRUM: 210,
    Packaging.BULK: 22_400,
    Packaging.CONTAINER: 18_700,
    Packaging.UNIT: 350,
}


def load(rng: Random, trailer: Trailer | None, kind: LoadKind | None = None) -> Load:
    """A confirmed load, not yet between two places."""
    kind = kind or rng.choice(_KINDS.get(trailer.kind if trailer else None, (LoadKind.FTL,)))
    description, packaging, quantity = rng.choice(GOODS[kind])
    number = rng.randint(100_000, 999_999)
    references = [
        Reference(type=ReferenceType.LOAD, value=f"L-{number}"),
        Reference(type=ReferenceType.PURCHASE_ORDER, value=f"PO {rng.randint(10_000, 99_999)}"),
        Reference(type=ReferenceType.PICKUP, value=f"PU{rng.randint(1000, 9999)}"),
    ]
    if kind is LoadKind.CONTAINER:
        container = f"MSKU{rng.randint(1_000_000, 9_999_999)}"
        references.append(Reference(type=ReferenceType.CONTAINER, value=container))
    danger = _ADR.get(description)
    return Load(
        id=f"lod_{rng.getrandbits(60):015x}",
        version=1,
        reference=f"L-{number}",
        references=tuple(references),
        state=LoadState.CONFIRMED,
        kind=kind,
        goods=(
            Goods(
                description=FreeText(text=description, lang="en", author=Author.CUSTOMER),
                quantity=quantity,
                packaging=packaging,
                gross_kg=quantity * _KG_A_UNIT[packaging],
            ),
        ),
        temperature=_temperature(rng, kind),
        adr=(danger,) if danger else (),
        seal=f"S{rng.randint(100_000, 999_999)}" if rng.random() < 0.7 else None,
    )


def with_parties(load: Load, stops: tuple[str, ...], pickup: Place, delivery: Place) -> Load:
    """The load between two places."""
    return load.model_copy(
        update={
            "stop_ids": stops,
            "consignor": Party(name=pickup.name, location=pickup),
            "consignee": Party(name=delivery.name, location=delivery),
        }
    )


def _temperature(rng: Random, kind: LoadKind) -> Temperature | None:
    if kind is not LoadKind.REEFER:
        return None
    point = rng.choice((-20.0, 2.0, 4.0))
    return Temperature(min_c=point - 2, max_c=point + 2, set_point_c=point)

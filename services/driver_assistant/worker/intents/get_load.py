"""What is carried: references for the gate, goods, weight, dangerous goods, temperature, seal."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from pydantic import BaseModel, Field

from driver_assistant.contracts.logistics import DangerousGoods, Goods, Load, Party, Temperature
from driver_assistant.contracts.messages import Wire
from driver_assistant.worker.intent import Ask, Intent, Reply
from driver_assistant.worker.logistics import DriverLogistics, NotFound
from driver_assistant.worker.plain import bold, plain
from driver_assistant.worker.say import Say
from driver_assistant.worker.stop_facts import is_open, matching, town
from driver_assistant.worker.stop_search import STOP_WANTED, WANTED_MAX, stops_of

_LOADS_MAX: Final = 3
_GOODS_MAX: Final = 5
_REFERENCES_MAX: Final = 6


class WhichLoad(BaseModel):
    """The load that is meant, by its stop."""

    stop: str | None = Field(None, max_length=WANTED_MAX, description=STOP_WANTED)


class Loads(Wire):
    """The loads of a stop; `named` says that the driver named it."""

    loads: tuple[Load, ...] = ()
    named: bool = False


async def _fetch(which: WhichLoad, logistics: DriverLogistics, ask: Ask) -> Loads:
    stops = await stops_of(ask.now.astimezone(ask.zone).date(), logistics)
    meant = matching(stops, which.stop) if which.stop else [s for s in stops if is_open(s)]
    with_load = next((stop for stop in meant if stop.load_ids), None)
    ids = with_load.load_ids[:_LOADS_MAX] if with_load else ()
    loads = [await _load_of(load_id, logistics) for load_id in ids]
    return Loads(loads=tuple(load for load in loads if load), named=which.stop is not None)


async def _load_of(load_id: str, logistics: DriverLogistics) -> Load | None:
    """The load without its notes; None for one that was given to somebody else meanwhile."""
    try:
        load = await logistics.load(load_id)
    except NotFound:
        return None
    return load.model_copy(update={"notes": None})


def _say(record: Loads, say: Say) -> Reply:
    if not record.loads:
        key = "not-found" if record.named else "load-none"
        return Reply(parts=(say.answer(say.lines(say(key))),))
    told = "\n\n".join("\n".join(_load(load, say)) for load in record.loads)
    return Reply(parts=(say.answer(say.lines(told)),))


def _load(load: Load, say: Say) -> list[str]:
    name = plain(load.reference, 40) or say("unknown")
    references = [
        say("load-reference", type=reference.type.value, value=plain(reference.value, 60))
        for reference in load.references[:_REFERENCES_MAX]
        if reference.value != load.reference
    ]
    lines = [bold(say("load-heading", reference=name)), *references, *_goods(load.goods, say)]
    lines += [_dangerous(load.adr, say), *_temperature(load.temperature, say)]
    if seal := plain(load.seal, 40):
        lines.append(say("load-seal", seal=seal))
    for key, party in (("load-from", load.consignor), ("load-to", load.consignee)):
        if where := _party(party):
            lines.append(say(key, place=where))
    return lines


def _goods(goods: tuple[Goods, ...] | None, say: Say) -> list[str]:
    if not goods:
        return [say("load-goods-unknown"), say("load-weight-unknown")]
    weights = [item.gross_kg for item in goods]
    known = [weight for weight in weights if weight is not None]
    total = say.number(sum(known)) if len(known) == len(weights) else None
    return [
        *(say("load-goods", goods=_item(item, say)) for item in goods[:_GOODS_MAX]),
        say("load-weight", weight=total) if total else say("load-weight-unknown"),
    ]


def _item(item: Goods, say: Say) -> str:
    packed = say("load-packaging", packaging=item.packaging.value)
    amount = "" if item.quantity is None else f"{say.number(item.quantity)} {packed}"
    what = plain(item.description.text, 100) if item.description else ""
    return ", ".join(part for part in (amount, what) if part) or say("unknown")


def _dangerous(adr: tuple[DangerousGoods, ...] | None, say: Say) -> str:
    if adr is None:
        return say("load-adr-unknown")
    if not adr:
        return say("load-adr-none")
    items = (
        say("load-adr-item", un=plain(a.un, 10), **{"class": plain(a.class_, 10) or "?"})
        for a in adr
    )
    return say("load-adr", classes="; ".join(items))


def _temperature(temperature: Temperature | None, say: Say) -> list[str]:
    if temperature is None:
        return []
    limits = [t for t in (temperature.min_c, temperature.max_c) if t is not None]
    degrees = limits or [t for t in (temperature.set_point_c,) if t is not None]
    spoken = " / ".join(dict.fromkeys(say.number(degree) for degree in degrees))
    return [say("load-temperature", range=spoken or say("unknown"))]


def _party(party: Party | None) -> str:
    if party is None:
        return ""
    return ", ".join(dict.fromkeys(p for p in (plain(party.name, 60), town(party.location)) if p))


PLUGIN = Intent(
    name="get_load",
    description=(
        "The load on the truck or for a stop: reference, PO and pickup numbers, goods, pallets, "
        "weight, dangerous goods (ADR), temperature, seal, shipper and consignee."
    ),
    parameters=WhichLoad,
    record=Loads,
    fetch=_fetch,
    say=_say,
    examples=(
        "what's my pickup number?",
        "how heavy am I and is there any ADR?",
        "¿cuántos palés llevo?",
        "a que temperatura vai a carga?",
        "c'est quoi la référence de chargement ?",
        "Wie lautet die Ladenummer?",
        "ile waży mój towar?",
        "ce referință dau la poartă?",
        "kaç palet taşıyorum?",
        "яка вага вантажу?",
        "माल का वज़न कितना है?",
    ),
    cache_for=timedelta(seconds=60),
    menu_order=6,
)

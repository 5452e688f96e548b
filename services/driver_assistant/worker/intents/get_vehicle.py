"""Which truck and trailer, how high, when the next service is, and which defects are open."""

from __future__ import annotations

from datetime import timedelta

from driver_assistant.contracts.logistics import (
    Defect,
    DefectSeverity,
    DefectState,
    Trailer,
    Vehicle,
)
from driver_assistant.contracts.messages import Wire
from driver_assistant.worker.intent import Ask, Intent, NoArguments, Reply
from driver_assistant.worker.logistics import DriverLogistics, NotFound
from driver_assistant.worker.plain import plain
from driver_assistant.worker.rules import menu_payload
from driver_assistant.worker.say import Say
from driver_assistant.worker.stop_facts import title


class MyVehicle(Wire):
    """The vehicle assigned to the driver, with its trailers and defects."""

    vehicle: Vehicle | None


async def _fetch(_: NoArguments, logistics: DriverLogistics, _ask: Ask) -> MyVehicle:
    try:
        return MyVehicle(vehicle=await logistics.vehicle())
    except NotFound:
        return MyVehicle(vehicle=None)


def _say(record: MyVehicle, say: Say) -> Reply:
    vehicle = record.vehicle
    if vehicle is None:
        return Reply(parts=(say.answer(say.lines(say("vehicle-none"))),))
    model = " ".join(part for part in (plain(vehicle.make, 30), plain(vehicle.model, 30)) if part)
    truck = ", ".join(part for part in (_plate(vehicle), model) if part)
    body = say.lines(
        say("vehicle-truck", plate=truck or say("unknown")),
        *_trailers(vehicle.trailers, say),
        None if vehicle.height_cm is None else _height(vehicle.height_cm, say),
        _service(vehicle, say),
        *_defects(vehicle.defects or (), say),
    )
    choices = [(menu_payload("report_defect"), title("report_defect", say))]
    return Reply(parts=(say.answer(body, choices),))


def _plate(unit: Vehicle | Trailer) -> str:
    number = plain(unit.fleet_number, 20)
    plate = plain(unit.plate, 20)
    return f"{plate} ({number})" if plate and number else plate or number


def _trailers(trailers: tuple[Trailer, ...], say: Say) -> list[str]:
    if not trailers:
        return [say("vehicle-trailer-none")]
    return [say("vehicle-trailer", plate=_plate(t) or say("unknown")) for t in trailers]


def _height(height_cm: int, say: Say) -> str:
    # Two decimals and never rounded: bridges are signed to the decimetre.
    return say("vehicle-height", height=say.number(height_cm / 100, decimals=2))


def _service(vehicle: Vehicle, say: Say) -> str:
    """The next service by date, by the odometer's reading, by both, or not known."""
    due = vehicle.next_service
    day = say.date_of(due.due_on) if due and due.due_on else None
    reading = due.due_at_meters // 1000 if due and due.due_at_meters is not None else None
    if day and reading is not None:
        return say("vehicle-service-both", day=day, distance=say.number(reading))
    if day:
        return say("vehicle-service-day", day=day)
    if reading is not None:
        return say("vehicle-service-distance", distance=say.number(reading))
    return say("vehicle-service-unknown")


def _defects(defects: tuple[Defect, ...], say: Say) -> list[str]:
    still_open = [d for d in defects if d.state in (DefectState.OPEN, DefectState.IN_PROGRESS)]
    if not still_open:
        return []
    unsafe = any(defect.severity is DefectSeverity.UNSAFE for defect in still_open)
    written = (plain(d.text.text, 120) for d in still_open[:5] if d.text)
    return [
        say("vehicle-defects", count=len(still_open)),
        *(f"• {words}" for words in written if words),
        *([say("vehicle-unsafe")] if unsafe else []),
    ]


PLUGIN = Intent(
    name="get_vehicle",
    description=(
        "The truck and trailer assigned to the driver: number plates, fleet numbers, height, "
        "next service and open defects."
    ),
    parameters=NoArguments,
    record=MyVehicle,
    fetch=_fetch,
    say=_say,
    examples=(
        "what trailer am I pulling?",
        "how high is my truck?",
        "when is my truck's next service?",
        "¿cuándo le toca la revisión al camión?",
        "kiedy następny przegląd ciężarówki?",
        "¿qué remolque engancho?",
        "qual é a matrícula do meu reboque?",
        "je prends quel camion ?",
        "Welchen Auflieger soll ich nehmen?",
        "jaką mam naczepę?",
        "ce remorcă trag azi?",
        "hangi dorseyi çekiyorum?",
        "який за мною причіп?",
        "मेरे ट्रक का नंबर क्या है?",
        "which truck is mine today?",
        "¿qué camión me toca hoy?",
        "que camião levo hoje?",
        "welchen LKW fahre ich heute?",
        "który ciągnik mam dzisiaj?",
    ),
    cache_for=timedelta(seconds=60),
)

"""Generated evidence for the grounding corpus: records of the logistics port's shape."""

# ruff: noqa: INP001  # a script's module; seeded randomness is the point

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 10, 20, 9, 10, tzinfo=ZONE)
PLACES = (
    ("Lidl Zentrallager", "Hafenstraße 12", "20457", "Hamburg", "DE"),
    ("Carrefour Supply", "Rue du Port 7", "69007", "Lyon", "FR"),
    ("Mercadona Logística", "Calle Real 31", "41001", "Sevilla", "ES"),
    ("Biedronka Magazyn", "ul. Fabryczna 8", "30-552", "Kraków", "PL"),
    ("Kaufland Depozit", "Strada Unirii 44", "400394", "Cluj-Napoca", "RO"),
    ("Sonae Armazém", "Rua da Estação 19", "4470-528", "Maia", "PT"),
    ("Edeka Süd", "Industriestraße 5", "77652", "Offenburg", "DE"),
    ("Auchan Entrepôt", "Avenue Foch 21", "59000", "Lille", "FR"),
    ("Tesco Depot", "Dock Road 63", "CV10 7RA", "Nuneaton", "GB"),
)
CONTACTS = (
    "Marie Dupont",
    "Jan Kowalski",
    "Ana Torres",
    "Klaus Becker",
    "Ion Popescu",
    "Rui Costa",
)


def record(rng: random.Random) -> tuple[dict[str, Any], dict[str, Any]]:
    """A route with its loads, hours and pay; and the values a right answer shows."""
    places = rng.sample(PLACES, rng.randint(3, 6))
    start = NOW.replace(minute=0) + timedelta(minutes=5 * rng.randint(6, 36))
    stops, at = [], start
    for n, place in enumerate(places, 1):
        window = at.replace(minute=30 * (at.minute // 30))
        eta = window + timedelta(minutes=rng.randint(1, 119))
        stops.append(_stop(rng, n, place, window, eta))
        at = window + timedelta(hours=rng.randint(2, 9), minutes=30 * rng.randint(0, 1))
    loads = [_load(rng, n) for n in range(2)]
    drive = rng.randint(35, 500)
    hours = {
        "asOf": (NOW - timedelta(minutes=4)).isoformat(),
        "driveNowMinutes": drive,
        "nextBreakDueAt": (NOW + timedelta(minutes=rng.randint(20, 260))).isoformat(),
    }
    pay = {
        "currency": "EUR",
        "lines": [{"type": "detention", "amountMinor": rng.randint(1500, 48000)}],
    }
    evidence = {
        "route": {
            "id": "rte_77",
            "date": "2026-10-20",
            "stops": stops,
            "totalMeters": rng.randint(90_000, 999_000),
        },
        "loads": loads,
        "hours": hours,
        "statement": pay,
    }
    return evidence, {"evidence": evidence, "stop": 0, "other": 1, "load": rng.randint(0, 1)}


def _stop(
    rng: random.Random, n: int, place: tuple[str, ...], window: datetime, eta: datetime
) -> dict[str, Any]:
    name, street, postcode, city, country = place
    address = {"lines": [street], "postalCode": postcode, "city": city, "country": country}
    end = window + timedelta(hours=2)
    paper = {"type": "pod", "state": rng.choice(("required", "accepted", "rejected"))}
    phone = f"+49301{rng.randrange(10**6):06d}"
    return {
        "id": f"stp_{rng.randrange(16**6):06x}",
        "sequence": n,
        "kind": "delivery",
        "state": "scheduled",
        "location": {"name": name, "address": address, "timeZone": "Europe/Berlin"},
        "windows": [{"start": window.isoformat(), "end": end.isoformat()}],
        "eta": {"time": eta.isoformat(), "asOf": (NOW - timedelta(minutes=3)).isoformat()},
        "appointment": {"state": rng.choice(("confirmed", "pending", "rejected"))},
        "requiredDocuments": [paper],
        "contacts": [{"name": CONTACTS[n - 1], "role": "site", "phone": phone}],
    }


def _load(rng: random.Random, n: int) -> dict[str, Any]:
    return {
        "id": f"ld_{rng.randrange(16**6):06x}",
        "reference": f"LD-{rng.randint(10000, 99999)}",
        "kind": "reefer",
        "goods": [
            {
                "quantity": rng.randint(4, 33),
                "packaging": "pallet",
                "grossKg": rng.randint(1200, 23900),
            }
        ],
        "temperature": {"setPointC": rng.choice((-20, -18, 2, 4, 7)) + n},
    }

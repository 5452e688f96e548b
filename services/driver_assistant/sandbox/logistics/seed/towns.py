# names are written in their own scripts
"""Where the seeded drivers go: towns with coordinates and zones, streets, and invented sites.

Read by the seed only. Coordinates are town centres; a site lies a few kilometres from one. The
companies are invented.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random
from typing import Final

from driver_assistant.contracts.logistics import Address, Geo, Place

ROAD_FACTOR: Final = 1.3  # roads are longer than the great circle
KM_PER_DEGREE: Final = 111.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """A town where sites are."""

    name: str
    country: str
    postal: str
    latitude: float
    longitude: float
    zone: str


def _towns(country: str, zone: str, *rows: tuple[str, str, float, float]) -> tuple[Town, ...]:
    return tuple(
        Town(name=name, country=country, postal=postal, latitude=lat, longitude=lon, zone=zone)
        for name, postal, lat, lon in rows
    )


TOWNS: Final[tuple[Town, ...]] = (
    *_towns(
        "ES",
        "Europe/Madrid",
        ("Zaragoza", "50016", 41.6488, -0.8891),
        ("Madrid", "28052", 40.4168, -3.7038),
        ("Valencia", "46024", 39.4699, -0.3763),
        ("Barcelona", "08040", 41.3874, 2.1686),
        ("Sevilla", "41020", 37.3891, -5.9845),
        ("Bilbao", "48950", 43.2630, -2.9350),
        ("Badajoz", "06006", 38.8794, -6.9707),
        ("Salamanca", "37188", 40.9701, -5.6635),
    ),
    *_towns(
        "PT",
        "Europe/Lisbon",
        ("Lisboa", "1950-327", 38.7223, -9.1393),
        ("Porto", "4470-208", 41.1579, -8.6291),
        ("Elvas", "7350-478", 38.8815, -7.1628),
        ("Guarda", "6300-035", 40.5373, -7.2676),
        ("Setúbal", "2910-839", 38.5244, -8.8882),
        ("Aveiro", "3800-042", 40.6405, -8.6538),
        ("Coimbra", "3025-307", 40.2033, -8.4103),
    ),
    *_towns(
        "FR",
        "Europe/Paris",
        ("Lyon", "69007", 45.7640, 4.8357),
        ("Gennevilliers", "92230", 48.9333, 2.3000),
        ("Lille", "59000", 50.6292, 3.0573),
        ("Marseille", "13015", 43.2965, 5.3698),
        ("Bordeaux", "33300", 44.8378, -0.5792),
        ("Toulouse", "31200", 43.6047, 1.4442),
        ("Strasbourg", "67100", 48.5734, 7.7521),
        ("Nantes", "44300", 47.2184, -1.5536),
    ),
    *_towns(
        "DE",
        "Europe/Berlin",
        ("Köln", "50735", 50.9375, 6.9603),
        ("Hamburg", "20539", 53.5511, 9.9937),
        ("München", "80939", 48.1351, 11.5820),
        ("Berlin", "12099", 52.5200, 13.4050),
        ("Leipzig", "04158", 51.3397, 12.3731),
        ("Stuttgart", "70327", 48.7758, 9.1829),
        ("Duisburg", "47119", 51.4344, 6.7623),
        ("Nürnberg", "90451", 49.4521, 11.0767),
    ),
    *_towns(
        "PL",
        "Europe/Warsaw",
        ("Poznań", "61-003", 52.4064, 16.9252),
        ("Warszawa", "03-236", 52.2297, 21.0122),
        ("Wrocław", "54-613", 51.1079, 17.0385),
        ("Łódź", "92-516", 51.7592, 19.4560),
        ("Gdańsk", "80-531", 54.3520, 18.6466),
        ("Katowice", "40-246", 50.2649, 19.0238),
        ("Świecko", "69-100", 52.3167, 14.6000),
        ("Rzeszów", "35-211", 50.0412, 21.9991),
    ),
    *_towns(
        "RO",
        "Europe/Bucharest",
        ("Cluj-Napoca", "400632", 46.7712, 23.6236),
        ("București", "032266", 44.4268, 26.1025),
        ("Timișoara", "300254", 45.7489, 21.2087),
        ("Constanța", "900900", 44.1598, 28.6348),
        ("Iași", "700196", 47.1585, 27.6014),
        ("Arad", "310375", 46.1866, 21.3123),
        ("Brașov", "500269", 45.6427, 25.5887),
        ("Giurgiu", "080301", 43.9037, 25.9699),
    ),
    *_towns(
        "BG",
        "Europe/Sofia",
        ("София", "1839", 42.6977, 23.3219),
        ("Русе", "7009", 43.8356, 25.9657),
        ("Пловдив", "4023", 42.1354, 24.7453),
        ("Варна", "9009", 43.2141, 27.9147),
    ),
    *_towns(
        "US",
        "America/Chicago",
        ("Chicago, IL", "60609", 41.8781, -87.6298),
        ("St. Louis, MO", "63147", 38.6270, -90.1994),
        ("Nashville, TN", "37210", 36.1627, -86.7816),
        ("Memphis, TN", "38118", 35.1495, -90.0490),
        ("Dallas, TX", "75212", 32.7767, -96.7970),
    ),
    *_towns(
        "US",
        "America/Indiana/Indianapolis",
        ("Indianapolis, IN", "46241", 39.7684, -86.1581),
    ),
    *_towns("US", "America/New_York", ("Columbus, OH", "43207", 39.9612, -82.9988)),
    *_towns("US", "America/Detroit", ("Detroit, MI", "48210", 42.3314, -83.0458)),
    *_towns("US", "America/Phoenix", ("Phoenix, AZ", "85043", 33.4484, -112.0740)),
    *_towns("US", "America/Los_Angeles", ("Fresno, CA", "93725", 36.7378, -119.7871)),
)

STREETS: Final[dict[str, tuple[str, ...]]] = {
    "ES": ("Calle de la Industria {n}", "Polígono Malpica, Calle F {n}", "Avda. del Ebro {n}"),
    "PT": ("Rua da Indústria {n}", "Zona Industrial, Lote {n}", "Av. dos Transportes {n}"),
    "FR": ("{n} rue de l'Industrie", "ZI Nord, {n} avenue des Routiers", "{n} quai du Canal"),
    "DE": ("Industriestraße {n}", "Am Güterbahnhof {n}", "Logistikring {n}"),
    "PL": ("ul. Magazynowa {n}", "ul. Logistyczna {n}", "ul. Przemysłowa {n}"),
    "RO": ("Str. Fabricii {n}", "Șos. de Centură {n}", "Str. Depozitelor {n}"),
    "BG": ("ул. „Индустриална“ {n}", "бул. „Европа“ {n}", "ул. „Складова“ {n}"),
    "US": ("{n}50 Industrial Pkwy", "{n}00 S Warehouse Dr", "{n}25 Terminal Rd"),
}

SITES: Final[dict[str, tuple[str, ...]]] = {
    "ES": ("Molinos del Ebro", "Frío Norte", "Almacenes Pilar", "Cerámicas Duero", "Huerta Sur"),
    "PT": ("Armazéns do Tejo", "Cortiças Alentejo", "Frio Atlântico", "Papel do Vouga"),
    "FR": ("Entrepôts du Rhône", "Laiterie des Monts", "Verrerie Garonne", "Dépôt Saint-Fiacre"),
    "DE": ("Rheinlager", "Bäckerei Krüger Zentrallager", "Stahlhandel Voss", "Elbe Kühlhaus"),
    "PL": ("Hurtownia Warta", "Mleczarnia Bzura", "Meble Odra", "Chłodnia Wisła"),
    "RO": ("Depozit Someș", "Lactate Carpați", "Mobila Ardeal", "Piese Auto Dunăre"),
    "BG": ("Склад Тунджа", "Млечна Струма", "Консерви Марица"),
    "US": ("Prairie Foods DC", "Wabash Paper", "Ozark Cold Storage", "Lakeside Auto Parts"),
}

FUEL_STATIONS: Final = ("Autohof {town}", "Truck stop {town}", "Fuel {town} A1")


def town(name: str) -> Town:
    """The town of that name.

    Raises:
        KeyError: there is none.
    """
    for candidate in TOWNS:
        if candidate.name == name:
            return candidate
    raise KeyError(name)


def near(rng: Random, origin: Town, *, within_km: float, abroad: bool) -> Town:
    """One of the four nearest towns around `origin`, or itself when nothing else is near."""
    reachable = sorted(
        (kilometres(origin, other), other.name)
        for other in TOWNS
        if other is not origin and (abroad or other.country == origin.country)
    )
    names = [name for distance, name in reachable[:4] if distance <= within_km]
    return town(rng.choice(names)) if names else origin


def kilometres(a: Town, b: Town) -> float:
    """Road distance between two towns, roughly."""
    return _road_km(a.latitude, a.longitude, b.latitude, b.longitude)


def between(a: Place, b: Place) -> float:
    """Road distance in kilometres between two places that have a position."""
    if a.geo is None or b.geo is None:
        return 0.0
    return _road_km(a.geo.latitude, a.geo.longitude, b.geo.latitude, b.geo.longitude)


def site(rng: Random, where: Town, name: str | None = None) -> Place:
    """A site in or near a town."""
    line = rng.choice(STREETS[where.country]).format(n=rng.randint(1, 48))
    return Place(
        name=name or rng.choice(SITES[where.country]),
        address=Address(
            lines=(line,), postal_code=where.postal, city=where.name, country=where.country
        ),
        geo=Geo(
            latitude=round(where.latitude + rng.uniform(-0.09, 0.09), 5),
            longitude=round(where.longitude + rng.uniform(-0.12, 0.12), 5),
        ),
        time_zone=where.zone,
    )


def fuel_station(rng: Random, where: Town) -> Place:
    """A place to refuel or rest."""
    return site(rng, where, rng.choice(FUEL_STATIONS).format(town=where.name.split(",")[0]))


def _road_km(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    east = (lon_b - lon_a) * math.cos(math.radians((lat_a + lat_b) / 2))
    return math.hypot(lat_b - lat_a, east) * KM_PER_DEGREE * ROAD_FACTOR
